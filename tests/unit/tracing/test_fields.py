"""What fields of models demand, by every way that pydantic has to say so."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, NewType

import pytest
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_serializer,
    field_validator,
    model_serializer,
    model_validator,
)
from typing_extensions import TypeAliasType

from gwfw.tracing.fields import demand


class Colour(Enum):
    RED = "red"


class Inner(BaseModel):
    name: str


class Plain(BaseModel):
    text: str
    number: int
    fraction: float
    exact: Decimal
    anything: Any
    some: object
    maybe: str | None
    either: int | str
    many: list[str]
    pairs: dict[str, int]
    several: tuple[int, ...]
    inner: Inner
    defaulted: str = "x"


class Demanding(BaseModel):
    short: str = Field(max_length=3)
    annotated: Annotated[str, StringConstraints(pattern="a")]
    flag: bool
    colour: Colour
    choice: Literal["a", "b"]
    deep: list[Annotated[str, StringConstraints(min_length=1)]]
    nested: list[bool]


class Validated(BaseModel):
    checked: str
    free: str

    @field_validator("checked")
    @classmethod
    def check(cls, value: str) -> str:
        return value


class AllValidated(BaseModel):
    text: str

    @field_validator("*")
    @classmethod
    def check(cls, value: str) -> str:
        return value


class ModelValidated(BaseModel):
    text: str

    @model_validator(mode="after")
    def whole(self) -> ModelValidated:
        return self


class Written(BaseModel):
    loud: str

    @field_serializer("loud")
    def shout(self, value: str) -> str:
        return value


class WholeWritten(BaseModel):
    text: str

    @model_serializer
    def write(self) -> dict[str, str]:
        return {}


class Stripped(BaseModel):
    model_config = ConfigDict(str_strip_whitespace=True)
    text: str


def of(model: type[BaseModel], name: str) -> str | None:
    return demand(model, name, model.model_fields[name])


@pytest.mark.parametrize("name", list(Plain.model_fields))
def test_plain_fields_demand_nothing(name: str) -> None:
    assert of(Plain, name) is None


@pytest.mark.parametrize(
    ("model", "name", "demanded"),
    [
        (Demanding, "short", "MaxLen(max_length=3)"),
        (Demanding, "flag", "its type bool"),
        (Demanding, "colour", "its type Colour"),
        (Demanding, "choice", "its type typing.Literal['a', 'b']"),
        (Demanding, "nested", "its type list[bool]"),
        (Validated, "checked", "the validator check"),
        (AllValidated, "text", "the validator check"),
        (ModelValidated, "text", "the model validator whole"),
        (Written, "loud", "the serializer shout"),
        (WholeWritten, "text", "the model serializer write"),
        (Stripped, "text", "model_config str_strip_whitespace=True"),
    ],
)
def test_what_is_demanded_is_written(model: type[BaseModel], name: str, demanded: str) -> None:
    assert of(model, name) == demanded


@pytest.mark.parametrize("name", ["annotated", "deep"])
def test_constraints_inside_annotations_count(name: str) -> None:
    assert of(Demanding, name) is not None


def test_a_validator_of_another_field_does_not_count() -> None:
    assert of(Validated, "free") is None


Name = NewType("Name", str)
Short = NewType("Short", Annotated[str, StringConstraints(max_length=3)])


Alias = TypeAliasType("Alias", str)
ShortAlias = TypeAliasType("ShortAlias", Annotated[str, StringConstraints(max_length=3)])


class Named(BaseModel):
    plain: Name
    short: list[Short]
    optional: Annotated[str, StringConstraints(max_length=3)] | None
    either: Name | int
    aliased: Alias
    aliased_short: ShortAlias


def test_names_of_types_are_looked_through() -> None:
    assert [name for name in Named.model_fields if of(Named, name) is None] == ["plain", "either", "aliased"]
