"""Access-log lines in a stage's format: text with `$context` variables, as API Gateway writes them to CloudWatch.

A variable without a value is written as `-`. It follows "Monitor WebSocket APIs with CloudWatch logging".
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from gwfw.exchange import WebSocketInputs
from gwfw.graph.websocket_context import VARIABLE, known, variable

__all__ = ["AccessLog", "Outcome"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of an event. The latency is in whole milliseconds, None where no integration was asked.

    `error` is the message of the gateway's own error, `integration_error` and `authorizer_error` say what went wrong.
    """

    status: int
    integration_status: int | None = None
    integration_latency_ms: int | None = None
    integration_error: str | None = None
    authorizer_error: str | None = None
    validation_error: str | None = None
    error: str | None = None


class AccessLog:
    """A format, compiled. Raises ValueError for a variable that does not exist."""

    def __init__(self, format: str) -> None:
        pieces = re.split(VARIABLE, format)
        self._literals, self._names = pieces[::2], pieces[1::2]
        unknown = [name for name in self._names if not known(name)]
        if unknown:
            raise ValueError(f"$context.{unknown[0]} is no variable of WebSocket APIs")

    def line(self, inputs: WebSocketInputs, outcome: Outcome) -> str:
        """The line for one event."""
        parts = [self._literals[0]]
        for name, literal in zip(self._names, self._literals[1:], strict=True):
            later = _LATER.get(name)
            value = variable(inputs, name) if later is None else later(outcome)
            parts += ("-" if value is None else value, literal)
        return "".join(parts)


def _number(value: int | None) -> str | None:
    return None if value is None else str(value)


_LATER: Final[Mapping[str, Callable[[Outcome], str | None]]] = {
    "authorizer.error": lambda outcome: outcome.authorizer_error,
    "error.message": lambda outcome: outcome.error,
    "error.messageString": lambda outcome: None if outcome.error is None else json.dumps(outcome.error),
    "error.validationErrorString": lambda outcome: outcome.validation_error,
    "integration.error": lambda outcome: outcome.integration_error,
    "integration.latency": lambda outcome: _number(outcome.integration_latency_ms),
    "integration.status": lambda outcome: _number(outcome.integration_status),
    "integrationErrorMessage": lambda outcome: outcome.integration_error,
    "integrationLatency": lambda outcome: _number(outcome.integration_latency_ms),
    "status": lambda outcome: str(outcome.status),
}
