"""The declare side of DynamoDB: items that API Gateway writes or deletes itself, described by a traced mapping."""

from __future__ import annotations

from gwfw.declarations import Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from gwfw.declarations import AnyTable
    from gwfw.graph.model import ApiName, Grant
    from gwfw.graph.template import Value
    from gwfw.integrations.dynamodb.spec import Action, DynamoDb
    from gwfw.integrations.sides import Site
    from gwfw.resources.table.attributes import Attributes
    from gwfw.tracing.symbols import Symbols

__all__ = ["Delete", "Mapped", "Put", "Update", "describe", "grants", "integration"]


class Mapped(Target):
    """Call `action` on the table with what the mapping describes. `is_store`: the table says who is connected."""

    __slots__ = ("is_store", "mapping", "table")
    kind = "dynamodb"
    apis: tuple[ApiName, ...] = ("websocket",)
    action: Action

    def __init__(self, table: AnyTable, mapping: Callable[..., object]) -> None:
        self.table, self.mapping, self.is_store = table, mapping, False
        self.written = f"dynamodb:{self.action} {table.name}"


class Put(Mapped):
    """Write the item that the mapping returns."""

    __slots__ = ()
    action = "PutItem"


class Update(Mapped):
    """Set fields of the item whose key is among the fields that the mapping returns; an item that is not there stays so."""

    __slots__ = ()
    action = "UpdateItem"


class Delete(Mapped):
    """Delete the item whose key the mapping returns."""

    __slots__ = ()
    action = "DeleteItem"


def integration(target: Mapped, site: Site) -> DynamoDb:
    """The spec, its template traced from the mapping. Raises Refusal for a mapping that is more than a mapping."""
    from gwfw.graph.model import Ref
    from gwfw.graph.template import vtl_document
    from gwfw.integrations.dynamodb.spec import DynamoDb
    from gwfw.tracing.trace import trace

    traced = trace(target.mapping, site, lambda result, symbols: _read(target, result, symbols))
    assert isinstance(traced, dict)
    if target.is_store:
        traced = _stored(target, traced, site)
    parts = _PARTS[target.action](target.table, traced)
    template = vtl_document({"TableName": Ref("table", target.table.name, "name"), **parts})
    return DynamoDb(name=site.integration, table=target.table.name, action=target.action, template=template)


def _read(target: Mapped, result: object, symbols: Symbols) -> Mapping[str, Attributes]:
    """The mapping's result as attributes by name."""
    if target.action == "PutItem":
        return _item(target.table, result)
    return _fields(target.table, result, symbols) if target.action == "UpdateItem" else _key(target.table, result)


def _stored(target: Mapped, traced: dict[str, Value], site: Site) -> dict[str, Value]:
    """A row of the store: found by the connection id, and noting when it was written."""
    from gwfw.errors import Problem, Refusal
    from gwfw.graph.template import Expression
    from gwfw.runtime.store import STAMP

    if traced[target.table.key] != {"S": (Expression("$context.connectionId"),)}:
        what = f"rows of the store {target.table.name!r} are found by the connection id"
        remedy = f"{target.table.key}=client.connection_id"
        raise Refusal([Problem(code="store-key", what=what, places=(site.place,), remedy=remedy)])
    return {**traced, STAMP: {"N": (Expression("$context.connectedAt"),)}} if isinstance(target, Put) else traced


def _item(table: AnyTable, result: object) -> Mapping[str, Attributes]:
    from gwfw.resources.table.attributes import item

    if not isinstance(result, table.model):
        raise TypeError(f"the mapping returns an item of {table.name}, which is a {table.model.__name__}")
    return item(result)


def _key(table: AnyTable, result: object) -> Mapping[str, Attributes]:
    from gwfw.resources.table.attributes import attribute

    names = _key_names(table)
    values = result if table.sort is not None and isinstance(result, tuple) else (result,)
    if len(values) != len(names) or any(isinstance(value, bool) or not isinstance(value, str | int) for value in values):
        raise TypeError(f"the mapping returns the key of an item of {table.name}: {', '.join(names)}")
    return {name: attribute(value) for name, value in zip(names, values, strict=True)}


def _key_names(table: AnyTable) -> tuple[str, ...]:
    return (table.key,) if table.sort is None else (table.key, table.sort)


def _fields(table: AnyTable, result: object, symbols: Symbols) -> Mapping[str, Attributes]:
    """Fields by name as attributes, each validated as its field demands; what a client decides cannot be."""
    from typing import Annotated

    from pydantic import TypeAdapter

    from gwfw.resources.table.attributes import attribute
    from gwfw.tracing.fields import demand
    from gwfw.tracing.message import Unchecked

    known, keys = table.model.model_fields, _key_names(table)
    if not isinstance(result, dict) or not set(keys) < set(result) or set(result) - set(known):
        raise TypeError(
            f"the mapping returns fields of {table.name} as a dict: {', '.join(keys)}, which find the item, and what is set"
        )
    fields = {}
    for name, given in result.items():
        demanded = demand(table.model, name, known[name]) if symbols.inside(given) else None
        if demanded is not None:
            raise Unchecked(f"{table.model.__name__}.{name}", demanded)
        form: Any = Annotated[(known[name].annotation, *(known[name].metadata or [None]))]
        fields[name] = attribute(TypeAdapter[object](form).validate_python(given))
    return fields


def _put_parts(table: AnyTable, traced: dict[str, Value]) -> dict[str, Value]:
    return {"Item": traced}


def _delete_parts(table: AnyTable, traced: dict[str, Value]) -> dict[str, Value]:
    return {"Key": traced}


def _update_parts(table: AnyTable, traced: dict[str, Value]) -> dict[str, Value]:
    """What is set gets numbers for names, since DynamoDB reserves words; without the item nothing is written."""
    keys = _key_names(table)
    fields = sorted(name for name in traced if name not in keys)
    names = {"#key": table.key, **{f"#{index}": name for index, name in enumerate(fields)}}
    return {
        "Key": {name: traced[name] for name in keys},
        "UpdateExpression": "SET " + ", ".join(f"#{index} = :{index}" for index in range(len(fields))),
        "ConditionExpression": "attribute_exists(#key)",
        "ExpressionAttributeNames": dict[str, "Value"](names),
        "ExpressionAttributeValues": {f":{index}": traced[name] for index, name in enumerate(fields)},
    }


_PARTS = {"PutItem": _put_parts, "UpdateItem": _update_parts, "DeleteItem": _delete_parts}
"""What the request holds besides the table's name, by action."""


def grants(spec: DynamoDb) -> tuple[Grant, ...]:
    """The role that API Gateway assumes may do this action on this table, and nothing else."""
    from gwfw.graph.model import Grant, Ref

    action = f"dynamodb:{spec.action}"
    return (Grant(principal=f"integration:{spec.name}", resource=Ref("table", spec.table, "arn"), actions=(action,)),)


def describe(spec: DynamoDb) -> str:
    """`dynamodb:PutItem sessions`."""
    return f"dynamodb:{spec.action} {spec.table}"
