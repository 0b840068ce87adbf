"""Handlers of WebSocket routes: who may connect, messages, what their senders are told, and the rows of the store."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated, Any

import pytest
from pydantic import BaseModel

from gwfw.errors import ItemMissing
from gwfw.graph.model import AppGraph, Table, WebSocketApi
from gwfw.parameters import Header
from gwfw.runtime import membership, store
from gwfw.runtime.connections import Connection
from gwfw.runtime.encode import WrongResult
from gwfw.runtime.loops import Loops
from gwfw.runtime.responses import HttpError, Response
from gwfw.runtime.rooms import disconnected
from gwfw.runtime.websocket_routes import connect, disconnect, message

if TYPE_CHECKING:
    from tests.unit.conftest import Aws

Event = Callable[..., dict[str, Any]]
Serve = Callable[[AppGraph], "Aws"]


class Say(BaseModel):
    text: str


class Said(BaseModel):
    text: str


# $connect ------------------------------------------------------------------------------------------------------------


def hello(u: str, connection: Connection, token: Annotated[str, Header()] = "none") -> None:
    if u == "eve":
        raise HttpError(401)
    if u == "mallory":
        raise ItemMissing("users", u)
    if u == "trent":
        raise ValueError(token)


def opening(ws_event: Event, u: str | None) -> dict[str, Any]:
    members = {} if u is None else {"multiValueQueryStringParameters": {"u": [u]}}
    return ws_event("$connect", multiValueHeaders={"Token": ["t"]}, **members)


@pytest.mark.parametrize(("u", "status"), [("ann", 200), ("eve", 401), ("mallory", 404), (None, 422)])
def test_the_handler_decides_who_may_connect(ws_event: Event, aws: Aws, u: str | None, status: int) -> None:
    assert connect(hello, True, Loops())(opening(ws_event, u), None) == {"statusCode": status}
    assert list(store.connections()) == (["c1"] if status == 200 else [])


def test_a_failing_handler_ends_the_invocation(ws_event: Event, aws: Aws) -> None:
    with pytest.raises(ValueError, match="t"):
        connect(hello, True, Loops())(opening(ws_event, "trent"), None)
    assert list(store.connections()) == []


def test_without_a_store_nothing_is_written(ws_event: Event, aws: Aws) -> None:
    connect(hello, False, Loops())(opening(ws_event, "ann"), None)
    assert aws.asked == []


@pytest.mark.parametrize(
    ("response", "answered", "stored"),
    [
        pytest.param(
            Response(headers={"Sec-WebSocket-Protocol": "v1", "X": "y"}),
            {"statusCode": 200, "headers": {"sec-websocket-protocol": "v1"}},
            ["c1"],
            id="subprotocol",
        ),
        pytest.param(Response(status=403), {"statusCode": 403}, [], id="refused"),
    ],
)
def test_a_response_on_connect(
    ws_event: Event, aws: Aws, response: Response, answered: dict[str, Any], stored: list[str]
) -> None:
    async def handler() -> Response:
        return response

    assert connect(handler, True, Loops())(ws_event("$connect"), None) == answered
    assert list(store.connections()) == stored


# $disconnect ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("stored", "left"), [(True, []), (False, ["c1"])])
def test_the_row_goes_with_the_connection(ws_event: Event, aws: Aws, stored: bool, left: list[str]) -> None:
    def handler(connection: Connection) -> None:
        seen.append(connection.id)

    seen: list[str] = []
    store.add("c1")
    assert disconnect(handler, stored, Loops())(ws_event("$disconnect"), None) == {"statusCode": 200}
    assert seen == ["c1"]
    assert list(store.connections()) == left


def test_the_row_goes_even_if_the_handler_fails(ws_event: Event, aws: Aws) -> None:
    def handler() -> None:
        raise ValueError("no")

    store.add("c1")
    with pytest.raises(ValueError, match="no"):
        disconnect(handler, True, Loops())(ws_event("$disconnect"), None)
    assert list(store.connections()) == []


# Messages ------------------------------------------------------------------------------------------------------------


def handle(handler: Callable[..., object], event: dict[str, Any], key: str = "say") -> object:
    return message(handler, key, "action", Loops())(event, None)


def one_way(message: Say, connection: Connection) -> None:
    if message.text == "refused":
        raise HttpError(403, "not here")
    if message.text == "missing":
        raise ItemMissing("rooms", "1")
    if message.text == "failed":
        raise ValueError("no")
    connection.send(Said(text=message.text))


def two_way(message: Say) -> Said | None:
    if message.text == "refused":
        raise HttpError(403, "not here")
    return None if message.text == "silent" else Said(text=message.text)


def frame(text: str) -> str:
    return json.dumps({"action": "say", "text": text})


def test_a_message_that_is_not_answered(ws_event: Event, aws: Aws) -> None:
    assert handle(one_way, ws_event("say", body=frame("hi"))) == {"statusCode": 200}
    assert aws.posted == {"c1": ['{"text":"hi"}']}


@pytest.mark.parametrize(
    ("text", "answered"),
    [("hi", {"statusCode": 200, "body": '{"text":"hi"}'}), ("silent", {"statusCode": 200})],
)
def test_a_message_that_is_answered(ws_event: Event, aws: Aws, text: str, answered: object) -> None:
    assert handle(two_way, ws_event("say", body=frame(text))) == answered
    assert aws.posted == {}


WRONG = {"message": "invalid message", "detail": [{"loc": ["body", "text"], "msg": "Field required", "type": "missing"}]}


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        pytest.param('{"action": "say"}', 422, WRONG, id="wrong field"),
        pytest.param(frame("refused"), 403, {"message": "not here"}, id="HttpError"),
        pytest.param(frame("missing"), 404, {"message": "Not Found"}, id="ItemMissing"),
    ],
)
def test_what_is_wrong_is_told_to_the_sender(ws_event: Event, aws: Aws, body: str, status: int, told: object) -> None:
    assert handle(one_way, ws_event("say", body=body)) == {"statusCode": status}
    assert [json.loads(text) for text in aws.posted["c1"]] == [told]


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [('{"action": "say"}', 422, WRONG), (frame("refused"), 403, {"message": "not here"})],
    ids=["wrong field", "HttpError"],
)
def test_a_two_way_route_answers_what_is_wrong(ws_event: Event, aws: Aws, body: str, status: int, told: object) -> None:
    answered: Any = handle(two_way, ws_event("say", body=body))
    assert (answered["statusCode"], json.loads(answered["body"])) == (status, told)
    assert aws.posted == {}


def test_a_frame_that_is_no_json(ws_event: Event, aws: Aws) -> None:
    assert handle(one_way, ws_event("$default", body="hello"), "$default") == {"statusCode": 422}
    [told] = aws.posted["c1"]
    assert json.loads(told)["detail"][0]["type"] == "json_invalid"


def test_a_sender_that_is_gone_needs_not_know(ws_event: Event, aws: Aws) -> None:
    aws.answers["c1"] = 410
    assert handle(one_way, ws_event("say", body="{}")) == {"statusCode": 422}


def test_other_errors_end_the_invocation(ws_event: Event, aws: Aws) -> None:
    with pytest.raises(ValueError, match="no"):
        handle(one_way, ws_event("say", body=frame("failed")))


@pytest.mark.parametrize(
    ("handler", "reason"),
    [
        pytest.param(lambda: "x", "no return annotation", id="not announced"),
        pytest.param(lambda: None, None, id="nothing"),
    ],
)
def test_a_result_that_nobody_announced(
    ws_event: Event, aws: Aws, handler: Callable[[], object], reason: str | None
) -> None:
    if reason is None:
        assert handle(handler, ws_event("say")) == {"statusCode": 200}
    else:
        with pytest.raises(WrongResult, match=reason):
            handle(handler, ws_event("say"))


def test_a_result_of_another_type(ws_event: Event, aws: Aws) -> None:
    def nothing() -> None:
        return 1  # type: ignore[return-value]  # the case

    def something() -> Said:
        return None  # type: ignore[return-value]  # the case

    for handler in (nothing, something):
        with pytest.raises(WrongResult):
            handle(handler, ws_event("say"))


# Rooms ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def rooms(serve_aws: Serve) -> Aws:
    table = Table(name="gwfw-rooms", key="pk", sort="sk")
    return serve_aws(AppGraph(name="chat", websocket=WebSocketApi(routes=(), rooms=table.name), resources=(table,)))


@pytest.mark.parametrize(("u", "present"), [("ann", ["c1"]), ("eve", [])])
def test_who_is_connected_is_written_after_the_handler_accepts(
    ws_event: Event, rooms: Aws, u: str, present: list[str]
) -> None:
    connect(hello, False, Loops(), presence=True)(opening(ws_event, u), None)
    assert membership.connections() == present


def leaving(connection: Connection) -> None:
    assert membership.rooms(connection.id) == ["blue"]
    raise ValueError("failing")


@pytest.mark.parametrize(("handler", "raised"), [(disconnected, False), (leaving, True)], ids=["generated", "failing"])
def test_a_connection_that_ends_leaves_its_rooms(
    ws_event: Event, rooms: Aws, handler: Callable[..., None], raised: bool
) -> None:
    membership.join("blue", "c1")
    served = disconnect(handler, False, Loops(), rooms=True)
    with pytest.raises(ValueError, match="failing") if raised else nullcontext():
        served(ws_event("$disconnect"), None)
    assert membership.by_room() == {}
