"""The declare side of DynamoDB: items that API Gateway writes or deletes itself, described by a traced mapping."""

from __future__ import annotations

from gwfw.declarations import Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gwfw.declarations import AnyTable
    from gwfw.graph.model import ApiName, Grant
    from gwfw.integrations.dynamodb.spec import DynamoDb
    from gwfw.integrations.sides import Site
    from gwfw.tracing import Connecting

__all__ = ["Delete", "Mapped", "Put", "describe", "grants", "integration"]


class Mapped(Target):
    """Call `action` on the table with what the mapping describes."""

    __slots__ = ("mapping", "table")
    kind = "dynamodb"
    apis: tuple[ApiName, ...] = ("websocket",)
    action = ""

    def __init__(self, table: AnyTable, mapping: Callable[[Connecting], object]) -> None:
        self.table, self.mapping = table, mapping
        self.written = f"dynamodb:{self.action} {table.name}"


class Put(Mapped):
    """Write the item that the mapping returns."""

    __slots__ = ()
    action = "PutItem"


class Delete(Mapped):
    """Delete the item whose key the mapping returns."""

    __slots__ = ()
    action = "DeleteItem"


def integration(target: Mapped, site: Site) -> DynamoDb:
    """The spec, its template traced from the mapping. Raises Refusal for a mapping that is more than a mapping."""
    from gwfw.integrations.dynamodb.spec import DynamoDb
    from gwfw.tracing import delete_template, put_template

    table = target.table
    if isinstance(target, Put):
        return DynamoDb(name=site.integration, table=table.name, action="PutItem", template=put_template(target, site))
    return DynamoDb(name=site.integration, table=table.name, action="DeleteItem", template=delete_template(target, site))


def grants(spec: DynamoDb) -> tuple[Grant, ...]:
    """The role that API Gateway assumes may do this action on this table, and nothing else."""
    from gwfw.graph.model import Grant, Ref

    action = f"dynamodb:{spec.action}"
    return (Grant(principal=f"integration:{spec.name}", resource=Ref("table", spec.table, "arn"), actions=(action,)),)


def describe(spec: DynamoDb) -> str:
    """`dynamodb:PutItem sessions`."""
    return f"dynamodb:{spec.action} {spec.table}"
