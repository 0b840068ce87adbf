"""Events are what the data classes and models of AWS Lambda Powertools expect, whoever was let pass."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import pytest
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent, APIGatewayProxyEventV2
from aws_lambda_powertools.utilities.data_classes.api_gateway_authorizer_event import (
    APIGatewayAuthorizerEventV2,
    APIGatewayAuthorizerRequestEvent,
)
from aws_lambda_powertools.utilities.data_classes.api_gateway_websocket_event import APIGatewayWebSocketEvent
from aws_lambda_powertools.utilities.parser.models import (
    APIGatewayProxyEventModel,
    APIGatewayProxyEventV2Model,
    APIGatewayWebSocketConnectEventModel,
    APIGatewayWebSocketDisconnectEventModel,
    APIGatewayWebSocketMessageEventModel,
)

from gwfw.authorizers.request.event import event as authorizer_event
from gwfw.authorizers.request.spec import LambdaAuthorizer
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


IDENTITY = ("user1", "123")
ARN = "arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/$default/POST/u/Jane%20Doe"


def asked(payload: Literal["1.0", "2.0"]) -> LambdaAuthorizer:
    sources = ("$request.header.user1", "$request.querystring.q")
    return LambdaAuthorizer(name="a", function="f", identity_sources=sources, payload_format=payload)


def test_what_an_authorizer_of_format_2_0_is_asked(http: MakeHttp) -> None:
    given = replace(inputs(http, None), raw_route_path="/u/Jane%20Doe")
    event = APIGatewayAuthorizerEventV2(json.loads(authorizer_event(asked("2.0"), given, IDENTITY)))
    assert (event.version, event.get_type, event.route_arn) == ("2.0", "REQUEST", ARN)
    assert (event.parsed_arn.api_id, event.parsed_arn.stage, event.parsed_arn.http_method) == (
        "a1b2c3d4e5",
        "$default",
        "POST",
    )
    assert event.parsed_arn.arn == ARN
    assert event.identity_source == ["user1", "123"]
    assert (event.route_key, event.raw_path, event.raw_query_string) == ("POST /u/{name}", "/u/Jane Doe", "q=1&q=2")
    assert (event.cookies, event.headers["x-a"], event.query_string_parameters) == (["a=1", "b=2"], "1", {"q": "1,2"})
    assert (event.path_parameters, event.stage_variables) == ({"name": "Jane Doe"}, {"env": "e1"})
    assert (event.request_context.http.source_ip, event.request_context.time_epoch) == ("203.0.113.9", 1701245041250)


def test_what_an_authorizer_of_format_1_0_is_asked(http: MakeHttp) -> None:
    given = replace(inputs(http, None), raw_route_path="/u/Jane%20Doe")
    event = APIGatewayAuthorizerRequestEvent(json.loads(authorizer_event(asked("1.0"), given, IDENTITY)))
    assert (event.version, event.get_type, event.method_arn, event.parsed_arn.arn) == ("1.0", "REQUEST", ARN, ARN)
    assert (event.identity_source, event.authorization_token) == ("user1,123", "user1,123")
    assert (event.resource, event.path, event.http_method) == ("/u/{name}", "/u/Jane%20Doe", "POST")
    assert (event.headers["X-A"], event.query_string_parameters) == ("1", {"q": "2"})
    assert (event.path_parameters, event.stage_variables) == ({"name": "Jane Doe"}, {"env": "e1"})
    context = event.request_context
    assert (context.identity.source_ip, context.resource_id, context.resource_path, context.stage) == (
        "203.0.113.9",
        "POST /u/{name}",
        "/u/{name}",
        "$default",
    )


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
