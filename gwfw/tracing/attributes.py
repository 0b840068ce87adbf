"""A model or a value as DynamoDB attributes, the way a table's handle writes items. It keeps symbols as they are."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from pydantic import BaseModel

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Attributes", "attribute", "item"]

Attributes: TypeAlias = "str | bool | list[Attributes] | Mapping[str, Attributes]"
"""DynamoDB's JSON: `{"id": {"S": "..."}, "since": {"N": "17"}}`."""


def item(model: BaseModel) -> Attributes:
    """The attributes of a model's fields."""
    return {name: attribute(value) for name, value in model.model_dump(mode="python").items()}


def attribute(value: object) -> Attributes:
    """One attribute with its type. Raises TypeError for a value that DynamoDB has no type for."""
    if value is None:
        return {"NULL": True}
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, str):
        return {"S": str(value)}
    if isinstance(value, int | float | Decimal):
        return {"N": str(value)}
    if isinstance(value, dict):
        return {"M": {str(key): attribute(held) for key, held in value.items()}}
    if isinstance(value, list | tuple):
        return {"L": [attribute(held) for held in value]}
    raise TypeError(f"an item cannot hold {value!r}")
