"""Reads a function's annotations and says what kind of type each is.

It runs in Lambda at the first call of a handler, so it imports neither `typing`, `inspect` nor pydantic: a type is known by
what it carries (`__origin__`, `__args__`, `__metadata__`, `__pydantic_fields__`). It knows nothing of routes.
"""

from __future__ import annotations

import enum
import types
from collections.abc import Iterator, Mapping, Sequence

__all__ = [
    "NONE",
    "is_model",
    "is_scalar",
    "is_structured",
    "many",
    "optional",
    "parts",
    "plain",
    "read",
    "unwrap",
]

NONE = type(None)

SCALARS = frozenset(
    {
        *("builtins.str", "builtins.int", "builtins.float", "builtins.bool"),
        *("uuid.UUID", "decimal.Decimal", "datetime.datetime", "datetime.date", "datetime.time", "datetime.timedelta"),
        *("ipaddress.IPv4Address", "ipaddress.IPv6Address", "ipaddress.IPv4Network", "ipaddress.IPv6Network"),
    }
)
CONTAINERS: Mapping[object, type] = {list: list, set: set, frozenset: frozenset, tuple: tuple, Sequence: list}


def unwrap(function: object) -> types.FunctionType | None:
    """The plain function behind decorators that keep `__wrapped__` (functools.wraps, a task); None if there is none."""
    while not isinstance(function, types.FunctionType):
        if isinstance(function, types.MethodType):
            return None
        function = getattr(function, "__wrapped__", None)
        if function is None:
            return None
    while isinstance(inner := getattr(function, "__wrapped__", None), types.FunctionType):
        function = inner
    return function


def read(function: types.FunctionType) -> Mapping[str, object]:
    """The annotations by parameter name (`return` for the result), texts evaluated in the function's module.

    Raises NameError (or what else evaluating a text raises) when a name cannot be found at run time.
    """
    return {name: _resolved(annotation, function) for name, annotation in function.__annotations__.items()}


def _resolved(annotation: object, function: types.FunctionType) -> object:
    while isinstance(annotation, str):  # twice, where quotes stand below `from __future__ import annotations`
        annotation = eval(annotation, function.__globals__, _closure(function))  # noqa: S307 -- the function's own source
    if annotation is None:
        return NONE
    if any(_is_text(part) for part in parts(annotation)):
        from typing import get_type_hints

        holder = types.SimpleNamespace(__annotations__={"value": annotation}, __globals__=function.__globals__)
        return get_type_hints(holder, function.__globals__, dict(_closure(function)), include_extras=True)["value"]
    return annotation


def _closure(function: types.FunctionType) -> Mapping[str, object]:
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    return {name: cell.cell_contents for name, cell in cells}


def _is_text(part: object) -> bool:
    return isinstance(part, str) or type(part).__name__ == "ForwardRef"


def parts(annotation: object) -> Iterator[object]:
    """What stands between the brackets, at any depth; the values of a Literal and the metadata of Annotated are no types."""
    if _is_literal(annotation):
        return
    inner = (below(annotation),) if hasattr(annotation, "__metadata__") else getattr(annotation, "__args__", ())
    for part in inner:
        yield part
        yield from parts(part)


def _is_literal(annotation: object) -> bool:
    return getattr(getattr(annotation, "__origin__", None), "_name", None) == "Literal"


def below(annotated: object) -> object:
    """What Annotated annotates: `int` for `Annotated[int, Query()]`."""
    return annotated.__origin__  # type: ignore[attr-defined]  # the caller has seen __metadata__


def plain(annotation: object) -> object:
    """The type below Annotated, NewType and `type X = ...`."""
    while True:
        if hasattr(annotation, "__metadata__"):
            annotation = below(annotation)
        elif hasattr(annotation, "__supertype__"):
            annotation = annotation.__supertype__
        elif type(annotation).__name__ == "TypeAliasType":
            annotation = annotation.__value__  # type: ignore[attr-defined]  # 3.12 and later
        else:
            return annotation


def members(annotation: object) -> tuple[object, ...]:
    """The alternatives of a union; the annotation alone when it is none."""
    annotation = plain(annotation)
    union = (
        isinstance(annotation, types.UnionType) or getattr(getattr(annotation, "__origin__", None), "_name", "") == "Union"
    )
    return annotation.__args__ if union else (annotation,)  # type: ignore[attr-defined]  # a union has arguments


def optional(annotation: object) -> bool:
    """Whether None is among the alternatives."""
    return any(member is NONE or member is None for member in members(annotation))


def many(annotation: object) -> tuple[type, object] | None:
    """`(list, int)` for `list[int]`: the container to build and the type of its items; None if it is no such container.

    An optional container counts; `tuple[int, ...]` does, `tuple[int, str]` does not. A bare `list` holds texts.
    """
    given = tuple(member for member in members(annotation) if member is not NONE)
    if len(given) != 1:
        return None
    found = plain(given[0])
    container = CONTAINERS.get(getattr(found, "__origin__", found))
    if container is None:
        return None
    items = getattr(found, "__args__", (str,))
    if container is tuple and items[1:] not in ((), (...,)):
        return None
    return container, items[0]


def is_model(annotation: object) -> bool:
    """Whether it is a pydantic model class."""
    return (
        isinstance(annotation, type) and hasattr(annotation, "__pydantic_fields__") and hasattr(annotation, "model_validate")
    )


def _is_record(annotation: object) -> bool:
    """A model, a dataclass or a TypedDict."""
    return isinstance(annotation, type) and (
        is_model(annotation)
        or hasattr(annotation, "__dataclass_fields__")
        or (issubclass(annotation, dict) and hasattr(annotation, "__total__"))
    )


def is_scalar(annotation: object) -> bool:
    """Whether one text of a request can become it: str, int, float, bool, Enum, UUID, Decimal, dates, Literal, unions."""
    given = [plain(member) for member in members(annotation) if member is not NONE]
    return bool(given) and all(_is_one_scalar(member) for member in given)


def _is_one_scalar(annotation: object) -> bool:
    if isinstance(annotation, types.UnionType) or _is_literal(annotation):
        return _is_literal(annotation) or is_scalar(annotation)
    if not isinstance(annotation, type) or _is_record(annotation):
        return False
    if f"{annotation.__module__}.{annotation.__qualname__}" in SCALARS or issubclass(
        annotation, enum.Enum | str | int | float
    ):
        return True
    return hasattr(annotation, "__get_pydantic_core_schema__")


def is_structured(annotation: object) -> bool:
    """Whether it is read from a JSON document: a model, dataclass, TypedDict, mapping, a list of these, a union with one."""
    return any(_is_one_structured(plain(member)) for member in members(annotation))


def _is_one_structured(annotation: object) -> bool:
    origin = getattr(annotation, "__origin__", annotation)
    if origin in (dict, Mapping) or _is_record(origin):
        return True
    held = many(annotation)
    return held is not None and is_structured(held[1])
