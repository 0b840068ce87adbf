"""Events are what the data classes and models of AWS Lambda Powertools expect, whoever was let pass."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent, APIGatewayProxyEventV2
from aws_lambda_powertools.utilities.data_classes.api_gateway_websocket_event import APIGatewayWebSocketEvent
from aws_lambda_powertools.utilities.parser.models import (
    APIGatewayProxyEventModel,
    APIGatewayProxyEventV2Model,
    APIGatewayWebSocketConnectEventModel,
    APIGatewayWebSocketDisconnectEventModel,
    APIGatewayWebSocketMessageEventModel,
)

from gwfw.exchange import Authorization
from gwfw.integrations.lambda_proxy.event1 import event1
from gwfw.integrations.lambda_proxy.event2 import event2
from gwfw.integrations.lambda_proxy.websocket_event import websocket_event

if TYPE_CHECKING:
    from gwfw.exchange import HttpInputs
    from tests.unit.integrations.lambda_proxy.conftest import MakeHttp, MakeWebSocket

CALLER: dict[str, object] = {
    "accessKey": "AKIA",
    "accountId": "123456789012",
    "callerId": "AIDA",
    "cognitoIdentity": None,
    "principalOrgId": None,
    "userArn": "arn:aws:iam::123456789012:user/me",
    "userId": "AIDA",
}
WHO: list[Authorization | None] = [
    None,
    Authorization(kind="jwt", context={"claims": {"sub": "u1", "exp": "1787996002"}, "scopes": None}),
    Authorization(kind="jwt", context={"claims": {"sub": "u1"}, "scopes": ["a", "b"]}),
    Authorization(kind="lambda", context={"tier": "gold", "n": 1}, principal_id="p"),
    Authorization(kind="lambda", context=None),
    Authorization(kind="iam", context=CALLER),
]
each = pytest.mark.parametrize("who", WHO, ids=lambda who: "nobody" if who is None else f"{who.kind} {bool(who.context)}")


def inputs(http: MakeHttp, who: Authorization | None) -> HttpInputs:
    return http(
        headers=(("User-Agent", "curl/8"), ("Content-Type", "application/json"), ("Cookie", "a=1; b=2"), ("X-A", "1")),
        query="q=1&q=2",
        body=b'{"a":1}',
        method="POST",
        route_key="POST /u/{name}",
        raw_path="/u/Jane%20Doe",
        path="/u/Jane Doe",
        path_parameters={"name": "Jane Doe"},
        stage_variables=(("env", "e1"),),
        authorization=who,
    )


@each
def test_format_2_0(http: MakeHttp, who: Authorization | None) -> None:
    raw = json.loads(event2(inputs(http, who)))
    event = APIGatewayProxyEventV2(raw)
    assert (event.path, event.http_method, event.raw_query_string) == ("/u/Jane Doe", "POST", "q=1&q=2")
    assert (event.json_body, event.cookies, event.path_parameters) == ({"a": 1}, ["a=1", "b=2"], {"name": "Jane Doe"})
    assert event.headers["x-a"] == "1"
    context = event.request_context
    assert (context.stage, context.http.source_ip, context.time_epoch) == ("$default", "203.0.113.9", 1701245041250)
    if who is not None and who.kind == "jwt" and who.context is not None:
        assert context.authorizer.jwt_claim == who.context["claims"]
        assert context.authorizer.jwt_scopes == who.context["scopes"]
    if who is not None and who.kind == "lambda":
        assert context.authorizer.get_lambda == (who.context or {})
    if who is not None and who.kind == "iam":
        assert context.authorizer.iam is not None
        assert context.authorizer.iam.user_arn == CALLER["userArn"]
    APIGatewayProxyEventV2Model.model_validate(raw)


@each
def test_format_1_0(http: MakeHttp, who: Authorization | None) -> None:
    raw = json.loads(event1(inputs(http, who)))
    event = APIGatewayProxyEvent(raw)
    assert (event.path, event.http_method, event.resource) == ("/u/Jane%20Doe", "POST", "/u/{name}")
    assert (event.json_body, event.multi_value_query_string_parameters["q"]) == ({"a": 1}, ["1", "2"])
    assert event.request_context.identity.source_ip == "203.0.113.9"
    APIGatewayProxyEventModel.model_validate(raw)


@pytest.mark.parametrize(
    ("event_type", "fields", "model"),
    [
        (
            "CONNECT",
            {"connection": {"user_agent": "curl/8", "query": "u=ann"}, "route_key": "$connect"},
            APIGatewayWebSocketConnectEventModel,
        ),
        ("MESSAGE", {"body": "hi", "message_id": "Mid="}, APIGatewayWebSocketMessageEventModel),
        ("DISCONNECT", {"disconnect_code": 1001, "route_key": "$disconnect"}, APIGatewayWebSocketDisconnectEventModel),
    ],
)
def test_websocket_events(websocket: MakeWebSocket, event_type: str, fields: dict[str, Any], model: Any) -> None:
    raw = json.loads(websocket_event(websocket(event_type, **fields)))
    event = APIGatewayWebSocketEvent(raw)
    assert event.request_context.connection_id == "Lo1dBfOWoAMCKvA="
    assert event.body == fields.get("body")
    model.model_validate(raw)
