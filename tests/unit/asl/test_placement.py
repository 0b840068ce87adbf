"""`ResultPath`."""

from __future__ import annotations

import pytest

from gwfw.asl.failures import StateError
from gwfw.asl.placement import Placement
from gwfw.jsonpath import PathError


@pytest.mark.parametrize(
    ("path", "document", "result"),
    [
        ("$", {"a": 1}, "R"),
        ("$.r", {"a": 1}, {"a": 1, "r": "R"}),
        ("$.a", {"a": 1}, {"a": "R"}),
        ("$.a.b.c", {}, {"a": {"b": {"c": "R"}}}),
        ("$.a.b", {"a": {"x": 1}}, {"a": {"x": 1, "b": "R"}}),
        ("$.a[1]", {"a": [1, 2, 3]}, {"a": [1, "R", 3]}),
        ("$.a[-1].b", {"a": [1, {"c": 2}]}, {"a": [1, {"c": 2, "b": "R"}]}),
        ("$['x y']", {}, {"x y": "R"}),
    ],
)
def test_put(path: str, document: object, result: object) -> None:
    assert Placement.parse(path).put(document, "R") == result


def test_the_document_is_not_changed() -> None:
    document = {"a": [{"b": 1}], "c": {}}
    Placement.parse("$.a[0].b").put(document, 2)
    Placement.parse("$.c.d.e").put(document, 2)
    assert document == {"a": [{"b": 1}], "c": {}}


@pytest.mark.parametrize(
    ("path", "document"),
    [
        ("$.x", "foo"),
        ("$.x", None),
        ("$.x.y", {"x": 1}),
        ("$.x.y", {"x": [1]}),
        ("$.x[0]", {"x": {}}),
        ("$.x[3]", {"x": [1]}),
    ],
)
def test_a_place_that_the_input_cannot_have(path: str, document: object) -> None:
    with pytest.raises(StateError) as raised:
        Placement.parse(path).put(document, 1)
    assert raised.value.error == "States.ResultPathMatchFailure"
    assert f"of ResultPath '{path}' to the input" in str(raised.value.cause)


@pytest.mark.parametrize("path", ["$.a[*]", "$..a", "$.a[0:1]", "$.a[?(@.b)]", "$$.a", "$x", "a", "$.a,b"])
def test_what_is_no_reference_path(path: str) -> None:
    with pytest.raises(PathError):
        Placement.parse(path)
