"""The `dynamo` facet: tables, and items that API Gateway writes itself for connections and messages."""

from __future__ import annotations

from gwfw.declarations import INHERIT, Mark, Mistake, Route
from gwfw.facets.http import missing_parentheses
from gwfw.integrations.dynamodb.declare import Delete, Mapped, Put, Update

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, Literal, ParamSpec, TypedDict, TypeVar, Unpack, overload

    from pydantic import BaseModel

    from gwfw.declarations import Auth, Declarations
    from gwfw.resources.table.handle import Table
    from gwfw.settings import Throttle
    from gwfw.tracing.symbols import Connecting

    ModelT = TypeVar("ModelT", bound=BaseModel)
    KeyMappingT = TypeVar("KeyMappingT", bound=Callable[[Connecting], object])
    P = ParamSpec("P")

    class MessageOptions(TypedDict, total=False):
        """What `ws.route` takes by name besides `uses`."""

        throttle: Throttle | None
        api_key: bool
        validate: object
        model_selection: str | None


__all__ = ["Dynamo"]

ACTIONS: Mapping[str, type[Mapped]] = {kind.action: kind for kind in (Put, Update, Delete)}
"""What API Gateway can do to an item of a message's route."""

_OWN = {"$connect": "@dynamo.on_connect(table)", "$disconnect": "@dynamo.on_disconnect(table)"}


class Dynamo:
    """Declares tables (`dynamo.table`) and mappings (`@dynamo.on_connect(table)`, `@dynamo.on_disconnect(table)`, and for
    messages `@dynamo.on_route("say", table)`)."""

    __slots__ = ("_declarations",)

    def __init__(self, declarations: Declarations) -> None:
        self._declarations = declarations

    def table(self, name: str, model: type[ModelT], *, key: str, sort: str | None = None) -> Table[ModelT]:
        """A table of `model` items, found by the fields `key` and, if given, `sort` (both text or number)."""
        from gwfw.resources.table.handle import Table

        table = Table(name, model, key=key, sort=sort, place=Mark.here())
        self._declarations.tables.append(table)
        return table

    def on_connect(
        self, table: Table[ModelT], *, auth: Auth = INHERIT, throttle: Throttle | None = None, api_key: bool = False
    ) -> Callable[[Callable[[Connecting], ModelT]], Callable[[Connecting], ModelT]]:
        """The route `$connect`: API Gateway writes the item that the mapping describes. No code runs.

        `auth`, `throttle` and `api_key` as with `ws.connect`.
        """
        return self._mapped("$connect", Put, table, auth=auth, throttle=throttle, api_key=api_key)

    def on_disconnect(self, table: Table[Any]) -> Callable[[KeyMappingT], KeyMappingT]:
        """The route `$disconnect`: API Gateway deletes the item whose key the mapping returns. No code runs.

        With a sort key the mapping returns the pair `(key, sort)`.
        """
        return self._mapped("$disconnect", Delete, table)

    if TYPE_CHECKING:

        @overload
        def on_route(
            self,
            key: str,
            table: Table[ModelT],
            *,
            action: Literal["PutItem"] = "PutItem",
            **options: Unpack[MessageOptions],
        ) -> Callable[[Callable[P, ModelT]], Callable[P, ModelT]]: ...
        @overload
        def on_route(
            self, key: str, table: Table[Any], *, action: Literal["UpdateItem"], **options: Unpack[MessageOptions]
        ) -> Callable[[Callable[P, Mapping[str, Any]]], Callable[P, Mapping[str, Any]]]: ...
        @overload
        def on_route(
            self, key: str, table: Table[Any], *, action: Literal["DeleteItem"], **options: Unpack[MessageOptions]
        ) -> Callable[[Callable[P, object]], Callable[P, object]]: ...

    def on_route(self, key: str, table: Any = None, *, action: str = "PutItem", **options: Any) -> Callable[[Any], Any]:
        """The messages of that route: API Gateway writes, updates or deletes an item by itself. No code runs.

        The mapping takes the connection, the message or both, told by their annotations, as in
        `(client: Connecting, message: Say)`. With `action` PutItem it returns the item, with UpdateItem a dict of the key's
        fields and those that are set (an item that is not there stays so), with DeleteItem the key. `throttle`,
        `api_key`, `validate` and `model_selection` as with `ws.route`: without `validate` nothing says whether the message
        has what is passed on. Only its required texts and numbers can be.
        """
        given: object = key
        if not isinstance(given, str):
            missing_parentheses(self._declarations, "dynamo.on_route", key, f'("{getattr(key, "__name__", "key")}", table)')
            return given  # type: ignore[return-value]  # the decorated function, so that the module can be imported to its end
        if not hasattr(table, "model"):
            self._refuse(
                "not-a-table",
                "a mapping is for a table",
                received=repr(table),
                allowed='dynamo.table("people", Person, ...)',
            )
            return _unchanged
        if action not in ACTIONS:
            self._refuse("dynamo-action", "this is not done to one item", received=repr(action), allowed=", ".join(ACTIONS))
            return _unchanged
        if key in _OWN:
            self._refuse("websocket-key", f"{key} has a decorator of its own", received=repr(key), allowed=_OWN[key])
            return _unchanged
        return self._mapped(key, ACTIONS[action], table, **options)

    def _mapped(self, key: str, kind: type[Mapped], table: Any, **options: Any) -> Callable[[Any], Any]:
        if not hasattr(table, "model"):
            missing_parentheses(self._declarations, f"dynamo.on_{key[1:]}", table, "(table)")
            return table  # type: ignore[no-any-return]  # the decorated function, so that the module can be imported to its end
        route = Route(self._declarations, api="websocket", path=key, **options)

        def declare(mapping: Callable[..., object]) -> Callable[..., object]:
            route.to(kind(table, mapping))
            return mapping

        return declare

    def _refuse(self, code: str, what: str, *, received: str, allowed: str) -> None:
        remedy = "write one of those"
        self._declarations.mistakes.append(
            Mistake(code, Mark.here(), what, received=received, allowed=allowed, remedy=remedy)
        )


def _unchanged(mapping: Any) -> Any:
    """Stands in for a decorator that was refused, so that the module can be imported to its end."""
    return mapping
