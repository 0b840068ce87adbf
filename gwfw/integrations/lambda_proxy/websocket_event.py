"""The Lambda event of a WebSocket API, field by field, for CONNECT, MESSAGE and DISCONNECT.

It follows "Integration requests in WebSocket APIs" and captured events: header names keep the client's case, query
members are there only if a query was sent, and DISCONNECT carries four headers of its own.
"""

from __future__ import annotations

from collections.abc import Iterable

from gwfw.exchange import WebSocketInputs
from gwfw.graph.headers import HOP_BY_HOP
from gwfw.graph.query import pairs
from gwfw.graph.times import clf, milliseconds
from gwfw.integrations.lambda_proxy.authorizer import caller_identity, flat_context
from gwfw.integrations.lambda_proxy.encoding import encode
from gwfw.integrations.lambda_proxy.trace import trace_header

__all__ = ["websocket_event", "websocket_fields"]

_SET = frozenset(("host", "x-amzn-trace-id", "x-forwarded-for", "x-forwarded-port", "x-forwarded-proto"))


def websocket_event(inputs: WebSocketInputs) -> bytes:
    """The event as JSON bytes."""
    return encode(websocket_fields(inputs), plain=inputs.connection.authorization is None)


def websocket_fields(inputs: WebSocketInputs, upgrade: Iterable[tuple[str, str]] = ()) -> dict[str, object]:
    """The event before it is written as JSON. `upgrade` are headers of a handshake besides those that handlers see."""
    event: dict[str, object] = {}
    if inputs.event_type == "CONNECT":
        event |= _multi("headers", "multiValueHeaders", [*upgrade, *_connect_headers(inputs)])
        if found := pairs(inputs.connection.query):
            event |= _multi("queryStringParameters", "multiValueQueryStringParameters", found)
    elif inputs.event_type == "DISCONNECT":
        event |= _multi("headers", "multiValueHeaders", _disconnect_headers(inputs))
    event["requestContext"] = _context(inputs)
    if inputs.stage_variables:
        event["stageVariables"] = dict(inputs.stage_variables)
    if inputs.body is not None:
        event["body"] = inputs.body
    event["isBase64Encoded"] = False
    return event


def _multi(single: str, multiple: str, found: Iterable[tuple[str, str]]) -> dict[str, object]:
    """Both forms of a multi-map: the last value of each name, and all values."""
    grouped: dict[str, list[str]] = {}
    for name, value in found:
        grouped.setdefault(name, []).append(value)
    return {single: {name: values[-1] for name, values in grouped.items()}, multiple: grouped}


def _connect_headers(inputs: WebSocketInputs) -> list[tuple[str, str]]:
    spelling: dict[str, str] = {}
    headers: list[tuple[str, str]] = []
    sent_trace: str | None = None
    for sent, value in inputs.connection.headers:
        name = sent.lower()
        if name == "x-amzn-trace-id":
            sent_trace = value
        elif name not in _SET and name not in HOP_BY_HOP:
            headers.append((spelling.setdefault(name, sent), value))
    headers.append(("Host", inputs.domain_name))
    headers.append(("X-Amzn-Trace-Id", trace_header(inputs.trace_id, sent_trace)))
    headers.append(("X-Forwarded-For", inputs.connection.source_ip))
    headers.append(("X-Forwarded-Port", "443"))
    headers.append(("X-Forwarded-Proto", "https"))
    return headers


def _disconnect_headers(inputs: WebSocketInputs) -> list[tuple[str, str]]:
    return [("Host", inputs.domain_name), ("x-api-key", ""), ("X-Forwarded-For", ""), ("x-restapi", "")]


def _context(inputs: WebSocketInputs) -> dict[str, object]:
    connection = inputs.connection
    context: dict[str, object] = {"routeKey": inputs.route_key}
    if inputs.message_id is not None:
        context["messageId"] = inputs.message_id
    if inputs.disconnect_code is not None:
        context["disconnectStatusCode"] = inputs.disconnect_code
        context["disconnectReason"] = inputs.disconnect_reason or ""
    identity = caller_identity(connection.authorization)
    if connection.user_agent is not None:
        identity["userAgent"] = connection.user_agent
    identity["sourceIp"] = connection.source_ip
    context |= {
        "eventType": inputs.event_type,
        "extendedRequestId": inputs.request_id,
        "requestTime": clf(inputs.time),
        "messageDirection": "IN",
        "stage": inputs.stage,
        "connectedAt": milliseconds(connection.connected_at),
        "requestTimeEpoch": milliseconds(inputs.time),
        "identity": identity,
        "requestId": inputs.request_id,
        "domainName": inputs.domain_name,
        "connectionId": connection.id,
        "apiId": inputs.api_id,
    }
    if connection.authorization is not None and connection.authorization.kind == "lambda":
        context["authorizer"] = flat_context(connection.authorization) | {"integrationLatency": 0}
    return context
