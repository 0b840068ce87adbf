"""What a selection expression, a parameter or a template's choice may read of a WebSocket event and of an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from gwfw.exchange import HttpResponse, WebSocketInputs
from gwfw.graph.query import pairs
from gwfw.graph.websocket_context import variable
from gwfw.jsonpath import MISSING
from gwfw.selection import Read, Variable, parsed

__all__ = ["reader"]


def reader(inputs: WebSocketInputs, answer: HttpResponse | None = None) -> Read:
    """Reads variables for one event, and of the integration's `answer` once there is one.

    Headers and query string are the handshake's: they are there on `$connect` only. A body is parsed when it is read.
    """

    def read(asked: Variable) -> object:
        found = _READ[asked.root](asked, inputs, answer)
        return MISSING if found is None else found

    return read


def _body(asked: Variable, inputs: WebSocketInputs, answer: HttpResponse | None) -> object:
    assert asked.path is not None
    return asked.path.get(parsed(inputs.body or ""))


def _whole(asked: Variable, inputs: WebSocketInputs, answer: HttpResponse | None) -> object:
    assert asked.path is not None
    return MISSING if answer is None else asked.path.get(parsed(answer.body))


def _headers(asked: Variable, inputs: WebSocketInputs, answer: HttpResponse | None) -> list[str]:
    sent = inputs.connection.headers if inputs.event_type == "CONNECT" else ()
    return [value for name, value in sent if name.lower() == asked.name.lower()]


def _queries(asked: Variable, inputs: WebSocketInputs, answer: HttpResponse | None) -> list[str]:
    sent = inputs.connection.query if inputs.event_type == "CONNECT" else ""
    return [value for name, value in pairs(sent) if name == asked.name]


def _answered(asked: Variable, inputs: WebSocketInputs, answer: HttpResponse | None) -> list[str]:
    given = () if answer is None else answer.headers
    return [value for name, value in given if name.lower() == asked.name.lower()]


Find = Callable[[Variable, WebSocketInputs, "HttpResponse | None"], object]


def _last(find: Callable[[Variable, WebSocketInputs, HttpResponse | None], list[str]]) -> Find:
    """Of several values the last counts, as in events."""
    return lambda asked, inputs, answer: next(reversed(find(asked, inputs, answer)), None)


def _all(find: Callable[[Variable, WebSocketInputs, HttpResponse | None], list[str]]) -> Find:
    return lambda asked, inputs, answer: find(asked, inputs, answer) or None


_READ: Final[Mapping[str, Find]] = {
    "context": lambda asked, inputs, answer: variable(inputs, asked.name),
    "integration.response.body": _whole,
    "integration.response.header": _last(_answered),
    "integration.response.multivalueheader": _all(_answered),
    "integration.response.statuscode": lambda asked, inputs, answer: None if answer is None else answer.status,
    "request.body": _body,
    "request.header": _last(_headers),
    "request.multivalueheader": _all(_headers),
    "request.multivaluequerystring": _all(_queries),
    "request.querystring": _last(_queries),
    "stageVariables": lambda asked, inputs, answer: dict(inputs.stage_variables).get(asked.name),
}
