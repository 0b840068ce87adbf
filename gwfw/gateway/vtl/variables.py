"""What a template of a WebSocket API can read: `$context`, `$stageVariables`, `$input` and `$util` of one event.

Variables: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html
The values of a Lambda authorizer are texts. Query string and headers exist on `$connect` only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gwfw.exchange import Authorization, WebSocketInputs
from gwfw.gateway.vtl.functions import Functions
from gwfw.gateway.vtl.payload import Input, Params
from gwfw.gateway.vtl.printing import text
from gwfw.graph.headers import HOP_BY_HOP, read_text
from gwfw.graph.query import pairs
from gwfw.graph.times import clf, milliseconds

__all__ = ["Variables", "of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Variables:
    """The values behind a template's variables. `body` None is no payload; a rendering may change `context`."""

    body: str | None = None
    params: Params = field(default_factory=dict)
    context: Mapping[str, object] = field(default_factory=dict)
    stage_variables: Mapping[str, object] = field(default_factory=dict)

    def names(self) -> dict[str, object]:
        """The variables by name."""
        return {
            "context": self.context,
            "stageVariables": self.stage_variables,
            "input": Input(self.body, self.params),
            "util": Functions(),
        }


def of(inputs: WebSocketInputs) -> Variables:
    """The variables of that event."""
    return Variables(
        body=inputs.body,
        params=_params(inputs) if inputs.event_type == "CONNECT" else {},
        context=_context(inputs),
        stage_variables=dict(inputs.stage_variables),
    )


def _params(inputs: WebSocketInputs) -> Params:
    """The last value of each name."""
    headers = {name: read_text(value) for name, value in inputs.connection.headers if name.lower() not in HOP_BY_HOP}
    return {"path": {}, "querystring": dict(pairs(inputs.connection.query)), "header": headers}


def _context(inputs: WebSocketInputs) -> dict[str, object]:
    connection = inputs.connection
    context: dict[str, object] = {
        "apiId": inputs.api_id,
        "connectedAt": milliseconds(connection.connected_at),
        "connectionId": connection.id,
        "domainName": inputs.domain_name,
        "eventType": inputs.event_type,
        "extendedRequestId": inputs.request_id,
        "identity": _identity(inputs),
        "messageDirection": "IN",
        "requestId": inputs.request_id,
        "requestTime": clf(inputs.time),
        "requestTimeEpoch": milliseconds(inputs.time),
        "routeKey": inputs.route_key,
        "stage": inputs.stage,
    }
    if inputs.message_id is not None:
        context["messageId"] = inputs.message_id
    if connection.authorization is not None and connection.authorization.kind == "lambda":
        context["authorizer"] = _authorizer(connection.authorization)
    return context


def _authorizer(authorization: Authorization) -> dict[str, object]:
    given: dict[str, object] = {} if authorization.principal_id is None else {"principalId": authorization.principal_id}
    given.update((key, text(value)) for key, value in (authorization.context or {}).items() if value is not None)
    return given


def _identity(inputs: WebSocketInputs) -> dict[str, object]:
    connection = inputs.connection
    identity: dict[str, object] = {"sourceIp": connection.source_ip}
    if connection.user_agent is not None:
        identity["userAgent"] = connection.user_agent
    if connection.authorization is not None and connection.authorization.kind == "iam":
        identity.update(connection.authorization.context or {})
    return identity
