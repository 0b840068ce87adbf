from __future__ import annotations

import pytest

from gwfw.jsonpath import MISSING
from gwfw.selection import SelectionError, Variable, compile, parsed, text, variable


@pytest.mark.parametrize(
    ("expression", "selected"),
    [
        ("$request.header.a", "A"),
        ("${request.header.a}", "A"),
        ("${request.header.a}-${request.header.b}", "A-"),
        ("x${request.header.a}y", "xAy"),
        ("action", "action"),
        (r"\$default", "$default"),
        ("$default", "$default"),
        (r"a\\b\${c}", r"a\b${c}"),
        (r"\$request.header.a", "$request.header.a"),
        ("${integration.response.statuscode}", "404"),
    ],
)
def test_an_expression_gives_a_text(expression: str, selected: str) -> None:
    values: dict[str, object] = {"a": "A", "integration.response.statuscode": 404}
    assert compile(expression).evaluate(lambda asked: values.get(asked.name or asked.root, MISSING)) == selected


def test_a_body_is_read_by_a_path() -> None:
    (found,) = compile("$request.body.items[*]['a b']").variables
    assert found.root == "request.body"
    assert found.path is not None
    assert found.path.get({"items": [{"a b": 1}, {"a b": 2}]}) == [1, 2]
    (whole,) = compile("${request.body}").variables
    assert whole.path is not None
    assert whole.path.get({"a": 1}) == {"a": 1}


@pytest.mark.parametrize(
    ("source", "root", "name"),
    [
        ("route.request.header.X-A", "request.header", "X-A"),
        ("route.request.multivaluequerystring.a.b", "request.multivaluequerystring", "a.b"),
        ("context.identity.sourceIp", "context", "identity.sourceIp"),
        ("stageVariables.color", "stageVariables", "color"),
        ("integration.response.multivalueheader.h", "integration.response.multivalueheader", "h"),
    ],
)
def test_a_source_is_a_variable(source: str, root: str, name: str) -> None:
    assert variable(source) == Variable(root, name)


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("", "an expression is not empty"),
        ("$", "'' is no variable"),
        ("$request", "'request' is no variable"),
        ("$request.header", "'request.header' is no variable"),
        ("$request.header.", "'request.header.' is no variable"),
        ("$request.bodyguard", "'request.bodyguard' is no variable"),
        ("a$b", r"a $ of its own is written \$"),
        ("${request.body.a", r"a $ of its own is written \$"),
        ("a\\", r"a $ of its own is written \$"),
        ("$request.body.a[", "after \\$ stand"),
        ("$request.body..", "request.body.."),
    ],
)
def test_what_cannot_be_evaluated_is_told(expression: str, reason: str) -> None:
    with pytest.raises(SelectionError) as caught:
        compile(expression)
    assert reason.replace("\\$ stand", "$ stand") in str(caught.value)


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("a", "a"),
        (5, "5"),
        (1.5, "1.5"),
        (True, "true"),
        (None, ""),
        (MISSING, ""),
        (["item1", "item2"], "[item1, item2]"),
        ({"a": 1, "b": ["x", None]}, "{a=1, b=[x, null]}"),
        ({}, "{}"),
    ],
)
def test_a_value_is_printed_as_java_does(value: object, printed: str) -> None:
    assert text(value) == printed


@pytest.mark.parametrize("body", ["", "no", "NaN", "[Infinity]", b"\xff", "[" * 100_000, "1" * 5000])
def test_what_is_no_json_is_missing(body: str | bytes) -> None:
    assert parsed(body) is MISSING


def test_json_is_parsed() -> None:
    assert parsed(b'{"a":[1]}') == {"a": [1]}
