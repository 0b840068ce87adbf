"""Whatever clients send and whatever is configured: the gateway answers in documented forms and never raises."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gwfw.exchange import Accept, CloseConnection, Failed, HttpRequest, Perform, Reply, Report, SendFrame
from gwfw.gateway.work import Pending
from gwfw.graph.model import Route, WebSocketApi
from gwfw.selection import SelectionError
from gwfw.selection import compile as compiled
from tests.unit.gateway.websocket.conftest import NOW, Bench, ScriptSide, graph, side

TEXTS = ("Forbidden", "Internal server error", "Endpoint request timed out", "Too Many Requests", "Bad request body")

WORDS = st.sampled_from(
    ["request", "body", "action", "a", "b", "0", "*", "$default", "join", "context", "header", "x-api-key"]
)
SIGNS = st.sampled_from(["$", "${", "}", ".", "[", "]", "'", '"', "\\", "/", "-", " ", "..", "?(@", "route."])
EXPRESSIONS = st.one_of(
    st.lists(st.one_of(WORDS, SIGNS), min_size=1, max_size=8).map("".join),
    st.lists(WORDS, max_size=4).map(lambda parts: "$request.body." + ".".join(parts)),
    st.lists(WORDS, max_size=3).map(lambda parts: "/".join("${request.body.%s}" % part for part in parts)),  # noqa: UP031
    st.text(min_size=1),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["action", "a", "b", ""]) | st.text(), inner)
    ),
    max_leaves=8,
)
MESSAGES = st.one_of(st.text(), st.binary(), JSON.map(json.dumps), st.just("[" * 100_000), st.just('{"action":1e999}'))
OUTCOMES = st.sampled_from(["bad_response", "timeout", "unreachable", "refused", "throttled", "configuration"])


def bench(selection: str, *keys: str, models: tuple[tuple[str, str], ...] = ()) -> Bench:
    script, pending = ScriptSide(), Pending(count(1))
    routes = tuple(Route(key=key, integration="fn", two_way=True, models=models) for key in keys)
    made = graph(*routes, selection=selection)
    return Bench(side=side(script, pending, made, {}), script=script, pending=pending)


def documented(frame: str) -> None:
    told = json.loads(frame)
    assert told["message"] in TEXTS
    third = "messageId" if told["message"] == "Bad request body" else "requestId"
    assert list(told) == ["message", "connectionId", third]


@settings(max_examples=300, deadline=None)
@given(EXPRESSIONS, MESSAGES, st.sets(st.sampled_from(["$default", "join", "a", ""])), OUTCOMES)
def test_any_message_on_any_expression(expression: str, message: str | bytes, keys: set[str], reason: Any) -> None:
    try:
        compiled(expression)
    except SelectionError:
        with pytest.raises(SelectionError):
            bench(expression, *keys)
        return
    served = bench(expression, *keys)
    connection_id = served.open()
    served.message(connection_id, message)
    if served.all(Perform):
        assert served.script.inputs[-1].body == message
        served.answer(Failed(reason=reason))
    if isinstance(message, bytes):
        assert served.closed[0] == 1003
    else:
        assert [type(action) for action in served.said] == [SendFrame, Report]
        documented(served.frames[0])


@settings(max_examples=200, deadline=None)
@given(st.text(), JSON)
def test_any_message_against_a_model(text: str, value: object) -> None:
    schema = '{"type":"object","required":["a"],"properties":{"a":{"multipleOf":0.01}}}'
    served = bench("$request.body.action", "$default", models=(("$default", schema),))
    connection_id = served.open()
    for message in (text, json.dumps(value)):
        served.message(connection_id, message)
        if not served.all(Perform):
            documented(served.frames[0])


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(["GET", "POST", "DELETE", "PUT", "OPTIONS", ""]),
    st.one_of(
        st.text(),
        st.text().map(lambda text: f"/dev/@connections/{text}"),
        st.text().map(lambda text: f"/{text}/%40connections/AAAAAAAAAAAAAAA="),
    ),
    st.text(),
    st.binary(),
)
def test_any_handshake_and_any_management_call(method: str, path: str, host: str, body: bytes) -> None:
    served = bench("$request.body.action", "$default")
    request = HttpRequest(method=method, path=path, query=host, headers=(("Host", host), ("x-api-key", host)), body=body)
    (answer, report) = served.side.upgrade(1, request, NOW)
    assert isinstance(answer, Accept) or (isinstance(answer, Reply) and answer.response.status in (403, 414))
    assert isinstance(report, Report)
    (reply, report) = served.side.manage(2, request, NOW)
    assert isinstance(reply, Reply)
    assert reply.response.status in (400, 403, 410, 413)
    assert isinstance(report, Report)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 5000), st.text(max_size=200))
def test_any_close(code: int, reason: str) -> None:
    served = bench("$request.body.action", "$disconnect")
    connection_id = served.open()
    served.tell(served.side.lost(connection_id, code, reason, NOW))
    assert served.script.inputs[-1].disconnect_code == code
    assert not served.all(CloseConnection)


def test_the_default_is_the_documented_expression() -> None:
    assert WebSocketApi(routes=()).selection == "$request.body.action"
