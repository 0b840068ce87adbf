"""What kind of type an annotation is, without `typing`."""

from __future__ import annotations

import collections.abc
import enum
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from ipaddress import IPv4Address
from pathlib import Path
from types import FunctionType
from typing import Annotated, Any, ForwardRef, Generic, Literal, NewType, Optional, TypedDict, TypeVar, Union
from uuid import UUID

import pytest
from pydantic import AnyUrl, BaseModel

import gwfw.annotations as found
from gwfw.annotations import NONE
from gwfw.flow import Task


class Colour(enum.Enum):
    RED = "red"


class Model(BaseModel):
    x: int


class Part(TypedDict):
    x: int


@dataclass
class Point:
    x: int


T = TypeVar("T")


class Page(BaseModel, Generic[T]):
    items: list[T]


class Money:
    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> object: ...


UserId = NewType("UserId", int)
LIST: Any = "list"

# Unwrapping and reading ----------------------------------------------------------------------------------------------


def plain_function(value: int) -> None: ...


def wrapped() -> Any:
    @functools.wraps(plain_function)
    def outer() -> None: ...

    return outer


class Holder:
    def method(self) -> None: ...


@pytest.mark.parametrize(
    ("given", "function"),
    [
        pytest.param(plain_function, plain_function, id="function"),
        pytest.param(wrapped(), plain_function, id="wrapped"),
        pytest.param(Task(plain_function), plain_function, id="task"),
        pytest.param(Task(wrapped()), plain_function, id="task of a wrapped one"),
        pytest.param(Holder().method, None, id="bound method"),
        pytest.param(Holder, None, id="class"),
        pytest.param(functools.partial(plain_function), None, id="partial"),
        pytest.param(print, None, id="builtin"),
    ],
)
def test_the_function_behind(given: object, function: object) -> None:
    assert found.unwrap(given) is function


def test_texts_are_evaluated_where_the_function_is() -> None:
    def handler(a: str, b: Model | None, c: list[Model], e: "Model", *, f: Any = 1) -> None: ...  # noqa: UP037

    handler.__annotations__["g"] = list["Model"]
    handler.__annotations__["h"] = Optional[ForwardRef("Model")]  # noqa: UP045 -- the older spelling
    handler.__annotations__["i"] = None
    assert found.read(as_function(handler)) == {
        "a": str,
        "b": Model | None,
        "c": list[Model],
        "e": Model,
        "f": Any,
        "g": list[Model],
        "h": Optional[Model],  # noqa: UP045 -- as it is written above
        "i": NONE,
        "return": NONE,
    }


def test_names_of_the_functions_around_are_known() -> None:
    Local = int

    def handler(d: Local) -> Local:  # type: ignore[valid-type]  # a local name
        return Local(d)

    assert found.read(as_function(handler)) == {"d": int, "return": int}


def as_function(given: Any) -> FunctionType:
    assert isinstance(given, FunctionType)
    return given


def test_a_name_that_is_not_there_at_run_time() -> None:
    def handler(a: Missing) -> None: ...  # type: ignore[name-defined]  # noqa: F821 -- the case

    with pytest.raises(NameError):
        found.read(as_function(handler))


# Parts ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("annotation", "parts"),
    [
        (int, []),
        (list[int], [int]),
        (dict[str, list[int]], [str, list[int], int]),
        (Annotated[list[int], "x"], [list[int], int]),
        (Literal["a", 1], []),
        (list[Literal["a"]], [Literal["a"]]),
        (int | None, [int, NONE]),
        (Page[int], []),
    ],
    ids=repr,
)
def test_what_stands_between_the_brackets(annotation: object, parts: list[object]) -> None:
    assert list(found.parts(annotation)) == parts


@pytest.mark.parametrize(
    ("annotation", "plain"),
    [(int, int), (Annotated[int, 1], int), (UserId, int), (Annotated[UserId, 1], int), (list[UserId], list[UserId])],
    ids=repr,
)
def test_the_type_below(annotation: object, plain: object) -> None:
    assert found.plain(annotation) == plain


class TypeAliasType:
    """What `type X = int` gives since Python 3.12."""

    __value__ = int


def test_the_type_below_an_alias() -> None:
    assert found.plain(TypeAliasType()) is int


@pytest.mark.parametrize(
    ("annotation", "members"),
    [
        (int, (int,)),
        (int | None, (int, NONE)),
        (Optional[int], (int, NONE)),  # noqa: UP045
        (Union[int, str], (int, str)),  # noqa: UP007
        (Annotated[int | str, 1], (int, str)),
    ],
    ids=repr,
)
def test_the_members_of_a_union(annotation: object, members: tuple[object, ...]) -> None:
    assert found.members(annotation) == members
    assert found.optional(annotation) is (NONE in members)


@pytest.mark.parametrize(
    ("annotation", "many"),
    [
        (list[int], (list, int)),
        (list, (list, str)),
        (set[int], (set, int)),
        (frozenset[str], (frozenset, str)),
        (tuple[int, ...], (tuple, int)),
        (tuple, (tuple, str)),
        (Sequence[int], (list, int)),
        (list[int] | None, (list, int)),
        (Annotated[list[int], 1], (list, int)),
        (tuple[int], (tuple, int)),
        (tuple[int, str], None),
        (int, None),
        (list[int] | int, None),
        (dict[str, int], None),
        (None, None),
    ],
    ids=repr,
)
def test_containers(annotation: object, many: object) -> None:
    assert found.many(annotation) == many


# Kinds ---------------------------------------------------------------------------------------------------------------

SCALARS = [
    *(str, int, float, bool, Colour, UUID, Decimal, date, datetime, timedelta, IPv4Address, AnyUrl, Money, UserId),
    *(Literal["a"], int | str, int | None, Annotated[int, 1], Annotated[int | str, 1] | None),
]
STRUCTURED = [
    *(Model, Part, Point, Page[int], dict, dict[str, int], Mapping[str, int], collections.abc.Mapping),
    *(list[Model], list[dict[str, int]], Model | None, Annotated[Model, 1], Model | str, list[Model] | None),
]
NEITHER = [list[int], bytes, Path, object, Any, None, NONE, "x", tuple[int, str], set, type]


@pytest.mark.parametrize("annotation", SCALARS, ids=repr)
def test_scalars(annotation: object) -> None:
    assert found.is_scalar(annotation)
    assert not found.is_structured(annotation)


@pytest.mark.parametrize("annotation", STRUCTURED, ids=repr)
def test_what_is_read_from_json(annotation: object) -> None:
    assert found.is_structured(annotation)
    assert not found.is_scalar(annotation)


@pytest.mark.parametrize("annotation", NEITHER, ids=repr)
def test_what_is_neither(annotation: object) -> None:
    assert not found.is_scalar(annotation)
    assert not found.is_structured(annotation)


@pytest.mark.parametrize(
    ("annotation", "is_model"),
    [
        (Model, True),
        (Page[int], True),
        (Point, False),
        (Part, False),
        (list[Model], False),
        (Model(x=1), False),
        (int, False),
    ],
    ids=repr,
)
def test_models(annotation: object, is_model: bool) -> None:
    assert found.is_model(annotation) is is_model
