"""Methods of Java's numbers and of Boolean, the static ones that templates call on a value of the type included.

`#set($n = 0)$n.parseInt("5")` is how templates read numbers. https://docs.oracle.com/javase/8/docs/api/java/lang/Integer.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from gwfw.gateway.vtl.operators import Numeric
from gwfw.gateway.vtl.overloads import Method, Overloads, overloads
from gwfw.gateway.vtl.printing import text

__all__ = ["BOOLEAN", "FRACTION", "INTEGER"]

_WHOLE: Final = re.compile(r"[+-]?[0-9]+")
_FRACTION: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


def _parse_int(value: object, digits: str) -> int:
    number = int(digits) if _WHOLE.fullmatch(digits) else None
    if number is None or not -(2**31) <= number < 2**31:
        raise ValueError(f"{digits!r} is not a whole number of 32 bits")
    return number


def _parse_long(value: object, digits: str) -> int:
    number = int(digits) if _WHOLE.fullmatch(digits) else None
    if number is None or not -(2**63) <= number < 2**63:
        raise ValueError(f"{digits!r} is not a whole number of 64 bits")
    return number


def _parse_double(value: object, digits: str) -> float:
    if not _FRACTION.fullmatch(digits.strip()):
        raise ValueError(f"{digits!r} is not a number")
    return float(digits)


def _compare(value: Numeric, other: Numeric) -> int:
    if type(value) is not type(other):
        raise ValueError(f"{text(value)} and {text(other)} are of different types")
    return (value > other) - (value < other)


def _int_value(value: Numeric) -> int:
    """The low 32 bits of a whole number, the nearest such number to another."""
    low = -(2**31)
    if isinstance(value, int):
        return (value - low) % 2**32 + low
    return int(min(max(value, low), -low - 1))


def _equals(value: object, other: object) -> bool:
    return type(value) is type(other) and value == other


_NUMBER: Final[Mapping[str, Method]] = {
    "compareTo(Number)": _compare,
    "doubleValue()": float,
    "equals(Object)": _equals,
    "intValue()": _int_value,
    "longValue()": int,
    "toString()": text,
    "toString(Number)": lambda value, other: text(other),
}

INTEGER: Final[Mapping[str, Overloads]] = overloads(
    {
        **_NUMBER,
        "parseInt(String)": _parse_int,
        "parseLong(String)": _parse_long,
        "valueOf(String)": _parse_int,
    }
)
FRACTION: Final[Mapping[str, Overloads]] = overloads(
    {**_NUMBER, "parseDouble(String)": _parse_double, "valueOf(String)": _parse_double}
)
BOOLEAN: Final[Mapping[str, Overloads]] = overloads(
    {
        "booleanValue()": bool,
        "equals(Object)": _equals,
        "parseBoolean(String)": lambda value, written: written.lower() == "true",
        "toString()": text,
    }
)
