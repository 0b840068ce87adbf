"""Texts of requests as values of scalar types; the sentences are pydantic's."""

from __future__ import annotations

import enum
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, NewType, Optional
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, TypeAdapter, ValidationError

from gwfw.runtime.convert import Wrong, converter


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Only(enum.Enum):
    ONE = "one"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


UserId = NewType("UserId", int)


@pytest.mark.parametrize(
    ("annotation", "text", "value"),
    [
        (str, "", ""),
        (str, " x ", " x "),
        (int, "17", 17),
        (int, "-3", -3),
        (int, "+3", 3),
        (int, "007", 7),
        (float, "1.5", 1.5),
        (float, "-1e3", -1000.0),
        (float, "2", 2.0),
        (bool, "true", True),
        (bool, "ON", True),
        (bool, "0", False),
        (Colour, "red", Colour.RED),
        (Level, "2", Level.HIGH),
        (int | None, "4", 4),
        (Optional[Colour], "blue", Colour.BLUE),  # noqa: UP045 -- the other spelling
        (UUID, "00000000-0000-0000-0000-000000000007", UUID(int=7)),
        (Decimal, "1.10", Decimal("1.10")),
        (date, "2026-11-24", date(2026, 11, 24)),
        (Literal["a", "b"], "b", "b"),
        (Annotated[int, Field(ge=1)], "1", 1),
        (UserId, "5", 5),
        (int | str, "x", "x"),
    ],
    ids=repr,
)
def test_a_text_is_converted(annotation: object, text: str, value: object) -> None:
    converted = converter(annotation)(text)
    assert (converted, type(converted)) == (value, type(value))


@pytest.mark.parametrize(
    ("annotation", "text", "type_"),
    [
        (int, "", "int_parsing"),
        (int, "1.0", "int_parsing"),
        (int, "1_000", "int_parsing"),
        (int, " 1", "int_parsing"),
        (int, "٣", "int_parsing"),
        (int, "-", "int_parsing"),
        (int, "9" * 5000, "int_parsing"),
        (float, "nan", "float_parsing"),
        (float, "inf", "float_parsing"),
        (float, "1e999", "float_parsing"),
        (float, "1_0.0", "float_parsing"),
        (float, "1.0 ", "float_parsing"),
        (float, "x", "float_parsing"),
        (bool, "maybe", "bool_parsing"),
        (Colour, "green", "enum"),
        (Only, "two", "enum"),
        (Level, "3", "enum"),
        (UUID, "x", "uuid_parsing"),
        (Annotated[int, Field(ge=1)], "0", "greater_than_equal"),
        (Literal["a"], "b", "literal_error"),
    ],
    ids=lambda given: str(given)[:20],
)
def test_a_text_is_refused(annotation: object, text: str, type_: str) -> None:
    with pytest.raises(Wrong) as raised:
        converter(annotation)(text)
    assert raised.value.type == type_


@pytest.mark.parametrize(("annotation", "text"), [(int, "x"), (float, "x"), (bool, "x"), (Colour, "x"), (Only, "x")])
def test_the_sentences_are_pydantics(annotation: object, text: str) -> None:
    with pytest.raises(Wrong) as raised:
        converter(annotation)(text)
    form: Any = annotation
    adapter: TypeAdapter[object] = TypeAdapter(form)
    with pytest.raises(ValidationError) as known:
        adapter.validate_strings(text)
    [error] = known.value.errors()
    assert (raised.value.type, raised.value.message) == (error["type"], error["msg"])


@given(st.integers())
def test_every_integer_is_read(number: int) -> None:
    assert converter(int)(str(number)) == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_is_read(number: float) -> None:
    assert converter(float)(repr(number)) == number


@given(st.text())
def test_a_text_converts_or_is_refused(text: str) -> None:
    for annotation in (int, float, bool, Colour):
        try:
            converter(annotation)(text)
        except Wrong:
            continue
