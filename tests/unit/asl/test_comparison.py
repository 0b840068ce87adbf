"""Operators of Choice rules, by value and operand."""

from __future__ import annotations

import pytest

from gwfw.asl.comparison import OPERANDS, OPERATORS, TESTS, pattern

ORDERS = ("LessThan", "LessThanEquals", "Equals", "GreaterThanEquals", "GreaterThan")
LOWER, SAME, HIGHER = (1, 1, 0, 0, 0), (0, 1, 1, 1, 0), (0, 0, 0, 1, 1)
NEVER = (0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("kind", "value", "operand", "holds"),
    [
        ("Numeric", 1, 2, LOWER),
        ("Numeric", 0, 0.0, SAME),
        ("Numeric", 3, 2.5, HIGHER),
        ("Numeric", "1", 1, NEVER),
        ("Numeric", True, 1, NEVER),
        ("Numeric", None, 0, NEVER),
        ("String", "a", "b", LOWER),
        ("String", "a", "aa", LOWER),
        ("String", "A", "a", LOWER),
        ("String", "\ufb01", "😀", HIGHER),
        ("String", "", "", SAME),
        ("String", " a", "a", LOWER),
        ("String", 1, "1", NEVER),
        ("String", None, "", NEVER),
        ("String", [], "", NEVER),
        ("Timestamp", "2016-03-14T01:59:00Z", "2016-03-14T02:59:00+01:00", SAME),
        ("Timestamp", "2016-03-14T01:59:00Z", "2016-03-14T01:59:00.001Z", LOWER),
        ("Timestamp", "2016-03-14", "2016-03-14T01:59:00Z", NEVER),
        ("Timestamp", "2012-10-09T19:00:55", "2012-10-09T19:00:55Z", NEVER),
    ],
)
def test_orders(kind: str, value: object, operand: object, holds: tuple[int, ...]) -> None:
    assert tuple(int(OPERATORS[f"{kind}{order}"](value, operand)) for order in ORDERS) == holds


@pytest.mark.parametrize(
    ("value", "operand", "holds"),
    [
        (True, True, True),
        (False, False, True),
        (True, False, False),
        (1, True, False),
        (None, False, False),
        ("", False, False),
    ],
)
def test_booleans(value: object, operand: object, holds: bool) -> None:
    assert OPERATORS["BooleanEquals"](value, operand) is holds


@pytest.mark.parametrize(
    ("text", "value", "holds"),
    [
        ("log-*.txt", "log-2024.txt", True),
        ("log-*.txt", "log-.txt", True),
        ("log-*.txt", "xlog-1.txt", False),
        ("log-*.txt", "log-1_txt", False),
        ("*", "", True),
        ("*", "a\nb", True),
        ("a\\*b", "a*b", True),
        ("a\\*b", "axb", False),
        ("a\\\\*", "a\\x", True),
        ("a\\b", "a\\b", True),
        ("[a]", "a", False),
        ("a", None, False),
    ],
)
def test_patterns(text: str, value: object, holds: bool) -> None:
    assert OPERATORS["StringMatches"](value, text) is holds


def test_a_pattern_of_another_type_matches_nothing() -> None:
    assert OPERATORS["StringMatches"]("a", 1) is False
    assert pattern("a*") is pattern("a*"), "patterns are compiled once"


VALUES: dict[str, object] = {
    "null": None,
    "true": True,
    "number": 1.5,
    "text": "a",
    "time": "2016-03-14T01:59:00Z",
    "day": "2016-03-14",
    "array": [],
    "object": {},
}


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("IsNull", {"null"}),
        ("IsBoolean", {"true"}),
        ("IsNumeric", {"number"}),
        ("IsString", {"text", "time", "day"}),
        ("IsTimestamp", {"time"}),
    ],
)
def test_tests_of_types(name: str, holds: set[str]) -> None:
    assert {about for about, value in VALUES.items() if TESTS[name](value)} == holds


def test_every_operator_knows_its_operands() -> None:
    for name in OPERATORS:
        kinds = [kind for kind in OPERANDS if name.startswith(kind)]
        assert len(kinds) == 1
    assert [kind for kind, fits in OPERANDS.items() if fits("2016-03-14T01:59:00Z")] == ["String", "Timestamp"]
    assert [kind for kind, fits in OPERANDS.items() if fits(True)] == ["Boolean"]
    assert [kind for kind, fits in OPERANDS.items() if fits(1)] == ["Numeric"]


@pytest.mark.parametrize("name", OPERATORS)
def test_values_of_any_type_are_compared_with_any_other(name: str) -> None:
    kinds = {kind: fits for kind, fits in OPERANDS.items() if name.startswith(kind)}
    (fits,) = kinds.values()
    held = {(left, right) for left, a in VALUES.items() for right, b in VALUES.items() if OPERATORS[name](a, b)}
    assert all(fits(VALUES[left]) and fits(VALUES[right]) for left, right in held)
