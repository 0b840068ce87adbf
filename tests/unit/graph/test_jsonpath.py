"""The small JSONPath of selection expressions and mappings."""

from __future__ import annotations

import pytest

from gwfw.graph.jsonpath import MISSING, JsonPath

DOCUMENT = {
    "action": "send",
    "service": {"do": "x", "none": None},
    "items": [{"id": 1}, {"id": 2}],
    "a b": "blank",
    'q"': "quote",
    "matrix": [[1, 2], [3]],
    "names": {"x": {"id": 3}, "y": {"id": 4}},
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("action", "send"),
        ("service.do", "x"),
        ("service.none", None),
        ("items[0].id", 1),
        ("items[-1].id", 2),
        ("['a b']", "blank"),
        ("['action']", "send"),
        ('["a b"]', "blank"),
        ("service['do']", "x"),
        ("items[*].id", [1, 2]),
        ("items.*.id", [1, 2]),
        ("names.*.id", [3, 4]),
        ("*", list(DOCUMENT.values())),
        ("matrix[*][0]", [1, 3]),
        ("items[*].other", MISSING),
        ("items[7]", MISSING),
        ("items[-7]", MISSING),
        ("items.id", MISSING),
        ("action.more", MISSING),
        ("action[0]", MISSING),
        ("service[0]", MISSING),
        ("action.*", MISSING),
        ("nothing", MISSING),
    ],
)
def test_paths(path: str, value: object) -> None:
    assert JsonPath.parse(path).find(DOCUMENT) == value


def test_a_path_into_an_array() -> None:
    assert JsonPath.parse("[1].id").find([{}, {"id": 5}]) == 5


@pytest.mark.parametrize(
    "path", ["", ".a", "a..b", "a.", "..a", "a[?(@.b)]", "a[x]", "a b", "['a'", "a['b", "items[0]id", "$"]
)
def test_what_is_not_taken_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match=r"is not a path|at least one step"):
        JsonPath.parse(path)


def test_missing_is_told_apart_from_null() -> None:
    assert repr(MISSING) == "MISSING"
    assert MISSING is not None
