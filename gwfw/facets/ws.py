"""The `ws` facet: routes of the WebSocket API, and sending to connections from any handler."""

from __future__ import annotations

from gwfw.declarations import INHERIT, Route, Store
from gwfw.facets.http import guard, missing_parentheses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, Protocol, TypeVar, overload

    from gwfw.declarations import Auth, Declarations
    from gwfw.mapping import Source
    from gwfw.resources.table.handle import Table
    from gwfw.runtime.connections import Broadcast
    from gwfw.runtime.rooms import Presence, Room
    from gwfw.settings import Throttle

    HandlerT = TypeVar("HandlerT", bound=Callable[..., object])

    class Decorator(Protocol):
        """A decorator that may stand bare: `@ws.connect` and `@ws.connect(uses=[...])`."""

        @overload
        def __call__(self, handler: HandlerT, /) -> HandlerT: ...
        @overload
        def __call__(
            self,
            /,
            *,
            uses: Sequence[object] | None = None,
            auth: Auth = INHERIT,
            throttle: Throttle | None = None,
            api_key: bool = False,
            validate: object = None,
            model_selection: str | None = None,
        ) -> Route: ...


__all__ = ["WebSocket"]


class WebSocket:
    """Declares WebSocket routes, and reaches open connections.

    `connect`, `disconnect` and `default` may stand bare or with parentheses, `route` takes its key. They take by name
    `uses` (permissions that the analysis of the handler's code cannot see), `throttle` (limits of this route alone),
    `api_key` (True: only clients with one of the settings' `api_keys`; not for `disconnect`) and, for `connect`, `auth`
    (who may connect: `iam()`, the function of an authorizer, None for everybody).

    `validate` is what a message must be before the route's handler or target is asked: a pydantic model, any type that
    pydantic has a JSON Schema for, or a JSON Schema. API Gateway answers others with `Bad request body`. With
    `model_selection`, such as `$request.body.kind`, it holds one of these for each value; `$default` is for the rest.
    """

    __slots__ = ("_declarations",)

    def __init__(self, declarations: Declarations) -> None:
        self._declarations = declarations

    @property
    def connect(self) -> Decorator:
        """The route `$connect`: the handler decides whether the connection opens."""
        return self._bare("$connect")

    @property
    def disconnect(self) -> Decorator:
        """The route `$disconnect`: called after a connection has ended, as far as API Gateway notices."""
        return self._bare("$disconnect")

    @property
    def default(self) -> Decorator:
        """The route `$default`: every message that selects no other route."""
        return self._bare("$default")

    def authorizer(
        self,
        function: object = None,
        /,
        *,
        sources: Sequence[Source | str] = (),
        uses: Sequence[object] | None = None,
    ) -> Callable[[HandlerT], HandlerT]:
        """A function that decides who may connect: `auth=` of `ws.connect` or of the API's settings names it.

        As `http.authorizer`, but nothing is kept: it is asked for every handshake.
        """
        return guard(self._declarations, "websocket", function, sources, 0, uses)

    def route(
        self,
        key: str,
        *,
        uses: Sequence[object] | None = None,
        throttle: Throttle | None = None,
        api_key: bool = False,
        validate: object = None,
        model_selection: str | None = None,
    ) -> Route:
        """The route of messages whose selected member is `key`."""
        given: object = key
        if not isinstance(given, str):
            missing_parentheses(self._declarations, "ws.route", key, f'("{getattr(key, "__name__", "key")}")')
            return given  # type: ignore[return-value]  # the decorated function, so that the module can be imported to its end
        route = Route(
            self._declarations,
            api="websocket",
            path=key,
            uses=uses,
            throttle=throttle,
            api_key=api_key,
            validate=validate,
            model_selection=model_selection,
        )
        if key in ("$connect", "$disconnect", "$default"):
            route.refuse(
                "websocket-key",
                f"{key} has a decorator of its own",
                received=repr(key),
                allowed="a value of the selection expression",
                remedy=f"@ws.{key[1:]}",
            )
        return route

    def store(self, table: Table[Any]) -> None:
        """Name the table that says who is connected: one row for each connection. `broadcast` reads it."""
        self._declarations.stores.append(Store(table))

    @property
    def url(self) -> str:
        """Where clients connect, `wss://...`. Known inside a handler; raises NotBound elsewhere."""
        from gwfw.runtime import connections

        return connections.url()

    def send(self, connection_id: str, data: object) -> None:
        """Send a model, a JSON value or a text to one connection."""
        from gwfw.runtime import connections

        connections.send(connection_id, data)

    def broadcast(self, data: object) -> Broadcast:
        """Send to every connection of the store; rows of connections that are gone are removed."""
        from gwfw.runtime import connections

        return connections.broadcast(data)

    def room(self, name: str) -> Room:
        """The room of that name (1 to 1000 bytes), which connections join and leave."""
        from gwfw.runtime.rooms import Room

        return Room(name)

    @property
    def presence(self) -> Presence:
        """Who is connected, and in which rooms."""
        from gwfw.runtime.rooms import Presence

        return Presence()

    def _bare(self, key: str) -> Decorator:
        def decorate(
            handler: Any = None,
            /,
            *,
            uses: Sequence[object] | None = None,
            auth: Auth = INHERIT,
            throttle: Throttle | None = None,
            api_key: bool = False,
            validate: object = None,
            model_selection: str | None = None,
        ) -> Any:
            route = Route(
                self._declarations,
                api="websocket",
                path=key,
                uses=uses,
                auth=auth,
                throttle=throttle,
                api_key=api_key,
                validate=validate,
                model_selection=model_selection,
            )
            return route if handler is None else route(handler)

        return decorate
