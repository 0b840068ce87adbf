"""JSON values and their text as the service writes it: compact, unescaped beyond ASCII; true is not 1."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import Final

__all__ = [
    "NESTING_LIMIT",
    "SIZE_LIMIT",
    "equal",
    "is_integer",
    "is_number",
    "load",
    "oversize",
    "size",
    "text",
    "type_name",
]

SIZE_LIMIT: Final = 262_144
"""Bytes of UTF-8 that the input, result or output of a state may have."""
NESTING_LIMIT: Final = 400
"""How deep a value may be nested that goes from state to state, so that it can always be written."""

_write = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


def text(value: object) -> str:
    """The value as compact JSON text."""
    return _write(value)


def size(value: object) -> int:
    """How many bytes the value's JSON text has in UTF-8. Raises RecursionError for one that is nested too deeply."""
    written = _write(value)
    if written.count("[") + written.count("{") > NESTING_LIMIT and _is_deep(value):
        raise RecursionError
    return len(written) if written.isascii() else len(written.encode("utf-8", "surrogatepass"))


def _is_deep(value: object) -> bool:
    level = [value]
    for _ in range(NESTING_LIMIT):
        level = [member for outer in level for member in _members(outer) if isinstance(member, list | dict)]
        if not level:
            return False
    return True


def _members(value: object) -> Iterable[object]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def oversize(value: object) -> bool:
    """Whether a state may not hand this value on. Raises RecursionError for one that is nested too deeply."""
    return value is not None and not isinstance(value, bool | int | float) and size(value) > SIZE_LIMIT


def load(source: str) -> object:
    """The value of a JSON text. Raises ValueError, also for NaN, Infinity, numbers beyond a double, too deep nesting."""
    try:
        return json.loads(source, parse_constant=_refused, parse_float=_finite)
    except RecursionError as error:
        raise ValueError("the text is nested too deeply") from error


def _finite(number: str) -> float:
    value = float(number)
    if math.isinf(value):
        raise ValueError(f"the number {number} is too large")
    return value


def _refused(constant: str) -> object:
    raise ValueError(f"{constant} is not JSON")


def is_number(value: object) -> bool:
    """Whether the value is a JSON number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_integer(value: object) -> bool:
    """Whether the value is a JSON number without fraction."""
    return (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and value.is_integer())


def equal(left: object, right: object) -> bool:
    """Whether two JSON values are the same, deeply: 1 is 1.0, and true is not 1."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(equal, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(equal(value, right[key]) for key, value in left.items())
    return left == right


def type_name(value: object) -> str:
    """The name that JSONata's messages give the value's type."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    return "string" if isinstance(value, str) else "array" if isinstance(value, list) else "object"
