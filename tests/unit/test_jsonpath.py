from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gwfw.jsonpath import MISSING, PathError, compile

DOCUMENT = {
    "a": {"b": [{"c": 1}, {"c": 2}, {"d": 3}], "x y": 3, "a-b": 4, "": 5, "it's": 6},
    "n": None,
    "dotted.name": 7,
    "Ж": 8,
    "@type": 9,
    "text": "abc",
}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("$", [DOCUMENT]),
        ("$.a.b[0].c", [1]),
        ("$.a.b[-1].d", [3]),
        ("$['a'][\"b\"][ 1 ]['c']", [2]),
        ("$.a['x y']", [3]),
        ("$.a['it\\'s']", [6]),
        ("$.a['']", [5]),
        ("$.a.a-b", [4]),
        ("$.n", [None]),
        ("$.dotted\\.name", [7]),
        ("$.\\u0416", [8]),
        ("$.\\@type", [9]),
        ("$.gone", []),
        ("$.a.b[3]", []),
        ("$.a.b[-4]", []),
        ("$.a[0]", []),
        ("$.text.length", []),
        ("$.n.x", []),
    ],
)
def test_a_definite_path_finds_one_value_or_none(path: str, found: list[object]) -> None:
    compiled = compile(path)
    assert compiled.definite
    assert compiled.find(DOCUMENT) == found
    assert compiled.get(DOCUMENT) == (found[0] if found else MISSING)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("$.a.b[*].c", [1, 2]),
        ("$.a.b.*.c", [1, 2]),
        ("$.a.b[:2].c", [1, 2]),
        ("$.a.b[1:].c", [2]),
        ("$.a.b[-2:].d", [3]),
        ("$.a.b[:]", DOCUMENT["a"]["b"]),  # type: ignore[index]  # the document's value is an object
        ("$.a[0:1]", []),
        ("$.text[*]", []),
        ("$.gone[*].c", []),
        ("$.a.*[0]", [{"c": 1}]),
        ("$..c", [1, 2]),
        ("$.a.b[0,2]", [{"c": 1}, {"d": 3}]),
        ("$.a.b[?(@.c > 1)].c", [2]),
        ("$.a.b[?(@.c == 1 || @.d == 3)]", [{"c": 1}, {"d": 3}]),
    ],
)
def test_an_indefinite_path_gives_the_list_of_what_it_finds(path: str, found: list[object]) -> None:
    compiled = compile(path)
    assert not compiled.definite
    assert compiled.find(DOCUMENT) == found
    assert compiled.get(DOCUMENT) == found


FILTERED = {
    "order": {"total": 5, "line": {"total": 7}},
    "wanted": ["a"],
    "xs": [
        {"n": 1, "tags": ["a", "b"], "text": "xy", "flag": False},
        {"n": 2, "tags": [], "text": ""},
        {"n": True, "size": 3},
    ],
}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("$.order[?(@.total == 5)].total", [5]),
        ("$.order[?(@.total == 7)]", []),
        ("$.order[?(@.line.total == 7)].line", [{"total": 7}]),
        ("$..[?(@.total)].total", [5, 7]),
        ("$.xs[?(@.flag)].n", [1]),
        ("$.xs[?(@.n in [1, 3])].n", [1]),
        ("$.xs[?(@.n nin [1, 3])].n", [2, True]),
        ("$.xs[?(@.tags subsetof ['a', 'b', 'c'])].n", [1, 2]),
        ("$.xs[?(@.tags anyof $.wanted)].n", [1]),
        ("$.xs[?(@.tags noneof ['a'])].n", [2]),
        ("$.xs[?(@.tags anyof 'a')].n", []),
        ("$.xs[?(@.tags[*] anyof ['b'])].n", []),
        ("$.xs[?(@.text size 2)].n", [1]),
        ("$.xs[?(@.tags size 2)].n", [1]),
        ("$.xs[?(@.n size 1)].n", []),
        ("$.xs[?(@.tags empty true)].n", [2]),
        ("$.xs[?(@.text empty false)].n", [1]),
        ("$.xs[?(@.size > 2 && @['n'] nin [2])].n", [True]),
        ("$..size", [3]),
    ],
)
def test_filters_are_those_of_jayway(path: str, found: list[object]) -> None:
    values = compile(path).find(FILTERED)
    assert values == found
    assert [type(value) for value in values] == [type(value) for value in found]


