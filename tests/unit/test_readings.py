from __future__ import annotations

import pytest

from gwfw.exchange import Connection, HttpResponse, WebSocketInputs
from gwfw.jsonpath import MISSING
from gwfw.readings import reader
from gwfw.selection import variable


def inputs(event_type: str = "CONNECT", body: str | None = None) -> WebSocketInputs:
    client = Connection(
        id="c",
        connected_at=0.0,
        source_ip="192.0.2.1",
        user_agent=None,
        headers=(("X-A", "1"), ("x-a", "2")),
        query="q=1&q=2&r=a%20b",
    )
    return WebSocketInputs(
        event_type="CONNECT" if event_type == "CONNECT" else "MESSAGE",
        connection=client,
        api_id="a",
        account_id="1",
        region="us-east-1",
        domain_name="localhost",
        stage="dev",
        stage_variables=(("color", "red"),),
        route_key="$connect",
        request_id="r",
        time=0.0,
        trace_id="t",
        body=body,
    )


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("request.header.x-a", "2"),
        ("request.multivalueheader.X-a", ["1", "2"]),
        ("request.querystring.q", "2"),
        ("request.querystring.r", "a b"),
        ("request.multivaluequerystring.q", ["1", "2"]),
        ("context.connectionId", "c"),
        ("stageVariables.color", "red"),
        ("request.header.gone", MISSING),
        ("request.multivalueheader.gone", MISSING),
        ("request.querystring.Q", MISSING),
        ("context.messageId", MISSING),
        ("stageVariables.gone", MISSING),
        ("request.body.a", MISSING),
        ("integration.response.statuscode", MISSING),
        ("integration.response.body.a", MISSING),
        ("integration.response.header.a", MISSING),
    ],
)
def test_a_handshake_can_be_read(source: str, value: object) -> None:
    assert reader(inputs())(variable(source)) == value


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("request.body.a.b", 1),
        ("request.body", {"a": {"b": 1}}),
        ("request.body.gone", MISSING),
        ("request.header.x-a", MISSING),
        ("request.querystring.q", MISSING),
        ("integration.response.statuscode", 404),
        ("integration.response.body.e", "x"),
        ("integration.response.header.h", "2"),
        ("integration.response.multivalueheader.h", ["1", "2"]),
    ],
)
def test_a_message_and_its_answer_can_be_read(source: str, value: object) -> None:
    answer = HttpResponse(status=404, headers=(("h", "1"), ("H", "2")), body=b'{"e":"x"}')
    assert reader(inputs("MESSAGE", '{"a":{"b":1}}'), answer)(variable(source)) == value
