"""DynamoDB integrations at the local gateway: the template is rendered, and DynamoDB's status decides."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gwfw.exchange import Answered, CallAws, Connection, Failed, HttpResponse, Raised, Result, WebSocketInputs
from gwfw.gateway.vtl import render
from gwfw.graph.model import Ref, Text
from gwfw.integrations.dynamodb import emulate
from gwfw.integrations.dynamodb.spec import DynamoDb

SPEC = DynamoDb(
    name="websocket $connect",
    table="sessions",
    action="PutItem",
    template=('{"TableName":"', Ref("table", "sessions", "name"), '","Item":{"id":{"S":"$context.connectionId"}}}'),
)
VALIDATION = b'{"__type":"com.amazonaws.dynamodb.v20120810#ValidationException","message":"no key"}'


class Names:
    def text(self, text: Text) -> str:
        return "".join(part if isinstance(part, str) else f"dev-{part.name}" for part in text)


def inputs(event_type: str, **fields: Any) -> WebSocketInputs:
    values: dict[str, Any] = {
        "event_type": event_type,
        "connection": Connection(id="L0SM9cOFvHcCIhw=", connected_at=1.0, source_ip="192.0.2.7", user_agent=None),
        "api_id": "abc123defg",
        "account_id": "123456789012",
        "region": "us-east-1",
        "domain_name": "example.test",
        "stage": "dev",
        "stage_variables": (),
        "route_key": "$connect",
        "request_id": "L0SM9dGFvHcCIhw=",
        "time": 2.0,
        "trace_id": "1-00000000-000000000000000000000000",
    }
    return WebSocketInputs(**values | fields)


def test_the_emitted_template_is_rendered_and_sent() -> None:
    work = emulate.request(SPEC, inputs("CONNECT"), Names(), render)
    assert work == CallAws(
        service="dynamodb", action="PutItem", body=b'{"TableName":"dev-sessions","Item":{"id":{"S":"L0SM9cOFvHcCIhw="}}}'
    )


def test_a_template_that_cannot_be_rendered_is_the_gateways_error() -> None:
    broken = DynamoDb(name="x", table="sessions", action="PutItem", template=("$input.path($x)",))
    with pytest.raises(ValueError, match="line 1"):
        emulate.request(broken, inputs("MESSAGE"), Names(), render)


DETAIL = f"dynamodb:PutItem answered 400: {VALIDATION.decode()}"


@pytest.mark.parametrize(
    ("event_type", "outcome", "result"),
    [
        ("CONNECT", HttpResponse(status=200, body=b"{}"), Answered(status=200, body=b"{}")),
        ("MESSAGE", HttpResponse(status=200, body=b"{}"), Answered(status=200, body=b"{}")),
        ("CONNECT", HttpResponse(status=400, body=VALIDATION), Answered(status=400, body=VALIDATION, detail=DETAIL)),
        ("MESSAGE", HttpResponse(status=400, body=VALIDATION), Answered(status=400, body=VALIDATION, detail=DETAIL)),
        (
            "CONNECT",
            HttpResponse(status=500, body=b"x"),
            Failed(reason="bad_response", detail="dynamodb:PutItem answered 500: x"),
        ),
        ("CONNECT", Failed(reason="unreachable", detail="gone"), Failed(reason="unreachable", detail="gone")),
        ("DISCONNECT", Failed(reason="timeout"), Failed(reason="timeout")),
        ("CONNECT", Raised(payload=b"{}"), Failed(reason="bad_response", detail="dynamodb:PutItem was answered by Raised")),
    ],
    ids=[
        "written",
        "written by a message",
        "refused",
        "refused a message",
        "broken",
        "unreachable",
        "too late",
        "no answer",
    ],
)
def test_dynamodbs_status_decides(event_type: str, outcome: Any, result: Result) -> None:
    assert emulate.response(SPEC, inputs(event_type), outcome, render) == result


def test_what_is_sent_is_json() -> None:
    work = emulate.request(SPEC, inputs("CONNECT"), Names(), render)
    assert isinstance(work, CallAws)
    assert json.loads(work.body)["TableName"] == "dev-sessions"
