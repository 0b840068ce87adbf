"""Items in JSONata: how a state machine writes a model's JSON as DynamoDB attributes, and reads it back.

    text, UUID, times, Literal and Enum of texts    {"S": $states.input.id}           $states.result.Item.id.S
    int, float, Decimal, Enum of numbers            {"N": $string(...)}               $number(....N), of a Decimal the text
    bool                                            {"BOOL": ...}                     ....BOOL
    X | None                                        ... != null ? ... : {"NULL": true}
    list, tuple, set                                {"L": [$map(...)]}
    dict, models                                    {"M": ...}

The attributes are those that `attributes.dump` writes, so that handlers and machines share a table. State data has the
fields' aliases, items have their names. Numbers: JSONata writes 15 digits.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from gwfw.annotations import NONE, SCALARS, members, parts, plain

__all__ = ["Unmapped", "alias", "key", "member", "read", "write"]

NUMBERS: Final = (int, float, Decimal)
RESERVED: Final = frozenset({"and", "false", "function", "in", "null", "or", "true"})

_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


class Unmapped(TypeError):
    """A field that no expression can write as an attribute; the message is a sentence for the developer."""


def member(source: str, name: str) -> str:
    """The expression of a member of what `source` gives. Raises Unmapped for a name that JSONata cannot write."""
    if _PLAIN.fullmatch(name) and name not in RESERVED:
        return f"{source}.{name}"
    if "`" in name:
        raise Unmapped(f"JSONata cannot write the name {name!r}")
    return f"{source}.`{name}`"


def write(model: type[Any], source: str) -> str:
    """The item of a model's JSON at `source`. Raises Unmapped."""
    _check(model, ())
    return _write_model(model, source)


def read(model: type[Any], source: str) -> str:
    """The model's JSON of an item at `source`. Raises Unmapped."""
    _check(model, ())
    return _read_model(model, source)


def key(model: type[Any], name: str, source: str) -> str:
    """The attribute of a key field whose value is at `source`."""
    return _write(model.model_fields[name].annotation, source)


def _check(model: Any, inside: tuple[object, ...]) -> None:
    """Raise Unmapped for a model that holds itself: an expression has an end."""
    if model in inside:
        raise Unmapped(f"{model.__name__} is nested in itself")
    for field in model.model_fields.values():
        for part in (field.annotation, *parts(field.annotation)):
            if hasattr(plain(part), "model_fields"):
                _check(plain(part), (*inside, model))


def _write_model(model: type[Any], source: str) -> str:
    return _object({name: _write(field.annotation, member(source, alias(name, field))) for name, field in _fields(model)})


def _read_model(model: type[Any], source: str) -> str:
    return _object({alias(name, field): _read(field.annotation, member(source, name)) for name, field in _fields(model)})


def _fields(model: type[Any]) -> list[tuple[str, Any]]:
    known: Any = model.__pydantic_decorators__
    if known.field_serializers or known.model_serializers:
        raise Unmapped(f"{model.__name__} writes its JSON by serializers of its own")
    if model.model_config.get("extra") == "allow" or getattr(model, "__pydantic_root_model__", False):
        raise Unmapped(f"{model.__name__} has members that it does not name")
    return [(name, field) for name, field in model.model_fields.items() if not field.exclude]


def alias(name: str, field: Any) -> str:
    """A field's name in JSON."""
    return str(field.serialization_alias or field.alias or name)


def _object(held: Mapping[str, str]) -> str:
    return "{" + ", ".join(f'"{_quoted(name)}": {expression}' for name, expression in held.items()) + "}"


