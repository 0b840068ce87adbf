"""The `dynamo` facet: tables, and items that API Gateway writes itself when a connection opens or ends."""

from __future__ import annotations

from gwfw.declarations import Mark, Route
from gwfw.facets.http import missing_parentheses
from gwfw.integrations.dynamodb.declare import Delete, Put

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    from gwfw.declarations import Declarations
    from gwfw.resources.table.handle import Table
    from gwfw.tracing import Connecting

    ModelT = TypeVar("ModelT")
    KeyMappingT = TypeVar("KeyMappingT", bound=Callable[[Connecting], object])

__all__ = ["Dynamo"]


class Dynamo:
    """Declares tables (`dynamo.table`) and mappings (`@dynamo.on_connect(table)`, `@dynamo.on_disconnect(table)`)."""

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
        self, table: Table[ModelT], *, auth: None = None
    ) -> Callable[[Callable[[Connecting], ModelT]], Callable[[Connecting], ModelT]]:
        """The route `$connect`: API Gateway writes the item that the mapping describes. No code runs."""
        return self._mapped("$connect", Put, table, auth)

    def on_disconnect(self, table: Table[Any]) -> Callable[[KeyMappingT], KeyMappingT]:
        """The route `$disconnect`: API Gateway deletes the item whose key the mapping returns. No code runs.

        With a sort key the mapping returns the pair `(key, sort)`.
        """
        return self._mapped("$disconnect", Delete, table, None)

    def _mapped(self, key: str, kind: type[Put] | type[Delete], table: Any, auth: None) -> Callable[[Any], Any]:
        if not hasattr(table, "model"):
            name = "dynamo.on_connect" if kind is Put else "dynamo.on_disconnect"
            missing_parentheses(self._declarations, name, table, "(table)")
            return table  # type: ignore[no-any-return]  # the decorated function, so that the module can be imported to its end
        route = Route(self._declarations, api="websocket", path=key, auth=auth)

        def declare(mapping: Callable[[Connecting], object]) -> Callable[[Connecting], object]:
            route.to(kind(table, mapping))
            return mapping

        return declare
