"""The errors of the States Language: their names, and the exception that carries one through the interpreter.

`States.Runtime` ends an execution at once: no Retry and no Catch takes it, not even by its own name. A state whose own
output is too large does the same. Every other error goes to the Retry and Catch of the state, then of what encloses it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

__all__ = [
    "ALL",
    "DATA_LIMIT",
    "HEARTBEAT",
    "INTRINSIC",
    "ITEM_READER",
    "PARAMETER_PATH",
    "QUERY",
    "RESULT_PATH",
    "RUNTIME",
    "TASK_FAILED",
    "THRESHOLD",
    "TIMEOUT",
    "StateError",
    "data_limit",
    "prefixed",
    "runtime",
]

ALL: Final = "States.ALL"
DATA_LIMIT: Final = "States.DataLimitExceeded"
HEARTBEAT: Final = "States.HeartbeatTimeout"
INTRINSIC: Final = "States.IntrinsicFailure"
ITEM_READER: Final = "States.ItemReaderFailed"
PARAMETER_PATH: Final = "States.ParameterPathFailure"
QUERY: Final = "States.QueryEvaluationError"
RESULT_PATH: Final = "States.ResultPathMatchFailure"
RUNTIME: Final = "States.Runtime"
TASK_FAILED: Final = "States.TaskFailed"
THRESHOLD: Final = "States.ExceedToleratedFailureThreshold"
TIMEOUT: Final = "States.Timeout"

ERROR_LENGTH: Final = 256
CAUSE_LENGTH: Final = 32_768


class StateError(Exception):
    """An error of a state: `error` is its name and `cause` its text, both as the execution would show them.

    `also` holds further names by which it is matched, `fatal` says that nothing can take it, `evaluated` that the
    interpreter found it in the definition or its data, so that the cause gets the state's name in front; `location` is
    the field of a JSONata state in which it happened.
    """

    def __init__(
        self,
        error: str | None,
        cause: str | None = None,
        *,
        also: tuple[str, ...] = (),
        fatal: bool = False,
        evaluated: bool = False,
        location: str | None = None,
    ) -> None:
        self.error = None if error is None else error[:ERROR_LENGTH]
        self.cause = None if cause is None else cause[:CAUSE_LENGTH]
        self.also, self.evaluated, self.location = also, evaluated, location
        self.fatal = fatal or error == RUNTIME
        super().__init__(error, cause)

    def matches(self, names: Iterable[str]) -> bool:
        """Whether an `ErrorEquals` takes this error."""
        if self.fatal:
            return False
        return any(
            name == self.error or name in self.also or name == ALL or (name == TASK_FAILED and self.error != TIMEOUT)
            for name in names
        )


def runtime(cause: str) -> StateError:
    """A `States.Runtime` that the interpreter found."""
    return StateError(RUNTIME, cause, evaluated=True)


def data_limit(place: str, *, fatal: bool) -> StateError:
    """What a result over the size limit gives; `place` is the service, the function's ARN or the state's name."""
    cause = f"The state/task '{place}' returned a result with a size exceeding the maximum number of bytes service limit."
    return StateError(DATA_LIMIT, cause, fatal=fatal)


def prefixed(error: StateError, state: str, event: int) -> StateError:
    """The error with the innermost state named in its cause, if the interpreter found it."""
    if not error.evaluated:
        return error
    cause = f"An error occurred while executing the state '{state}' (entered at the event id #{event}). {error.cause}"
    return StateError(error.error, cause, also=error.also, fatal=error.fatal, location=error.location)