def _quoted(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', '\\"')


def _write(annotation: object, source: str) -> str:
    held, nullable = _single(annotation, source)
    written = _written(held, source)
    return f'({source} != null ? {written} : {{"NULL": true}})' if nullable else written


def _written(held: object, source: str) -> str:
    kind = _kind(held)
    if kind == "N":
        return f'{{"N": $string({source})}}'
    if kind is not None:
        return f'{{"{kind}": {source}}}'
    if (items := _items(held, source)) is not None:
        return f'{{"L": [$map({source}, function($v){{{_write(items, "$v")}}})]}}'
    if (values := _values(held)) is not None:
        return f'{{"M": $merge([$each({source}, function($v, $k){{{{$k: {_write(values, "$v")}}}}})])}}'
    return f'{{"M": {_write_model(_model(held, source), source)}}}'


def _read(annotation: object, source: str) -> str:
    held, nullable = _single(annotation, source)
    found = _found(held, source)
    return f"($exists({source}.NULL) ? null : {found})" if nullable else found


def _found(held: object, source: str) -> str:
    kind = _kind(held)
    if kind == "N" and not (isinstance(held, type) and issubclass(held, Decimal)):
        return f"$number({source}.N)"
    if kind is not None:
        return f"{source}.{kind}"
    if (items := _items(held, source)) is not None:
        return f"($exists({source}.L) ? [$map({source}.L, function($v){{{_read(items, '$v')}}})])"
    if (values := _values(held)) is not None:
        entry = f"{{$k: {_read(values, '$v')}}}"
        return f"($exists({source}.M) ? $merge([$each({source}.M, function($v, $k){{{entry}}})]))"
    return f"($exists({source}.M) ? {_read_model(_model(held, source), f'{source}.M')})"


# Types ----------------------------------------------------------------------------------------------------------------


def _single(annotation: object, source: str) -> tuple[object, bool]:
    """The type without None, and whether None is among the alternatives."""
    given = members(annotation)
    others = [plain(one) for one in given if one is not NONE and one is not None]
    if len(others) != 1:
        raise Unmapped(f"{_written_type(annotation)} at {source} is not one type")
    return others[0], len(others) < len(given)


def _kind(held: object) -> str | None:
    """The attribute's type of a single value; None for what has parts, and for what is not known."""
    values = getattr(held, "__args__", ()) if getattr(getattr(held, "__origin__", None), "_name", None) == "Literal" else ()
    if isinstance(held, type) and issubclass(held, enum.Enum):
        values = tuple(one.value for one in held)
    if values:
        return _same({_scalar(type(one)) for one in values})
    return _scalar(held)


def _same(kinds: set[str | None]) -> str | None:
    return kinds.pop() if len(kinds) == 1 else None


def _scalar(held: object) -> str | None:
    if not isinstance(held, type):
        return None
    if issubclass(held, bool):
        return "BOOL"
    if issubclass(held, NUMBERS):
        return "N"
    known = {f"{base.__module__}.{base.__qualname__}" for base in held.__mro__}
    return "S" if known & SCALARS else None


def _items(held: Any, source: str) -> Any:
    """The type of a list's items."""
    given: tuple[object, ...] = getattr(held, "__args__", ())
    if getattr(held, "__origin__", None) not in (list, set, frozenset) and (
        given[1:] != (...,) or held.__origin__ is not tuple
    ):
        return None
    inner, _ = _single(given[0], source)
    if getattr(inner, "__origin__", None) in (list, set, frozenset, tuple):
        raise Unmapped(f"JSONata flattens the lists in the list at {source}")
    return given[0]


def _values(held: object) -> object | None:
    """The type of a dictionary's values, by texts."""
    if getattr(held, "__origin__", None) is not dict:
        return None
    named, values = held.__args__  # type: ignore[attr-defined]  # a dict[...] has two
    return values if _kind(plain(named)) == "S" else None


def _model(held: object, source: str) -> type[Any]:
    if not isinstance(held, type) or not hasattr(held, "model_fields"):
        raise Unmapped(f"{_written_type(held)} at {source} is no type of an attribute")
    return held


def _written_type(held: object) -> str:
    return held.__name__ if isinstance(held, type) else str(held)
