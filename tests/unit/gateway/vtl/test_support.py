"""What is refused when the graph is built, although it can be parsed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gwfw.gateway.vtl import check

UTIL = "$util has escapeJavaScript, parseJson, urlEncode, urlDecode, base64Encode, base64Decode"
INPUT = "$input has body, json, params, path"


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("a\n#macro(hi)x#end", "line 2: API Gateway does not have #macro"),
        ("#evaluate('x')", "line 1: API Gateway does not have #evaluate"),
        ("#parse('x')", "line 1: API Gateway does not have #parse"),
        ("#include('x')", "line 1: API Gateway does not have #include"),
        ("#literal()x#end", "line 1: API Gateway does not have #literal"),
        ("#@hi", "line 1: API Gateway does not have #@hi"),
        ("#if(true)#foreach($i in [1])#macro(a)#end#end#end", "line 1: API Gateway does not have #macro"),
        ("#set($q = \"#parse('x')\")", "line 1: API Gateway does not have #parse"),
        ("#foreach($i in [1..$n])#end", "line 1: API Gateway has no ranges with references in them"),
        (
            "#set($context.requestOverride.path.id = 1)",
            "line 1: $context.requestOverride is for REST APIs; a WebSocket API has nothing to override",
        ),
        (
            "#set($context.responseOverride.status = 1)",
            "line 1: $context.responseOverride is for REST APIs; a WebSocket API has nothing to override",
        ),
        ("$util.escapeJavascript($x)", f"line 1: $util.escapeJavascript($x): {UTIL}"),
        ("$util.toJson($x)", f"line 1: $util.toJson($x): {UTIL}"),
        ("$util", f"line 1: $util: {UTIL}"),
        ("$input", f"line 1: $input: {INPUT}"),
        ("$input['body']", f"line 1: $input['body']: {INPUT}"),
        ("$input.header('a')", f"line 1: $input.header('a'): {INPUT}"),
        ("$x.substr(1)", "line 1: $x.substr(1): no value has a method .substr()"),
        ("#if($x.nope())#end", "line 1: $x.nope(): no value has a method .nope()"),
        ("$x.getBytes()", "line 1: $x.getBytes(): no value has a method .getBytes()"),
        ("$x.class", "line 1: $x.class: .class is the value's class in Java and not available here; a member is ['class']"),
        (
            "$x.matches('(')",
            "line 1: $x.matches('('): '(' is not a regular expression: missing ), unterminated subpattern at position 0",
        ),
        ("$x.split('\\h')", "line 1: $x.split('\\h'): '\\\\h' uses \\h, which is not available here"),
        (
            "$x.replaceAll('[', 'a').length()",
            "line 1: $x.replaceAll('[', 'a').length(): "
            "'[' is not a regular expression: unterminated character set at position 0",
        ),
        ("#if(", "line 1: a value is missing; here is the end"),
        ("$", "line 1: a template cannot end with $"),
        ("x" * (300 * 1024 + 1), "a mapping template has at most 307200 bytes"),
        ("é" * (150 * 1024 + 1), "a mapping template has at most 307200 bytes"),
    ],
    ids=lambda value: value[:60],
)
def test_what_is_refused(template: str, reason: str) -> None:
    assert check(template) == reason


@pytest.mark.parametrize("path", ["$.a.length()", "$[", ""])
def test_paths_that_are_constants_are_checked(path: str) -> None:
    assert "is not a JSONPath" in str(check(f"$input.path('{path}')"))
    assert "is not a JSONPath" in str(check(f"$input.json('{path}')"))


@pytest.mark.parametrize(
    "template",
    [
        "",
        "x" * 300 * 1024,
        "$context.anything.at['all']",
        "#set($context.x = 1)",
        "#set($context = 1)",
        "$stageVariables.x",
        "$input.body$input.params('a')$input.params().header.get('b')$input.path($x)$input.json('a')",
        '$util.escapeJavaScript($x).replaceAll("\\\\\'","\'")',
        "$x.matches($y)",
        "$x.matches()",
        "$x.toString().trim()",
        "#foo($x)",
        "ROOM#$x",
    ],
    ids=lambda value: value[:60],
)
def test_what_is_not_refused(template: str) -> None:
    assert check(template) is None


def test_templates_of_the_conformance_cases_pass() -> None:
    cases = Path(__file__).parents[4] / ".." / "shared" / "reference" / "cases" / "vtl"
    templates = [json.loads(path.read_text(encoding="utf-8"))["template"] for path in sorted(cases.glob("*.json"))]
    assert [check(template) for template in templates] == [None] * len(templates)
