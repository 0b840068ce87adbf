"""What a Lambda authorizer is asked: the event of the route, without a body, and with the caller's identity.

It follows "AWS Lambda authorizers for HTTP APIs" (payload formats 1.0 and 2.0) and "Create a Lambda REQUEST authorizer
function" of the WebSocket guide.
"""

from __future__ import annotations

from gwfw.authorizers.request.spec import LambdaAuthorizer
from gwfw.exchange import HttpInputs, Inputs, WebSocketInputs
from gwfw.integrations.lambda_proxy.encoding import encode
from gwfw.integrations.lambda_proxy.event1 import event1_fields
from gwfw.integrations.lambda_proxy.event2 import event2_fields
from gwfw.integrations.lambda_proxy.websocket_event import websocket_fields

__all__ = ["arn", "event"]

_BODY = ("body", "isBase64Encoded")
_UPGRADE = (("Connection", "upgrade"), ("content-length", "0"), ("Upgrade", "websocket"))
"""Headers of a handshake that an authorizer of a WebSocket API sees, and its `$connect` handler does not."""


def event(spec: LambdaAuthorizer, inputs: Inputs, identity: tuple[str, ...]) -> bytes:
    """The event as JSON bytes. `identity` holds the values of the identity sources."""
    if isinstance(inputs, WebSocketInputs):
        return encode(_websocket(inputs))
    return encode(_two(inputs, identity) if spec.payload_format == "2.0" else _one(inputs, identity))


def arn(inputs: Inputs) -> str:
    """What the caller wants to invoke: `arn:aws:execute-api:<region>:<account>:<api>/<stage>/<method>/<path>`."""
    begin = f"arn:aws:execute-api:{inputs.region}:{inputs.account_id}:{inputs.api_id}/{inputs.stage}"
    if isinstance(inputs, HttpInputs):
        return f"{begin}/{inputs.request.method}/{inputs.raw_route_path.lstrip('/')}"
    return f"{begin}/{inputs.route_key}"


def _two(inputs: HttpInputs, identity: tuple[str, ...]) -> dict[str, object]:
    fields = {name: value for name, value in event2_fields(inputs).items() if name not in _BODY}
    own = {"version": "2.0", "type": "REQUEST", "routeArn": arn(inputs), "identitySource": list(identity) or None}
    return {**own, **fields}


def _one(inputs: HttpInputs, identity: tuple[str, ...]) -> dict[str, object]:
    fields = {name: value for name, value in event1_fields(inputs).items() if name not in _BODY}
    joined = ",".join(identity)
    own = {
        "version": "1.0",
        "type": "REQUEST",
        "methodArn": arn(inputs),
        "identitySource": joined,
        "authorizationToken": joined,
    }
    return {**own, **fields}


def _websocket(inputs: WebSocketInputs) -> dict[str, object]:
    fields = {name: value for name, value in websocket_fields(inputs, _UPGRADE).items() if name not in _BODY}
    empty: dict[str, object] = {"stageVariables": {}, "queryStringParameters": {}, "multiValueQueryStringParameters": {}}
    return {"type": "REQUEST", "methodArn": arn(inputs), **empty, **fields}
