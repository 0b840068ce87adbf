"""The WebSocket schema's own promises: what holds passes in both ways, and each kind of step can fail."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.conformance import websocket

pytestmark = pytest.mark.integration

API = {
    "apiId": "abc123defg",
    "stage": "dev",
    "region": "us-east-1",
    "accountId": "123456789012",
    "routeSelectionExpression": "$request.body.action",
    "stageVariables": {"color": "red"},
    "routes": {
        "$connect": {"integration": {"type": "AWS_PROXY", "handler": "c"}},
        "$disconnect": {"integration": {"type": "AWS_PROXY", "handler": "d"}},
        "echo": {
            "integration": {"type": "AWS_PROXY", "handler": "e"},
            "routeResponseSelectionExpression": "$default",
            "routeResponses": ["$default"],
        },
        "half": {"integration": {"type": "AWS_PROXY", "handler": "e"}, "routeResponses": ["$default"]},
        "fwd": {
            "integration": {
                "type": "HTTP",
                "uri": "{backend:h}/in",
                "integrationMethod": "POST",
                "requestTemplates": {"$default": '{"c":"$context.connectionId","s":"$stageVariables.color"}'},
                "requestParameters": {"integration.request.querystring.q": "'1'"},
            }
        },
        "queue": {
            "integration": {
                "type": "AWS",
                "uri": "arn:aws:apigateway:us-east-1:sqs:path/123456789012/jobs",
                "integrationMethod": "POST",
                "backend": "q",
                "requestTemplates": {"$default": "Action=SendMessage"},
            }
        },
    },
}
CASE: dict[str, Any] = {
    "api": API,
    "handlers": {
        "c": {"returns": {"statusCode": 200, "headers": {"Sec-WebSocket-Protocol": "chat"}}},
        "d": {"returns": {"statusCode": 200}},
        "e": {
            "actions": [{"post": {"connection": {"$event": "requestContext.connectionId"}, "data": "side"}}],
            "returns": {"statusCode": 200, "body": {"$event": "body"}},
        },
    },
    "backends": {"h": {"status": 200, "headers": [["x-h", "1"]], "body": {"ok": True}}, "q": {"status": 200, "body": ""}},
}
MESSAGE = '{"action":"echo","n":1}'
OPEN = {"do": "connect", "as": "c1", "subprotocols": ["chat"], "expect": {"status": 101}}
SEND = {"do": "send", "as": "c1", "text": MESSAGE}
HANDLED = {"do": "expectInvocation", "handler": "e", "event": {"body": MESSAGE, "requestContext": {"routeKey": "echo"}}}
FORWARD = {"do": "send", "as": "c1", "text": '{"action":"fwd"}'}
FORWARDED = {
    "do": "expectBackendCall",
    "backend": "h",
    "method": "POST",
    "headers": {"content-type": "application/json"},
    "query": {"q": "1"},
    "json": {"$exact": {"c": {"$ref": "c1.connectionId"}, "s": "red"}},
}
CALLS = [
    {"op": "post_to_connection", "args": {"ConnectionId": {"$ref": "c1.connectionId"}, "Data": "hey"}},
    {
        "op": "get_connection",
        "args": {"ConnectionId": {"$ref": "c1.connectionId"}},
        "result": {"Identity": {"SourceIp": "127.0.0.1"}},
    },
    {"op": "get_connection", "args": {"ConnectionId": "AAAAAAAAAAAAAAA="}, "raises": "GoneException"},
]
GET = {
    "do": "manage",
    "method": "GET",
    "connection": "c1",
    "expect": {"status": 200, "json": {"connectedAt": {"$re": "Z$"}}},
}

STEPS: list[dict[str, Any]] = [
    OPEN,
    SEND,
    {"do": "expectFrame", "as": "c1", "text": "side"},
    {"do": "expectFrame", "as": "c1", "text": MESSAGE, "textRe": "n", "json": {"action": "echo", "n": {"$type": "integer"}}},
    HANDLED,
    {"do": "expectHandlerResult", "handler": "e", "action": 0, "ok": True},
    {"do": "send", "as": "c1", "text": '{"action":"half"}'},
    {"do": "expectFrame", "as": "c1", "text": "side"},
    {"do": "expectNoFrame", "as": "c1", "withinMs": 50},
    {"do": "expectInvocations", "handler": "e", "count": 2, "check": ["same:requestContext.connectionId", "distinct:body"]},
    FORWARD,
    FORWARDED,
    {"do": "expectBackendCall", "backend": "h", "count": 1},
    {"do": "send", "as": "c1", "text": '{"action":"queue"}'},
    {"do": "expectBackendCall", "backend": "q", "bodyText": "Action=SendMessage"},
    {"do": "boto3", "calls": CALLS},
    {"do": "expectFrame", "as": "c1", "text": "hey"},
    {"do": "repeatUntil", "everySeconds": 300, "seconds": 900, "step": {"do": "boto3", "calls": CALLS[:1]}},
    GET,
    {"do": "advanceClock", "seconds": 600},
    {"do": "expectClose", "as": "c1", "code": 1001, "reason": "Going away"},
    {"do": "expectInvocation", "handler": "d", "count": 1},
]


def outcomes(*steps: dict[str, Any]) -> dict[str, list[str]]:
    return websocket.run(copy.deepcopy({**CASE, "steps": list(steps)}))


def test_a_case_that_holds_passes_in_both_ways() -> None:
    assert outcomes(*STEPS) == {"in process": [], "socket": []}


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([{**OPEN, "expect": {"status": 403}}], "step 1 (connect): status: expected 403, got 101"),
        ([{**OPEN, "expect": {"headers": {"sec-websocket-protocol": "other"}}}], "headers.sec-websocket-protocol"),
        ([{**OPEN, "expect": {"absentHeaders": ["sec-websocket-protocol"]}}], "header sec-websocket-protocol is there"),
        ([{**OPEN, "path": "/other"}], "status: expected 101, got 403"),
        ([OPEN, SEND, {"do": "expectFrame", "as": "c1", "text": "other"}], "text: expected 'other', got 'side'"),
        ([OPEN, SEND, {"do": "expectFrame", "as": "c1", "textRe": "^x"}], "text: expected /^x/, got 'side'"),
        ([OPEN, SEND, {"do": "expectFrame", "as": "c1", "json": {}}], "expected JSON, got 'side'"),
        ([OPEN, SEND, {"do": "expectNoFrame", "as": "c1", "withinMs": 500}], "a frame came: 'side'"),
        ([OPEN, SEND, {**HANDLED, "event": {"body": "other"}}], "$.body: expected 'other'"),
        ([OPEN, SEND, {**HANDLED, "event": {"$exact": {"body": MESSAGE}}}], "$.requestContext: unexpected"),
        ([OPEN, SEND, {**HANDLED, "absent": ["requestContext.stage"]}], "requestContext.stage is there"),
        ([OPEN, SEND, {"do": "expectInvocation", "handler": "e", "count": 0}], "count: expected 0, got 1"),
        (
            [OPEN, SEND, {"do": "expectInvocations", "handler": "e", "count": 1, "check": ["all:body==isBase64Encoded"]}],
            "does not",
        ),
        ([OPEN, SEND, {"do": "expectHandlerResult", "handler": "e", "action": 0, "raises": "GoneException"}], "got 'ok'"),
        ([OPEN, FORWARD, {**FORWARDED, "method": "GET"}], "method: expected 'GET', got 'POST'"),
        ([OPEN, FORWARD, {**FORWARDED, "query": {"q": "2"}}], "query.q: expected '2', got '1'"),
        ([OPEN, FORWARD, {**FORWARDED, "headers": {"x-gone": "1"}}], "headers.x-gone: missing"),
        ([OPEN, FORWARD, {**FORWARDED, "json": {"s": "blue"}}], "$.s: expected 'blue', got 'red'"),
        ([OPEN, {"do": "boto3", "calls": [{**CALLS[0], "raises": "GoneException"}]}], "nothing was raised"),
        ([OPEN, {"do": "boto3", "calls": [{**CALLS[2], "raises": "ForbiddenException"}]}], "got 'GoneException'"),
        ([OPEN, {"do": "boto3", "calls": [{**CALLS[1], "result": {"Identity": {"SourceIp": "::1"}}}]}], "expected '::1'"),
        ([OPEN, {**GET, "expect": {"status": 410}}], "status: expected 410, got 200"),
        ([OPEN, {**GET, "expect": {"headers": {"x-amzn-errortype": {"$any": True}}}}], "headers.x-amzn-errortype: missing"),
        ([OPEN, {"do": "advanceClock", "seconds": 600}, {"do": "expectClose", "as": "c1", "code": 1000}], "expected 1000"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_step_that_does_not_hold_is_named_in_both_ways(steps: list[dict[str, Any]], said: str) -> None:
    found = outcomes(*steps)
    assert set(found) == {"in process", "socket"}
    assert all(len(differences) >= 1 for differences in found.values())
    assert all(said in differences[0] for differences in found.values()), found


@pytest.mark.parametrize(
    "steps",
    [
        [OPEN, {"do": "expectFrame", "as": "c1", "text": "x"}],
        [OPEN, {"do": "expectClose", "as": "c1"}],
        [OPEN, {"do": "expectInvocation", "handler": "e"}],
        [OPEN, {"do": "expectBackendCall", "backend": "h"}],
        [OPEN, {"do": "expectHandlerResult", "handler": "e", "action": 0}],
    ],
    ids=lambda steps: steps[-1]["do"],
)
def test_what_never_happens_is_waited_for_in_vain(steps: list[dict[str, Any]]) -> None:
    assert all(differences for differences in outcomes(*steps).values())


@pytest.mark.parametrize(
    ("document", "matches"),
    [
        ({"api": API, "steps": []}, True),
        ({"api": API}, False),
        ({"api": {}, "steps": []}, False),
        ({"steps": [], "given": {}}, False),
        ([], False),
    ],
)
def test_the_schema_is_found_by_its_form(document: object, matches: bool) -> None:
    assert websocket.matches(document) is matches


def test_a_post_that_a_handler_does_not_catch_ends_it() -> None:
    gone = {"post": {"connection": "AAAAAAAAAAAAAAA=", "data": "x"}}
    handlers = {**CASE["handlers"], "e": {"actions": [gone, gone], "returns": {"statusCode": 200, "body": "never"}}}
    steps = [
        OPEN,
        SEND,
        {"do": "expectFrame", "as": "c1", "json": {"message": "Internal server error"}},
        {"do": "expectHandlerResult", "handler": "e", "action": 0, "raises": "GoneException"},
    ]
    assert websocket.run({**CASE, "handlers": handlers, "steps": steps}) == {"in process": [], "socket": []}
