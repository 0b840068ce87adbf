"""What failed, and whether the test knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import pytest

from gwfw.graph.model import AppGraph, Machine, Ref
from gwfw.testing.failures import Failure, Failures, UnnoticedFailure

if TYPE_CHECKING:
    from gwfw.local.states import Machines

TASK = Ref("function", "task-charge", "arn")
GRAPH = AppGraph(
    name="shop", resources=(Machine(name="fulfil", definition=("{", TASK, "}", Ref("table", "books", "name"))),)
)


@dataclass
class Run:
    """An execution."""

    status: str = "SUCCEEDED"
    looked_at: bool = False
    error: str | None = None
    cause: str | None = None
    input: str = "{}"


class Runs:
    """In the place of the machines."""

    def __init__(self, *runs: Run) -> None:
        self._runs = list(runs)

    def executions_of(self, name: str) -> list[Run]:
        assert name == "fulfil"
        return self._runs


def failed(function: str = "api", event: bytes = b"{}") -> Failure:
    return Failure(function=function, event=event, error_type="ValueError", message="wrong", exception=ValueError("wrong"))


def unnoticed(found: list[Failure], *runs: Run) -> list[str]:
    failures = Failures(GRAPH, found, cast("Machines", Runs(*runs)))
    try:
        failures.check()
    except UnnoticedFailure as error:
        return [str(failure) for failure in error.failures]
    return []


@pytest.mark.parametrize(
    ("found", "runs", "told"),
    [
        pytest.param([], [], [], id="nothing"),
        pytest.param([failed()], [], ["api: ValueError: wrong"], id="invocation"),
        pytest.param([failed("task-charge")], [], ["task-charge: ValueError: wrong"], id="task-alone"),
        pytest.param([failed("task-charge")], [Run()], ["task-charge: ValueError: wrong"], id="retried-unseen"),
        pytest.param([failed("task-charge")], [Run(looked_at=True)], [], id="retried-seen"),
        pytest.param(
            [failed("task-charge")], [Run(looked_at=True), Run()], ["task-charge: ValueError: wrong"], id="one-seen"
        ),
        pytest.param([], [Run("FAILED", error="E", cause="why")], ["the machine fulfil: E: why"], id="execution"),
        pytest.param([], [Run("TIMED_OUT")], ["the machine fulfil: TIMED_OUT: "], id="timed-out"),
        pytest.param([], [Run("FAILED", looked_at=True), Run("ABORTED"), Run("RUNNING")], [], id="seen-or-no-failure"),
    ],
)
def test_check(found: list[Failure], runs: list[Run], told: list[str]) -> None:
    assert unnoticed(found, *runs) == told


def test_noticed_failures_are_no_problem() -> None:
    found = [failed(), failed()]
    failures = Failures(GRAPH, found, cast("Machines", Runs()))
    failures.notice(found[:1])
    with pytest.raises(UnnoticedFailure) as caught:
        failures.check()
    assert caught.value.failures == (found[1],)
    assert caught.value.__cause__ is found[1].exception
    assert "  api: ValueError: wrong\n  remedy: correct it" in str(caught.value)


@pytest.mark.parametrize(
    ("event", "id_"),
    [
        (b'{"requestContext":{"requestId":"r1"}}', "r1"),
        (b'{"requestContext":{"requestId":7}}', None),
        (b'{"requestContext":[]}', None),
        (b"{}", None),
        (b"[1]", None),
    ],
)
def test_request_id(event: bytes, id_: str | None) -> None:
    assert failed(event=event).request_id == id_
