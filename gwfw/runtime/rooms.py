"""Rooms of connections, `ws.room("blue")`, and who is connected, `ws.presence`: what handlers call.

Both stand on one table of their own (`gwfw.runtime.membership`), which an app has if its handlers reach either. Imported
with the first room, hence nothing heavy here.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeAlias

    from gwfw.runtime.connections import Broadcast, Connection

    Who: TypeAlias = Connection | str

__all__ = ["PRESENCE", "ROOM", "TABLE", "Presence", "Room", "disconnected"]

TABLE = "gwfw-rooms"
"""The name of the table in the graph."""

LONGEST = 1000
"""Bytes of a room's name: a sort key of DynamoDB holds 1024."""

ROOM = {
    "join": ("dynamodb:PutItem",),
    "leave": ("dynamodb:DeleteItem",),
    "members": ("dynamodb:Query",),
    "broadcast": ("dynamodb:DeleteItem", "dynamodb:Query"),
    "name": (),
}
"""What each attribute of a room needs on the table. A broadcast needs more, on other resources."""

PRESENCE = {
    "connections": ("dynamodb:DeleteItem", "dynamodb:Scan"),
    "by_room": ("dynamodb:Scan",),
    "rooms": ("dynamodb:Query",),
}
"""What each method of the presence needs on the table. With a store `connections` reads that instead."""


class Room:
    """Connections that are told the same. A room is there while somebody is in it; nothing has to be made or closed."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        given: object = name
        if not isinstance(given, str):
            raise TypeError(f"a room has a text for a name, not {given!r}")
        if not 0 < len(name.encode()) <= LONGEST:
            raise ValueError(f"a room's name has 1 to {LONGEST} bytes, not {len(name.encode())}")
        self.name = name

    def join(self, connection: Who) -> None:
        """Let the connection (or its id) in. One that is in already stays."""
        from gwfw.runtime import membership

        membership.join(self.name, _id(connection))

    def leave(self, connection: Who) -> None:
        """Let the connection out. One that is not in is no error."""
        from gwfw.runtime import membership

        membership.leave(self.name, _id(connection))

    def members(self) -> list[str]:
        """The ids of the connections that are in, in no order."""
        from gwfw.runtime import membership

        return [member.id for member in membership.members(self.name)]

    def broadcast(self, data: object, *, exclude: Who | Iterable[Who] = ()) -> Broadcast:
        """Send to every connection that is in, several at a time, except those of `exclude`.

        One that answers 410 leaves every room, unless it joined this one less than 30 seconds ago: its handshake may
        still be going on.
        """
        from gwfw.runtime import posts
        from gwfw.runtime.connections import Connection, text

        without = (exclude,) if isinstance(exclude, str | Connection) else exclude
        return posts.to_room(self.name, text(data), frozenset(_id(one) for one in without))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Room) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"<room {self.name}>"


class Presence:
    """Who is connected. Each method reads what is written down, which outlives a lost connection by two hours at most."""

    __slots__ = ()

    def connections(self) -> list[str]:
        """The ids of all connections, in no order. It reads the whole table: the store's, where `ws.store` names one."""
        from gwfw.runtime import membership, store
        from gwfw.runtime.bindings import current

        return list(store.connections()) if current().store is not None else membership.connections()

    def by_room(self) -> dict[str, list[str]]:
        """The ids of the connections that are in each room that has any. It reads the whole table."""
        from gwfw.runtime import membership

        return membership.by_room()

    def rooms(self, connection: Who) -> list[str]:
        """The names of the rooms that the connection (or that of the id) is in, sorted."""
        from gwfw.runtime import membership

        return membership.rooms(_id(connection))


def disconnected() -> None:
    """The handler of `$disconnect` where the app has none. The runtime lets the connection out of its rooms after it."""


def _id(connection: Who) -> str:
    """The id of a connection. Raises TypeError for what is none."""
    id = connection if isinstance(connection, str) else getattr(connection, "id", None)
    if not isinstance(id, str):
        raise TypeError(f"a connection is named by its id, not by {connection!r}")
    return id
