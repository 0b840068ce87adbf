"""Items in JSONata: written as handlers write them, read back as they were, and what cannot be written."""

from __future__ import annotations

import datetime
import enum
import json
from decimal import Decimal
from typing import Annotated, Any, Literal, NewType
from uuid import UUID

import pytest
from pydantic import BaseModel, ConfigDict, Field, RootModel, field_serializer, model_serializer

from gwfw.asl.jsonata import parse
from gwfw.asl.view import View
from gwfw.resources.table import attributes
from gwfw.resources.table.expressions import Unmapped, key, member, read, write

Name = NewType("Name", str)
VIEW = View.__new__(View)  # these expressions look at nothing but their bindings


class Colour(enum.Enum):
    RED = "red"


class Size(enum.IntEnum):
    SMALL = 1


class Line(BaseModel):
    sku: str = Field(alias="SKU")
    count: int = 1


class Order(BaseModel):
    id: UUID
    at: datetime.datetime
    name: Name
    price: Decimal
    weight: Annotated[float, Field(ge=0)]
    paid: bool
    colour: Colour
    size: Size
    kind: Literal["a", "b"]
    lines: list[Line]
    first: Line
    tags: frozenset[str]
    several: tuple[int, ...]
    by: dict[str, Line]
    noted: dict[Colour, list[str]]
    line: Line | None = None
    limit: int | None = None
    names: list[str | None] | None = None
    hidden: bytes = Field(default=b"", exclude=True)
    my_or: str = Field(default="x", alias="or")


LINE: dict[str, object] = {"SKU": "a", "count": 2}
PLAIN: dict[str, Any] = {
    "id": "6f1f5f5e-0000-4000-8000-000000000000",
    "at": "2026-01-01T00:00:00Z",
    "name": "Ann",
    "price": "1.50",
    "weight": 0.1,
    "paid": False,
    "colour": "red",
    "size": 1,
    "kind": "b",
    "lines": [LINE],
    "first": LINE,
    "tags": ["x"],
    "several": [1],
    "by": {"a b": LINE},
    "noted": {"red": ["y"]},
    "line": LINE,
    "limit": 3,
    "names": ["z"],
    "or": "y",
}
ORDERS = {
    "one of each": PLAIN,
    "none of each": PLAIN
    | {"lines": [], "tags": [], "several": [], "by": {}, "noted": {}, "line": None, "limit": None, "names": None},
    "several": PLAIN
    | {"lines": [LINE, LINE], "several": [2, 1], "by": {"": LINE, "b": LINE}, "noted": {"red": []}, "names": ["a", None]},
    "large numbers": PLAIN | {"weight": 1e21, "limit": 123_456_789_012_345, "paid": True},
}


@pytest.mark.parametrize("given", ORDERS.values(), ids=ORDERS)
def test_items_are_written_and_read_as_handlers_do(given: dict[str, Any]) -> None:
    order = Order.model_validate(given)
    state = json.loads(order.model_dump_json(by_alias=True))
    item = parse(write(Order, "$states.input")).evaluate({"states": {"input": state}}, VIEW)
    stored = {name: held for name, held in attributes.item(order).items() if name != "hidden"}
    assert item == stored
    back = parse(read(Order, "$states.result.Item")).evaluate({"states": {"result": {"Item": stored}}}, VIEW)
    assert back == state


def test_what_is_not_there_is_no_member() -> None:
    back = parse(read(Order, "$item")).evaluate({"item": {"kind": {"S": "a"}}}, VIEW)
    assert back == {"kind": "a"}
    written = parse(write(Line, "$line")).evaluate({"line": {"SKU": "a"}}, VIEW)
    assert written == {"sku": {"S": "a"}, "count": {}}


def test_a_key() -> None:
    assert key(Line, "count", "$n") == '{"N": $string($n)}'


@pytest.mark.parametrize(
    ("name", "written"), [("a_1", "$.a_1"), ("_a", "$.`_a`"), ("and", "$.`and`"), ("a b", "$.`a b`")], ids=str
)
def test_members(name: str, written: str) -> None:
    assert member("$", name) == written


class Tree(BaseModel):
    children: list[Tree] = []


class Timed(BaseModel):
    at: datetime.datetime

    @field_serializer("at")
    def seconds(self, at: datetime.datetime) -> float:
        return at.timestamp()


class Whole(BaseModel):
    @model_serializer
    def text(self) -> str:
        return ""


class Open(BaseModel):
    model_config = ConfigDict(extra="allow")


class Listed(RootModel[list[str]]): ...


class Bytes(BaseModel):
    content: bytes


class Anything(BaseModel):
    value: Any


class Either(BaseModel):
    value: int | str


class Mixed(BaseModel):
    value: Literal[1, "a"]


class Pair(BaseModel):
    value: tuple[int, str]


class Grid(BaseModel):
    rows: list[list[int]]


class Numbered(BaseModel):
    by: dict[int, str]


class Quoted(BaseModel):
    value: str = Field(alias="a`b")


class Bare(BaseModel):
    values: list  # type: ignore[type-arg]


REFUSED: dict[str, tuple[type[BaseModel], str]] = {
    "a model in itself": (Tree, "Tree is nested in itself"),
    "a serializer": (Timed, "serializers of its own"),
    "a serializer of all": (Whole, "serializers of its own"),
    "any member": (Open, "members that it does not name"),
    "a root": (Listed, "members that it does not name"),
    "bytes": (Bytes, "bytes at $x.content is no type of an attribute"),
    "anything": (Anything, "at $x.value is no type of an attribute"),
    "two types": (Either, "int | str at $x.value is not one type"),
    "two kinds of constants": (Mixed, "at $x.value is no type of an attribute"),
    "a pair": (Pair, "tuple[int, str] at $x.value is no type of an attribute"),
    "lists in a list": (Grid, "JSONata flattens the lists in the list at $x.rows"),
    "keys that are no texts": (Numbered, "dict[int, str] at $x.by is no type of an attribute"),
    "an odd name": (Quoted, "JSONata cannot write the name 'a`b'"),
    "a list of anything": (Bare, "list at $x.values is no type of an attribute"),
}


@pytest.mark.parametrize(("model", "what"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_written(model: type[BaseModel], what: str) -> None:
    with pytest.raises(Unmapped) as raised:
        write(model, "$x")
    assert what in str(raised.value)
