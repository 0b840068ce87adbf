"""Models and values as DynamoDB attributes, and back: `Book(id="1", pages=2)` is `{"id": {"S": "1"}, "pages": {"N": "2"}}`.

Items hold the fields by their names (never their aliases), without computed ones. Numbers keep their value exactly;
enumerations are stored as their values; what DynamoDB has no type for (UUIDs, dates, paths, URLs) is stored as pydantic
writes it in JSON. Follows "DynamoDB low-level API" (data type descriptors).
"""

from __future__ import annotations

import enum
import math
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

if TYPE_CHECKING:
    from pydantic import BaseModel

    ModelT = TypeVar("ModelT", bound=BaseModel)

__all__ = ["Attributes", "Item", "attribute", "item", "load", "value"]

Attributes: TypeAlias = "str | bool | bytes | list[Attributes] | Mapping[str, Attributes]"
"""DynamoDB's JSON: `{"id": {"S": "..."}, "since": {"N": "17"}}`."""

Item: TypeAlias = dict[str, Attributes]
"""Attributes by name."""

OWN = "gwfw:"
"""What the names of attributes begin with that belong to no field."""


def item(model: BaseModel) -> Item:
    """The attributes of a model's fields. Raises TypeError for a value that cannot be stored."""
    return {name: attribute(held) for name, held in model.model_dump(by_alias=False, round_trip=True).items()}


def attribute(held: object) -> Attributes:
    """One attribute with its type. Raises TypeError for a value that DynamoDB cannot hold."""
    if isinstance(held, enum.Enum):
        held = held.value
    if held is None:
        return {"NULL": True}
    if isinstance(held, bool):
        return {"BOOL": held}
    if isinstance(held, str):
        return {"S": str(held)}
    if isinstance(held, int | float | Decimal):
        return {"N": _number(held)}
    if isinstance(held, bytes | bytearray):
        return {"B": bytes(held)}
    if isinstance(held, Mapping):
        return {"M": {_key(key): attribute(inner) for key, inner in held.items()}}
    if isinstance(held, set | frozenset):
        held = sorted(held, key=repr)  # the order of a set is another in every process
    if isinstance(held, list | tuple):
        return {"L": [attribute(inner) for inner in held]}
    return attribute(_as_json(held))


def _number(held: int | float | Decimal) -> str:
    if not math.isfinite(held):
        raise TypeError(f"an item cannot hold {held!r}: DynamoDB's numbers are finite")
    return str(held)


def _key(key: object) -> str:
    held = key.value if isinstance(key, enum.Enum) else key
    return str(held) if isinstance(held, str | int) and not isinstance(held, bool) else str(_as_json(held))


def _as_json(held: object) -> object:
    from pydantic_core import PydanticSerializationError, to_jsonable_python

    try:
        written: object = to_jsonable_python(held)
    except PydanticSerializationError:
        written = held
    if not isinstance(written, str | int | float | list | dict | None):
        raise TypeError(f"an item cannot hold {held!r}")
    return written


def load(attributes: Mapping[str, Any], model: type[ModelT]) -> ModelT:
    """The model of an item. Raises pydantic's ValidationError for an item that is none."""
    held = {name: value(written) for name, written in attributes.items() if not name.startswith(OWN)}
    return model.model_validate(held, strict=False, by_alias=False, by_name=True)


def value(attribute: Mapping[str, Any]) -> object:
    """The Python value of an attribute. Sets of DynamoDB's own become Python's."""
    [(kind, held)] = attribute.items()
    if kind == "NULL":
        return None
    if kind == "N":
        return _parsed(held)
    if kind == "M":
        return {name: value(inner) for name, inner in held.items()}
    if kind == "L":
        return [value(inner) for inner in held]
    if kind == "NS":
        return {_parsed(text) for text in held}
    return set(held) if kind in ("SS", "BS") else held


def _parsed(text: str) -> int | float | Decimal:
    """An integer, else a float where it is exact, else a Decimal."""
    exact = Decimal(text)
    if exact == exact.to_integral_value():
        return int(exact)
    near = float(exact)
    return near if Decimal(repr(near)) == exact else exact
