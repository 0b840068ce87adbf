"""The handle of a DynamoDB table: what `dynamo.table("books", Book, key="id")` gives.

One object describes the table, binds its name, and reads and writes its items. Imported in Lambda with the app's modules,
hence neither `typing` nor pydantic nor an AWS library here: those come with the first item. Safe for threads.
"""

from __future__ import annotations

from gwfw.resources.handle import Handle, Permission

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal
    from typing import Any, Generic, TypeAlias, TypeVar
    from uuid import UUID

    from pydantic import BaseModel

    from gwfw.declarations import Mark

    ModelT = TypeVar("ModelT", bound=BaseModel)
    Key: TypeAlias = str | int | float | Decimal | UUID
    Given: TypeAlias = Mapping[str, Any]
else:
    ModelT = None

    class Generic:
        """`Table[Book]` is Table: the parameter is for type checkers."""

        __slots__ = ()

        def __class_getitem__(cls, parameters):
            return cls


__all__ = ["Table"]


class Table(Handle, Generic[ModelT]):
    """A table of models. `key` and `sort` name the fields that find an item.

    Reads are consistent: they see every write that was answered before. `consistent=False` halves their price and may
    miss the latest. A single item is named by its key, `books[id]`, or by key and sort key, `notes[user, day]`.
    """

    __slots__ = ("key", "model", "name", "place", "sort")

    KIND = "table"
    EXPIRES: str | None = None
    ACTIONS = {  # noqa: RUF012 -- ClassVar would need typing; nobody changes it
        "__getitem__": ("dynamodb:GetItem",),
        "get": ("dynamodb:GetItem",),
        "scan": ("dynamodb:Scan",),
        "query": ("dynamodb:Query",),
        "put": ("dynamodb:PutItem",),
        "update": ("dynamodb:UpdateItem",),
        "delete": ("dynamodb:DeleteItem",),
        "__delitem__": ("dynamodb:DeleteItem",),
        **dict.fromkeys(("key", "model", "name", "physical_name", "read", "sort", "write"), ()),
    }
    __iter__ = None
    __contains__ = None

    def __init__(self, name: str, model: type[ModelT], *, key: str, sort: str | None = None, place: Mark) -> None:
        self.name, self.model, self.key, self.sort, self.place = name, model, key, sort, place

    def __repr__(self) -> str:
        return f"<table {self.name}>"

    # Permissions -----------------------------------------------------------------------------------------------------

    @property
    def read(self) -> Permission:
        """Leave to read every item, for `uses=[books.read]`."""
        return Permission(self, ("dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"), f"{self.name}.read")

    @property
    def write(self) -> Permission:
        """Leave to write and delete every item, for `uses=[books.write]`."""
        actions = ("dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem")
        return Permission(self, actions, f"{self.name}.write")

    @property
    def physical_name(self) -> str:
        """The table's name in AWS, for code that uses an AWS SDK. Raises NotBound outside a handler."""
        from gwfw.runtime.bindings import current

        return current().name("table", self.name)

    # One item --------------------------------------------------------------------------------------------------------

    def get(self, key: Key, sort: Key | None = None, *, consistent: bool = True) -> ModelT | None:
        """The item, or None."""
        from gwfw.resources.table import items

        return items.get(self, self._name(key, sort), consistent)

    def __getitem__(self, key: Key | tuple[Key, Key]) -> ModelT:
        """The item. Raises ItemMissing (an HTTP handler that lets it pass answers 404)."""
        found = self.get(*key) if isinstance(key, tuple) else self.get(key)
        if found is None:
            from gwfw.errors import ItemMissing

            raise ItemMissing(self.name, key)
        return found

    def put(self, item: ModelT, *, new: bool = False) -> None:
        """Write the item, in place of one with the same key. With `new=True` raises ItemExists if there is one."""
        from gwfw.resources.table import items

        items.put(self, item, new)

    def update(self, key: Key, sort: Key | None = None, /, **fields: object) -> ModelT:
        """Set fields of an item, leaving the others as they are, and give it as it is then. Raises ItemMissing.

        The values are validated as the model's. Raises TypeError for what is no field, for the key's fields, and
        for nothing to set.
        """
        from gwfw.resources.table import items

        return items.update(self, self._name(key, sort), fields)

    def delete(self, key: Key, sort: Key | None = None) -> ModelT | None:
        """Delete the item and give it back; None if there was none."""
        from gwfw.resources.table import items

        return items.delete(self, self._name(key, sort))

    def __delitem__(self, key: Key | tuple[Key, Key]) -> None:
        """Delete the item. Raises ItemMissing."""
        found = self.delete(*key) if isinstance(key, tuple) else self.delete(key)
        if found is None:
            from gwfw.errors import ItemMissing

            raise ItemMissing(self.name, key)

    # Many items ------------------------------------------------------------------------------------------------------

    def scan(self, *, limit: int | None = None, consistent: bool = True) -> Iterator[ModelT]:
        """Every item, in no order; at most `limit`. It reads the whole table: pages are fetched as they are needed."""
        from gwfw.resources.table import items

        return items.scan(self, limit, consistent)

    def query(
        self,
        key: Key,
        *,
        prefix: str | None = None,
        first: Key | None = None,
        last: Key | None = None,
        reverse: bool = False,
        limit: int | None = None,
        consistent: bool = True,
    ) -> Iterator[ModelT]:
        """The items with that key, ordered by their sort keys (`reverse`: the greatest first); at most `limit`.

        `prefix` is what their sort keys begin with; `first` and `last` are the bounds, both inside. Raises TypeError for
        these on a table without a sort key, and for a prefix together with bounds.
        """
        from gwfw.resources.table import items

        bounds = items.Bounds(prefix=prefix, first=first, last=last)
        return items.query(self, key, bounds, reverse=reverse, limit=limit, consistent=consistent)

    def _name(self, key: Key, sort: Key | None) -> dict[str, object]:
        """The key's fields with their values. Raises TypeError where one is missing or one too many."""
        if (sort is None) != (self.sort is None):
            written = self.key if self.sort is None else f"{self.key}, {self.sort}"
            raise TypeError(f"an item of {self.name!r} is named by {written}")
        return {self.key: key} if self.sort is None else {self.key: key, self.sort: sort}
