"""One invocation as Lambda's Python runtime does it: event in, result or error object out, both JSON.

Knows neither processes nor threads: the same function serves whoever runs the app's code. The forms are those of the
Lambda runtime (`errorMessage`, `errorType`, `requestId`, `stackTrace`; Decimal numbers are written as numbers).
"""

from __future__ import annotations

import json
import sys
import time
import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import TypeAlias

from gwfw.exchange import Raised, Returned
from gwfw.graph.model import AppGraph, Function
from gwfw.local import tracebacks
from gwfw.local.identity import RUNNING

__all__ = ["Context", "Dispatch", "Invocation", "error"]

Dispatch: TypeAlias = Callable[[dict[str, object], "Context", str | None], object]
"""The app's code: (event, context, handler named by the function's environment) to the result."""


class Context:
    """What Lambda gives a handler as `context`. The remaining time counts from the function's time-out in seconds."""

    function_version = "$LATEST"
    identity = None
    client_context = None

    log_stream_name = "local"

    def __init__(self, function: Function, arn: str) -> None:
        self._function, self.invoked_function_arn = function, arn
        self._end = time.monotonic() + function.timeout_s

    @property
    def function_name(self) -> str:
        """The function's physical name."""
        return self.invoked_function_arn.rpartition(":")[2]

    @property
    def memory_limit_in_mb(self) -> str:
        """Megabytes, as text."""
        return str(self._function.memory_mb)

    @property
    def log_group_name(self) -> str:
        """Where Lambda would log."""
        return f"/aws/lambda/{self.function_name}"

    @cached_property
    def aws_request_id(self) -> str:
        """The invocation's id."""
        return str(uuid.uuid4())

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until Lambda would end the invocation; never below 0."""
        return max(0, int((self._end - time.monotonic()) * 1000))


class Invocation:
    """Invokes an app's functions. `arn` is a pattern with `{}` for the function's name; `complain` gets the traceback."""

    def __init__(self, graph: AppGraph, dispatch: Dispatch, *, arn: str, complain: Callable[[str], object]) -> None:
        self._functions = {
            function.name: (function, arn.format(function.name), _handler(function)) for function in graph.functions
        }
        self._dispatch, self._arn, self._complain = dispatch, arn, complain

    def run(self, name: str, payload: bytes) -> Returned | Raised:
        """Invoke the function of that name with that event. Never raises: what the app's code raises is Raised."""
        found = self._functions.get(name)
        if found is None:
            return error("ResourceNotFoundException", f"Function not found: {self._arn.format(name)}")
        function, arn, handler = found
        context = Context(function, arn)
        running = RUNNING.set(name)
        try:
            result = self._dispatch(_event(payload.decode()), context, handler)
        except SystemExit as exit_:
            self._complain(f"{name}: the handler called sys.exit({exit_.code!r}), which would end the Lambda environment\n")
            return error("Runtime.ExitError", "Error: Runtime exited without providing a reason", context.aws_request_id)
        except BaseException as exception:
            self._complain(tracebacks.text(exception))
            frames = tracebacks.own_frames(exception)
            return error(type(exception).__name__, str(exception), context.aws_request_id, frames)
        finally:
            RUNNING.reset(running)
        return self._marshalled(result, name, context)

    def _marshalled(self, result: object, name: str, context: Context) -> Returned | Raised:
        try:
            return Returned(payload=_JSON.encode(result).encode())
        except (TypeError, ValueError) as exception:
            self._complain(f"{name}: what the handler returned cannot be written as JSON: {exception}\n")
            return error("Runtime.MarshalError", f"Unable to marshal response: {exception}", context.aws_request_id)


def error(type_: str, message: str, request_id: str = "", stack: tuple[str, ...] = ()) -> Raised:
    """Lambda's error object."""
    body: Mapping[str, object] = {
        "errorMessage": message,
        "errorType": type_,
        "requestId": request_id,
        "stackTrace": list(stack),
    }
    return Raised(payload=json.dumps(body).encode())


def _handler(function: Function) -> str | None:
    """A function of one task or authorizer is told by its environment which handler it is; others find it by the event."""
    for handler in function.handlers:
        if handler.source not in ("http", "websocket"):
            return f"{handler.source} {handler.key}"
    return None


def _number(value: object) -> int | float:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


_event = json.JSONDecoder().decode
_JSON = json.JSONEncoder(default=_number, separators=(",", ":"))


def complain(text: str) -> None:
    """Write to the developer's console at once, in one piece."""
    sys.stderr.write(text)
    sys.stderr.flush()
