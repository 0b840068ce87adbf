"""What each function may do: derived from the handles that its code reaches, and from what the runtime does for it.

    books.put(...)          the actions of that method on that table           Handle.ACTIONS
    ws.send, Connection     execute-api:ManageConnections on the connections
    ws.broadcast            the same, and reading and pruning the store
    ws.room, ws.presence    what the method needs on the table of rooms    gwfw.runtime.rooms
    uses=[books.read]       what the analysis cannot see, declared
    a message's handler     execute-api:ManageConnections: a wrong message is told to its sender
    $connect, $disconnect   writing and deleting the connection's row, where there is a store; leaving its rooms

One grant for each function and resource, its actions sorted. A handle that escapes and is not declared is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from gwfw.declarations import Mark
from gwfw.errors import Place, Problem
from gwfw.facets.ws import WebSocket
from gwfw.freeze.reach import Reached, reach
from gwfw.graph.model import Grant, Ref
from gwfw.resources.handle import Handle, Permission
from gwfw.runtime.connections import Connection
from gwfw.runtime.rooms import PRESENCE, ROOM, Presence, Room

if TYPE_CHECKING:
    from gwfw.declarations import AnyTable
    from gwfw.freeze.fanout import FanOut
    from gwfw.freeze.rooms import Rooms
    from gwfw.graph.model import Handler
    from gwfw.signature import Signature

__all__ = ["CONNECTIONS", "MANAGE", "Code", "Granted", "derive"]

MANAGE: Final = "execute-api:ManageConnections"
CONNECTIONS: Final = Ref("connections", "websocket", "arn")
STORED: Final[Mapping[str, str]] = {"$connect": "dynamodb:UpdateItem", "$disconnect": "dynamodb:DeleteItem"}
CONSUME: Final = ("sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage")
"""What Lambda does in the name of a queue's consumer."""

BROADCAST: Final = ("dynamodb:DeleteItem", "dynamodb:Scan")
FORGET: Final = ("dynamodb:DeleteItem", "dynamodb:Query")
"""What it takes to remove a connection from all rooms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A handler as it was written: what serves it in the graph, its function, what it declares, and its place."""

    function: str
    handler: Handler
    code: Callable[..., object]
    signature: Signature
    uses: Sequence[object] | None
    place: Place


