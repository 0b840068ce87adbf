"""An execution of a state machine: what the API tells about it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from gwfw.asl import jsontext
from gwfw.local.states.machine import StateMachine

if TYPE_CHECKING:
    from gwfw.asl.actions import Status
    from gwfw.asl.run import Run

__all__ = ["Execution", "told_cause"]


class Execution:
    """One execution. `input` is JSON text; `looked_at` says whether a test knows what became of it.

    `machine` is the state machine as it was when the execution started. `whenever_over` are called once, at its end.
    """

    __slots__ = ("arn", "input", "looked_at", "machine", "name", "run", "trace_header", "whenever_over")

    def __init__(
        self, machine: StateMachine, run: Run, *, arn: str, name: str, input: str, trace_header: str | None = None
    ) -> None:
        self.machine, self.run, self.arn, self.name, self.input = machine, run, arn, name, input
        self.trace_header = trace_header
        self.looked_at = False
        self.whenever_over: list[Callable[[float], None]] = []

    @property
    def status(self) -> Status:
        """`RUNNING`, `SUCCEEDED`, `FAILED`, `TIMED_OUT` or `ABORTED`."""
        return self.run.status

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.run.status != "RUNNING"

    @property
    def started_at(self) -> float:
        """Epoch seconds."""
        return self.run.started_at

    @property
    def stopped_at(self) -> float | None:
        """Epoch seconds; None while it runs."""
        return self.run.stopped_at

    @property
    def output(self) -> str | None:
        """The output as JSON text; None unless it succeeded."""
        return jsontext.text(self.run.output) if self.run.status == "SUCCEEDED" else None

    @property
    def error(self) -> str | None:
        """The error of a failed or stopped execution."""
        return self.run.error

    @property
    def cause(self) -> str | None:
        """What it says about the error."""
        return self.run.cause

    @property
    def states(self) -> list[str]:
        """The names of the states that were entered, in order."""
        return self.run.states

    def history(self) -> list[dict[str, Any]]:
        """The events of GetExecutionHistory, the oldest first."""
        return cast("list[dict[str, Any]]", self.run.history)


def told_cause(cause: str | None) -> str | None:
    """The cause as people read it: of a failed function's error object only the message."""
    try:
        told = json.loads(cause or "")
    except (ValueError, RecursionError):
        return cause
    return told.get("errorMessage", cause) if isinstance(told, dict) else cause
