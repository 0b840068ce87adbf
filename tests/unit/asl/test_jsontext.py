"""JSON values and their texts."""

from __future__ import annotations

import pytest

from gwfw.asl import jsontext


def nested(depth: int) -> object:
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "text", "size"),
    [
        ({"a": [1, None, True]}, '{"a":[1,null,true]}', 19),
        ("é€😀", '"é€😀"', 2 + 2 + 3 + 4),
        ("\ud800", '"\ud800"', 2 + 3),
        ('"\\', '"\\"\\\\"', 6),
        (1.0, "1.0", 3),
    ],
    ids=["object", "unicode", "half a pair", "escaped", "float"],
)
def test_text_and_size(value: object, text: str, size: int) -> None:
    assert (jsontext.text(value), jsontext.size(value)) == (text, size)


@pytest.mark.parametrize(
    ("value", "too_large"),
    [("x" * (262_144 - 2), False), ("x" * (262_144 - 1), True), ("é" * 131_072, True), (None, False), (1, False)],
    ids=["just fits", "one more", "bytes count, not characters", "null", "number"],
)
def test_size_limit(value: object, too_large: bool) -> None:
    assert jsontext.oversize(value) is too_large


def test_nesting_limit() -> None:
    assert jsontext.size(nested(jsontext.NESTING_LIMIT)) == 2 * jsontext.NESTING_LIMIT + 1
    with pytest.raises(RecursionError):
        jsontext.size(nested(jsontext.NESTING_LIMIT + 1))
    assert jsontext.size([{"[": 1}] * 500) == 500 * 8 + 1, "many brackets are not deep"


@pytest.mark.parametrize(
    ("text", "value"),
    [("1", 1), (' {"a": 1.5} ', {"a": 1.5}), ("-0", 0), ('"\\ud800"', "\ud800"), ("1e2", 100.0)],
)
def test_load(text: str, value: object) -> None:
    assert jsontext.load(text) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Expecting value"),
        ("{", "Expecting property name"),
        ("NaN", "NaN is not JSON"),
        ("-Infinity", "-Infinity is not JSON"),
        ("1e999", "the number 1e999 is too large"),
        ("[" * 100_000, "nested too deeply"),
        ("1" * 5000, "4300 digits"),
        ("'a'", "Expecting value"),
    ],
    ids=["empty", "unfinished", "not a number", "infinity", "beyond a double", "deep", "beyond any integer", "quotes"],
)
def test_load_refuses_what_is_no_json(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        jsontext.load(text)


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (1, 1.0, True),
        (1, True, False),
        (0, False, False),
        (True, True, True),
        ([1, {"a": 2}], [1.0, {"a": 2}], True),
        ([1], [1, 2], False),
        ({"a": 1}, {"b": 1}, False),
        ({"a": True}, {"a": 1}, False),
        (None, None, True),
        ("a", "b", False),
        ([], {}, False),
    ],
)
def test_equal(left: object, right: object, same: bool) -> None:
    assert jsontext.equal(left, right) is same
    assert jsontext.equal(right, left) is same


@pytest.mark.parametrize(
    ("value", "number", "integer"),
    [(1, True, True), (1.0, True, True), (1.5, True, False), (True, False, False), ("1", False, False)],
)
def test_numbers(value: object, number: bool, integer: bool) -> None:
    assert (jsontext.is_number(value), jsontext.is_integer(value)) == (number, integer)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (None, "null"),
        (True, "boolean"),
        (1, "number"),
        (1.5, "number"),
        ("", "string"),
        ([], "array"),
        ({}, "object"),
    ],
)
def test_type_names(value: object, name: str) -> None:
    assert jsontext.type_name(value) == name
