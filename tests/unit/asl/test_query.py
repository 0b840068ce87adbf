"""Paths into the data, the context object and variables."""

from __future__ import annotations

import pytest

from gwfw.asl.failures import StateError
from gwfw.asl.query import Constant, FieldPath, PlainPath, Query, invalid_condition, invalid_path
from gwfw.jsonpath import MISSING, PathError
from tests.unit.asl.conftest import view

DATA = {"a": {"b": [1, 2]}, "n": None, "xs": [{"v": 1}, {"w": 2}]}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$", DATA),
        ("$.a.b[1]", 2),
        ("$['a']", {"b": [1, 2]}),
        ("$.n", None),
        ("$.nope", MISSING),
        ("$.xs[*].v", [1]),
        ("$.xs[*].nope", []),
        ("$..v", [1]),
        ("$$", {"State": {"Name": "S"}, "Execution": {"Input": DATA}}),
        ("$$.State.Name", "S"),
        ("$x", [5]),
        ("$x[0]", 5),
        ("$x_1.y", 6),
        ("$é", 7),
        ("$unset", MISSING),
        ("$unset.y", MISSING),
    ],
)
def test_finding(text: str, value: object) -> None:
    assert Query.parse(text).find(view(DATA, x=[5], x_1={"y": 6}, é=7)) == value


@pytest.mark.parametrize("text", ["", "a", "x$", "$x y", "$1", "$-", "$$$", "$.a.length()", "$x..", "$(", "States.UUID()"])
def test_what_is_no_path(text: str) -> None:
    with pytest.raises(PathError):
        Query.parse(text)


def raised(expression: PlainPath | FieldPath, data: object = DATA) -> str:
    with pytest.raises(StateError) as error:
        expression.evaluate(view(data))
    assert (error.value.error, error.value.fatal, error.value.evaluated) == ("States.Runtime", True, True)
    return str(error.value.cause)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("$.gone", "Invalid path '$.gone' : No results for path: $['gone']"),
        ("$.no.such", "Invalid path '$.no.such' : Missing property in path $['no']"),
        ("$unset", "Invalid path '$unset' : No results for path: $unset"),
    ],
)
def test_a_plain_path_that_finds_nothing(text: str, cause: str) -> None:
    assert raised(PlainPath(Query.parse(text), invalid_path)) == cause


def test_a_condition_that_finds_nothing() -> None:
    cause = "Invalid path '$.x': The choice state's condition path references an invalid value."
    assert raised(PlainPath(Query.parse("$.x"), invalid_condition)) == cause


def test_a_field_that_finds_nothing_shows_the_input() -> None:
    cause = "The JSONPath '$.x' specified for the field 'v.$' could not be found in the input '{\"y\":1}'"
    assert raised(FieldPath(Query.parse("$.x"), "v.$"), {"y": 1}) == cause


@pytest.mark.parametrize(("text", "value"), [("$.a.b[5]", None), ("$.a.b[0]", 1), ("$.n", None), ("$.xs[*].q", [])])
def test_a_field_beyond_an_array_is_null(text: str, value: object) -> None:
    assert FieldPath(Query.parse(text), "v.$").evaluate(view(DATA)) == value


def test_a_filter_that_cannot_be_applied_ends_the_execution() -> None:
    data: object = 1
    for _ in range(3000):
        data = [data]
    assert raised(PlainPath(Query.parse("$..x"), invalid_path), data).startswith("Invalid path '$..x' : ")


def test_constant() -> None:
    assert Constant([1]).evaluate(view()) == [1]
