"""The declare side of DynamoDB: items that API Gateway writes or deletes itself, described by a traced mapping."""

from __future__ import annotations

from gwfw.declarations import Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    from gwfw.declarations import AnyTable
    from gwfw.graph.model import ApiName, Grant
    from gwfw.integrations.dynamodb.spec import DynamoDb
    from gwfw.integrations.sides import Site
    from gwfw.tracing.attributes import Attributes
    from gwfw.tracing.symbols import Connecting

__all__ = ["Delete", "Mapped", "Put", "describe", "grants", "integration"]


class Mapped(Target):
    """Call `action` on the table with what the mapping describes."""

    __slots__ = ("mapping", "table")
    kind = "dynamodb"
    apis: tuple[ApiName, ...] = ("websocket",)
    action: Literal["PutItem", "DeleteItem"]

    def __init__(self, table: AnyTable, mapping: Callable[[Connecting], object]) -> None:
        self.table, self.mapping = table, mapping
        self.written = f"dynamodb:{self.action} {table.name}"


class Put(Mapped):
    """Write the item that the mapping returns."""

    __slots__ = ()
    action: Literal["PutItem", "DeleteItem"] = "PutItem"


class Delete(Mapped):
    """Delete the item whose key the mapping returns."""

    __slots__ = ()
    action: Literal["PutItem", "DeleteItem"] = "DeleteItem"


def integration(target: Mapped, site: Site) -> DynamoDb:
    """The spec, its template traced from the mapping. Raises Refusal for a mapping that is more than a mapping."""
    from gwfw.graph.model import Ref
    from gwfw.graph.template import vtl_document
    from gwfw.integrations.dynamodb.spec import DynamoDb
    from gwfw.tracing.trace import trace

    table = Ref("table", target.table.name, "name")
    part, read = ("Item", _item) if target.action == "PutItem" else ("Key", _key)
    traced = trace(target.mapping, site, lambda result: read(target.table, result))
    template = vtl_document({"TableName": table, part: traced})
    return DynamoDb(name=site.integration, table=target.table.name, action=target.action, template=template)


def _item(table: AnyTable, result: object) -> Attributes:
    from gwfw.tracing.attributes import item

    if not isinstance(result, table.model):
        raise TypeError(f"the mapping returns an item of {table.name}, which is a {table.model.__name__}")
    return item(result)


def _key(table: AnyTable, result: object) -> Attributes:
    from gwfw.tracing.attributes import attribute

    names = (table.key,) if table.sort is None else (table.key, table.sort)
    values = result if table.sort is not None and isinstance(result, tuple) else (result,)
    if len(values) != len(names) or any(isinstance(value, bool) or not isinstance(value, str | int) for value in values):
        raise TypeError(f"the mapping returns the key of an item of {table.name}: {', '.join(names)}")
    return {name: attribute(value) for name, value in zip(names, values, strict=True)}


def grants(spec: DynamoDb) -> tuple[Grant, ...]:
    """The role that API Gateway assumes may do this action on this table, and nothing else."""
    from gwfw.graph.model import Grant, Ref

    action = f"dynamodb:{spec.action}"
    return (Grant(principal=f"integration:{spec.name}", resource=Ref("table", spec.table, "arn"), actions=(action,)),)


def describe(spec: DynamoDb) -> str:
    """`dynamodb:PutItem sessions`."""
    return f"dynamodb:{spec.action} {spec.table}"
