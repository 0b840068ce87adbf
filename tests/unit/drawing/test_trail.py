"""The trail of a run: what a history says of states and joints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from gwfw.drawing.outline import END, START, Joint, Scope, Step
from gwfw.drawing.trail import trail


def event(id: int, before: int, type: str, name: str | None = None) -> dict[str, Any]:
    key = "stateEnteredEventDetails" if type.endswith("Entered") else "stateExitedEventDetails"
    return {"id": id, "previousEventId": before, "type": type, **({} if name is None else {key: {"name": name}})}


DONE = [
    event(1, 0, "ExecutionStarted"),
    event(2, 0, "PassStateEntered", "a"),
    event(3, 2, "PassStateExited", "a"),
    event(4, 3, "ParallelStateEntered", "p"),
    event(5, 4, "ParallelStateStarted"),
    event(6, 5, "PassStateEntered", "x"),
    event(7, 6, "PassStateExited", "x"),
    event(8, 7, "ParallelStateSucceeded"),
    event(9, 8, "ParallelStateExited", "p"),
    event(10, 9, "ExecutionSucceeded"),
]


@pytest.mark.parametrize("events", [DONE, DONE[::-1]], ids=["in order", "the newest first"])
def test_a_run_that_succeeded(events: list[dict[str, Any]]) -> None:
    found = trail(events)
    assert (found.status, found.states) == ("SUCCEEDED", {"a": "passed", "p": "passed", "x": "passed"})
    assert found.passed == {(START, "a", "next"), ("a", "p", "next"), ("p", "x", "next"), ("p", END, "next")}


@pytest.mark.parametrize(
    ("end", "status", "mark"),
    [
        (None, "RUNNING", "current"),
        ("ExecutionFailed", "FAILED", "failed"),
        ("ExecutionTimedOut", "TIMED_OUT", "failed"),
        ("ExecutionAborted", "ABORTED", "failed"),
    ],
)
def test_a_run_that_is_in_a_state(end: str | None, status: str, mark: str) -> None:
    found = trail([*DONE[:4], *([] if end is None else [event(5, 4, end)])])
    assert (found.status, found.states) == (status, {"a": "passed", "p": mark})


@pytest.mark.parametrize("why", ["LambdaFunctionFailed", "TaskTimedOut"])
def test_a_caught_error_takes_the_joint_of_its_catcher(why: str) -> None:
    events = [
        event(1, 0, "ExecutionStarted"),
        event(2, 0, "TaskStateEntered", "a"),
        event(3, 2, why),
        event(4, 3, "TaskStateExited", "a"),
        event(5, 4, "PassStateEntered", "b"),
    ]
    found = trail(events)
    scope = Scope(title="m", steps=tuple(Step(id=name, name=name, type="Pass") for name in "ab"), joints=())
    assert found.takes(Joint(source="a", target="b", kind="catch"), scope)
    assert not found.takes(Joint(source="a", target="b"), scope)
    assert found.takes(Joint(source=START, target="a"), scope)


def test_a_history_that_points_at_itself_ends() -> None:
    assert trail([event(1, 1, "PassStateEntered", "a")]).passed == {(START, "a", "next")}


def test_no_events() -> None:
    found = trail([])
    assert (found.status, found.states, found.passed) == ("RUNNING", {}, frozenset())


@pytest.mark.parametrize(
    "events",
    [
        [{}],
        [{"id": "x"}],
        [5],
        [{"id": 1, "type": 5}],
        [{"id": 1, "previousEventId": 0, "type": "PassStateEntered"}],
        [{"id": 1, "type": "PassStateExited", "previousEventId": 0, "stateExitedEventDetails": {"name": "a"}}],
    ],
    ids=["no id", "no number", "no event", "no type", "no name", "left before it was entered"],
)
def test_no_history(events: list[Mapping[str, Any]]) -> None:
    with pytest.raises(ValueError, match=r"^an event lacks|invalid literal"):
        trail(events)
