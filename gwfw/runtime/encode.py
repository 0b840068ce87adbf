"""What a handler returns -> JSON, as its return annotation says it is.

Models, and what else only pydantic knows, are checked and written by pydantic; plain JSON (`dict`, `list`, `str`, numbers)
by the standard library, so that a handler without models never imports pydantic. A value of another type is the app's own
fault: `WrongResult` ends the invocation, its text is for the log, and the client gets API Gateway's own 500.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gwfw.annotations import NONE, members, parts, plain
from gwfw.parameters import MISSING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    Encode: TypeAlias = Callable[[object], str]

__all__ = ["WrongResult", "encoder", "to_json", "to_python"]

PLAIN: Mapping[object, tuple[type, ...]] = {
    **{kind: (kind,) for kind in (str, bool, dict)},
    int: (int,),
    float: (int, float),
    list: (list, tuple),
    NONE: (NONE,),
    object: (object,),
}
"""Annotations that need no pydantic, and the Python types of their values."""


class WrongResult(Exception):
    """A handler returned something else than its annotation says. Logged, never sent to the client."""


def encoder(returns: object) -> Encode:
    """What writes values of that return annotation as JSON text. It raises WrongResult."""
    if returns is MISSING or _is_any(returns):
        return to_json
    if not hasattr(returns, "__metadata__") and all(_is_simple(member) for member in members(returns)):
        return _simple(returns)
    return _by_pydantic(returns)


def to_json(value: object) -> str:
    """Any JSON value as text; models, UUIDs, dates and the like in it as pydantic writes them. Raises WrongResult."""
    try:
        return _json()(value)
    except (TypeError, ValueError, RecursionError) as error:
        raise WrongResult(f"this cannot be written as JSON: {error}") from error


def _json() -> Encode:
    """The standard library's encoder, made when it is first needed."""
    global _encode
    if _encode is None:
        from json import JSONEncoder

        _encode = JSONEncoder(default=to_python, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
    return _encode


_encode: Encode | None = None


def to_python(value: object) -> object:
    """What JSON has no type for, as something it has. Raises TypeError."""
    from pydantic_core import PydanticSerializationError, to_jsonable_python

    try:
        written: object = to_jsonable_python(value, by_alias=True)
    except PydanticSerializationError as error:
        raise TypeError(str(error)) from error
    return written


def _is_any(annotation: object) -> bool:
    return getattr(plain(annotation), "__name__", "") == "Any" or plain(annotation) is object


def _is_simple(annotation: object) -> bool:
    """Whether it is made of JSON's own types only."""
    given = [plain(part) for part in (annotation, *parts(annotation))]
    return not hasattr(annotation, "__metadata__") and all(
        getattr(part, "__origin__", part) in PLAIN or _is_any(part) for part in given
    )


def _simple(returns: object) -> Encode:
    """Checks the outermost type only: the rest is the type checker's."""
    given = [plain(member) for member in members(returns)]
    allowed = tuple(kind for member in given for kind in PLAIN.get(getattr(member, "__origin__", member), (object,)))
    named = " | ".join(kind.__name__ for kind in allowed)
    booleans = bool in allowed or object in allowed

    def encode(value: object) -> str:
        if not isinstance(value, allowed) or (isinstance(value, bool) and not booleans):
            raise WrongResult(f"the handler returned {_shown(value)}, which is no {named}")
        return to_json(value)

    return encode


def _by_pydantic(returns: object) -> Encode:
    from pydantic import TypeAdapter, ValidationError
    from pydantic_core import PydanticSerializationError

    form: Any = returns
    adapter: TypeAdapter[Any] = TypeAdapter(form)
    validate, write = adapter.validate_python, adapter.dump_json

    def encode(value: object) -> str:
        try:
            return write(validate(value), by_alias=True, warnings="error").decode()
        except (ValidationError, PydanticSerializationError) as error:
            raise WrongResult(f"the handler returned {_shown(value)}, which is no {_named(returns)}: {error}") from error

    return encode


def _named(annotation: object) -> str:
    return annotation.__name__ if isinstance(annotation, type) else str(annotation)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 200 else text[:200] + "…"
