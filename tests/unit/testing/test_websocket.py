"""A WebSocket client's end, with a stand-in for the driver."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest
from pydantic import BaseModel

from gwfw.errors import Misuse
from gwfw.testing.driver import Driver
from gwfw.testing.websocket import HandshakeRefused, NothingReceived, WebSocket

SELECTION = "$request.body.action"


class Wire:
    """In the place of the driver: keeps what is sent, and sends what waits when it settles."""

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []
        self.waits: list[str] = []
        self.client: WebSocket | None = None

    def message(self, connection_id: str, data: str | bytes, *, frame_bytes: int | None) -> None:
        self.told.append(("message", connection_id, data, *([] if frame_bytes is None else [frame_bytes])))

    def lost(self, connection_id: str, code: int, reason: str) -> None:
        self.told.append(("lost", connection_id, code, reason))

    def settle(self) -> None:
        assert self.client is not None
        while self.waits:
            self.client.frame(self.waits.pop(0))


def opened(selection: str = SELECTION) -> tuple[WebSocket, Wire, list[str]]:
    wire, noticed = Wire(), list[str]()
    client = WebSocket(cast("Driver", wire), selection, noticed.append)
    client.id, wire.client = "c1", client
    return client, wire, noticed


class Say(BaseModel):
    text: str


@pytest.mark.parametrize(
    ("selection", "message"),
    [
        pytest.param("$request.body.action", {"action": "say", "text": "hi"}, id="plain"),
        pytest.param("${request.body.action}", {"action": "say", "text": "hi"}, id="braces"),
        pytest.param("$request.body.meta.kind", {"meta": {"kind": "say"}, "text": "hi"}, id="nested"),
    ],
)
def test_message_is_built_by_the_selection_expression(selection: str, message: dict[str, Any]) -> None:
    client, wire, _ = opened(selection)
    client.send("say", text="hi")
    ((_, id_, text),) = wire.told
    assert (id_, json.loads(text)) == ("c1", message)


@pytest.mark.parametrize(
    "selection", ["$request.header.x", "$request.body", "$request.body['a b']", "${request.body.a}${b}"]
)
def test_other_selection_expressions_need_a_message(selection: str) -> None:
    client, _, _ = opened(selection)
    with pytest.raises(Misuse, match=r"\[selection\]"):
        client.send("say")


def test_selected_key_is_not_given_twice() -> None:
    client, _, _ = opened()
    with pytest.raises(TypeError, match="'action' itself"):
        client.send("say", action="other")


@pytest.mark.parametrize(
    ("value", "text"), [([1, "ä"], '[1,"ä"]'), ({"m": Say(text="x")}, '{"m":{"text":"x"}}'), (None, "null")]
)
def test_json(value: object, text: str) -> None:
    client, wire, _ = opened()
    client.send_json(value)
    assert wire.told == [("message", "c1", text)]


def test_text_in_frames_and_bytes() -> None:
    client, wire, _ = opened()
    client.send_text("abc", frame_bytes=2)
    client.send_bytes(b"abc")
    assert wire.told == [("message", "c1", "abc", 2), ("message", "c1", b"abc")]


def test_what_is_no_json() -> None:
    client, _, _ = opened()
    with pytest.raises(TypeError, match="object is not JSON serializable"):
        client.send_json(object())


def test_messages_are_received_in_order_and_noticed() -> None:
    client, wire, noticed = opened()
    client.frame('{"a":1}')
    wire.waits = ["text"]
    assert client.receive() == {"a": 1}
    assert client.receive_text() == "text"
    assert noticed == ['{"a":1}', "text"]


def test_nothing_to_receive() -> None:
    client, _, _ = opened()
    client.receive_none()
    with pytest.raises(NothingReceived, match=r"nothing is running that could send one$"):
        client.receive()
    client.close_frame(1001, "Going away")
    with pytest.raises(NothingReceived, match="it was closed with 1001 Going away"):
        client.receive()


def test_something_where_there_should_be_nothing() -> None:
    client, wire, _ = opened()
    wire.waits = ["a", "b"]
    with pytest.raises(AssertionError, match="2 wait: a"):
        client.receive_none()


def test_closing() -> None:
    client, wire, _ = opened()
    with client as same:
        told = (same is client, client.closed)
    assert told == (True, None)
    client.close(4000, "again")
    assert client.closed == (1000, "")
    assert wire.told == [("lost", "c1", 1000, "")]


def test_closed_by_the_other_side() -> None:
    client, wire, _ = opened()
    client.close_frame(1009, "too large")
    client.close()
    assert (client.closed, wire.told) == ((1009, "too large"), [])
    with pytest.raises(Misuse, match=r"\[websocket-closed\]"):
        client.send_text("x")


@pytest.mark.parametrize(
    ("body", "text"), [("no", "the WebSocket was refused: 403 no"), ("", "the WebSocket was refused: 403")]
)
def test_refusal_in_words(body: str, text: str) -> None:
    assert str(HandshakeRefused(403, body)) == text