@pytest.mark.parametrize("document", [None, 3, "text", True])
def test_a_filter_finds_nothing_in_a_scalar(document: object) -> None:
    assert compile("$[?(@.c)]").find(document) == []


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("a.b", "does not start with $"),
        ("$.", "after $ stand"),
        ("$a", "after $ stand"),
        ("$.a.length()", "after $ stand"),
        ("$.a b", "after $ stand"),
        ("$.a[?(", "unexpected"),
        ("$..c.length()", "unexpected"),
        ("$..a | $.b", "several paths"),
    ],
)
def test_what_is_no_path_is_refused(path: str, reason: str) -> None:
    with pytest.raises(PathError, match="is not a JSONPath") as caught:
        compile(path)
    assert reason.replace("\\", "") in str(caught.value)
    assert caught.value.path == path


def test_a_filter_that_cannot_be_applied_says_so() -> None:
    deep: list[object] = []
    for _ in range(400):
        deep = [deep]
    with pytest.raises(PathError, match="cannot be applied"):
        compile("$..c").find(deep)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("$.X", "No results for path: $['X']"),
        ("$.a.X", "No results for path: $['a']['X']"),
        ("$.no.such", "Missing property in path $['no']"),
        ("$.a.b[7].c", "Missing property in path $['a']['b'][7]"),
        ("$.a.b[7]", "No results for path: $['a']['b'][7]"),
        (
            "$.text.x",
            "Expected to find an object with property ['x'] in path $['text'] but found a value that is no object.",
        ),
        (
            "$.text.x.y",
            "Expected to find an object with property ['y'] in path $['text'] but found a value that is no object.",
        ),
    ],
)
def test_explain_says_where_a_definite_path_ends(path: str, reason: str) -> None:
    assert compile(path).explain(DOCUMENT) == reason


@pytest.mark.parametrize(
    ("path", "overruns"),
    [("$.a.b[3]", True), ("$.a.b[2]", False), ("$.a.x[0]", False), ("$.gone", False), ("$", False), ("$.a.b[*]", False)],
)
def test_overruns_tells_an_index_past_the_end(path: str, overruns: bool) -> None:
    assert compile(path).overruns(DOCUMENT) is overruns


def test_a_compiled_path_is_kept() -> None:
    assert compile("$.a.b") is compile("$.a.b")


def test_missing_prints_as_itself() -> None:
    assert repr(MISSING) == "MISSING"


def test_simple_paths_do_not_import_the_library() -> None:
    program = "import sys, gwfw.jsonpath as j; j.compile('$.a[*][1:].b'); sys.exit('jsonpath' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(document=JSON, steps=st.lists(st.text(max_size=6) | st.integers(-3, 3), max_size=4))
@settings(max_examples=200)
def test_a_path_of_names_and_indexes_is_the_same_as_indexing(document: object, steps: list[str | int]) -> None:
    text = "$"
    expected: object = document
    for step in steps:
        if isinstance(step, int):
            text += f"[{step}]"
            found = isinstance(expected, list) and -len(expected) <= step < len(expected)
        else:
            quoted = step.replace("\\", "\\\\").replace("'", "\\'")
            text += f"['{quoted}']"
            found = isinstance(expected, dict) and step in expected
        expected = expected[step] if found else MISSING  # type: ignore[index]  # found says that it can be indexed
    assert compile(text).get(document) == expected


@given(st.text(alphabet="$.[]*?()@'\"ab01:,-> ", max_size=12))
@settings(max_examples=200)
def test_any_text_is_a_path_or_refused(text: str) -> None:
    try:
        path = compile("$" + text)
    except PathError:
        return
    assert isinstance(path.find({"a": [{"b": 1}]}), list)
