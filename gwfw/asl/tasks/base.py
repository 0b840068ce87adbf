"""What every kind of resource offers to a Task state: the action that asks for the work, and the result of an outcome.

Neither does anything: a task is asked for by an action and goes on with an outcome. Both may raise StateError.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from gwfw.asl import jsontext
from gwfw.asl.actions import Failed, Outcome, Task, WorkId
from gwfw.asl.failures import RUNTIME, StateError, runtime
from gwfw.asl.identity import Identity

__all__ = ["Asked", "Integration", "Pattern", "as_object", "could_not_start", "unexpected"]

Pattern: TypeAlias = Literal["", ".sync", ".sync:2", ".waitForTaskToken"]
"""How a task waits: for the answer, for a nested execution, or for a callback."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One attempt of a task. `identity` is that of the execution it belongs to."""

    work: WorkId
    arguments: object
    token: str | None
    identity: Identity


class Integration(Protocol):
    """A kind of resource, for one Task state. `place` is how a cause about the size of a result calls it."""

    @property
    def place(self) -> str: ...  # noqa: D102

    def request(self, asked: Asked) -> Task:
        """The action that asks for the work. Raises StateError for arguments with which it cannot start."""
        ...

    def result(self, outcome: Outcome) -> object:
        """The task's result. Raises StateError for an outcome that fails it."""
        ...


def could_not_start(arguments: object, reason: str) -> StateError:
    """What arguments give that do not fit the resource."""
    return runtime(f"The Parameters '{jsontext.text(arguments)}' could not be used to start the Task: [{reason}]")


def as_object(arguments: object, required: tuple[str, ...] = (), allowed: frozenset[str] | None = None) -> dict[str, object]:
    """Arguments that must be an object with these fields. Raises StateError."""
    if not isinstance(arguments, dict):
        raise could_not_start(arguments, "The Parameters must be an object")
    for name in required:
        if name not in arguments:
            raise could_not_start(arguments, f"The field '{name}' is required but was missing")
    for name in arguments:
        if allowed is not None and name not in allowed:
            raise could_not_start(arguments, f"The field '{name}' is not supported by Step Functions")
    return arguments


def unexpected(outcome: Outcome) -> StateError:
    """The error of an outcome that is none of the resource's own: the driver named it itself.

    Of `States.Runtime` the cause is told as one of the interpreter's.
    """
    if isinstance(outcome, Failed):
        return StateError(outcome.error, outcome.cause, evaluated=outcome.error == RUNTIME)
    raise TypeError(f"{type(outcome).__name__} is no outcome of this task")
