"""Rooms and presence in the graph: the table that holds them, and who writes and removes its rows.

The table is there if the code of any handler reaches `ws.room` or `ws.presence`. A connection that ends leaves its rooms in
the `$disconnect` handler: the app's own, after which the runtime does it, or one that is generated here. Where `ws.presence`
is asked who is connected and no store says it, each connection has a row of its own, which the runtime writes after the
`$connect` handler, or API Gateway by itself. What else stands at these routes would leave rows unwritten or behind, and is
refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel

from gwfw.declarations import Declarations, Mark, Route
from gwfw.errors import Problem
from gwfw.facets.ws import WebSocket
from gwfw.freeze.collect import Collected
from gwfw.freeze.reach import Reached, reach
from gwfw.integrations.dynamodb.declare import Put
from gwfw.resources.handle import Permission
from gwfw.resources.table.handle import Table
from gwfw.runtime.membership import CONNECTED, EXPIRES
from gwfw.runtime.rooms import TABLE, Presence, Room, disconnected

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gwfw.tracing.symbols import Connecting

__all__ = ["Reaches", "Rooms", "codes", "complete", "room_table"]


class Reaches:
    """What functions reach, found once for each."""

    def __init__(self) -> None:
        self._found: dict[int, tuple[Reached, ...]] = {}

    def __call__(self, function: Callable[..., object]) -> tuple[Reached, ...]:
        """Every use of a handle by that function."""
        if id(function) not in self._found:
            self._found[id(function)] = reach(function)
        return self._found[id(function)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """The table of rooms, and whether it has a row for each connection."""

    table: Table[Row]
    presence: bool = False


class Row(BaseModel):
    """What identifies a row. API Gateway writes that of a connection."""

    pk: str
    sk: str = CONNECTED


class RoomTable(Table[Row]):
    """A table whose rows expire."""

    __slots__ = ()
    EXPIRES = EXPIRES


def room_table(mark: Mark) -> Table[Row]:
    """The handle of the table."""
    return RoomTable(TABLE, Row, key="pk", sort="sk", place=mark)


def complete(found: Collected, reaches: Reaches) -> Rooms | None:
    """The rooms, after adding their table, the routes that nobody declared, and the problems to what was found."""
    uses = list(_uses(found, reaches))
    if not uses:
        return None
    mark = uses[0][1]
    rooms = Rooms(
        table=room_table(mark),
        presence=not found.stores and any(asked for asked, _ in uses),
    )
    found.tables.append(rooms.table)
    if any(route.api == "websocket" for _, route in found.routes) or found.stores:
        _disconnect(mark, found)
        if rooms.presence:
            _connect(rooms.table, mark, found)
    return rooms


# Who uses them -------------------------------------------------------------------------------------------------------


def _uses(found: Collected, reaches: Reaches) -> Iterator[tuple[bool, Mark]]:
    """Each use of a room or of the presence (True: it asks who is connected), and where it stands."""
    for code, uses, mark in codes(found):
        for use in reaches(code):
            if isinstance(use.handle, Room | Presence) or (
                isinstance(use.handle, WebSocket) and use.attribute in ("room", "presence")
            ):
                yield _asks(use.handle, use.attribute, use.then), use.mark
        for given in uses if isinstance(uses, list | tuple) else ():
            handle = given if isinstance(given, Presence) else getattr(given, "__self__", None)
            name = getattr(given, "__name__", None)
            if not isinstance(given, Permission) and isinstance(handle, Room | Presence):
                yield _asks(handle, name, None), mark
            elif isinstance(handle, WebSocket) and name == "room":
                yield False, mark


def _asks(handle: object, attribute: str | None, then: str | None) -> bool:
    """Whether that use is, or may be, of `Presence.connections`."""
    if isinstance(handle, WebSocket) and attribute == "presence":
        return then in (None, "connections")
    return isinstance(handle, Presence) and attribute in (None, "connections")


def codes(found: Collected) -> Iterator[tuple[Callable[..., object], Sequence[object] | None, Mark]]:
    """Every function that will run in Lambda, with the permissions it declares."""
    for _, route in found.routes:
        if route.handler is not None:
            yield route.handler, route.uses, route.mark
    for task in found.tasks:
        yield task, task.uses, task.mark
    for guard in found.guards:
        yield guard.function, guard.uses, guard.mark
    for consumer in found.consumers:
        yield consumer.function, consumer.uses, consumer.mark


# Routes --------------------------------------------------------------------------------------------------------------


def _declared(key: str, found: Collected) -> Route | None:
    return next((route for of, route in found.routes if route.api == "websocket" and of == key), None)


def _disconnect(mark: Mark, found: Collected) -> None:
    route = _declared("$disconnect", found)
    if route is None:
        generated = _generated("$disconnect", mark)
        generated(disconnected)
        found.routes.append(("$disconnect", generated))
    elif route.target is not None:
        what = "a connection that ends would stay in its rooms, since $disconnect runs no code"
        places = (route.mark.place(found.folder), mark.place(found.folder))
        remedy = "a handler, or nothing at all: @ws.disconnect"
        found.problems.append(
            Problem(code="rooms-left-behind", what=what, places=places, received=route.target.written, remedy=remedy)
        )


def _connect(table: Table[Row], mark: Mark, found: Collected) -> None:
    route = _declared("$connect", found)
    if route is None:
        target = Put(table, _row)
        target.is_store = True
        generated = _generated("$connect", mark)
        generated.to(target)
        found.routes.append(("$connect", generated))
    elif route.target is not None:
        what = "ws.presence needs to know who is connected, and nothing says it: $connect does something else"
        places = (route.mark.place(found.folder), mark.place(found.folder))
        remedy = "name the table that has a row for each connection: ws.store(table)"
        found.problems.append(
            Problem(code="presence-unknown", what=what, places=places, received=route.target.written, remedy=remedy)
        )


def _generated(key: str, mark: Mark) -> Route:
    """A route of nobody's declarations. It stands where the first room is used."""
    route = Route(Declarations(), api="websocket", path=key)
    route.mark = mark
    return route


def _row(client: Connecting) -> Row:
    return Row(pk=client.connection_id)
