"""Reading and writing a table's items through DynamoDB's API. Imported with a handler's first item.

It knows the handle, the conversion of items, and the client; nothing of how the table came to be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from gwfw.errors import ItemExists, ItemMissing
from gwfw.resources.table.attributes import attribute, item, load
from gwfw.runtime import aws

if TYPE_CHECKING:
    from typing import TypeVar

    from pydantic import BaseModel

    from gwfw.resources.table.handle import Table

    ModelT = TypeVar("ModelT", bound=BaseModel)

__all__ = ["Bounds", "delete", "get", "put", "query", "scan", "update"]


class Bounds(NamedTuple):
    """Which sort keys a query takes."""

    prefix: str | None = None
    first: object = None
    last: object = None


def get(table: Table[ModelT], key: Mapping[str, object], consistent: bool) -> ModelT | None:
    """The item of that key."""
    name = table.physical_name
    answer = aws.dynamodb().get_item(TableName=name, Key=_attributes(key), ConsistentRead=consistent)
    found = answer.get("Item")
    return None if found is None else load(found, table.model)


def put(table: Table[ModelT], model: ModelT, new: bool) -> None:
    """Write the item; `new` raises ItemExists if its key is taken."""
    expected = _any(table.model)
    if not isinstance(model, expected):
        raise TypeError(f"an item of {table.name!r} is a {expected.__name__}, not {model!r}")
    name, attributes = table.physical_name, _any(item(model))
    client = aws.dynamodb()
    if not new:
        client.put_item(TableName=name, Item=attributes)
        return
    absent = {"ConditionExpression": "attribute_not_exists(#key)", "ExpressionAttributeNames": {"#key": table.key}}
    try:
        client.put_item(TableName=name, Item=attributes, **_any(absent))
    except client.exceptions.ConditionalCheckFailedException:
        raise ItemExists(table.name, _written(table, model)) from None


def update(table: Table[ModelT], key: Mapping[str, object], fields: Mapping[str, object]) -> ModelT:
    """Set the fields of the item."""
    values = _checked(table, fields)
    if not values:
        raise TypeError(f"an update of {table.name!r} sets at least one field")
    names = {f"#{index}": name for index, name in enumerate((table.key, *values))}
    sets = ", ".join(f"#{index} = :{index}" for index in range(1, len(names)))
    name = table.physical_name
    client = aws.dynamodb()
    try:
        answer = client.update_item(
            TableName=name,
            Key=_attributes(key),
            UpdateExpression=f"SET {sets}",
            ConditionExpression="attribute_exists(#0)",
            ExpressionAttributeNames=names,
            ExpressionAttributeValues={f":{index}": held for index, held in enumerate(values.values(), 1)},
            ReturnValues="ALL_NEW",
        )
    except client.exceptions.ConditionalCheckFailedException:
        raise ItemMissing(table.name, _short(key)) from None
    return load(answer["Attributes"], table.model)


def delete(table: Table[ModelT], key: Mapping[str, object]) -> ModelT | None:
    """Delete the item of that key and give it."""
    name = table.physical_name
    answer = aws.dynamodb().delete_item(TableName=name, Key=_attributes(key), ReturnValues="ALL_OLD")
    found = answer.get("Attributes")  # absent where there was no item, whatever its type says
    return load(found, table.model) if found else None


def scan(table: Table[ModelT], limit: int | None, consistent: bool) -> Iterator[ModelT]:
    """Every item."""
    asked: dict[str, Any] = {"TableName": table.physical_name, "ConsistentRead": consistent}
    return _pages(table, aws.dynamodb().scan, asked, limit)


def query(
    table: Table[ModelT], key: object, bounds: Bounds, *, reverse: bool, limit: int | None, consistent: bool
) -> Iterator[ModelT]:
    """The items of one key."""
    condition, values = _condition(table, bounds)
    names = {"#key": table.key} if table.sort is None or not values else {"#key": table.key, "#sort": table.sort}
    asked: dict[str, Any] = {
        "TableName": table.physical_name,
        "KeyConditionExpression": f"#key = :key{condition}",
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": _attributes({":key": key, **values}),
        "ScanIndexForward": not reverse,
        "ConsistentRead": consistent,
    }
    return _pages(table, aws.dynamodb().query, asked, limit)


def _condition(table: Table[Any], bounds: Bounds) -> tuple[str, dict[str, object]]:
    """What the condition says of sort keys, and its values."""
    if bounds == Bounds():
        return "", {}
    if table.sort is None:
        raise TypeError(f"the table {table.name!r} has no sort key, and a query of it takes no prefix, first or last")
    if bounds.prefix is not None:
        if bounds.first is not None or bounds.last is not None:
            raise TypeError("a query takes a prefix or bounds, not both")
        return " AND begins_with(#sort, :prefix)", {":prefix": bounds.prefix}
    given = {f":{name}": held for name, held in (("first", bounds.first), ("last", bounds.last)) if held is not None}
    if len(given) == 2:
        return " AND #sort BETWEEN :first AND :last", given
    return (" AND #sort >= :first" if ":first" in given else " AND #sort <= :last"), given


def _pages(table: Table[ModelT], read: Callable[..., Any], asked: dict[str, Any], limit: int | None) -> Iterator[ModelT]:
    """The items of page after page. Pages are read when they are needed."""
    if limit is not None and limit < 0:
        raise ValueError(f"limit is 0 or more, not {limit}")
    return _read_pages(table, read, asked, limit)


def _read_pages(table: Table[ModelT], read: Callable[..., Any], asked: dict[str, Any], left: int | None) -> Iterator[ModelT]:
    while left is None or left > 0:
        page = read(**asked) if left is None else read(**asked, Limit=left)
        for found in page["Items"]:
            yield load(found, table.model)
        left = None if left is None else left - len(page["Items"])
        if "LastEvaluatedKey" not in page:
            return
        asked["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def _checked(table: Table[Any], fields: Mapping[str, object]) -> dict[str, Any]:
    """The fields' values as attributes. Each is validated as its field demands."""
    from typing import Annotated

    from pydantic import TypeAdapter

    known = table.model.model_fields
    values: dict[str, Any] = {}
    for name, given in fields.items():
        if name not in known or name in (table.key, table.sort):
            raise TypeError(f"{name!r} is no field of {table.model.__name__} that can be set")
        form: Any = Annotated[(known[name].annotation, *(known[name].metadata or [None]))]
        adapter = TypeAdapter[object](form)
        values[name] = attribute(adapter.dump_python(adapter.validate_python(given), by_alias=False, round_trip=True))
    return values


def _attributes(values: Mapping[str, object]) -> dict[str, Any]:
    return {name: attribute(held) for name, held in values.items()}


def _any(value: object) -> Any:
    """The value for parameters whose declared types are botocore's own."""
    return value


def _short(key: Mapping[str, object]) -> object:
    values = tuple(key.values())
    return values[0] if len(values) == 1 else values


def _written(table: Table[Any], model: BaseModel) -> object:
    return _short({name: getattr(model, name) for name in (table.key, table.sort) if name is not None})
