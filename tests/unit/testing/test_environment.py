"""Lambda's execution environment in the test's process."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from typing import Any

import pytest

from gwfw.errors import NestedTooDeep
from gwfw.exchange import Outcome, Raised, Returned
from gwfw.graph.model import AppGraph, Function, Handler
from gwfw.runtime.bindings import current, parse
from gwfw.testing.environment import DEPTH, Environment

GRAPH = AppGraph(
    name="library",
    functions=(Function(name="api", handlers=(Handler(source="http", key="GET /", module="m", name="n"),)),),
)
Code = Callable[[Any], object]


def environment(code: Code) -> Environment:
    return Environment(
        GRAPH,
        lambda event, context, handler: code(event),
        arn="arn:{}",
        bindings=parse({"table": {"books": "library-dev-books"}}),
    )


def invoke(tested: Environment, payload: bytes = b"{}") -> Outcome:
    outcomes: list[Outcome] = []
    tested.invoke("api", payload, 1000, outcomes.append)
    return outcomes[0]


def test_event_and_result_cross_as_json() -> None:
    events: list[Any] = []

    def code(event: Any) -> object:
        events.append(event)
        return {"ok": True}

    tested = environment(code)
    assert invoke(tested, b'{"a":1}') == Returned(payload=b'{"ok":true}')
    assert events == [{"a": 1}]
    assert [(one.function, one.event) for one in tested.invoked] == [("api", b'{"a":1}')]
    assert tested.failures == []


def test_handles_are_bound_inside_only() -> None:
    tested = environment(lambda event: current().name("table", "books"))
    assert invoke(tested) == Returned(payload=b'"library-dev-books"')
    assert current().names == {}


def test_failure_is_remembered_with_its_exception() -> None:
    def code(event: Any) -> None:
        raise ValueError("wrong")

    tested = environment(code)
    assert isinstance(invoke(tested), Raised)
    (failure,) = tested.failures
    assert (failure.function, failure.error_type, str(failure)) == ("api", "ValueError", "api: ValueError: wrong")
    assert isinstance(failure.exception, ValueError)


def test_result_that_is_no_json_is_a_failure_without_an_exception() -> None:
    tested = environment(lambda event: object())
    assert isinstance(invoke(tested), Raised)
    assert [(failure.error_type, failure.exception) for failure in tested.failures] == [("Runtime.MarshalError", None)]


def test_exit_is_a_failure() -> None:
    def code(event: Any) -> None:
        raise SystemExit(3)

    tested = environment(code)
    assert isinstance(invoke(tested), Raised)
    assert len(tested.failures) == 1


@pytest.mark.parametrize("error", [KeyboardInterrupt, pytest.skip.Exception], ids=["ctrl-c", "skip"])
def test_what_is_meant_for_the_test_reaches_it(error: type[BaseException]) -> None:
    def code(event: Any) -> None:
        raise error

    tested = environment(code)
    with pytest.raises(error):
        invoke(tested)
    assert tested.failures == []


def test_nesting_has_an_end() -> None:
    def code(event: Any) -> None:
        invoke(tested)

    tested = environment(code)
    with pytest.raises(NestedTooDeep) as caught:
        invoke(tested)
    assert caught.value.chain == ("api",) * (DEPTH + 1)
    assert tested.failures == []


def test_depth_is_allowed() -> None:
    depth = [0]

    def code(event: Any) -> None:
        depth[0] += 1
        if depth[0] < DEPTH:
            invoke(tested)

    tested = environment(code)
    assert invoke(tested) == Returned(payload=b"null")


def test_handler_has_a_thread_of_its_own_where_a_loop_runs() -> None:
    threads: list[threading.Thread] = []

    def code(event: Any) -> str:
        threads.append(threading.current_thread())
        return asyncio.run(answer())

    async def answer() -> str:
        return current().name("table", "books")

    async def test() -> Outcome:
        return invoke(environment(code))

    assert json.loads(getattr(asyncio.run(test()), "payload", b"null")) == "library-dev-books"
    invoke(environment(code))
    assert [thread is threading.current_thread() for thread in threads] == [False, True]
