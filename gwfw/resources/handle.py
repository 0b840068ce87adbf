"""What the handles of resources have in common: which IAM actions each of their methods needs.

Imported in Lambda, hence no `typing` and no dataclasses. The graph's builder reads `ACTIONS` for what the analysis of a
function's code finds (`books.put`), and a `Permission` for what the code's author declares (`uses=[books.read]`).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    from gwfw.declarations import Mark

__all__ = ["Handle", "Permission", "PlainHandle"]


class Handle:
    """Base of the handles. `name` is the resource's name in the graph.

    `ACTIONS` has the IAM actions by attribute; attributes that need none (the name, the model) have an empty tuple.
    `TARGETS` are the methods that only make a route's target, or a machine's step (they end with `_task`): called in a
    handler they would do nothing.
    """

    __slots__ = ()
    TARGETS: tuple[str, ...] = ()
    KIND: Literal["bus", "config", "machine", "queue", "stream", "table"]
    ACTIONS: Mapping[str, tuple[str, ...]]
    name: str


class Permission:
    """Leave to do `actions` on the resource of `handle`; `written` is how users write it, such as `books.read`."""

    __slots__ = ("actions", "handle", "written")

    def __init__(self, handle: Handle, actions: tuple[str, ...], written: str) -> None:
        self.handle, self.actions, self.written = handle, actions, written

    def __repr__(self) -> str:
        return f"<permission {self.written}>"


class PlainHandle(Handle):
    """Base of the handles of resources that a name and a few settings describe; `place` is where one is declared."""

    __slots__ = ("name", "place")

    def __init__(self, name: str, place: Mark) -> None:
        self.name, self.place = name, place

    def __repr__(self) -> str:
        return f"<{self.KIND} {self.name}>"

    @property
    def physical_name(self) -> str:
        """The name in AWS (of a queue the URL), for code that uses an AWS SDK. Raises NotBound outside a handler."""
        from gwfw.runtime.bindings import current

        return current().name(self.KIND, self.name)
