"""The functions of Step Functions, and those that would read a clock or randomness."""

from __future__ import annotations

import pytest

from gwfw.asl.jsonata import Fault, parse
from gwfw.asl.jsonata_functions import seeded
from gwfw.jsonpath import MISSING
from tests.unit.asl.conftest import view


def value(text: str) -> object:
    return parse(text).evaluate({"l": [1, 2, 3, 4, 5]}, view())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$partition($l, 2)", [[1, 2], [3, 4], [5]]),
        ("$partition($l, 2.9)", [[1, 2], [3, 4], [5]]),
        ("$partition([0], 1)", [[0]]),
        ("$partition(7, 1)", [[7]]),
        ("$partition([], 1)", MISSING),
        ("$partition($l, 0)", MISSING),
        ("$partition($l, 0.5)", MISSING),
        ("$partition($l)", MISSING),
        ("$partition()", MISSING),
        ("$partition($nope, 1)", MISSING),
        ("$range(0, 10, 3)", [0, 3, 6, 9]),
        ("$range(0, 9, 3)", [0, 3, 6, 9]),
        ("$range(1, 9, 9)", 1),
        ("$range(3, 1, -1)", [3, 2, 1]),
        ("$range(0.5, 2, 0.5)", [0.5, 1.0, 1.5, 2.0]),
        ("$range(1, 3)", MISSING),
        ("$range(1, 3, 0)", MISSING),
        ("$range(1, 3, -1)", MISSING),
        ("$range(3, 1, 1)", MISSING),
        ("$hash('abc', 'MD5')", "900150983cd24fb0d6963f7d28e17f72"),
        ("$hash('abc', 'SHA-1')", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("$length($hash('abc', 'SHA-512'))", 128),
        ("$hash('abc')", MISSING),
        ("$hash($nope, 'MD5')", MISSING),
        ("$random(42)", 0.7275636800328681),
        ("$random() >= 0 and $random() < 1", True),
        ("$uuid()", "id-1"),
        ("$parse('{\"a\": [1, null]}')", {"a": [1, None]}),
        ("$parse('null')", None),
        ("$parse('-0')", 0),
        ("$parse($nope)", MISSING),
        ("$millis()", 1_700_000_000_000),
        ("$now()", "2023-11-14T22:13:20.000Z"),
        ("$now('[Y]-[M01]')", "2023-11"),
        ("$now('[H01]:[m01]', '+0200')", "00:13"),
        ("$sort($shuffle($l))", [1, 2, 3, 4, 5]),
        ("$shuffle($nope)", MISSING),
        ("$l ~> $partition(3)", [[1, 2, 3], [4, 5]]),
    ],
)
def test_values(text: str, expected: object) -> None:
    assert value(text) == expected


def test_randomness_comes_from_the_source() -> None:
    assert value("$random()") == value("$random()"), "each view has a source of the same seed"
    assert value("$shuffle($l)") == value("$shuffle($l)")
    assert seeded(0) == 0.730967787376657


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("$partition($l, 'x')", "D3030: Unable to cast value to a number: x"),
        ("$range(0, 1000001, 1)", "D2014: "),
        (
            "$hash('abc', 'sha-1')",
            "D3137: The hash algorithm must be one of MD5, SHA-1, SHA-256, SHA-384, SHA-512, but was: sha-1",
        ),
        ("$hash(1, 'MD5')", "T0410: Argument 1 of Object hash does not match Object signature"),
        ("$parse('{')", "D3137: The argument of $parse is not JSON: "),
        ("$random('x')", "D3030: "),
    ],
)
def test_arguments_that_do_not_fit(text: str, message: str) -> None:
    with pytest.raises(Fault) as raised:
        value(text)
    assert raised.value.message.startswith(message)
