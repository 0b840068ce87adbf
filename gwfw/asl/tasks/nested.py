"""`arn:aws:states:::states:startExecution`: executions of other machines, started and, with `.sync`, waited for.

With `.sync` the result's `Input` and `Output` are texts, with `.sync:2` the values. A child that does not succeed fails
the task with `States.TaskFailed`; the cause is its description as JSON text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from gwfw.asl import jsontext
from gwfw.asl.actions import Ended, Outcome, Refused, Started, StartExecution
from gwfw.asl.failures import TASK_FAILED, StateError
from gwfw.asl.tasks.answers import metadata
from gwfw.asl.tasks.base import Asked, Pattern, as_object, could_not_start, unexpected
from gwfw.asl.tasks.services import optimized

__all__ = ["ExecutionTask"]

_ARGUMENTS: Final = frozenset({"StateMachineArn", "Input", "Name", "TraceHeader"})


@dataclass(frozen=True, slots=True)
class ExecutionTask:
    """The integration with one of its patterns."""

    pattern: Pattern
    place: str = "states"

    def request(self, asked: Asked) -> StartExecution:
        """Start the machine of the arguments."""
        arguments = as_object(asked.arguments, ("StateMachineArn",), _ARGUMENTS)
        machine, name = arguments["StateMachineArn"], arguments.get("Name")
        if not isinstance(machine, str) or not isinstance(name, str | None):
            raise could_not_start(arguments, "The value of the field 'StateMachineArn' has an invalid format")
        return StartExecution(
            work=asked.work,
            machine=machine,
            name=name,
            input=arguments.get("Input", {}),
            wait=self.pattern.startswith(".sync"),
            token=asked.token,
        )

    def result(self, outcome: Outcome) -> object:
        """What was started, or what became of it."""
        if isinstance(outcome, Started):
            answer: dict[str, object] = {
                "ExecutionArn": outcome.execution,
                "StartDate": _milliseconds(outcome.started_at),
            }
            return answer | metadata(outcome.headers, 200, outcome.request_id)
        if isinstance(outcome, Ended):
            return self._ended(outcome)
        raise optimized("states").error(outcome) if isinstance(outcome, Refused) else unexpected(outcome)

    def _ended(self, ended: Ended) -> object:
        read = jsontext.load if self.pattern == ".sync:2" else _same
        if ended.status == "SUCCEEDED":
            return _record(ended, read)
        raise StateError(TASK_FAILED, jsontext.text(_record(ended, _same)))


def _same(text: str) -> object:
    return text


def _record(ended: Ended, read: Callable[[str], object]) -> dict[str, object]:
    record: dict[str, object] = {}
    if ended.cause is not None:
        record["Cause"] = ended.cause
    if ended.error is not None:
        record["Error"] = ended.error
    record |= {
        "ExecutionArn": ended.execution,
        "Input": read(ended.input),
        "InputDetails": {"Included": True},
        "Name": ended.name,
    }
    if ended.output is not None:
        record |= {"Output": read(ended.output), "OutputDetails": {"Included": True}}
    return record | {
        "StartDate": _milliseconds(ended.started_at),
        "StateMachineArn": ended.machine,
        "Status": ended.status,
        "StopDate": _milliseconds(ended.stopped_at),
    }


def _milliseconds(epoch: float) -> int:
    return round(epoch * 1000)
