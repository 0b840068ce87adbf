"""WebSocket events, field by field, for CONNECT, MESSAGE and DISCONNECT."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from gwfw.exchange import Authorization, WebSocketInputs
from gwfw.integrations.lambda_proxy.websocket_event import websocket_event
from tests.unit.integrations.lambda_proxy.conftest import CLF, HOST, REQUEST_ID, TRACE_ID

if TYPE_CHECKING:
    from tests.unit.integrations.lambda_proxy.conftest import MakeWebSocket


def event(inputs: WebSocketInputs) -> dict[str, Any]:
    value = json.loads(websocket_event(inputs))
    assert isinstance(value, dict)
    return value


CONTEXT = {
    "routeKey": "$default",
    "eventType": "MESSAGE",
    "extendedRequestId": REQUEST_ID,
    "requestTime": CLF,
    "messageDirection": "IN",
    "stage": "dev",
    "connectedAt": 1701245040250,
    "requestTimeEpoch": 1701245041250,
    "identity": {"sourceIp": "203.0.113.9"},
    "requestId": REQUEST_ID,
    "domainName": HOST,
    "connectionId": "Lo1dBfOWoAMCKvA=",
    "apiId": "f6g7h8i9j0",
}


def test_a_message_is_exactly_this(websocket: MakeWebSocket) -> None:
    found = event(websocket(body="hi", message_id="Mid=", stage_variables=(("env", "e1"),)))
    assert found == {
        "requestContext": CONTEXT | {"messageId": "Mid="},
        "stageVariables": {"env": "e1"},
        "body": "hi",
        "isBase64Encoded": False,
    }


def test_connecting_tells_headers_and_query(websocket: MakeWebSocket) -> None:
    connection = {
        "user_agent": "curl/8",
        "headers": (
            ("Sec-WebSocket-Protocol", "a"),
            ("sec-websocket-protocol", "b"),
            ("Connection", "Upgrade"),
            ("Upgrade", "websocket"),
            ("host", "other"),
            ("x-amzn-trace-id", "Root=1-a-b"),
            ("Cookie", "c=1"),
        ),
        "query": "u=ann&u=bob&e=",
    }
    found = event(websocket("CONNECT", connection=connection, route_key="$connect"))
    own = {
        "Host": HOST,
        "X-Amzn-Trace-Id": f"Self={TRACE_ID};Root=1-a-b",
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Port": "443",
        "X-Forwarded-Proto": "https",
    }
    assert found["headers"] == {"Sec-WebSocket-Protocol": "b", "Cookie": "c=1"} | own
    assert found["multiValueHeaders"]["Sec-WebSocket-Protocol"] == ["a", "b"]
    assert found["queryStringParameters"] == {"u": "bob", "e": ""}
    assert found["multiValueQueryStringParameters"] == {"u": ["ann", "bob"], "e": [""]}
    assert found["requestContext"]["identity"] == {"userAgent": "curl/8", "sourceIp": "203.0.113.9"}
    assert found["requestContext"]["eventType"] == "CONNECT"
    assert "body" not in found


def test_connecting_without_a_query(websocket: MakeWebSocket) -> None:
    found = event(websocket("CONNECT"))
    assert sorted(found) == ["headers", "isBase64Encoded", "multiValueHeaders", "requestContext"]


def test_disconnecting_tells_why(websocket: MakeWebSocket) -> None:
    found = event(websocket("DISCONNECT", disconnect_code=1001, disconnect_reason="Going away"))
    assert found["headers"] == {"Host": HOST, "x-api-key": "", "X-Forwarded-For": "", "x-restapi": ""}
    context = found["requestContext"]
    assert (context["disconnectStatusCode"], context["disconnectReason"]) == (1001, "Going away")
    silent = event(websocket("DISCONNECT", disconnect_code=1006))
    assert silent["requestContext"]["disconnectReason"] == ""


def test_what_the_authorizer_said_is_in_every_event(websocket: MakeWebSocket) -> None:
    authorization = Authorization(kind="lambda", context={"tier": "gold", "n": 1}, principal_id="user-1")
    for event_type in ("CONNECT", "MESSAGE", "DISCONNECT"):
        context = event(websocket(event_type, connection={"authorization": authorization}))["requestContext"]
        expected = {"principalId": "user-1", "tier": "gold", "n": "1", "integrationLatency": 0}
        assert context["authorizer"] == expected


def test_a_caller_by_iam_is_the_identity(websocket: MakeWebSocket) -> None:
    authorization = Authorization(kind="iam", context={"userArn": "arn:aws:iam::1:user/me", "accountId": "1"})
    context = event(websocket(connection={"authorization": authorization}))["requestContext"]
    assert "authorizer" not in context
    assert context["identity"]["userArn"] == "arn:aws:iam::1:user/me"
    assert context["identity"]["sourceIp"] == "203.0.113.9"
