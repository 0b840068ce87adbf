"""Rooms in the graph: their table, who leaves them, who may do what, and what would leave rows behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gwfw.errors import Problem, Refusal
from gwfw.freeze.freezing import freeze
from gwfw.graph.model import AppGraph, Ref, Table
from gwfw.integrations.dynamodb.spec import DynamoDb
from gwfw.runtime.bundle import table

if TYPE_CHECKING:
    from tests.unit.conftest import Write

HEAD = """\
from gwfw import *
from pydantic import BaseModel
app = App("chat")
http, ws, sfn, dynamo = app.http, app.ws, app.sfn, app.dynamo
class Session(BaseModel):
    id: str
sessions = dynamo.table("sessions", Session, key="id")
"""
WS = "@ws.default\ndef default(message: dict[str, object]) -> dict[str, object]: return message\n"
STORE = "ws.store(sessions)\n"
CONNECT = "@ws.connect(auth=None)\ndef hello() -> None: ...\n"
DISCONNECT = "@ws.disconnect\ndef bye() -> None: ...\n"
ROOMS = Table(name="gwfw-rooms", key="pk", sort="sk", expires="expires")
ROW = (
    '{"Item":{"gwfw:connected_at":{"N":"$context.connectedAt"},"pk":{"S":"$context.connectionId"},'
    '"sk":{"S":"connection"}},"TableName":"'
)
MANAGE = "ManageConnections websocket"


def handler(body: str, options: str = "") -> str:
    return f'@http.get("/{{id}}", auth=None{options})\ndef read(id: str) -> None:\n    {body}\n'


def graph(write: Write, source: str) -> AppGraph:
    return freeze(write(HEAD + source).app).graph


def problems(write: Write, source: str) -> tuple[Problem, ...]:
    with pytest.raises(Refusal) as raised:
        graph(write, source)
    return raised.value.problems


def routes(found: AppGraph) -> dict[str, str]:
    assert found.websocket is not None
    return {route.key: route.integration for route in found.websocket.routes}


def granted(found: AppGraph, principal: str = "function:api") -> set[str]:
    grants = [grant for grant in found.grants if grant.principal == principal]
    return {f"{action.partition(':')[2]} {grant.resource.name}" for grant in grants for action in grant.actions}


# The table -----------------------------------------------------------------------------------------------------------


def test_without_rooms_there_is_no_table(write: Write) -> None:
    found = graph(write, WS + handler("ws.send(id, 1)"))
    assert found.websocket is not None
    assert (found.websocket.rooms, found.websocket.presence, found.tables) == (
        None,
        False,
        (Table(name="sessions", key="id"),),
    )
    assert "rooms" not in table(found)


USES = {
    "ws.room": (handler("ws.room('x').join(id)"), False),
    "app.ws.room": (handler("app.ws.room(id).members()"), False),
    "a room of the module": ("lobby = ws.room('lobby')\n" + handler("lobby.join(id)"), False),
    "a helper": ("def help(id): ws.room('x').join(id)\n" + handler("help(id)"), False),
    "a task": ("@sfn.task\ndef charge(id: str) -> None: ws.room('x').join(id)\n", False),
    "an authorizer": ("@http.authorizer()\ndef check() -> bool: ws.room('x').members(); return True\n" +
                      '@http.get("/a", auth=check)\ndef read() -> None: ...\n', False),
    "declared": (handler("pass", ", uses=[ws.room]"), False),
    "a declared method of a room": (handler("pass", ", uses=[ws.room('x').join]"), False),
    "rooms of a connection": (handler("ws.presence.rooms(id)"), False),
    "every room": (handler("ws.presence.by_room()"), False),
    "who is connected": (handler("ws.presence.connections()"), True),
    "anything of the presence": (handler("found = ws.presence; found.connections()"), True),
    "the presence of the module": ("there = ws.presence\n" + handler("there.connections()"), True),
    "declared presence": (handler("pass", ", uses=[ws.presence]"), True),
    "a declared method of the presence": (handler("pass", ", uses=[ws.presence.connections]"), True),
    "another method of the presence": (handler("pass", ", uses=[ws.presence.rooms]"), False),
}  # fmt: skip


@pytest.mark.parametrize(("source", "presence"), USES.values(), ids=USES)
def test_using_rooms_declares_their_table(write: Write, source: str, presence: bool) -> None:
    found = graph(write, WS + source)
    assert ROOMS in found.tables
    assert found.websocket is not None
    assert (found.websocket.rooms, found.websocket.presence) == ("gwfw-rooms", presence)
    assert table(found)["rooms"]
    assert ("presence" in table(found)) is presence


def test_the_table_stands_where_the_first_room_is_used(write: Write) -> None:
    places = freeze(write(HEAD + WS + handler("ws.room('x').join(id)")).app).places
    assert places["table gwfw-rooms"].text == places["websocket $disconnect"].text == "ws.room('x').join(id)"


def test_the_name_is_taken(write: Write) -> None:
    source = 'mine = dynamo.table("gwfw-rooms", Session, key="id")\n'
    assert [problem.code for problem in problems(write, WS + source + handler("ws.room('x').join(id)"))] == [
        "table-redefined"
    ]


# Routes --------------------------------------------------------------------------------------------------------------

JOIN = handler("ws.room('x').join(id)")
WHO = handler("ws.presence.connections()")


def test_rooms_are_left_by_a_generated_handler(write: Write) -> None:
    found = graph(write, WS + JOIN)
    assert routes(found) == {"$default": "lambda api", "$disconnect": "lambda api"}
    [left] = [handler for handler in found.function("api").handlers if handler.key == "$disconnect"]
    assert (left.module, left.name) == ("gwfw.runtime.rooms", "disconnected")
    assert granted(found) == {"PutItem gwfw-rooms", "Query gwfw-rooms", "DeleteItem gwfw-rooms"}


def test_or_after_the_apps_own(write: Write) -> None:
    found = graph(write, WS + DISCONNECT + JOIN)
    assert [handler.name for handler in found.function("api").handlers if handler.key == "$disconnect"] == ["bye"]
    assert granted(found) == {"PutItem gwfw-rooms", "Query gwfw-rooms", "DeleteItem gwfw-rooms"}


def test_with_a_store_the_same_handler_deletes_its_row(write: Write) -> None:
    found = graph(write, STORE + JOIN)
    assert routes(found) == {"$connect": "websocket $connect", "$disconnect": "lambda api"}
    assert "DeleteItem sessions" in granted(found)


def test_a_mapping_at_disconnect_would_leave_rows_behind(write: Write) -> None:
    mapped = "@dynamo.on_disconnect(sessions)\ndef forget(client: Connecting) -> str: return client.connection_id\n"
    [problem] = problems(write, STORE + mapped + JOIN)
    assert (problem.code, problem.received) == ("rooms-left-behind", "dynamodb:DeleteItem sessions")
    assert [place.text for place in problem.places] == ["@dynamo.on_disconnect(sessions)", "ws.room('x').join(id)"]


def test_api_gateway_writes_who_is_connected(write: Write) -> None:
    found = graph(write, WS + WHO)
    assert routes(found)["$connect"] == "websocket $connect"
    spec = found.integration("websocket $connect")
    assert isinstance(spec, DynamoDb)
    assert spec.template == (ROW, Ref("table", "gwfw-rooms", "name"), '"}')
    assert granted(found, "integration:websocket $connect") == {"PutItem gwfw-rooms"}


def test_or_the_runtime_after_the_handler(write: Write) -> None:
    found = graph(write, WS + CONNECT + WHO)
    assert routes(found)["$connect"] == "lambda api"
    assert "PutItem gwfw-rooms" in granted(found)


def test_or_the_store_says_it(write: Write) -> None:
    found = graph(write, STORE + CONNECT + WHO)
    assert found.websocket is not None
    assert not found.websocket.presence
    assert granted(found) == {
        "UpdateItem sessions",
        "DeleteItem sessions",
        "Scan sessions",
        "Query gwfw-rooms",
        "DeleteItem gwfw-rooms",
    }


def test_nobody_says_who_is_connected(write: Write) -> None:
    mapped = (
        "@dynamo.on_connect(sessions)\ndef note(client: Connecting) -> Session: return Session(id=client.connection_id)\n"
    )
    [problem] = problems(write, WS + mapped + WHO)
    assert (problem.code, problem.received) == ("presence-unknown", "dynamodb:PutItem sessions")
    assert graph(write, WS + mapped + JOIN).websocket is not None


@pytest.mark.parametrize("body", ["ws.room('x').join(id)", "ws.presence.connections()"])
def test_an_app_without_websockets_has_no_rooms(write: Write, body: str) -> None:
    [problem] = problems(write, handler(body))
    assert problem.code == "no-websocket"


# Grants --------------------------------------------------------------------------------------------------------------

LEFT = {"Query gwfw-rooms", "DeleteItem gwfw-rooms"}
"""What the generated handler of `$disconnect` may do, in the same function."""


@pytest.mark.parametrize(
    ("body", "actions"),
    [
        ("ws.room('x').join(id)", {"PutItem gwfw-rooms"}),
        ("ws.room('x').leave(id)", set()),
        ("ws.room('x').members()", set()),
        ("ws.room('x').name", set()),
        ("ws.room('x').broadcast(1)", {MANAGE}),
        ("room = ws.room('x'); room.join(id)", {"PutItem gwfw-rooms", MANAGE}),
        ("ws.presence.rooms(id)", set()),
        ("ws.presence.by_room()", {"Scan gwfw-rooms"}),
        ("ws.presence.connections()", {"Scan gwfw-rooms"}),
    ],
)
def test_methods_decide(write: Write, body: str, actions: set[str]) -> None:
    assert granted(graph(write, WS + handler(body))) == actions | LEFT


@pytest.mark.parametrize(
    ("source", "actions"),
    [
        ("ws.room('x').join(id)", {"PutItem gwfw-rooms"}),
        ("ws.room('x').leave(id)", {"DeleteItem gwfw-rooms"}),
        ("ws.room('x').members()", {"Query gwfw-rooms"}),
        ("ws.room('x').broadcast(1)", {"Query gwfw-rooms", "DeleteItem gwfw-rooms", MANAGE}),
        ("ws.presence.rooms(id)", {"Query gwfw-rooms"}),
    ],
)
def test_a_task_may_do_what_it_does(write: Write, source: str, actions: set[str]) -> None:
    found = graph(write, WS + f"@sfn.task\ndef charge(id: str) -> None: {source}\n")
    assert granted(found, "function:task-charge") == actions


def test_a_broadcast_prunes_store_and_rooms(write: Write) -> None:
    found = graph(write, STORE + JOIN + "@sfn.task\ndef a() -> None: ws.room('x').broadcast(1)\n"
                  "@sfn.task\ndef b() -> None: ws.broadcast(1)\n")  # fmt: skip
    assert granted(found, "function:task-a") == {MANAGE, *LEFT, "DeleteItem sessions"}
    assert granted(found, "function:task-b") == {MANAGE, *LEFT, "DeleteItem sessions", "Scan sessions"}


@pytest.mark.parametrize(
    ("body", "what", "uses"),
    [
        ("print(lobby)", "the room 'lobby' is passed on", "[lobby.join]"),
        ("print(there)", "the presence is passed on", "[there]"),
    ],
)
def test_what_escapes_is_declared(write: Write, body: str, what: str, uses: str) -> None:
    head = WS + "lobby = ws.room('lobby')\nthere = ws.presence\n"
    [problem] = problems(write, head + handler(body))
    assert problem.what.startswith(what)
    assert graph(write, head + handler(body, f", uses={uses}")).websocket is not None
