"""Tables as they are declared: names, models, keys, and definitions that differ."""

from __future__ import annotations

import enum
from decimal import Decimal
from typing import Annotated, Any, NewType
from uuid import UUID

import pytest
from pydantic import BaseModel, Field

from gwfw.declarations import Mark
from gwfw.graph.model import Table
from gwfw.resources.table import handle
from gwfw.resources.table.declare import declare, key_type


class Colour(enum.Enum):
    RED = "red"


class Mixed(enum.Enum):
    RED = "red"
    ONE = 1


class Level(enum.IntEnum):
    LOW = 1


class Item(BaseModel):
    id: str
    at: int
    flag: bool
    tags: list[str] = []
    maybe: str | None = None


UserId = NewType("UserId", str)


def table(name: str = "items", model: Any = Item, *, key: str = "id", sort: str | None = None, line: int = 1) -> Any:
    return handle.Table(name, model, key=key, sort=sort, place=Mark("/app/app.py", line))


@pytest.mark.parametrize(
    ("annotation", "type_"),
    [
        (str, "S"), (UUID, "S"), (UserId, "S"), (Colour, "S"), (Annotated[str, Field(min_length=1)], "S"),
        (int, "N"), (float, "N"), (Decimal, "N"), (Level, "N"),
        (bool, None), (Mixed, None), (str | None, None), (list[str], None), (bytes, None), ("x", None),
    ],
    ids=repr,
)  # fmt: skip
def test_the_types_of_keys(annotation: object, type_: str | None) -> None:
    assert key_type(annotation) == type_


def test_tables_are_sorted_and_one_for_each_name() -> None:
    first = table("b")
    declared, problems = declare([first, table("a", key="at", sort="id"), first, table("b", line=9)], "/app")
    assert problems == ()
    assert declared == (
        Table(name="a", key="at", key_type="N", sort="id", sort_type="S"),
        Table(name="b", key="id"),
    )


class Other(BaseModel):
    id: str


@pytest.mark.parametrize("other", [{"model": Other}, {"key": "at"}, {"sort": "at"}], ids=repr)
def test_one_name_has_one_definition(other: dict[str, Any]) -> None:
    _, [problem] = declare([table(), table(**other, line=7)], "/app")
    assert problem.code == "table-redefined"
    assert [place.line for place in problem.places] == [1, 7]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (
            {"name": "1st"},
            "app.py:1\nthis cannot be a table's name  [table-name]\n  received: '1st'\n"
            "  allowed: 1 to 64 letters, digits, '_' and '-', beginning with a letter\n  remedy: choose another name",
        ),
        ({"name": "x" * 65}, None),
        (
            {"model": dict},
            "app.py:1\na table's items are described by a pydantic model  [table-model]\n  received: <class 'dict'>\n"
            "  remedy: dynamo.table('items', Item, key=...), where class Item(BaseModel)",
        ),
        (
            {"key": "isbn"},
            "app.py:1\nItem has no field 'isbn', which is the key of table 'items'  [table-key]\n  received: 'isbn'\n"
            "  allowed: id, at, flag, tags, maybe\n  remedy: add isbn: str to Item, or choose one of its fields",
        ),
        (
            {"sort": "id"},
            "app.py:1\nkey and sort key are the same field  [table-key]\n  received: 'id'\n"
            "  remedy: leave sort= out, or name another field",
        ),
        (
            {"key": "flag"},
            "app.py:1\nthe field 'flag' of Item cannot be a key  [table-key]\n  received: flag: bool\n"
            "  allowed: str, int, Decimal, float, UUID, an Enum of texts\n  remedy: flag: str",
        ),
        (
            {"sort": "tags"},
            "app.py:1\nthe field 'tags' of Item cannot be a key  [table-key]\n  received: tags: list[str]\n"
            "  allowed: str, int, Decimal, float, UUID, an Enum of texts\n  remedy: tags: str",
        ),
    ],
    ids=lambda given: repr(given)[:30] if isinstance(given, dict) else "",
)
def test_what_is_refused(given: dict[str, Any], told: str | None) -> None:
    declared, [problem] = declare([table(**given)], "/app")
    assert declared == ()
    if told is not None:
        assert str(problem) == told


def test_everything_wrong_with_a_table_is_told() -> None:
    _, problems = declare([table("1", key="isbn", sort="flag")], "/app")
    assert [problem.code for problem in problems] == ["table-name", "table-key", "table-key"]
