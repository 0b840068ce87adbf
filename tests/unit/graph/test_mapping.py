"""Parameter-mapping expressions: every source, templates, and what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwfw.exchange import Answered, HttpInputs, HttpRequest
from gwfw.graph.mapping import BODY_LIMIT_BYTES, compile_expression, compile_response_expression, text

if TYPE_CHECKING:
    from tests.unit.graph.conftest import Make

BODY = {"user": {"name": "ann", "age": 7, "ok": True, "none": None}, "items": [{"id": 1}, {"id": 2}], "a b": "c"}
HEADERS = (("X-One", "1"), ("x-two", "a"), ("X-Two", "b,c"), ("X-Wire", "cafÃ©"), ("X-Latin", "caf\xe9"))
QUERY = "q=1&q=2&Q=3&e=&enc%20x=a%2Bb+c"


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("$request.header.x-one", "1"),
        ("$request.header.X-TWO", "a,b,c"),
        ("$request.header.x-wire", "café"),
        ("$request.header.x-latin", "café"),
        ("$request.header.none", None),
        ("$request.querystring.q", "1,2"),
        ("$request.querystring.Q", "3"),
        ("$request.querystring.e", ""),
        ("$request.querystring.enc x", "a+b c"),
        ("$request.querystring.none", None),
        ("$request.path", "/p/a b"),
        ("$request.path.name", "a b"),
        ("$request.path.none", None),
        ("$request.body", json.dumps(BODY)),
        ("$request.body.user.name", "ann"),
        ("$request.body.user.age", "7"),
        ("$request.body.user.ok", "true"),
        ("$request.body.user.none", None),
        ("$request.body.user", '{"name":"ann","age":7,"ok":true,"none":null}'),
        ("$request.body.items[1].id", "2"),
        ("$request.body.items[*].id", "[1,2]"),
        ("$request.body['a b']", "c"),
        ("$request.body.nothing.here", None),
        ("$context.requestId", "JKJJxhz4PHcEJgQ="),
        ("$context.status", None),
        ("$stageVariables.env", "e1"),
        ("$stageVariables.none", None),
        ("static text", "static text"),
        ("$5", "$5"),
        ("$", "$"),
        ("", ""),
        ("request.header.x-one", "request.header.x-one"),
        ("${request.path.name}-${request.header.x-one}", "a b-1"),
        ("pre ${context.stage} mid ${stageVariables.env} post", "pre dev mid e1 post"),
        ("${request.body.user.name}", "ann"),
        ("${request.header.none} x", None),
        ("$request.path.name ${request.header.x-one}", "$request.path.name 1"),
    ],
)
def test_sources(inputs: Make, expression: str, value: str | None) -> None:
    given = inputs(headers=HEADERS, query=QUERY, body=json.dumps(BODY).encode())
    assert compile_expression(expression)(given) == value
    assert compile_response_expression(expression)(given, Answered(status=200)) == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("$response.header.x-a", "1,2"),
        ("$response.header.none", None),
        ("$response.body", '{"code":"418"}'),
        ("$response.body.code", "418"),
        ("$response.body.none", None),
        ("$context.integrationStatus", "418"),
        ("$context.integration.status", "418"),
        ("${response.header.x-a}/${request.path.name}", "1,2/a b"),
    ],
)
def test_sources_of_a_response(inputs: Make, expression: str, value: str | None) -> None:
    answered = Answered(status=418, headers=(("x-a", "1"), ("x-a", "2")), body=b'{"code":"418"}')
    assert compile_response_expression(expression)(inputs(), answered) == value


def test_an_integration_without_a_body(inputs: Make) -> None:
    assert compile_response_expression("$response.body")(inputs(), Answered(status=200)) == ""
    assert compile_response_expression("$response.body.a")(inputs(), Answered(status=200)) is None


@pytest.mark.parametrize(
    "body",
    [b"", b"no json", b"[" * 100_000, b'{"a": "' + b"x" * (BODY_LIMIT_BYTES - 8) + b'"}', b"\xff", b'"text"', b"null"],
)
def test_a_body_without_the_member(inputs: Make, body: bytes) -> None:
    assert compile_expression("$request.body.a")(inputs(body=body)) is None


def test_a_body_up_to_the_limit_is_read(inputs: Make) -> None:
    body = b'{"a":"' + b"x" * (BODY_LIMIT_BYTES - 8) + b'"}'
    assert len(body) == BODY_LIMIT_BYTES
    assert compile_expression("$request.body.a")(inputs(body=body)) == "x" * (BODY_LIMIT_BYTES - 8)


@pytest.mark.parametrize(
    "expression",
    [
        "$request",
        "$request.other.x",
        "$request.header",
        "$request.querystring",
        "$request.body..x",
        "$request.body.a[?(@.b)]",
        "$context",
        "$context.other",
        "$stageVariables.",
        "$other.x",
        "$response.header.x",
        "$response.body",
        "${request.other.x}",
        "${other}",
        "a ${response.body}",
    ],
)
def test_sources_that_do_not_exist_are_refused(expression: str) -> None:
    with pytest.raises(ValueError, match=r"is no source|is not a path|is no variable"):
        compile_expression(expression)


@pytest.mark.parametrize("expression", ["$response.status", "$response.header", "$response.body..x", "$nothing"])
def test_sources_of_a_response_that_do_not_exist_are_refused(expression: str) -> None:
    with pytest.raises(ValueError, match=r"is no source|is not a path"):
        compile_response_expression(expression)


@pytest.mark.parametrize(("value", "shown"), [("a", "a"), (1.5, "1.5"), (False, "false"), (["ä"], '["ä"]')])
def test_values_as_text(value: object, shown: str) -> None:
    assert text(value) == shown


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(json_values)
def test_any_json_value_of_a_body_is_mapped_to_a_text_that_means_it(value: object) -> None:
    body = json.dumps({"v": value}).encode()
    request = HttpRequest(method="POST", path="/", body=body)
    given = HttpInputs(
        request=request,
        api_id="a",
        account_id="1",
        region="r",
        domain_name="d",
        stage="$default",
        stage_variables=(),
        route_key="POST /",
        raw_path="/",
        path="/",
        route_path="/",
        path_parameters={},
        request_id="r",
        time=0.0,
        trace_id="t",
    )
    mapped = compile_expression("$request.body.v")(given)
    if value is None:  # as if it were not there
        assert mapped is None
    else:
        assert mapped is not None
        assert (mapped == value) if isinstance(value, str) else (json.loads(mapped) == value)
