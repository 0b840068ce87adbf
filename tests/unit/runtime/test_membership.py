"""The rows of rooms: written from both sides, read in order of their slots, removed together."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from gwfw.graph.model import AppGraph, Table, WebSocketApi
from gwfw.runtime import aws as clients
from gwfw.runtime import membership
from gwfw.runtime.bindings import bind, parse
from gwfw.runtime.membership import LIFE_S, SLOTS, Member, slot

if TYPE_CHECKING:
    from tests.unit.conftest import Aws

NOW_MS = 1_800_000_000_000
PHYSICAL = "chat-dev-gwfw-rooms"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    now = [NOW_MS]
    monkeypatch.setattr(membership, "_now_ms", lambda: now[0])
    return now


@pytest.fixture
def rooms(serve_aws: Callable[[AppGraph], Aws], clock: list[int]) -> Aws:
    table = Table(name="gwfw-rooms", key="pk", sort="sk", expires="expires")
    return serve_aws(AppGraph(name="chat", websocket=WebSocketApi(routes=(), rooms=table.name), resources=(table,)))


def rows() -> list[tuple[str, str]]:
    found = clients.dynamodb().scan(TableName=PHYSICAL)["Items"]
    return sorted((row["pk"]["S"], row["sk"]["S"]) for row in found)


def ids(room: str) -> list[str]:
    return sorted(member.id for member in membership.members(room))


def test_a_member_is_found_from_both_sides(rooms: Aws) -> None:
    membership.join("blue", "c1")
    assert rows() == [("c1", "room#blue"), ("room#blue", f"{slot('c1'):04x}c1")]
    assert list(membership.members("blue")) == [Member("c1", NOW_MS)]
    assert membership.rooms("c1") == ["blue"]


def test_what_is_written_expires_after_the_connection_can_last(rooms: Aws) -> None:
    membership.join("blue", "c1")
    for row in clients.dynamodb().scan(TableName=PHYSICAL)["Items"]:
        assert int(row["expires"]["N"]) == NOW_MS // 1000 + LIFE_S > NOW_MS // 1000 + 7200


def test_joining_twice_is_joining_once(rooms: Aws) -> None:
    membership.join("blue", "c1")
    membership.join("blue", "c1")
    assert len(rows()) == 2


def test_leaving(rooms: Aws) -> None:
    membership.join("blue", "c1")
    membership.join("red", "c1")
    membership.join("blue", "c2")
    membership.leave("blue", "c1")
    membership.leave("blue", "nobody")
    assert (ids("blue"), ids("red"), membership.rooms("c1")) == (["c2"], ["c1"], ["red"])


def test_a_connection_leaves_no_row(rooms: Aws) -> None:
    membership.connect("c1")
    membership.join("blue", "c1")
    membership.join("red", "c1")
    membership.join("blue", "c2")
    membership.forget("c1")
    assert [key for key, _ in rows()] == ["c2", "room#blue"]
    membership.forget("c1")


def test_rooms_are_apart_whatever_they_are_called(rooms: Aws) -> None:
    names = ["a", "a#", "room#a", "ä/ö", "#"]
    for name in names:
        membership.join(name, f"c{name}")
    assert membership.by_room() == {name: [f"c{name}"] for name in sorted(names)}
    assert all(membership.rooms(f"c{name}") == [name] for name in names)


def test_who_is_connected(rooms: Aws) -> None:
    membership.connect("c1")
    membership.join("blue", "c2")
    membership.connect("c3")
    assert sorted(membership.connections()) == ["c1", "c3"]


def test_the_row_that_api_gateway_writes_counts_two_hours(rooms: Aws, clock: list[int]) -> None:
    """It has its time and no expiry; the first reader after that removes it."""
    item: dict[str, Any] = {"pk": {"S": "c1"}, "sk": {"S": "connection"}, "gwfw:connected_at": {"N": str(NOW_MS)}}
    membership.is_used()
    clients.dynamodb().put_item(TableName=PHYSICAL, Item=item)
    clock[0] += LIFE_S * 1000
    assert membership.connections() == ["c1"]
    clock[0] += 1
    assert membership.connections() == []
    assert rows() == []


def test_what_has_expired_is_not_there_although_dynamodb_still_has_it(rooms: Aws, clock: list[int]) -> None:
    membership.join("blue", "c1")
    clock[0] += LIFE_S * 1000 + 1
    assert (ids("blue"), membership.rooms("c1"), membership.by_room()) == ([], [], {})
    assert len(rows()) == 2


@pytest.mark.parametrize(("age_ms", "pruned"), [(0, False), (30_000, False), (30_001, True)])
def test_the_young_are_not_pruned(rooms: Aws, clock: list[int], age_ms: int, pruned: bool) -> None:
    membership.join("blue", "c1")
    membership.join("red", "c1")
    member = next(membership.members("blue"))
    clock[0] += age_ms
    assert membership.prune(member) is pruned
    assert len(rows()) == (0 if pruned else 4)


def test_members_come_in_the_order_of_their_slots(rooms: Aws) -> None:
    for number in range(20):
        membership.join("blue", f"c{number}")
    found = [slot(member.id) for member in membership.members("blue")]
    assert len(found) == 20
    assert found == sorted(found)


def test_slots_are_spread_evenly() -> None:
    counts = [0] * 16
    for number in range(16_000):
        counts[slot(f"L0SM9cO{number:05}Fs=") * 16 // SLOTS] += 1
    assert 800 < min(counts) <= max(counts) < 1200


def test_the_slot_is_the_same_in_every_process() -> None:
    assert slot("L0SM9cOFvHcCIhw=") == 55362


@pytest.mark.parametrize(("form", "used"), [({}, False), ({"table": {"gwfw-rooms": "x"}}, True)], ids=["no rooms", "rooms"])
def test_whether_there_are_rooms(form: dict[str, object], used: bool) -> None:
    with bind(parse(form)):
        assert membership.is_used() is used
