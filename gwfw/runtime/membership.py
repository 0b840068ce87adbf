"""The table of rooms: who is in which room, found both ways, in one table of partition key `pk` and sort key `sk`.

    pk                  sk
    room#blue           <slot><connection id>      a member; the slot is four hexadecimal digits of a checksum
    <connection id>     room#blue                  the same from the connection's side
    job#<key>           job                        a job of a large broadcast that is done (`gwfw.runtime.fanout`)
    <connection id>     connection                 it is open, where somebody asks who is connected and there is no store

Connection ids have no `#`. Slots spread the members of a room evenly, so that a room is read in parts of equal size. What
is written here expires (`expires`, seconds since 1970, DynamoDB's time to live) above the two hours that a connection can
last. The row of a connection that API Gateway wrote has only its time (milliseconds, `gwfw.runtime.store.STAMP`): whoever
reads it after that removes it. The connection's side is written first and removed last, so that no member is without it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from zlib import crc32

from gwfw.runtime import aws
from gwfw.runtime.bindings import current
from gwfw.runtime.rooms import TABLE
from gwfw.runtime.store import HANDSHAKE_MS, STAMP

__all__ = [
    "EXPIRES",
    "LIFE_S",
    "SLOTS",
    "Member",
    "by_room",
    "connect",
    "connections",
    "forget",
    "is_noted",
    "is_used",
    "join",
    "leave",
    "member",
    "members",
    "note",
    "prune",
    "rooms",
    "slot",
]

EXPIRES = "expires"
LIFE_S = 2 * 3600 + 600
"""How long a row stays: a connection lasts two hours at most."""

CONNECTED = "connection"
ROOM = "room#"
JOB = "job#"
WIDTH = 4
SLOTS = 65_536
"""How many slots the members of a room are spread over."""


class Member(NamedTuple):
    """A connection in a room, and when it joined (milliseconds since 1970)."""

    id: str
    joined_ms: int


def is_used() -> bool:
    """Whether this function knows the table: the app has rooms, and the function may have to do with them."""
    return TABLE in current().names.get("table", {})


# Writing -------------------------------------------------------------------------------------------------------------


def connect(connection_id: str) -> None:
    """Note that a connection opens."""
    _put(connection_id, CONNECTED)


def join(room: str, connection_id: str) -> None:
    """Note that the connection is in the room."""
    _put(connection_id, ROOM + room)
    _put(ROOM + room, _sort(connection_id))


def leave(room: str, connection_id: str) -> None:
    """Remove what `join` wrote."""
    _delete(ROOM + room, _sort(connection_id))
    _delete(connection_id, ROOM + room)


def forget(connection_id: str) -> None:
    """Remove every row of the connection."""
    for row in list(_query(connection_id)):
        sort = _text(row, "sk")
        if sort.startswith(ROOM):
            _delete(sort, _sort(connection_id))
        _delete(connection_id, sort)


def prune(member: Member) -> bool:
    """Forget a member whose connection answered 410, unless its handshake may still be going on: whether it was."""
    if member.joined_ms >= _now_ms() - HANDSHAKE_MS:
        return False
    forget(member.id)
    return True


def note(key: str) -> None:
    """Note that a job is done."""
    _put(JOB + key, "job")


# Reading -------------------------------------------------------------------------------------------------------------


def is_noted(key: str) -> bool:
    """Whether a job is done."""
    return _get(JOB + key, "job") is not None


def members(room: str, slots: tuple[int, int] = (0, SLOTS - 1)) -> Iterator[Member]:
    """Who is in the room, ordered by slot, page after page; of these slots, first and last inside."""
    now = _now_ms()
    bounds = (f"{slots[0]:0{WIDTH}x}", f"{slots[1]:0{WIDTH}x}~")  # nothing in an id is above a tilde
    return (_member(row) for row in _query(ROOM + room, bounds) if not _expired(row, now))


def member(room: str, connection_id: str) -> Member | None:
    """The member of that id, if it is in the room."""
    row = _get(ROOM + room, _sort(connection_id))
    return None if row is None else _member(row)


def _member(row: Mapping[str, Any]) -> Member:
    return Member(_text(row, "sk")[WIDTH:], int(_number(row, STAMP)))


def rooms(connection_id: str) -> list[str]:
    """The rooms of a connection."""
    now = _now_ms()
    found = [_text(row, "sk") for row in _query(connection_id) if not _expired(row, now)]
    return [sort.removeprefix(ROOM) for sort in found if sort.startswith(ROOM)]


def by_room() -> dict[str, list[str]]:
    """Every room with its members, by name."""
    now, found = _now_ms(), dict[str, list[str]]()
    for row in _scan():
        key = _text(row, "pk")
        if key.startswith(ROOM) and not _expired(row, now):
            found.setdefault(key.removeprefix(ROOM), []).append(_text(row, "sk")[WIDTH:])
    return dict(sorted(found.items()))


def connections() -> list[str]:
    """Every connection that is written down. Rows above the age of a connection are removed."""
    now, found = _now_ms(), list[str]()
    for row in _scan():
        if _text(row, "sk") == CONNECTED:
            id = _text(row, "pk")
            if _expired(row, now):
                _delete(id, CONNECTED)
            else:
                found.append(id)
    return found


def slot(connection_id: str) -> int:
    """The slot of a member: the same in every process, and evenly spread over `SLOTS`."""
    return crc32(connection_id.encode()) % SLOTS


# DynamoDB ------------------------------------------------------------------------------------------------------------


def _name() -> str:
    return current().name("table", TABLE)


def _sort(connection_id: str) -> str:
    return f"{slot(connection_id):0{WIDTH}x}{connection_id}"


def _put(key: str, sort: str) -> None:
    now = _now_ms()
    written = {STAMP: {"N": str(now)}, EXPIRES: {"N": str(now // 1000 + LIFE_S)}}
    item: dict[str, Any] = {**_key(key, sort), **written}
    aws.dynamodb().put_item(TableName=_name(), Item=item)


def _delete(key: str, sort: str) -> None:
    aws.dynamodb().delete_item(TableName=_name(), Key=_key(key, sort))


def _key(key: str, sort: str) -> dict[str, Any]:
    return {"pk": {"S": key}, "sk": {"S": sort}}


def _get(key: str, sort: str) -> Mapping[str, Any] | None:
    return aws.dynamodb().get_item(TableName=_name(), Key=_key(key, sort), ConsistentRead=True).get("Item")


def _query(key: str, bounds: tuple[str, str] | None = None) -> Iterator[Mapping[str, Any]]:
    """The rows of a key; `bounds` are those of their sort keys."""
    values: dict[str, Any] = {":pk": {"S": key}}
    condition = "pk = :pk"
    if bounds is not None:
        condition += " AND sk BETWEEN :first AND :last"
        values |= {":first": {"S": bounds[0]}, ":last": {"S": bounds[1]}}
    pages = aws.dynamodb().get_paginator("query")
    asked = {"KeyConditionExpression": condition, "ExpressionAttributeValues": values, "ConsistentRead": True}
    return (row for page in pages.paginate(TableName=_name(), **_any(asked)) for row in page["Items"])


def _scan() -> Iterator[Mapping[str, Any]]:
    pages = aws.dynamodb().get_paginator("scan")
    return (row for page in pages.paginate(TableName=_name(), ConsistentRead=True) for row in page["Items"])


def _any(value: object) -> Any:
    """The value for parameters whose declared types are botocore's own."""
    return value


def _text(row: Mapping[str, Any], name: str) -> str:
    return str(row[name]["S"])


def _number(row: Mapping[str, Any], name: str) -> str:
    return str(row[name]["N"])


def _expired(row: Mapping[str, Any], now_ms: int) -> bool:
    """Whether no connection can be that old. DynamoDB removes expired rows within days, not at once."""
    return int(_number(row, STAMP)) < now_ms - LIFE_S * 1000


def _now_ms() -> int:
    return int(time.time() * 1000)
