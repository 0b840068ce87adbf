"""Rooms and presence as handlers use them: who gets a broadcast, and what becomes of those that are gone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from gwfw.graph.model import AppGraph, Table, WebSocketApi
from gwfw.resources.table.handle import Table as Handle
from gwfw.runtime import connections, membership, store
from gwfw.runtime.connections import Connection
from gwfw.runtime.rooms import PRESENCE, ROOM, Presence, Room, disconnected

if TYPE_CHECKING:
    from tests.unit.conftest import Aws

NOW_MS = 1_800_000_000_000
ROOMS = Table(name="gwfw-rooms", key="pk", sort="sk", expires="expires")
Serve = Callable[[AppGraph], "Aws"]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    now = [NOW_MS]
    monkeypatch.setattr(membership, "_now_ms", lambda: now[0])
    monkeypatch.setattr(store, "_now_ms", lambda: now[0])
    return now


@pytest.fixture
def rooms(serve_aws: Serve) -> Aws:
    """An app whose rooms are all that it has."""
    return serve_aws(AppGraph(name="chat", websocket=WebSocketApi(routes=(), rooms=ROOMS.name), resources=(ROOMS,)))


@pytest.fixture
def both(serve_aws: Serve) -> Aws:
    """An app with rooms and a store."""
    api = WebSocketApi(routes=(), rooms=ROOMS.name, store="sessions")
    return serve_aws(AppGraph(name="chat", websocket=api, resources=(ROOMS, Table(name="sessions", key="id"))))


def join(room: str, *ids: str) -> None:
    for id in ids:
        Room(room).join(id)


def test_joining_and_leaving(rooms: Aws) -> None:
    blue = Room("blue")
    blue.join(Connection("a"))
    blue.join("b")
    assert sorted(blue.members()) == ["a", "b"]
    blue.leave("a")
    blue.leave(Connection("b"))
    assert blue.members() == []


def test_a_broadcast_reaches_the_room_and_nobody_else(rooms: Aws) -> None:
    join("blue", "a", "b")
    join("red", "c")
    result = Room("blue").broadcast({"n": 1})
    assert (sorted(result.sent), result.gone, result.failed) == (["a", "b"], (), ())
    assert rooms.posted == {"a": ['{"n":1}'], "b": ['{"n":1}']}


@pytest.mark.parametrize(
    ("exclude", "sent"),
    [
        pytest.param("a", ["b", "c"], id="an id"),
        pytest.param(Connection("a"), ["b", "c"], id="a connection"),
        pytest.param(["a", Connection("c")], ["b"], id="several"),
        pytest.param((), ["a", "b", "c"], id="nobody"),
        pytest.param(["stranger"], ["a", "b", "c"], id="one that is not in"),
    ],
)
def test_without_some(rooms: Aws, exclude: str | Connection | list[str | Connection], sent: list[str]) -> None:
    join("blue", "a", "b", "c")
    assert sorted(Room("blue").broadcast("x", exclude=exclude).sent) == sent


def test_the_gone_leave_every_room_once_their_handshake_is_over(rooms: Aws, clock: list[int]) -> None:
    join("blue", "a", "b")
    join("red", "a")
    rooms.answers["a"] = 410
    for age_ms, members in ((30_000, ["a", "b"]), (30_001, ["b"])):
        clock[0] = NOW_MS + age_ms
        result = Room("blue").broadcast("x")
        assert (result.gone, result.sent) == (("a",), ("b",))
        assert sorted(Room("blue").members()) == members
    assert Room("red").members() == []


def test_the_gone_of_a_room_leave_the_store(both: Aws, clock: list[int]) -> None:
    store.add("a")
    join("blue", "a")
    both.answers["a"] = 410
    Room("blue").broadcast("x")
    assert list(store.connections()) == ["a"]
    clock[0] += 30_001
    Room("blue").broadcast("x")
    assert list(store.connections()) == []


def test_the_gone_of_the_store_leave_their_rooms(both: Aws, clock: list[int]) -> None:
    store.add("a")
    join("blue", "a")
    both.answers["a"] = 410
    connections.broadcast("x")
    assert Room("blue").members() == ["a"]
    clock[0] += 30_001
    connections.broadcast("x")
    assert Room("blue").members() == []


def test_presence_reads_the_rooms(rooms: Aws) -> None:
    membership.connect("c")
    join("blue", "a", "b")
    join("red", "a")
    present = Presence()
    assert present.connections() == ["c"]
    assert {room: sorted(ids) for room, ids in present.by_room().items()} == {"blue": ["a", "b"], "red": ["a"]}
    assert present.rooms("a") == present.rooms(Connection("a")) == ["blue", "red"]


def test_presence_reads_the_store_where_there_is_one(both: Aws) -> None:
    store.add("a")
    membership.connect("never asked")
    assert Presence().connections() == ["a"]


@pytest.mark.parametrize("name", ["", "x" * 1001, "ü" * 501], ids=["nothing", "too long", "too many bytes"])
def test_what_is_no_name(name: str) -> None:
    with pytest.raises(ValueError, match="a room's name has 1 to 1000 bytes"):
        Room(name)


def test_a_name_is_a_text() -> None:
    given: object = 7
    with pytest.raises(TypeError, match="a room has a text for a name, not 7"):
        Room(given)  # type: ignore[arg-type]


def test_a_connection_is_named_by_its_id() -> None:
    given: object = 7
    with pytest.raises(TypeError, match="a connection is named by its id, not by 7"):
        Room("blue").join(given)  # type: ignore[arg-type]


def test_rooms_are_values() -> None:
    assert Room("a") == Room("a") != Room("b")
    assert len({Room("a"), Room("a")}) == 1
    assert Room("a") != "a"
    assert repr(Room("a")) == "<room a>"


@pytest.mark.parametrize(("of", "actions"), [(Room, ROOM), (Presence, PRESENCE)], ids=["room", "presence"])
def test_every_public_attribute_says_what_it_needs(of: type, actions: dict[str, tuple[str, ...]]) -> None:
    assert {name for name in vars(of) if not name.startswith("_")} == set(actions)
    known = {action for needed in (*Handle.ACTIONS.values(), ()) for action in needed}
    assert {action for needed in actions.values() for action in needed} <= known


def test_the_generated_handler_does_nothing() -> None:
    disconnected()
