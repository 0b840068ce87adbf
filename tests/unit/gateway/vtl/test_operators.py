"""Operators where templates cannot reach every pair of types."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gwfw.gateway.vtl.operators import ARITHMETIC, equal, same


@pytest.mark.parametrize(
    ("sign", "left", "right", "result"),
    [
        ("+", Decimal("1.5"), 1, Decimal("2.5")),
        ("+", Decimal("1.5"), 1.0, Decimal("2.5")),
        ("-", 1.0, Decimal("1.5"), Decimal("-0.5")),
        ("%", Decimal("7.5"), 2, Decimal("1.5")),
        ("/", Decimal("1"), 0, None),
        ("%", 1.0, 0, None),
        ("+", "a", None, None),
        ("+", None, "a", None),
        ("+", True, 1, None),
        ("*", None, 1, None),
    ],
)
def test_arithmetic(sign: str, left: object, right: object, result: object) -> None:
    assert ARITHMETIC[sign](left, right) == result


@pytest.mark.parametrize(
    ("sign", "left", "right"),
    [("*", 10**400, 1.5), ("*", 2**4000, 2**4000), ("*", Decimal("1e999999"), Decimal("1e999999"))],
    ids=["too large for a fraction", "too many bits", "too large a fraction"],
)
def test_numbers_without_bounds_are_refused(sign: str, left: object, right: object) -> None:
    with pytest.raises(ValueError, match=r"cannot be computed|more than 4096 bits"):
        ARITHMETIC[sign](left, right)


@pytest.mark.parametrize(
    ("left", "right", "holds"),
    [
        (None, None, True),
        (None, "", False),
        ("", None, False),
        (1, Decimal("1.0"), True),
        ([1], "[1]", True),
        ({}, [], False),
    ],
)
def test_equal(left: object, right: object, holds: bool) -> None:
    assert equal(left, right) is holds


@pytest.mark.parametrize(
    ("left", "right", "holds"),
    [
        (1, 1, True),
        (1, 1.0, False),
        (1, True, False),
        ([1, [2]], [1, [2]], True),
        ([1], [1, 2], False),
        ({"a": 1}, {"a": 1.0}, False),
    ],
)
def test_same(left: object, right: object, holds: bool) -> None:
    assert same(left, right) is holds


def test_values_that_hold_each_other_over_and_over_are_refused() -> None:
    left: object = [1]
    right: object = [1]
    for _ in range(40):
        left, right = [left, left], [right, right]
    with pytest.raises(ValueError, match="too much to compare"):
        same(left, right)
