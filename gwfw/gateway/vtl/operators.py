"""Operators on values: arithmetic, equality, order. What cannot be computed is None, as Velocity has it; it is no error."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final, TypeAlias

from gwfw.gateway.vtl.limits import DIGITS, PRODUCED
from gwfw.gateway.vtl.printing import text

__all__ = ["ARITHMETIC", "ORDER", "Numeric", "equal", "is_number", "same"]

Numeric: TypeAlias = int | float | Decimal


def is_number(value: object) -> bool:
    """Whether it is a number; a truth value is none."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _numbers(left: object, right: object) -> tuple[Numeric, Numeric] | None:
    """Both as numbers that can be computed with each other."""
    if not is_number(left) or not is_number(right):
        return None
    assert isinstance(left, int | float | Decimal)
    assert isinstance(right, int | float | Decimal)
    if isinstance(left, Decimal) and isinstance(right, float):
        return left, Decimal(repr(right))
    if isinstance(left, float) and isinstance(right, Decimal):
        return Decimal(repr(left)), right
    return left, right


def _add(left: object, right: object) -> object:
    if isinstance(left, str) or isinstance(right, str):
        return None if left is None or right is None else text(left) + text(right)
    return _computed(left, right, operator.add)


def _computed(left: object, right: object, compute: Callable[[Numeric, Numeric], Numeric]) -> object:
    numbers = _numbers(left, right)
    if numbers is None:
        return None
    try:
        result = compute(*numbers)
    except ZeroDivisionError:
        return None
    except ArithmeticError as error:
        raise ValueError(f"{text(left)} and {text(right)} cannot be computed: {type(error).__name__}") from error
    if isinstance(result, int) and result.bit_length() > DIGITS:
        raise ValueError(f"a number of more than {DIGITS} bits")
    return result


def _divided(left: Numeric, right: Numeric) -> Numeric:
    """Whole numbers are cut towards zero."""
    if isinstance(left, int) and isinstance(right, int):
        quotient = abs(left) // abs(right)
        return quotient if (left < 0) == (right < 0) else -quotient
    return left / right  # type: ignore[operator]  # mixed pairs were made equal


def _rest(left: Numeric, right: Numeric) -> Numeric:
    """The sign is that of the dividend."""
    if isinstance(left, int) and isinstance(right, int):
        rest = abs(left) % abs(right)
        return rest if left >= 0 else -rest
    if isinstance(left, Decimal) or isinstance(right, Decimal):
        return left % right  # type: ignore[operator]  # mixed pairs were made equal
    if right == 0:
        raise ZeroDivisionError
    return math.fmod(left, right)


ARITHMETIC: Final[Mapping[str, Callable[[object, object], object]]] = {
    "+": _add,
    "-": lambda left, right: _computed(left, right, operator.sub),
    "*": lambda left, right: _computed(left, right, operator.mul),
    "/": lambda left, right: _computed(left, right, _divided),
    "%": lambda left, right: _computed(left, right, _rest),
}
"""By sign. `+` joins as soon as one side is a text."""

ORDER: Final[Mapping[str, Callable[[Numeric, Numeric], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
"""By sign, for numbers. Anything else is in no order: false."""


def equal(left: object, right: object) -> bool:
    """`==`: numbers by value, values of one type by value, values of different types by their text."""
    if left is None or right is None:
        return left is right
    numbers = _numbers(left, right)
    if numbers is not None:
        return numbers[0] == numbers[1]
    for kind in (str, bool, list, dict):
        if isinstance(left, kind) and isinstance(right, kind):
            return same(left, right)
    return text(left) == text(right)


def same(left: object, right: object) -> bool:
    """Java's `equals`: an Integer is no Double, lists and maps by their members."""
    return _same(left, right, [PRODUCED])


def _same(left: object, right: object, room: list[int]) -> bool:
    room[0] -= 100
    if room[0] < 0:
        raise ValueError("too much to compare")
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(_same(*pair, room) for pair in zip(left, right, strict=True))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(_same(left[key], right[key], room) for key in left)
    return type(left) is type(right) and left == right
