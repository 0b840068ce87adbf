"""`$context` of WebSocket events: the variables that parameters, templates, selection expressions and access logs read.

`variable` gives what is known when an event has its route. The names in `LATER` are known once it was served; until then
they have no value. It follows "WebSocket API mapping template reference" and "Monitor WebSocket APIs with CloudWatch
logging" of the developer guide.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Final, Literal

from gwfw.exchange import WebSocketInputs
from gwfw.graph.times import clf, milliseconds

__all__ = ["LATER", "VARIABLE", "VARIABLES", "known", "variable"]

VARIABLE: Final = re.compile(r"\$context\.([A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*)")
"""A variable in an access log's format."""

VARIABLES: Final[Mapping[str, Callable[[WebSocketInputs], str | None]]] = {
    "apiId": lambda inputs: inputs.api_id,
    "authorizer.principalId": lambda inputs: _authorized(inputs, "principal_id"),
    "authorizer.usageIdentifierKey": lambda inputs: _authorized(inputs, "usage_identifier_key"),
    "connectedAt": lambda inputs: str(milliseconds(inputs.connection.connected_at)),
    "connectionId": lambda inputs: inputs.connection.id,
    "domainName": lambda inputs: inputs.domain_name,
    "eventType": lambda inputs: inputs.event_type,
    "extendedRequestId": lambda inputs: inputs.request_id,
    "identity.apiKey": lambda inputs: inputs.api_key,
    "identity.apiKeyId": lambda inputs: inputs.api_key_id,
    "identity.sourceIp": lambda inputs: inputs.connection.source_ip,
    "identity.userAgent": lambda inputs: inputs.connection.user_agent,
    "messageDirection": lambda inputs: "IN",
    "messageId": lambda inputs: inputs.message_id,
    "requestId": lambda inputs: inputs.request_id,
    "requestTime": lambda inputs: clf(inputs.time),
    "requestTimeEpoch": lambda inputs: str(milliseconds(inputs.time)),
    "routeKey": lambda inputs: inputs.route_key,
    "stage": lambda inputs: inputs.stage,
}
"""The variables that every event may have."""

LATER: Final = frozenset(
    (
        "authorizer.error",
        "authorizer.integrationLatency",
        "authorizer.integrationStatus",
        "authorizer.latency",
        "authorizer.requestId",
        "authorizer.status",
        "error.message",
        "error.messageString",
        "error.responseType",
        "error.validationErrorString",
        "integration.error",
        "integration.integrationStatus",
        "integration.latency",
        "integration.requestId",
        "integration.status",
        "integrationErrorMessage",
        "integrationLatency",
        "status",
    )
)

_UNUSED: Final = re.compile(r"(authorize|authenticate|waf)\.(error|latency|status)|accountId")
"""Variables of what a local gateway does not have."""

_IDENTITY: Final = frozenset(
    (
        "accountId",
        "caller",
        "cognitoAuthenticationProvider",
        "cognitoAuthenticationType",
        "cognitoIdentityId",
        "cognitoIdentityPoolId",
        "principalOrgId",
        "user",
        "userArn",
    )
)
_IAM: Final = {"caller": "callerId", "user": "userId"}
"""Members of an IAM caller whose variable has another name."""


def known(name: str) -> bool:
    """Whether there is a variable of that name (`connectionId`, `authorizer.tier`)."""
    root, _, rest = name.partition(".")
    if root == "authorizer":
        return bool(rest)
    if root == "identity" and rest in _IDENTITY:
        return True
    return name in VARIABLES or name in LATER or _UNUSED.fullmatch(name) is not None


def variable(inputs: WebSocketInputs, name: str) -> str | None:
    """The text of a variable; None if it has no value in this event."""
    read = VARIABLES.get(name)
    if read is not None:
        return read(inputs)
    authorization = inputs.connection.authorization
    if authorization is None or authorization.context is None:
        return None
    root, _, rest = name.partition(".")
    if root == "authorizer":
        return _text(authorization.context.get(rest))
    if root == "identity" and authorization.kind == "iam" and rest in _IDENTITY:
        return _text(authorization.context.get(_IAM.get(rest, rest)))
    return None


def _authorized(inputs: WebSocketInputs, field: Literal["principal_id", "usage_identifier_key"]) -> str | None:
    value: str | None = getattr(inputs.connection.authorization, field, None)
    return value


def _text(value: object) -> str | None:
    """Authorizers' values are texts: `1` is `"1"`, `true` is `"true"`."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
