"""The handle of a DynamoDB table: what `dynamo.table("books", Book, key="id")` gives.

One object describes the table, binds its name, and reads and writes its items. Imported in Lambda with the app's modules,
hence neither `typing` nor pydantic nor an AWS library here: those come with the first item. Safe for threads.
"""

from __future__ import annotations

from gwfw.resources.handle import Handle, Permission

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from decimal import Decimal
    from typing import Any, Generic, TypeAlias, TypeVar, overload
    from uuid import UUID

    from pydantic import BaseModel

    from gwfw.declarations import Mark
    from gwfw.flow import Catching, Retrying
    from gwfw.steps import Prepared

    ModelT = TypeVar("ModelT", bound=BaseModel)
    In = TypeVar("In")
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
    TARGETS = ("delete_item_task", "get_item_task", "put_item_task")
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
        **dict.fromkeys(TARGETS, ()),
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

    # Steps of state machines ------------------------------------------------------------------------------------------

    if TYPE_CHECKING:

        @overload
        def put_item_task(
            self,
            *,
            new: bool = False,
            name: str | None = None,
            retry: Retrying = 0,
            catch: Catching = None,
            timeout: int | None = None,
        ) -> Prepared[ModelT, ModelT]: ...
        @overload
        def put_item_task(
            self,
            item: Callable[[In], ModelT],
            *,
            new: bool = False,
            name: str | None = None,
            retry: Retrying = 0,
            catch: Catching = None,
            timeout: int | None = None,
        ) -> Prepared[In, In]: ...
        @overload
        def put_item_task(
            self,
            item: str,
            *,
            new: bool = False,
            name: str | None = None,
            retry: Retrying = 0,
            catch: Catching = None,
            timeout: int | None = None,
        ) -> Prepared[Any, Any]: ...

    def put_item_task(self, item: Any = None, *, new: bool = False, **settings: Any) -> Any:
        """A step that writes what comes, without a function, and gives it on: `charge >> orders.put_item_task() >> ship`.

        `item` is a part of it instead: a function that only selects, or a path. With `new=True` it fails as
        `DynamoDB.ConditionalCheckFailedException` where there is one with the same key.
        """
        from gwfw.steps import Prepared

        def prepare(model: object) -> tuple[Mapping[str, object], str | None]:
            from gwfw.resources.machine import prepared

            return prepared.put_item(self, item, new, model)

        return Prepared("dynamodb:putItem", prepare, **settings)

    if TYPE_CHECKING:

        @overload
        def get_item_task(
            self,
            key: Callable[[In], Key],
            sort: Callable[[In], Key] | None = None,
            *,
            name: str | None = None,
            retry: Retrying = 0,
            catch: Catching = None,
            timeout: int | None = None,
        ) -> Prepared[In, ModelT]: ...
        @overload
        def get_item_task(
            self,
            key: str | None = None,
            sort: str | None = None,
            *,
            name: str | None = None,
            retry: Retrying = 0,
            catch: Catching = None,
            timeout: int | None = None,
        ) -> Prepared[Any, ModelT]: ...

    def get_item_task(self, key: Any = None, sort: Any = None, **settings: Any) -> Any:
        """A step that reads an item, without a function, and gives it: `orders.get_item_task(lambda asked: asked.order_id)`.

        `key` and `sort` are parts of what comes: functions that only select, or paths; without them its members named like
        the key's fields. It fails as `States.QueryEvaluationError` where there is no such item.
        """
        from gwfw.steps import Prepared

        def prepare(model: object) -> tuple[Mapping[str, object], str | None]:
            from gwfw.resources.machine import prepared

            return prepared.get_item(self, key, sort, model)

        return Prepared("dynamodb:getItem", prepare, gives=self.model, **settings)

    if TYPE_CHECKING:

        @overload
        def delete_item_task(
            self,
            key: Callable[[In], Key],
            sort: Callable[[In], Key] | None = None,
            *,
            name: str | None = None,
            retry: Retrying = 0,
            catch: Catching = None,
            timeout: int | None = None,
        ) -> Prepared[In, In]: ...
        @overload
        def delete_item_task(
            self,
            key: str,
            sort: str | None = None,
            *,
            name: str | None = None,
            retry: Retrying = 0,
            catch: Catching = None,
            timeout: int | None = None,
        ) -> Prepared[Any, Any]: ...
        @overload
        def delete_item_task(
            self,
            *,
            name: str | None = None,
            retry: Retrying = 0,
            catch: Catching = None,
            timeout: int | None = None,
        ) -> Prepared[ModelT, ModelT]: ...

    def delete_item_task(self, key: Any = None, sort: Any = None, **settings: Any) -> Any:
        """A step that deletes an item, without a function, and gives on what came; none there is no failure.

        `key` and `sort` are as for `get_item_task`.
        """
        from gwfw.steps import Prepared

        def prepare(model: object) -> tuple[Mapping[str, object], str | None]:
            from gwfw.resources.machine import prepared

            return prepared.delete_item(self, key, sort, model)

        return Prepared("dynamodb:deleteItem", prepare, **settings)

    def _name(self, key: Key, sort: Key | None) -> dict[str, object]:
        """The key's fields with their values. Raises TypeError where one is missing or one too many."""
        if (sort is None) != (self.sort is None):
            written = self.key if self.sort is None else f"{self.key}, {self.sort}"
            raise TypeError(f"an item of {self.name!r} is named by {written}")
        return {self.key: key} if self.sort is None else {self.key: key, self.sort: sort}
