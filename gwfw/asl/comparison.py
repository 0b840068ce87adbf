"""The comparison operators of Choice rules: a type each, and what they say of a value.

A value of another type never matches and is never an error; 0 is 0.0, strings compare by their code units, timestamps
by their instant.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, TypeAlias

from gwfw.asl import jsontext
from gwfw.asl.timestamp import nanoseconds

__all__ = ["OPERANDS", "OPERATORS", "TESTS", "Comparison", "pattern"]

Comparison: TypeAlias = Callable[[object, object], bool]
"""`compare(value, operand)`."""

_ORDERS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "Equals": operator.eq,
    "LessThan": operator.lt,
    "LessThanEquals": operator.le,
    "GreaterThan": operator.gt,
    "GreaterThanEquals": operator.ge,
}


def _number(value: object) -> object:
    return value if jsontext.is_number(value) else None


def _units(value: object) -> object:
    """A string as its UTF-16 code units, in an order that compares as they do."""
    return value.encode("utf-16-be", "surrogatepass") if isinstance(value, str) else None


def _ordered(key: Callable[[object], object], compare: Callable[[Any, Any], bool]) -> Comparison:
    def compared(value: object, operand: object) -> bool:
        left, right = key(value), key(operand)
        return left is not None and right is not None and compare(left, right)

    return compared


def _boolean(value: object, operand: object) -> bool:
    return isinstance(value, bool) and value is operand


def _matches(value: object, operand: object) -> bool:
    return isinstance(value, str) and isinstance(operand, str) and pattern(operand).fullmatch(value) is not None


@lru_cache(maxsize=256)
def pattern(text: str) -> re.Pattern[str]:
    r"""A `StringMatches` pattern: `*` is any run of characters, `\*` an asterisk, `\\` a backslash."""
    parts = re.findall(r"\\[*\\]|.", text, re.DOTALL)
    return re.compile("".join(".*" if part == "*" else re.escape(part[-1]) for part in parts), re.DOTALL)


OPERATORS: Final[dict[str, Comparison]] = {
    **{
        f"{kind}{order}": _ordered(key, compare)
        for kind, key in (("String", _units), ("Numeric", _number), ("Timestamp", nanoseconds))
        for order, compare in _ORDERS.items()
    },
    "BooleanEquals": _boolean,
    "StringMatches": _matches,
}
"""Every operator that compares with an operand; all but `StringMatches` have a form with `Path`, too."""

OPERANDS: Final[dict[str, Callable[[object], bool]]] = {
    "String": lambda operand: isinstance(operand, str),
    "Numeric": jsontext.is_number,
    "Timestamp": lambda operand: nanoseconds(operand) is not None,
    "Boolean": lambda operand: isinstance(operand, bool),
}
"""What the operand of an operator may be, by the operator's beginning."""

TESTS: Final[dict[str, Callable[[object], bool]]] = {
    "IsNull": lambda value: value is None,
    "IsNumeric": jsontext.is_number,
    "IsString": lambda value: isinstance(value, str),
    "IsBoolean": lambda value: isinstance(value, bool),
    "IsTimestamp": lambda value: nanoseconds(value) is not None,
}
"""The tests of a value's type; `IsPresent` is none of them, because it is about the path."""
