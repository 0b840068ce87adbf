"""The words of parameter mappings, and what API Gateway is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gwfw.graph.mapping import compile_expression
from gwfw.mapping import Change, append, context, expression, overwrite, raw, remove, request, stage, text

SOURCES: dict[str, tuple[Any, str, str]] = {
    "a header": (request.header["x-user"], "$request.header.x-user", "request.header['x-user']"),
    "a parameter of the query string": (request.query["page"], "$request.querystring.page", "request.query['page']"),
    "the path": (request.path, "$request.path", "request.path"),
    "a path parameter": (request.path["id"], "$request.path.id", "request.path['id']"),
    "the body": (request.body, "$request.body", "request.body"),
    "a member of the body": (request.body["a"]["b"][0], "$request.body.a.b[0]", "request.body['a']['b'][0]"),
    "a variable": (context.request_id, "$context.requestId", "context.request_id"),
    "a variable by its name": (context["requestId"], "$context.requestId", "context['requestId']"),
    "a variable inside": (context.identity.source_ip, "$context.identity.sourceIp", "context.identity.source_ip"),
    "an authorizer's": (
        context.authorizer.claims["cognito:username"],
        "$context.authorizer.claims.cognito:username",
        "context.authorizer.claims['cognito:username']",
    ),
    "a stage variable": (stage["color"], "$stageVariables.color", "stage['color']"),
}


@pytest.mark.parametrize("case", SOURCES)
def test_sources(case: str) -> None:
    source, expected, written = SOURCES[case]
    assert expression(source) == expected
    assert repr(source) == written
    assert expression(f"a-{source}-b") == f"a-${{{expected[1:]}}}-b"


@pytest.mark.parametrize("case", [case for case in SOURCES if case != "an authorizer's"])
def test_the_gateway_knows_every_source(case: str) -> None:
    compile_expression(SOURCES[case][1])


CHANGES: dict[str, tuple[Change, str, str]] = {
    "append a header": (append.header("x", request.header["y"]), "append:header.x", "$request.header.y"),
    "overwrite a header": (overwrite.header("x", "constant"), "overwrite:header.x", "constant"),
    "remove a header": (remove.header("x"), "remove:header.x", "''"),
    "append to the query": (append.query("q", stage["v"]), "append:querystring.q", "$stageVariables.v"),
    "overwrite in the query": (overwrite.query("q", "1"), "overwrite:querystring.q", "1"),
    "remove from the query": (remove.query("q"), "remove:querystring.q", "''"),
    "overwrite the path": (overwrite.path(f"/v2/{request.path['id']}"), "overwrite:path", "/v2/${request.path.id}"),
    "overwrite the status": (overwrite.status(404), "overwrite:statuscode", "404"),
    "overwrite the status by a source": (
        overwrite.status(stage["status"]),
        "overwrite:statuscode",
        "$stageVariables.status",
    ),
    "anything": (raw("append:header.x", "$response.header.y"), "append:header.x", "$response.header.y"),
}


@pytest.mark.parametrize("case", CHANGES)
def test_changes(case: str) -> None:
    change, key, value = CHANGES[case]
    assert (change.key, change.expression) == (key, value)
    same = raw(key, value)
    assert change == same
    assert hash(change) == hash(same)
    assert change != raw(key, "other")
    assert change != key
    assert repr(change).partition(".")[0].partition("(")[0] in ("append", "overwrite", "remove", "raw")


WRONG: dict[str, tuple[Callable[[], object], type[Exception], str]] = {
    "a constant like a source": (lambda: append.header("x", "$request.path"), ValueError, "would take the constant"),
    "a number": (lambda: append.header("x", 1), TypeError, "a source or a text, not 1"),  # type: ignore[arg-type]
    "no name": (lambda: request.header[""], ValueError, "has nothing of the name ''"),
    "a name with a blank": (lambda: request.query["a b"], ValueError, "has nothing of the name 'a b'"),
    "a name that is none": (lambda: request.path[1], ValueError, "has nothing of the name 1"),  # type: ignore[index]
    "a name of a member": (lambda: request.body["a{"], ValueError, "has nothing of the name"),
    "a header to remove": (lambda: remove.header("a\n"), ValueError, "has nothing of the name"),
    "a format": (lambda: f"{request.body:>5}", TypeError, "has no value here that the format '>5'"),
    "a branch": (lambda: request.body and 1, TypeError, "cannot branch on it"),
    "a raw key that is no text": (lambda: raw(1, "a"), TypeError, "raw takes two texts"),  # type: ignore[arg-type]
    "a private variable": (lambda: context._x, AttributeError, "_x"),
    "a private variable inside": (lambda: context.identity._x, AttributeError, "_x"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_no_mapping(case: str) -> None:
    make, error, said = WRONG[case]
    with pytest.raises(error) as caught:
        make()
    assert said in str(caught.value)


def test_the_words_show_themselves() -> None:
    assert [repr(word) for word in (request, context, stage, request.header)] == [
        "request",
        "context",
        "stage",
        "request.header",
    ]


@pytest.mark.parametrize(
    ("written", "expression"),
    [("tick", "tick"), (f"{request.path['id']} is gone", "${request.path.id} is gone"), ("", "")],
)
def test_a_text_as_a_source(written: str, expression: str) -> None:
    source = text(written)
    assert (source.expression, source.is_template) == (expression, True)
    assert (f"<{source}>", repr(source)) == (f"<{expression}>", f"text({written!r})")
    assert not request.body.is_template


def test_a_text_that_looks_like_a_source() -> None:
    with pytest.raises(ValueError, match="would take the constant"):
        text("$request.body")
