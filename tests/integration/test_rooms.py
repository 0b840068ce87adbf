"""Rooms from end to end: joined, told, left, and told by workers where they are large."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from pydantic import BaseModel

from gwfw import App, Connection, WebSocketSettings
from gwfw.testing import Client

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.integration

app = App("rooms", ws=WebSocketSettings(fan_out=10))
http, ws = app.http, app.ws


class Enter(BaseModel):
    room: str


class Say(BaseModel):
    room: str
    text: str


@ws.connect(auth=None)
def hello() -> None: ...


@ws.route("enter")
def enter(message: Enter, connection: Connection) -> None:
    ws.room(message.room).join(connection)


@ws.route("say")
def say(message: Say, connection: Connection) -> dict[str, int]:
    result = ws.room(message.room).broadcast({"text": message.text}, exclude=connection)
    return {"sent": len(result.sent), "workers": int(result.queued > 0)}


@http.get("/who", auth=None)
def who() -> dict[str, object]:
    return {"all": sorted(ws.presence.connections()), "rooms": ws.presence.by_room()}


@pytest.fixture
def gw() -> Iterator[Client]:
    with Client(app) as client:
        yield client


def test_a_small_room(gw: Client) -> None:
    with gw.ws() as ann, gw.ws() as bob, gw.ws() as eve:
        ann.send("enter", room="blue")
        bob.send("enter", room="blue")
        ann.send("say", room="blue", text="hi")
        assert ann.receive() == {"sent": 1, "workers": 0}
        assert bob.receive() == {"text": "hi"}
        eve.receive_none()
        found = gw.get("/who").json()
        assert found["all"] == sorted([ann.id, bob.id, eve.id])
        assert {room: sorted(ids) for room, ids in found["rooms"].items()} == {"blue": sorted([ann.id, bob.id])}
    gw.settle()
    assert gw.get("/who").json() == {"all": [], "rooms": {}}


def test_a_large_room_is_told_by_workers(gw: Client) -> None:
    with ExitStack() as stack:
        clients = [stack.enter_context(gw.ws()) for _ in range(25)]
        for client in clients:
            client.send("enter", room="blue")
        clients[0].send("say", room="blue", text="hi")
        assert clients[0].receive() == {"sent": 0, "workers": 1}
        gw.settle()
        for client in clients[1:]:
            assert client.receive() == {"text": "hi"}
            client.receive_none()
        clients[0].receive_none()
