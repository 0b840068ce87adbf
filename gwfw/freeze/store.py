"""The store of connections, `ws.store(table)`: who writes its rows, and what is wrong if nobody does.

`$connect` has one integration. A handler: the runtime writes the row after the handler accepts. `@dynamo.on_connect` on
the store: API Gateway does. Neither: the graph gets a PutItem here. `$disconnect` is the same with deleting. Anything else
would leave rows unwritten or undeleted and is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from gwfw.declarations import Declarations, Route
from gwfw.errors import Problem
from gwfw.freeze.collect import Collected
from gwfw.integrations.dynamodb.declare import Delete, Mapped, Put
from gwfw.resources.table.declare import key_type

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from gwfw.declarations import AnyTable, Store
    from gwfw.tracing.symbols import Connecting

__all__ = ["complete"]

KEYS: Mapping[str, tuple[str, type[Mapped]]] = {"$connect": ("written", Put), "$disconnect": ("deleted", Delete)}


def complete(found: Collected) -> AnyTable | None:
    """The store, after adding the routes that nobody declared and the problems to what was found."""
    if not found.stores:
        return None
    store = found.stores[0]
    for other in found.stores[1:]:
        if other.table is not store.table:
            found.problems.append(_two(store, other, found.folder))
    wrong = _unfit(store, found)
    found.problems += wrong
    declared = {key: route for key, route in found.routes if route.api == "websocket"}
    for key in KEYS:
        route = declared.get(key)
        if route is not None:
            found.problems += _elsewhere(store, route, key, found.folder)
        elif not wrong and store.table.key in _fields(store.table):
            found.routes.append((key, _generated(store, key)))
    return store.table


def _unfit(store: Store, found: Collected) -> list[Problem]:
    """Why this table cannot be the store."""
    table, place = store.table, store.mark.place(found.folder)
    if all(known is not table for known in found.tables):
        remedy = "include the router that declares it: app.include(router)"
        what = f"the store is the table {table.name!r}, and this app does not declare it"
        return [Problem(code="handle-undeclared", what=what, places=(place, table.place.place(found.folder)), remedy=remedy)]
    fields = _fields(table)
    if table.key not in fields:
        return []  # said where the table is declared
    problems = []
    if table.sort is not None or key_type(fields[table.key].annotation) != "S":
        what = "the key of the store is the connection id and nothing else"
        received = ", ".join(name for name in (table.key, table.sort) if name is not None)
        remedy = 'dynamo.table("sessions", Session, key="id"), where id: str'
        problems.append(Problem(code="store-key", what=what, places=(place,), received=received, remedy=remedy))
    required = [name for name, field in fields.items() if field.is_required() and name not in (table.key, table.sort)]
    declares_connect = any(key == "$connect" and route.api == "websocket" for key, route in found.routes)
    if required and not declares_connect:
        what = f"API Gateway writes a row of {table.name!r} for each connection, and knows nothing but its key"
        received = f"{table.model.__name__} demands {', '.join(required)}"
        remedy = f"give them defaults, or describe the row: @dynamo.on_connect({table.name})"
        problems.append(Problem(code="store-fields", what=what, places=(place,), received=received, remedy=remedy))
    return problems


def _fields(table: AnyTable) -> Mapping[str, FieldInfo]:
    found: Mapping[str, FieldInfo] = getattr(table.model, "model_fields", {})
    return found


def _elsewhere(store: Store, route: Route, key: str, folder: str) -> list[Problem]:
    """What is wrong if the route has a target that leaves the store alone; marks the one that fills it."""
    if route.target is None:
        return []
    verb, kind = KEYS[key]
    target: object = route.target
    if isinstance(target, kind) and target.table is store.table:
        target.is_store = True
        return []
    what = f"no row of the store {store.table.name!r} would be {verb} at {key}, which does something else"
    remedy = f"@dynamo.on_{key[1:]}({store.table.name}), or a handler: @ws.{key[1:]}"
    places = (route.mark.place(folder), store.mark.place(folder))
    return [Problem(code="store-left-alone", what=what, places=places, received=route.target.written, remedy=remedy)]


def _generated(store: Store, key: str) -> Route:
    """The route that writes or deletes the row. It stands where the store is named."""
    route = Route(Declarations(), api="websocket", path=key)
    route.mark = store.mark
    target = Put(store.table, _row(store.table)) if key == "$connect" else Delete(store.table, _key)
    target.is_store = True
    route.to(target)
    return route


def _row(table: AnyTable) -> Callable[[Connecting], object]:
    def row(client: Connecting) -> object:
        return table.model(**{table.key: client.connection_id})

    return row


def _key(client: Connecting) -> object:
    return client.connection_id


def _two(store: Store, other: Store, folder: str) -> Problem:
    places = (store.mark.place(folder), other.mark.place(folder))
    return Problem(code="declared-twice", what="two tables are the store", places=places, remedy="keep one")
