"""Which way a run took through a machine, read from its history.

The history is that of GetExecutionHistory, of AWS or of the local service: events with `id`, `previousEventId` and `type`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from gwfw.drawing.outline import END, START, Joint, JointKind, Scope

__all__ = ["Mark", "Trail", "trail"]

Mark: TypeAlias = Literal["passed", "current", "failed"]
"""Left again; still there; there when the execution failed, timed out or was stopped."""

_FAILURES: Final = ("Failed", "TimedOut")
_ENDS: Final = {
    "ExecutionSucceeded": "SUCCEEDED",
    "ExecutionFailed": "FAILED",
    "ExecutionTimedOut": "TIMED_OUT",
    "ExecutionAborted": "ABORTED",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """A run: `status`, the marks of the states by name, and what was passed from where to where, by names (START, END)."""

    status: str
    states: Mapping[str, Mark]
    passed: frozenset[tuple[str, str, JointKind]]

    def takes(self, joint: Joint, scope: Scope) -> bool:
        """Whether the run passed that joint of a scope."""
        names = {step.id: step.name for step in scope.steps}
        source, target = (names.get(id, id) for id in (joint.source, joint.target))
        return (source, target, joint.kind) in self.passed


def trail(events: Sequence[Mapping[str, Any]]) -> Trail:
    """The trail of a history; its events may come in any order. Raises ValueError for what is no history."""
    try:
        known = {int(event["id"]): event for event in events}
        ordered = [known[id] for id in sorted(known)]
        status = next((_ENDS[event["type"]] for event in reversed(ordered) if event["type"] in _ENDS), "RUNNING")
        return Trail(status=status, states=_states(ordered, status), passed=frozenset(_passed(ordered, known)))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"an event lacks {error}") from error


def _states(ordered: Sequence[Mapping[str, Any]], status: str) -> dict[str, Mark]:
    inside: dict[str, int] = {}
    for event in ordered:
        if event["type"].endswith("StateEntered"):
            inside[_name(event)] = inside.get(_name(event), 0) + 1
        elif event["type"].endswith("StateExited"):
            inside[_name(event)] -= 1
    left: Mark = "current" if status == "RUNNING" else "failed"
    return {name: left if still else "passed" for name, still in inside.items()}


def _passed(ordered: Sequence[Mapping[str, Any]], known: Mapping[int, Mapping[str, Any]]) -> set[tuple[str, str, JointKind]]:
    found: set[tuple[str, str, JointKind]] = set()
    for event in ordered:
        if event["type"].endswith("StateEntered") or event["type"] == "ExecutionSucceeded":
            source, kind = _before(event, known)
            found.add((source, END if event["type"] == "ExecutionSucceeded" else _name(event), kind))
    return found


def _before(event: Mapping[str, Any], known: Mapping[int, Mapping[str, Any]]) -> tuple[str, JointKind]:
    """The state that was left for what the event tells, or that contains it, and whether a failure was why."""
    while (before := known.get(event["previousEventId"])) is not None and int(before["id"]) < int(event["id"]):
        if before["type"].endswith("StateExited"):
            reason = known.get(before["previousEventId"], before)["type"]
            return _name(before), "catch" if reason.endswith(_FAILURES) else "next"
        if before["type"].endswith("StateEntered"):
            return _name(before), "next"
        event = before
    return START, "next"


def _name(event: Mapping[str, Any]) -> str:
    key = "stateEnteredEventDetails" if event["type"].endswith("StateEntered") else "stateExitedEventDetails"
    name: str = event[key]["name"]
    return name