@dataclass(slots=True, kw_only=True)
class Granted:
    """What is derived. `sources` has the places that each action of a grant comes from, by principal, resource, action."""

    folder: str
    tables: frozenset[str]
    machines: frozenset[str]
    store: AnyTable | None
    websocket: bool
    others: frozenset[tuple[str, str]] = frozenset()
    rooms: Rooms | None = None
    fan_out: FanOut | None = None
    sources: dict[tuple[str, Ref, str], list[Place]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def grants(self) -> tuple[Grant, ...]:
        """The grants, sorted."""
        actions: dict[tuple[str, Ref], set[str]] = {}
        for principal, resource, action in self.sources:
            actions.setdefault((principal, resource), set()).add(action)
        return tuple(
            Grant(principal=principal, resource=resource, actions=tuple(sorted(found)))
            for (principal, resource), found in sorted(actions.items())
        )

    def allow(self, code: Code, resource: Ref, actions: Iterable[str], place: Place) -> None:
        """Note that the function needs these actions."""
        for action in actions:
            places = self.sources.setdefault((f"function:{code.function}", resource, action), [])
            if place not in places:
                places.append(place)


def derive(
    codes: Iterable[Code],
    *,
    folder: str,
    tables: frozenset[str],
    machines: frozenset[str],
    store: AnyTable | None,
    websocket: bool,
    others: frozenset[tuple[str, str]] = frozenset(),
    rooms: Rooms | None = None,
    fan_out: FanOut | None = None,
    reaches: Callable[[Callable[..., object]], Iterable[Reached]] = reach,
) -> Granted:
    """What the functions of these handlers may do. `tables` and `machines` are the names of the app's own, `others` kind
    and name of its other resources; `reaches` finds what a function reaches."""
    granted = Granted(
        folder=folder,
        tables=tables,
        machines=machines,
        store=store,
        websocket=websocket,
        others=others,
        rooms=rooms,
        fan_out=fan_out,
    )
    for code in codes:
        declared = _declared(code, granted)
        escaped: set[tuple[int, str, int]] = set()
        for use in reaches(code.code):
            key = (id(use.handle), use.mark.file, use.mark.line)
            if use.attribute is None and use.handle is not Connection:
                if id(use.handle) not in declared and key not in escaped:
                    granted.problems.append(_escapes(use, code, granted))
                escaped.add(key)
            else:
                _use(use.handle, use.attribute, use.mark.place(folder), code, granted, use.then)
        _runtime(code, granted)
    return granted


def _declared(code: Code, granted: Granted) -> set[int]:
    """Grant what `uses=` names; the ids of the handles that it speaks of."""
    known: set[int] = set()
    if code.uses is not None and not isinstance(code.uses, list | tuple):
        granted.problems.append(_no_permission(code, code.uses))
        return known
    for given in code.uses or ():
        handle = getattr(given, "handle", None) if isinstance(given, Permission) else getattr(given, "__self__", None)
        if isinstance(given, Permission) and isinstance(handle, Handle):
            _on(handle, given.actions, code.place, code, granted)
        elif isinstance(given, Presence):
            _rooms(given, None, code.place, code, granted)
            handle = given
        elif isinstance(handle, Handle | WebSocket | Room | Presence):
            _use(handle, getattr(given, "__name__", ""), code.place, code, granted)
        else:
            granted.problems.append(_no_permission(code, given))
            continue
        known.add(id(handle))
    return known


def _use(handle: object, attribute: str | None, place: Place, code: Code, granted: Granted, then: str | None = None) -> None:
    """Grant what one use of a handle needs."""
    if isinstance(handle, Room | Presence):
        _rooms(handle, attribute, place, code, granted)
    elif isinstance(handle, WebSocket) and attribute == "room":
        _rooms(Room, then, place, code, granted)
    elif isinstance(handle, WebSocket) and attribute == "presence":
        _rooms(Presence, then, place, code, granted)
    elif isinstance(handle, Handle) and attribute in handle.TARGETS:
        granted.problems.append(_target(handle, attribute, place))
    elif isinstance(handle, Handle):
        _on(handle, handle.ACTIONS.get(attribute or "", ()), place, code, granted)
    elif handle is Connection or attribute in ("send", "broadcast"):
        _manage(place, code, granted)
    if isinstance(handle, WebSocket) and attribute == "broadcast":
        if granted.store is None:
            granted.problems.append(_no_store(place))
        else:
            _on(granted.store, BROADCAST, place, code, granted)
            if granted.rooms is not None:
                _on(granted.rooms.table, FORGET, place, code, granted)
            _split(place, code, granted)


def _rooms(handle: object, method: str | None, place: Place, code: Code, granted: Granted) -> None:
    """Grant what a method of a room or of the presence needs; None is any of them."""
    if not granted.websocket or granted.rooms is None:
        granted.problems.append(_no_websocket(place))
        return
    of_room = isinstance(handle, Room) or handle is Room
    actions = ROOM if of_room else PRESENCE
    methods = tuple(actions) if method is None else (method,)
    for name in methods:
        if name == "connections" and granted.store is not None:
            _on(granted.store, ("dynamodb:Scan",), place, code, granted)
        else:
            _on(granted.rooms.table, actions.get(name, ()), place, code, granted)
    if of_room and "broadcast" in methods:
        _manage(place, code, granted)
        if granted.store is not None:
            _on(granted.store, ("dynamodb:DeleteItem",), place, code, granted)
        _split(place, code, granted)


def _split(place: Place, code: Code, granted: Granted) -> None:
    """What a broadcast needs that may be left to workers."""
    if granted.fan_out is not None:
        _on(granted.fan_out.queue, ("sqs:SendMessage",), place, code, granted)


def _on(handle: Handle, actions: Iterable[str], place: Place, code: Code, granted: Granted) -> None:
    own = {"table": granted.tables, "machine": granted.machines}.get(handle.KIND, ())
    if handle.name not in own and (handle.KIND, handle.name) not in granted.others:
        granted.problems.append(_foreign(handle, place))
        return
    granted.allow(code, Ref(handle.KIND, handle.name, "arn"), actions, place)


def _manage(place: Place, code: Code, granted: Granted) -> None:
    if granted.websocket:
        granted.allow(code, CONNECTIONS, (MANAGE,), place)
    else:
        granted.problems.append(_no_websocket(place))


def _runtime(code: Code, granted: Granted) -> None:
    """What the runtime itself does before or after the handler."""
    if code.handler.source == "queue":
        granted.allow(code, Ref("queue", code.handler.key, "arn"), CONSUME, code.place)
    if code.handler.source != "websocket":
        return
    action = STORED.get(code.handler.key)
    if action is None:
        if not code.signature.two_way:
            _manage(code.place, code, granted)
    elif granted.store is not None:
        _on(granted.store, (action,), code.place, code, granted)
    if granted.rooms is not None and code.handler.key == "$disconnect":
        _on(granted.rooms.table, FORGET, code.place, code, granted)
    if granted.rooms is not None and granted.rooms.presence and code.handler.key == "$connect":
        _on(granted.rooms.table, ("dynamodb:PutItem",), code.place, code, granted)


# Problems ------------------------------------------------------------------------------------------------------------


def _named(handle: object) -> tuple[str, str]:
    """A handle for people, and what may be declared for it."""
    if isinstance(handle, Handle):
        return f"the {handle.KIND} {handle.name!r}", f"uses=[{handle.name}.read]"
    if isinstance(handle, Room):
        return f"the room {handle.name!r}", f"uses=[ws.room({handle.name!r}).join]"
    if isinstance(handle, Presence):
        return "the presence", "uses=[ws.presence]"
    return "the facet ws", "uses=[ws.send]"


def _escapes(use: Reached, code: Code, granted: Granted) -> Problem:
    named, remedy = _named(use.handle)
    return Problem(
        code="handle-escapes",
        what=f"{named} is passed on or renamed here, so what the function does with it cannot be seen",
        places=tuple(_distinct((use.mark.place(granted.folder), code.place))),
        remedy=f"call its methods here, or declare what is done with it where the handler is declared: {remedy}",
    )


def _distinct(places: Iterable[Place]) -> Iterator[Place]:
    return iter(dict.fromkeys(places))


def _no_permission(code: Code, given: object) -> Problem:
    return Problem(
        code="uses",
        what="uses= takes a list of permissions",
        places=(code.place,),
        received=repr(given),
        allowed="handles' .read and .write, methods such as books.put, ws.broadcast and ws.room, ws.presence",
        remedy="uses=[books.read]",
    )


def _no_store(place: Place) -> Problem:
    return Problem(
        code="broadcast-without-store",
        what="ws.broadcast needs to know who is connected, and no table says it",
        places=(place,),
        remedy='ws.store(dynamo.table("sessions", Session, key="id"))',
    )


def _target(handle: Handle, method: str, place: Place) -> Problem:
    written = f"{method}() of {_named(handle)[0]}"
    remedies = {
        "machine": "machine.execute(input) starts it from a handler",
        "queue": "@queue.consumer receives its messages",
    }
    if method.endswith("_task"):
        return Problem(
            code="target-in-handler",
            what=f"{written} makes a step of a state machine and does nothing in a handler",
            places=(place,),
            allowed=f"sfn.machine(name, first >> ...{method}(...))",
            remedy=f"call {method.removesuffix('_task').removesuffix('_item')}() in a handler",
        )
    return Problem(
        code="target-in-handler",
        what=f"{written} makes a route's target and does nothing in a handler",
        places=(place,),
        allowed=f"http.post(path).to(...{method}(...))",
        remedy=remedies.get(handle.KIND, "read it with an AWS SDK, or keep it in the app's own files"),
    )


def _no_websocket(place: Place) -> Problem:
    return Problem(
        code="no-websocket",
        what="this has to do with connections, and the app has no WebSocket API",
        places=(place,),
        remedy='declare a route: @ws.route("key") or @ws.default',
    )


def _foreign(handle: Handle, place: Place) -> Problem:
    return Problem(
        code="handle-undeclared",
        what=f"{_named(handle)[0]} is used here, and this app does not declare it",
        places=tuple(_distinct((place, _place(handle)))),
        remedy="include the router that declares it: app.include(router)",
    )


def _place(handle: Handle) -> Place:
    mark = getattr(handle, "place", None)
    return mark.place() if isinstance(mark, Mark) else Place("", 0)
