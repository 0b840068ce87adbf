"""What the service tasks of handles are made of: arguments in JSONata, which pass on what came.

Read while a machine is built, never in Lambda: handles import it inside the functions that `prepare` calls.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from gwfw.resources.machine import paths
from gwfw.resources.table import expressions

if TYPE_CHECKING:
    from gwfw.resources.bus.handle import Bus
    from gwfw.resources.machine.handle import StateMachine
    from gwfw.resources.queue.handle import Queue
    from gwfw.resources.table.handle import Table

    Selected: TypeAlias = "Callable[[Any], object] | str | None"
    Prepared: TypeAlias = "tuple[dict[str, object], str | None]"

__all__ = ["delete_item", "execute", "get_item", "put_event", "put_item", "send_message"]

INPUT: Final = "$states.input"
ITEM: Final = "$states.result.Item"


def put_item(table: Table[Any], item: Selected, new: bool, model: object) -> Prepared:
    """Write what came, or the part of it that is the item."""
    written = expressions.write(table.model, _selected(item, model))
    asked: dict[str, object] = {"TableName": table, "Item": _jsonata(written)}
    if new:
        asked |= {"ConditionExpression": "attribute_not_exists(#key)", "ExpressionAttributeNames": {"#key": table.key}}
    return asked, _jsonata(INPUT)


def get_item(table: Table[Any], key: Selected, sort: Selected, model: object) -> Prepared:
    """Read the item and give it; fail where there is none."""
    found = expressions.read(table.model, ITEM)
    missing = f'$error("{table.name} has no such item")'
    asked: dict[str, object] = {"TableName": table, "Key": _key(table, key, sort, model), "ConsistentRead": True}
    return asked, _jsonata(f"$exists({ITEM}) ? {found} : {missing}")


def delete_item(table: Table[Any], key: Selected, sort: Selected, model: object) -> Prepared:
    """Delete the item."""
    return {"TableName": table, "Key": _key(table, key, sort, model)}, _jsonata(INPUT)


def send_message(queue: Queue[Any], message: Selected, delay_s: int | None, token: str | None, model: object) -> Prepared:
    """Send what came, or a part of it; with `token`, that member of the message is the task's token."""
    body = _selected(message, model)
    if token is not None:
        fields = getattr(queue.model, "model_fields", None)
        if fields is not None and token not in (field.alias or name for name, field in fields.items()):
            raise TypeError(f"the model of {queue.name!r} has no field {token!r} for the task's token")
        body = f'$merge([{body}, {{"{token}": $states.context.Task.Token}}])'
    asked: dict[str, object] = {"QueueUrl": queue, "MessageBody": _jsonata(body)}
    if delay_s is not None:
        asked["DelaySeconds"] = delay_s
    return asked, _jsonata(INPUT) if token is None else None


def put_event(bus: Bus, detail: Selected, detail_type: str, source: str | None, model: object) -> Prepared:
    """Put what came, or a part of it, as an event."""
    entry = {
        "Detail": _jsonata(_selected(detail, model)),
        "DetailType": detail_type,
        "Source": source or bus.source,
        "EventBusName": bus,
    }
    return {"Entries": [entry]}, _jsonata(INPUT)


def execute(machine: StateMachine[Any, Any], given: Selected, wait: bool, model: object) -> Prepared:
    """Run a machine and give its output, or (not `wait`) start it and give on what came."""
    if wait and machine.express:
        raise TypeError(f"{machine.name!r} is an express machine, and none can be waited for; start it with wait=False")
    asked: dict[str, object] = {"StateMachineArn": machine, "Input": _jsonata(_selected(given, model))}
    return asked, _jsonata("$states.result.Output" if wait else INPUT)


def _key(table: Table[Any], key: Selected, sort: Selected, model: object) -> dict[str, object]:
    """The key's attributes: of the parts that are selected, or of the fields of what came."""
    if key is None and sort is None:
        fields = table.model.model_fields
        names = [name for name in (table.key, table.sort) if name is not None]
        sources = {name: expressions.member(INPUT, expressions.alias(name, fields[name])) for name in names}
    elif key is None or (sort is None) != (table.sort is None):
        written = table.key if table.sort is None else f"{table.key}, {table.sort}"
        raise TypeError(f"an item of {table.name!r} is named by {written}")
    else:
        sources = {table.key: _selected(key, model)}
        if table.sort is not None:
            sources[table.sort] = _selected(sort, model)
    return {name: _jsonata(expressions.key(table.model, name, source)) for name, source in sources.items()}


def _selected(given: Selected, model: object) -> str:
    """The expression of the part; None is all."""
    if given is None:
        return INPUT
    return paths.expression(given if isinstance(given, str) else paths.path(given, paths.takes(given) or model))


def _jsonata(expression: str) -> str:
    return f"{{% {expression} %}}"
