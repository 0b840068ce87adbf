"""Access-log lines in a stage's format: text with `$context` variables, as API Gateway writes them to CloudWatch.

A variable without a value is written as `-`. It follows "Customizing HTTP API access logs".
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from gwfw.exchange import HttpInputs
from gwfw.graph.http_context import VARIABLE, variable

__all__ = ["AccessLog", "Served"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A request that was answered. Latencies are whole milliseconds; None where no integration was asked.

    `integration_status` is the backend's or the function's; `service_status` that of the service that was called (for a
    function Lambda's own). `error` is the message of the gateway's own error.
    """

    status: int
    response_bytes: int
    latency_ms: int
    integration_status: int | None = None
    service_status: int | None = None
    integration_latency_ms: int | None = None
    integration_error: str | None = None
    authorizer_error: str | None = None
    error: str | None = None


class AccessLog:
    """A format, compiled. Raises ValueError for a variable that does not exist."""

    def __init__(self, format: str) -> None:
        pieces = re.split(VARIABLE, format)
        self._literals = pieces[::2]
        self._values = [_value(name) for name in pieces[1::2]]

    def line(self, inputs: HttpInputs, served: Served) -> str:
        """The line for one request."""
        parts = [self._literals[0]]
        for value, literal in zip(self._values, self._literals[1:], strict=True):
            found = value(inputs, served)
            parts += ("-" if found is None else found, literal)
        return "".join(parts)


def _value(name: str) -> Callable[[HttpInputs, Served], str | None]:
    if (later := _LATER.get(name)) is not None:
        return later
    evaluate = variable(name)
    return lambda inputs, served: evaluate(inputs)


def _number(value: int | None) -> str | None:
    return None if value is None else str(value)


_LATER: Final[Mapping[str, Callable[[HttpInputs, Served], str | None]]] = {
    "authorizer.error": lambda inputs, served: served.authorizer_error,
    "dataProcessed": lambda inputs, served: str(len(inputs.request.body) + served.response_bytes),
    "error.message": lambda inputs, served: served.error,
    "error.messageString": lambda inputs, served: None if served.error is None else json.dumps(served.error),
    "integration.error": lambda inputs, served: served.integration_error,
    "integration.integrationStatus": lambda inputs, served: _number(served.service_status),
    "integration.latency": lambda inputs, served: _number(served.integration_latency_ms),
    "integration.status": lambda inputs, served: _number(served.integration_status),
    "integrationErrorMessage": lambda inputs, served: served.integration_error,
    "integrationLatency": lambda inputs, served: _number(served.integration_latency_ms),
    "integrationStatus": lambda inputs, served: _number(served.service_status),
    "responseLatency": lambda inputs, served: str(served.latency_ms),
    "responseLength": lambda inputs, served: str(served.response_bytes),
    "status": lambda inputs, served: str(served.status),
}
