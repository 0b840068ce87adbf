"""A message's fields as symbols: required texts and numbers, and nothing that nobody would check."""

from __future__ import annotations

from random import Random
from typing import Annotated, Any

import pytest
from pydantic import AliasChoices, BaseModel, Field

from gwfw.tracing.message import Message, Unchecked
from gwfw.tracing.symbols import TRACES, Number, Symbols, Text, Untraceable


class Address(BaseModel):
    city: str


class Say(BaseModel):
    text: str
    count: int
    ratio: float
    either: str | int
    address: Address
    book_id: str = Field(alias="book-id")
    odd: str = Field(alias="a b")
    several: str = Field(validation_alias=AliasChoices("x", "y"))
    defaulted: str = "x"
    maybe: str | None
    short: Annotated[str, Field(max_length=3)]
    many: list[str]
    flag: bool


@pytest.fixture
def say() -> Any:
    return Message(Say, Symbols(Random(7), TRACES[0]), "message")


@pytest.mark.parametrize(
    ("name", "kind", "variable"),
    [
        ("text", Text, "$input.path('$.text').toString()"),
        ("count", Number, "$input.path('$.count').toString()"),
        ("ratio", Number, "$input.path('$.ratio').toString()"),
        ("either", Text, "$input.path('$.either').toString()"),
        ("book_id", Text, "$input.path('$.book-id').toString()"),
    ],
)
def test_fields_are_members_of_the_message(say: Any, name: str, kind: type[Any], variable: str) -> None:
    value = getattr(say, name)
    assert value.__class__ is kind
    assert (value.source.variable, value.source.client) == (variable, True)
    assert getattr(say, name) is value


def test_models_inside_are_members_of_members(say: Any) -> None:
    assert say.address.city.source.variable == "$input.path('$.address.city').toString()"
    assert say.address.city.source.written == "message.address.city"


@pytest.mark.parametrize(
    ("name", "operation"),
    [
        ("odd", "a member named 'a b'"),
        ("several", "a member named AliasChoices(choices=['x', 'y'])"),
        ("defaulted", "a field with a default, which the client may leave out,"),
    ],
)
def test_what_a_template_cannot_read(say: Any, name: str, operation: str) -> None:
    with pytest.raises(Untraceable) as caught:
        getattr(say, name)
    assert str(caught.value) == f"message.{name}: {operation}"


@pytest.mark.parametrize(
    ("name", "demanded"),
    [
        ("short", "MaxLen(max_length=3)"),
        ("flag", "its type bool"),
        ("many", "a text or a number is what can be passed on"),
        ("maybe", "a text or a number is what can be passed on"),
    ],
)
def test_what_nobody_would_check(say: Any, name: str, demanded: str) -> None:
    with pytest.raises(Unchecked) as caught:
        getattr(say, name)
    assert (caught.value.field, caught.value.demanded) == (f"Say.{name}", demanded)


def test_a_slip_of_the_pen_lists_what_there_is(say: Any) -> None:
    with pytest.raises(AttributeError, match="the fields of Say: text, count"):
        say.txet  # noqa: B018 -- that is what is tested
