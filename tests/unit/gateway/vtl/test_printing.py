"""Values as Java prints them and as json-smart writes them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gwfw.gateway.vtl.printing import double, json_text, text
from gwfw.gateway.vtl.values import Entry, JsonList, Loop, View


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.0, "0.0"),
        (-0.0, "-0.0"),
        (1.0, "1.0"),
        (0.001, "0.001"),
        (0.0001, "1.0E-4"),
        (9999999.0, "9999999.0"),
        (1e7, "1.0E7"),
        (-1.5e-10, "-1.5E-10"),
        (123456789.0, "1.23456789E8"),
        (33.333333333333336, "33.333333333333336"),
        (1e300, "1.0E300"),
        (float("inf"), "Infinity"),
        (float("-inf"), "-Infinity"),
        (float("nan"), "NaN"),
    ],
)
def test_double(value: float, written: str) -> None:
    assert double(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (5, "5"),
        ("a", "a"),
        (Decimal("1.23456789012345678901"), "1.23456789012345678901"),
        ([], "[]"),
        ([1, "a", None, [2.0]], "[1, a, null, [2.0]]"),
        ({}, "{}"),
        ({"k": "v", 1: [True]}, "{k=v, 1=[true]}"),
        (JsonList(["a/", {"k": None}]), '["a\\/",{"k":null}]'),
        ({"l": JsonList([1])}, "{l=[1]}"),
        ([JsonList(["a"])], '[["a"]]'),
        (View(["a", "b"]), "[a, b]"),
        (Entry("k", 1), "k=1"),
        (Loop(None), "{}"),
    ],
)
def test_text(value: object, written: str) -> None:
    assert text(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"a": [1, 2.5, True, None, "x"]}, '{"a":[1,2.5,true,null,"x"]}'),
        ({"k": 1, 2: {}}, '{"k":1,"2":{}}'),
        ('"\\\b\f\n\r\t/', '"\\"\\\\\\b\\f\\n\\r\\t/"'),
        ("\x00\x7f\x9f\u2028\u20ff\u1fff\u2100é\U0001f600", '"\\u0000\\u007F\\u009F\\u2028\\u20FF\u1fff\u2100é\U0001f600"'),
        (float("inf"), "null"),
        (Decimal("1.5"), "1.5"),
        (Entry("k", 1), '"k=1"'),
    ],
)
def test_json(value: object, written: str) -> None:
    assert json_text(value) == written


def test_a_slash_is_escaped_where_a_list_is_printed() -> None:
    assert json_text({"a/": "b/"}, slash=True) == '{"a\\/":"b\\/"}'


@pytest.mark.parametrize("value", [("a",), object()])
def test_what_has_no_text(value: object) -> None:
    with pytest.raises(ValueError, match="has no text"):
        text(value)


def test_values_that_hold_each_other_over_and_over_are_refused() -> None:
    value: object = ["x" * 1000]
    for _ in range(40):
        value = [value, value]
    with pytest.raises(ValueError, match="more than 10000000 characters"):
        text(value)
