"""Tasks: inputs validated, results as JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import BaseModel

from gwfw.flow import AsyncTask, Task
from gwfw.runtime.context import LambdaContext
from gwfw.runtime.encode import WrongResult
from gwfw.runtime.loops import Loops
from gwfw.runtime.tasks import InvalidInput, serve


class Order(BaseModel):
    id: int
    rush: bool = False


def charge(order: Order) -> Order:
    return order


async def ship(order: Order) -> str:
    return f"shipped {order.id}"


def told(order: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return {**order, "by": context}


def nothing() -> None: ...


def run(function: Any, event: object) -> object:
    return serve(function, "task", Loops())(event, "the context")


@pytest.mark.parametrize(
    ("function", "event", "result"),
    [
        pytest.param(charge, {"id": 1}, {"id": 1, "rush": False}, id="function"),
        pytest.param(Task(charge), {"id": 1}, {"id": 1, "rush": False}, id="task"),
        pytest.param(AsyncTask(ship), {"id": 2}, "shipped 2", id="coroutine"),
        pytest.param(told, {"a": 1}, {"a": 1, "by": "the context"}, id="mapping and context"),
        pytest.param(nothing, {"a": 1}, None, id="nothing"),
    ],
)
def test_a_task_runs(function: object, event: object, result: object) -> None:
    assert run(function, event) == result


@pytest.mark.parametrize("event", [{}, {"id": "x"}, [], None, "x"], ids=repr)
def test_a_wrong_input_has_a_name_that_machines_know(event: object) -> None:
    with pytest.raises(InvalidInput) as raised:
        run(charge, event)
    assert type(raised.value).__name__ == "gwfw.ValidationError"
    [fault] = json.loads(str(raised.value))
    assert set(fault) == {"loc", "msg", "type"}


def test_a_wrong_result_ends_the_invocation() -> None:
    def wrong() -> int:
        return "x"  # type: ignore[return-value]  # the case

    with pytest.raises(WrongResult):
        run(wrong, None)


def test_what_a_task_raises_is_raised() -> None:
    def failing() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(failing, None)
