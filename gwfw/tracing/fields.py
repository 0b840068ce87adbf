"""Says which fields of a pydantic model check or change what they hold.

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


def demand(model: type[BaseModel], name: str, field: FieldInfo, *, validated: bool = False) -> str | None:
    """What that field demands of its values, as written where possible; None for a plain text or number.

    Of a `validated` value the model's JSON Schema is known to hold: what it says is demanded no more.
    """
    demands = [demanded for demanded in field.metadata if not (validated and _in_schema(demanded))]
    if demands:
        return ", ".join(repr(demanded) for demanded in demands)
    found = _decorator(model, name)
    if found is not None:
        return found
    for setting in CONFIG:
        if model.model_config.get(setting):
            return f"model_config {setting}={model.model_config[setting]!r}"
    return None if _is_plain(field.annotation) else f"its type {_written(field.annotation)}"


def _in_schema(demanded: object) -> bool:
    """Whether it is a length, a bound, a multiple or a pattern, which JSON Schema has words for."""
    from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen, MultipleOf

    if isinstance(demanded, Ge | Gt | Le | Lt | MaxLen | MinLen | MultipleOf):
        return True
    general = vars(demanded) if type(demanded).__name__ == "_PydanticGeneralMetadata" else {}
    return bool(general) and set(general) <= {"pattern"}


def _decorator(model: type[BaseModel], name: str) -> str | None:
    """The decorated function that checks or changes that field's values."""
    found = model.__pydantic_decorators__
    for decorated in (found.field_validators, found.validators, found.field_serializers):
        for written, decorator in decorated.items():
            if {name, "*"} & set(decorator.info.fields):
                return f"the {'serializer' if decorated is found.field_serializers else 'validator'} {written}"
    for sort, of_model in (
        ("validator", {**found.model_validators, **found.root_validators}),
        ("serializer", found.model_serializers),
    ):
        for written in of_model:
            return f"the model {sort} {written}"
    return None


def _is_plain(annotation: object) -> bool:
    """Whether every alternative is a text, a number, anything at all, or a container of these, without constraints."""
    while hasattr(annotation, "__supertype__") or type(annotation).__name__ == "TypeAliasType":
        annotation = getattr(annotation, "__supertype__", None) or getattr(annotation, "__value__", None)
    if hasattr(annotation, "__metadata__"):
        return False
    given = members(annotation)
    return all(_is_plain(one) for one in given) if len(given) > 1 else _is_plain_member(given[0])


def _is_plain_member(annotation: object) -> bool:
    if getattr(annotation, "__origin__", None) in CONTAINERS:
        return all(part is ... or _is_plain(part) for part in getattr(annotation, "__args__", ()))
    return annotation in (*PLAIN, *CONTAINERS) or hasattr(annotation, "__pydantic_fields__")


def _written(annotation: object) -> str:
    return annotation.__name__ if isinstance(annotation, type) else str(annotation)
