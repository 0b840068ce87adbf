"""Says which fields of a pydantic model check or change what they receive.

A request template puts values where the mapping put symbols, without asking pydantic: whatever a field demands of a value
that only a client knows would silently not hold. So such a field must be a plain text or number.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from gwfw.annotations import members

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic.fields import FieldInfo

__all__ = ["demand"]

PLAIN: Final = (str, int, float, Decimal, Any, object, type(None))
CONTAINERS: Final = (list, tuple, dict)
CONFIG: Final = ("str_min_length", "str_max_length", "str_strip_whitespace", "str_to_lower", "str_to_upper", "strict")


def demand(model: type[BaseModel], name: str, field: FieldInfo) -> str | None:
    """What that field demands of its values, as written where possible; None for a plain text or number."""
    if field.metadata:
        return ", ".join(repr(demanded) for demanded in field.metadata)
    decorators = model.__pydantic_decorators__
    for validators in (decorators.field_validators, decorators.validators):
        for written, validator in validators.items():
            if {name, "*"} & set(validator.info.fields):
                return f"the validator {written}"
    for written in (*decorators.model_validators, *decorators.root_validators):
        return f"the model validator {written}"
    for setting in CONFIG:
        if model.model_config.get(setting):
            return f"model_config {setting}={model.model_config[setting]!r}"
    return None if _is_plain(field.annotation) else f"its type {_written(field.annotation)}"


def _is_plain(annotation: object) -> bool:
    """Whether every alternative is a text, a number, anything at all, or a container of these."""
    return all(_is_plain_member(member) for member in members(annotation))


def _is_plain_member(annotation: object) -> bool:
    if hasattr(annotation, "__metadata__"):
        return False
    if getattr(annotation, "__origin__", None) in CONTAINERS:
        return all(part is ... or _is_plain(part) for part in getattr(annotation, "__args__", ()))
    return annotation in (*PLAIN, *CONTAINERS) or hasattr(annotation, "__pydantic_fields__")


def _written(annotation: object) -> str:
    return annotation.__name__ if isinstance(annotation, type) else str(annotation)
