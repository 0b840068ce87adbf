"""Values and models as DynamoDB's attributes, both ways."""

from __future__ import annotations

import enum
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, computed_field

from gwfw.resources.table.attributes import attribute, item, load, value


class Colour(enum.Enum):
    RED = "red"


class Size(enum.IntEnum):
    SMALL = 1


class Text(str):
    """A text that prints as something else: only its content is stored."""

    def __repr__(self) -> str:
        return "?"


@pytest.mark.parametrize(
    ("held", "written"),
    [
        pytest.param(None, {"NULL": True}, id="none"),
        pytest.param(True, {"BOOL": True}, id="boolean"),
        pytest.param("x", {"S": "x"}, id="text"),
        pytest.param("", {"S": ""}, id="empty"),
        pytest.param(Text("x"), {"S": "x"}, id="subclass"),
        pytest.param(17, {"N": "17"}, id="integer"),
        pytest.param(2.5, {"N": "2.5"}, id="float"),
        pytest.param(Decimal("1.10"), {"N": "1.10"}, id="decimal"),
        pytest.param(b"\x00\xff", {"B": b"\x00\xff"}, id="bytes"),
        pytest.param([1, "a"], {"L": [{"N": "1"}, {"S": "a"}]}, id="list"),
        pytest.param((1,), {"L": [{"N": "1"}]}, id="tuple"),
        pytest.param({1}, {"L": [{"N": "1"}]}, id="set"),
        pytest.param({"a": {"b": None}}, {"M": {"a": {"M": {"b": {"NULL": True}}}}}, id="mapping"),
        pytest.param({1: 2, Colour.RED: 3}, {"M": {"1": {"N": "2"}, "red": {"N": "3"}}}, id="keys"),
        pytest.param({date(2026, 1, 2): 1}, {"M": {"2026-01-02": {"N": "1"}}}, id="date-key"),
        pytest.param(Colour.RED, {"S": "red"}, id="enum"),
        pytest.param(Size.SMALL, {"N": "1"}, id="int-enum"),
        pytest.param(UUID(int=1), {"S": "00000000-0000-0000-0000-000000000001"}, id="uuid"),
        pytest.param(datetime(2026, 1, 2, tzinfo=UTC), {"S": "2026-01-02T00:00:00Z"}, id="datetime"),
        pytest.param(timedelta(seconds=90), {"S": "PT1M30S"}, id="timedelta"),
        pytest.param(Path("/a"), {"S": "/a"}, id="path"),
    ],
)
def test_a_value_has_one_attribute(held: object, written: object) -> None:
    assert attribute(held) == written


@pytest.mark.parametrize(
    "held",
    [float("nan"), float("inf"), Decimal("-Infinity"), object(), {"a": object()}],
    ids=["nan", "infinity", "minus-infinity", "object", "object-inside"],
)
def test_what_cannot_be_held_is_refused(held: object) -> None:
    with pytest.raises(TypeError, match="an item cannot hold"):
        attribute(held)


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("17", 17),
        ("-3", -3),
        ("17.0", 17),
        ("2.5", 2.5),
        ("0.1", 0.1),
        ("1E+3", 1000),
        ("0.1234567890123456789", Decimal("0.1234567890123456789")),
        ("123456789012345678901234567890", 123456789012345678901234567890),
    ],
)
def test_numbers_keep_their_value(text: str, parsed: object) -> None:
    found = value({"N": text})
    assert (found, type(found)) == (parsed, type(parsed))


def test_sets_of_dynamodb_become_sets() -> None:
    assert value({"SS": ["a", "b"]}) == {"a", "b"}
    assert value({"NS": ["1", "2.5"]}) == {1, 2.5}
    assert value({"BS": [b"a"]}) == {b"a"}


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(-1e15, 1e15) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_json_comes_back_as_it_was(held: object) -> None:
    written: Any = attribute(held)
    assert value(written) == held


class Everything(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", serialize_by_alias=True)

    id: str = Field(alias="the-id")
    at: datetime
    uuid: UUID
    colour: Colour
    sizes: set[Size]
    price: Decimal
    ratio: float
    raw: bytes
    pair: tuple[int, str]
    nothing: int | None = None
    loose: dict[str, Any] = {}

    @computed_field
    def shown(self) -> str:
        return f"{self.id}!"


def test_a_model_comes_back_as_it_was() -> None:
    """Strict models, aliases, computed fields and forbidden extras included."""
    model = Everything.model_validate(
        {
            "the-id": "1",
            "at": datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC),
            "uuid": UUID(int=7),
            "colour": Colour.RED,
            "sizes": {Size.SMALL},
            "price": Decimal("0.1000000000000000055511151231257827"),
            "ratio": 3.0,
            "raw": b"\x80",
            "pair": (1, "a"),
            "loose": {"a": [1.5, None, True]},
        }
    )
    written = item(model)
    assert sorted(written) == sorted(Everything.model_fields)
    assert load(written, Everything) == model


def test_attributes_that_belong_to_no_field_are_not_read() -> None:
    class Row(BaseModel, extra="forbid"):
        id: str

    assert load({"id": {"S": "1"}, "gwfw:connected_at": {"N": "1"}}, Row) == Row(id="1")
