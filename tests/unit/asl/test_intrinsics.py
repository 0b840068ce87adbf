"""What the intrinsic functions do with their arguments."""

from __future__ import annotations

import re
from itertools import product

import pytest

from gwfw.asl.call import parse_call
from gwfw.asl.failures import StateError
from gwfw.asl.intrinsics import FUNCTIONS
from tests.unit.asl.conftest import view

DATA = {
    "list": [1, 2, 3, 4, 5],
    "none": [],
    "same": [1, 1.0, True, "1", [1], [1.0], None, None],
    "obj": {"a": 1, "b": [], "c": {"d": "e", "f": None}},
    "other": {"a": 2, "c": {"g": 1}},
    "text": "x",
    "long": "a" * 10_000,
    "longer": "a" * 10_001,
    "big": list(range(1001)),
    "inf": 1e308,
    "huge": 10**400,
    "half": "\ud800",
}


def value(text: str) -> object:
    return parse_call(text, "v.$").evaluate(view(DATA))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("States.Format('{} {} {}', null, 1.5, true)", "null 1.5 true"),
        ("States.Format('{}', $.obj)", "{a=1, b=[], c={d=e, f=null}}"),
        ("States.Format('{}', $.list)", "[1, 2, 3, 4, 5]"),
        ("States.StringToJson('')", None),
        ("States.StringToJson(' ')", None),
        ("States.StringToJson('-0')", 0),
        ("States.StringToJson('[1, \"a\"]')", [1, "a"]),
        ("States.JsonToString($.obj)", '{"a":1,"b":[],"c":{"d":"e","f":null}}'),
        ("States.ArrayPartition($.none, 2)", []),
        ("States.ArrayPartition($.list, 2)", [[1, 2], [3, 4], [5]]),
        ("States.ArrayPartition($.list, 1.5)", [[1, 2], [3, 4], [5]]),
        ("States.ArrayContains($.list, 3.0)", True),
        ("States.ArrayContains($.list, '3')", False),
        ("States.ArrayContains($.list, true)", False),
        ("States.ArrayContains($.none, null)", False),
        ("States.ArrayRange(0, 10, 3)", [0, 3, 6, 9]),
        ("States.ArrayRange(1, 9, 9)", [1]),
        ("States.ArrayRange(3, 1, -1)", [3, 2, 1]),
        ("States.ArrayRange(3, 1, 1)", []),
        ("States.ArrayGetItem($.list, 4)", 5),
        ("States.ArrayLength($.none)", 0),
        ("States.ArrayUnique($.same)", [1, True, "1", [1], None]),
        ("States.Base64Encode('é')", "w6k="),
        ("States.Base64Encode($.long)", "YWFh" * 3333 + "YQ=="),
        ("States.Base64Decode('w6k=')", "é"),
        ("States.Hash('abc', 'MD5')", "900150983cd24fb0d6963f7d28e17f72"),
        ("States.Hash('abc', 'SHA-1')", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("States.Hash($.none, 'MD5')", "d751713988987e9331980363e24189ce"),
        ("States.JsonMerge($.obj, $.other, false)", {"a": 2, "b": [], "c": {"g": 1}}),
        ("States.JsonMerge($.obj, $.other, true)", {"a": 2, "b": [], "c": {"d": "e", "f": None, "g": 1}}),
        ("States.MathAdd(1.5, 1.51)", 4),
        ("States.MathAdd(-1.5, -1.51)", -3),
        ("States.MathAdd(1.49, 0)", 1),
        ("States.StringSplit(',,,,', ',')", []),
        ("States.StringSplit(', , ,', ',')", [" ", " "]),
        ("States.StringSplit('a.b+c', '.+')", ["a", "b", "c"]),
        ("States.StringSplit('abc', '')", ["abc"]),
        ("States.StringSplit('', ',')", []),
        ("States.UUID()", "id-1"),
    ],
)
def test_values(text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(("name", "length"), [("SHA-256", 64), ("SHA-384", 96), ("SHA-512", 128)])
def test_hashes_are_hexadecimal(name: str, length: int) -> None:
    found = value(f"States.Hash('abc', '{name}')")
    assert isinstance(found, str)
    assert re.fullmatch(rf"[0-9a-f]{{{length}}}", found)


def test_random_numbers_are_in_their_range_and_come_from_the_source() -> None:
    drawn = [value("States.MathRandom(1, 3)") for _ in range(3)]
    assert drawn == [drawn[0]] * 3, "each view has a source of the same seed"
    assert set(drawn) <= {1, 2}
    assert value("States.MathRandom(1, 1000000, 42)") == value("States.MathRandom(1, 1000000, 42)")
    assert value("States.MathRandom(1, 1000000, 42)") != value("States.MathRandom(1, 1000000, 43)")
    assert value("States.MathRandom(0.5, 2)") == 1


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("States.Format(1)", "The template of States.Format must be a string, but was: 1"),
        ("States.Format('{}')", "States.Format has 1 placeholders in '{}', but 0 arguments"),
        ("States.Format('{}', 1, 2)", "States.Format has 1 placeholders in '{}', but 2 arguments"),
        ("States.StringToJson('x')", "The argument of States.StringToJson is not JSON: "),
        ("States.StringToJson(1)", "The argument of States.StringToJson must be a string, but was: 1"),
        ("States.ArrayPartition('x', 1)", "The first argument of States.ArrayPartition must be an array"),
        ("States.ArrayPartition($.list, 0)", "The second argument of States.ArrayPartition must be positive"),
        ("States.ArrayPartition($.list, 'x')", 'must be a number, but was: "x"'),
        ("States.ArrayContains($.obj, 1)", "must be an array"),
        ("States.ArrayRange(1, 2, 0)", "The step of States.ArrayRange must not be 0"),
        ("States.ArrayRange(0, 1000, 1)", "States.ArrayRange would give 1001 values, but may give 1000"),
        ("States.ArrayRange(true, 1, 1)", "must be a number, but was: true"),
        ("States.ArrayGetItem($.list, 5)", "The index 5 of States.ArrayGetItem is outside the array of 5"),
        ("States.ArrayGetItem($.list, -1)", "The index -1"),
        ("States.ArrayLength(null)", "must be an array, but was: null"),
        ("States.ArrayUnique('x')", "must be an array"),
        ("States.Base64Encode($.longer)", "has 10001 characters, but may have 10000"),
        ("States.Base64Decode('???')", "is not Base64 of a text"),
        ("States.Base64Decode('/w==')", "is not Base64 of a text"),
        ("States.Hash('a', 'sha-1')", "The algorithm of States.Hash must be one of MD5, SHA-1, SHA-256, SHA-384, SHA-512"),
        ("States.Hash('a', 1)", "must be a string"),
        ("States.JsonMerge(1, $.obj, false)", "The first two arguments of States.JsonMerge must be objects"),
        ("States.JsonMerge($.obj, $.obj, 1)", "must be true or false, but was: 1"),
        ("States.MathAdd('1', 1)", "An argument of States.MathAdd must be a number"),
        ("States.MathRandom(2, 2)", "The first argument of States.MathRandom must be below the second, but was: 2"),
        ("States.StringSplit(1, ',')", "must be a string"),
        ("States.StringSplit('a', null)", "must be a string, but was: null"),
    ],
)
def test_arguments_that_do_not_fit(text: str, cause: str) -> None:
    with pytest.raises(StateError) as raised:
        value(text)
    assert raised.value.error == "States.IntrinsicFailure"
    assert cause in str(raised.value.cause)


def test_an_argument_that_is_not_there_ends_the_execution() -> None:
    with pytest.raises(StateError) as raised:
        value("States.Array($.nope)")
    assert (raised.value.error, raised.value.fatal) == ("States.Runtime", True)


ANYTHING = (
    "null",
    "true",
    "0",
    "-2.5",
    "1e300",
    "$.huge",
    "$.half",
    "''",
    "'a{}b'",
    "'SHA-1'",
    "$.list",
    "$.none",
    "$.obj",
    "$.longer",
)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_arguments_of_any_type_are_taken_or_refused(name: str) -> None:
    function = FUNCTIONS[name]
    errors = set()
    for count in range(function.least, (function.least + 2 if function.most is None else function.most) + 1):
        for arguments in product(ANYTHING, repeat=count):
            try:
                value(f"{name}({', '.join(arguments)})")
            except StateError as error:
                errors.add(error.error)
    assert errors <= {"States.IntrinsicFailure"}
