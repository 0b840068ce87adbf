"""The declare side of tables: handles become values of the graph, and what is wrong with them.

It reads the models' fields and nothing of the runtime.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Literal
from uuid import UUID

from gwfw.annotations import plain
from gwfw.errors import Problem
from gwfw.graph.model import Table

if TYPE_CHECKING:
    from gwfw.declarations import AnyTable

__all__ = ["declare"]

NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
TEXTS: Final = (str, UUID)
NUMBERS: Final = (int, float, Decimal)


def declare(handles: Iterable[AnyTable], folder: str) -> tuple[tuple[Table, ...], tuple[Problem, ...]]:
    """One table for each name, sorted, and every problem.

    A name may be declared again if the definition is the same; another definition is refused with both places.
    """
    first: dict[str, AnyTable] = {}
    problems: list[Problem] = []
    for handle in handles:
        known = first.setdefault(handle.name, handle)
        if known is handle:
            problems += _problems(handle, folder)
        elif (known.model, known.key, known.sort) != (handle.model, handle.key, handle.sort):
            problems.append(_redefined(known, handle, folder))
    return (() if problems else tuple(_table(first[name]) for name in sorted(first))), tuple(problems)


def _table(handle: AnyTable) -> Table:
    key = key_type(_annotation(handle, handle.key)) or "S"
    sort = key_type(_annotation(handle, handle.sort or handle.key)) or "S"
    return Table(
        name=handle.name,
        key=handle.key,
        key_type=key,
        sort=handle.sort,
        sort_type=sort if handle.sort else "S",
        expires=handle.EXPIRES,
    )


def _annotation(handle: AnyTable, field: str) -> object:
    return handle.model.model_fields[field].annotation


def key_type(annotation: object) -> Literal["S", "N"] | None:
    """The attribute type of a key field: text, numbers, enumerations of them and UUIDs can be keys."""
    held = plain(annotation)
    if not isinstance(held, type) or issubclass(held, bool):
        return None
    if issubclass(held, TEXTS):
        return "S"
    if issubclass(held, NUMBERS):
        return "N"
    return "S" if issubclass(held, enum.Enum) and all(isinstance(member.value, str) for member in held) else None


def _problems(handle: AnyTable, folder: str) -> Iterator[Problem]:
    def problem(code: str, what: str, received: str, allowed: str | None, remedy: str) -> Problem:
        places = (handle.place.place(folder),)
        return Problem(code=code, what=what, places=places, received=received, allowed=allowed, remedy=remedy)

    if not NAME.fullmatch(handle.name):
        allowed = "1 to 64 letters, digits, '_' and '-', beginning with a letter"
        yield problem("table-name", "this cannot be a table's name", repr(handle.name), allowed, "choose another name")
    fields: dict[str, Any] | None = getattr(handle.model, "model_fields", None)
    model: object = handle.model
    if not isinstance(model, type) or fields is None:
        remedy = f"dynamo.table({handle.name!r}, Item, key=...), where class Item(BaseModel)"
        yield problem("table-model", "a table's items are described by a pydantic model", repr(handle.model), None, remedy)
        return
    if handle.sort == handle.key:
        remedy = "leave sort= out, or name another field"
        yield problem("table-key", "key and sort key are the same field", repr(handle.key), None, remedy)
    for field in (handle.key, handle.sort):
        if field is None:
            continue
        if field not in fields:
            remedy = f"add {field}: str to {handle.model.__name__}, or choose one of its fields"
            what = f"{handle.model.__name__} has no field {field!r}, which is the key of table {handle.name!r}"
            yield problem("table-key", what, repr(field), ", ".join(fields), remedy)
        elif key_type(fields[field].annotation) is None:
            what = f"the field {field!r} of {handle.model.__name__} cannot be a key"
            received = f"{field}: {_written(fields[field].annotation)}"
            yield problem("table-key", what, received, "str, int, Decimal, float, UUID, an Enum of texts", f"{field}: str")


def _written(annotation: object) -> str:
    return annotation.__name__ if isinstance(annotation, type) else str(annotation)


def _redefined(known: AnyTable, handle: AnyTable, folder: str) -> Problem:
    return Problem(
        code="table-redefined",
        what=f"two tables are named {handle.name!r}, and their definitions differ",
        places=(known.place.place(folder), handle.place.place(folder)),
        remedy="import the one handle where the other is used, or rename one of them",
    )
