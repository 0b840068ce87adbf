"""Labels: conditions as people write them, on one line."""

from __future__ import annotations

import pytest

from gwfw.drawing.labels import LIMIT, clean, condition

CONDITIONS: dict[str, tuple[dict[str, object], str]] = {
    "number": ({"Variable": "$.a", "NumericGreaterThanEquals": 1.5}, "$.a >= 1.5"),
    "text": ({"Variable": "$.a", "StringEquals": "x"}, '$.a = "x"'),
    "pattern": ({"Variable": "$.a", "StringMatches": "x*"}, '$.a matches "x*"'),
    "path": ({"Variable": "$.a", "TimestampLessThanPath": "$.b"}, "$.a < $.b"),
    "boolean": ({"Next": "b", "Variable": "$.a", "BooleanEquals": False}, "$.a = false"),
    "test": ({"Variable": "$.a", "IsNull": True}, "$.a is null"),
    "negative test": ({"Variable": "$.a", "IsNumeric": False}, "$.a is not numeric"),
    "not": ({"Not": {"Variable": "$.a", "IsPresent": True}}, "not $.a is present"),
    "jsonata": ({"Condition": "{% $states.input.a > 1 %}"}, "$states.input.a > 1"),
    "constant": ({"Condition": True}, "True"),
    "and, or": (
        {
            "And": [
                {"Variable": "$.a", "NumericEquals": 1},
                {"Or": [{"Variable": "$.b", "IsNull": True}, {"Variable": "$.c", "IsNull": True}]},
            ]
        },
        "$.a = 1 and ($.b is null or $.c is null)",
    ),
    "nothing known": ({"Variable": "$.a"}, "$.a"),
}


@pytest.mark.parametrize("case", CONDITIONS)
def test_condition(case: str) -> None:
    rule, written = CONDITIONS[case]
    assert condition(rule) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a\n\tb  c", "a b c"),
        ("a\x00\ud800\u202eb", "a b"),
        ("x" * LIMIT, "x" * LIMIT),
        ("x" * (LIMIT + 1), "x" * (LIMIT - 1) + "…"),
        ("größer 数", "größer 数"),
    ],
    ids=["lines", "not printable", "just fits", "too long", "other letters"],
)
def test_clean(text: str, written: str) -> None:
    assert clean(text) == written
