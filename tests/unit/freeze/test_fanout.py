"""Large broadcasts in the graph: their queue and worker are there if they are wanted and somebody broadcasts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gwfw.errors import Refusal
from gwfw.freeze.freezing import freeze
from gwfw.graph.model import AppGraph, Consumer, Queue, Table
from gwfw.local.names import bindings
from gwfw.local.settings import LocalSettings
from gwfw.manifest import dump, load
from gwfw.settings import WebSocketSettings

if TYPE_CHECKING:
    from tests.unit.conftest import Write

HEAD = """\
from gwfw import *
from pydantic import BaseModel
app = App("chat", ws=WebSocketSettings(fan_out=%s))
http, ws, sfn, dynamo = app.http, app.ws, app.sfn, app.dynamo
class Session(BaseModel):
    id: str
sessions = dynamo.table("sessions", Session, key="id")
ws.store(sessions)
lobby = ws.room("lobby")
"""
SEND = "SendMessage gwfw-fan-out"


def handler(body: str, options: str = "") -> str:
    return f'@http.get("/{{id}}", auth=None{options})\ndef read(id: str) -> None:\n    {body}\n'


def graph(write: Write, source: str, size: object = 1000) -> AppGraph:
    return freeze(write(HEAD % size + source).app).graph


def granted(found: AppGraph, principal: str) -> set[str]:
    grants = [grant for grant in found.grants if grant.principal == f"function:{principal}"]
    return {f"{action.partition(':')[2]} {grant.resource.name}" for grant in grants for action in grant.actions}


BROADCASTS = {
    "ws": handler("ws.broadcast(1)"),
    "a room": handler("ws.room('x').broadcast(1)"),
    "a room of the module": handler("lobby.broadcast(1)"),
    "a room in a variable": handler("room = ws.room('x'); room.join(id)"),
    "a permission": handler("pass", ", uses=[ws.broadcast]"),
    "a room's permission": handler("pass", ", uses=[lobby.broadcast]"),
    "a permission for rooms": handler("pass", ", uses=[ws.room]"),
}


@pytest.mark.parametrize("source", BROADCASTS.values(), ids=BROADCASTS)
def test_a_broadcast_has_workers(write: Write, source: str) -> None:
    found = graph(write, source)
    assert Queue(name="gwfw-fan-out", visibility_s=60, deliveries=5) in found.resources
    assert found.consumers == (Consumer(queue="gwfw-fan-out", function="queue-gwfw-fan-out", batch=1, together=9),)
    [worker] = found.function("queue-gwfw-fan-out").handlers
    assert (worker.module, worker.name) == ("gwfw.runtime.workers", "work")
    assert SEND in granted(found, "api")
    assert found.websocket is not None
    assert found.websocket.fan_out == bindings(found, LocalSettings(app="chat"))["fan_out"] == 1000
    assert load(dump(found)) == found


NONE = {
    "nobody sends": handler("pass"),
    "to one": handler("ws.send(id, 1)"),
    "rooms without broadcasts": handler("ws.room('x').join(id)"),
}


@pytest.mark.parametrize(
    ("source", "size"),
    [*((source, 1000) for source in NONE.values()), (BROADCASTS["ws"], None)],
    ids=[*NONE, "not wanted"],
)
def test_nothing_is_there_that_is_not_used(write: Write, source: str, size: object) -> None:
    found = graph(write, source, size)
    assert found.consumers == ()
    assert [resource for resource in found.resources if resource.kind == "queue"] == []
    assert found.websocket is not None
    assert found.websocket.fan_out is None
    assert "fan_out" not in bindings(found, LocalSettings(app="chat"))


def test_what_a_worker_may_do(write: Write) -> None:
    assert granted(graph(write, BROADCASTS["ws"]), "queue-gwfw-fan-out") == {
        "ManageConnections websocket",
        "DeleteItem sessions",
        *(f"{action} gwfw-rooms" for action in ("DeleteItem", "GetItem", "PutItem", "Query")),
        *(f"{action} gwfw-fan-out" for action in ("ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes")),
        *(f"{action} gwfw-fan-out" for action in ("ReceiveMessage", "SendMessage")),
    }


def test_jobs_are_noted_in_the_table_of_rooms_without_rooms(write: Write) -> None:
    """The table is there, and nothing else of rooms: no handler of `$disconnect`."""
    found = graph(write, BROADCASTS["ws"])
    assert Table(name="gwfw-rooms", key="pk", sort="sk", expires="expires") in found.tables
    assert found.websocket is not None
    assert found.websocket.rooms is None
    assert {route.key: route.integration for route in found.websocket.routes}["$disconnect"] == "websocket $disconnect"


@pytest.mark.parametrize("size", [0, 9, 5_001])
def test_a_size_that_does_not_do(write: Write, size: int) -> None:
    with pytest.raises(Refusal) as raised:
        graph(write, BROADCASTS["ws"], size)
    [problem] = raised.value.problems
    assert (problem.code, problem.received, problem.places[0].line) == ("fan-out", f"fan_out={size}", 3)


@pytest.mark.parametrize("size", ["many", 1.5, True])
def test_a_size_is_a_whole_number(size: object) -> None:
    with pytest.raises(TypeError, match="fan_out is a whole number, not"):
        WebSocketSettings(fan_out=size)  # type: ignore[arg-type]
