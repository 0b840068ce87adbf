"""A function of the app as an authorizer."""

from __future__ import annotations

from types import FunctionType
from typing import Any

import pytest

from gwfw.authorizers.request.declare import Asked, authorizer, function_name
from gwfw.authorizers.request.spec import LambdaAuthorizer
from gwfw.declarations import Guard
from gwfw.errors import Place, Refusal

HERE = Place("app.py", 1)


def check() -> bool:
    return True


def guard(**given: Any) -> Guard:
    assert isinstance(check, FunctionType)
    return Guard(check, **{"api": "http", "sources": (), "ttl_s": 0, "uses": None, **given})


def test_an_http_api_asks_for_a_simple_answer() -> None:
    asked = Asked(guard(sources=("$request.header.x",), ttl_s=300))
    assert (asked.kind, asked.apis, asked.name, asked.written) == ("request", ("http",), "check", "the authorizer check")
    assert function_name(asked.guard) == "authorizer-check"
    assert authorizer(asked, HERE) == LambdaAuthorizer(
        name="check", function="authorizer-check", identity_sources=("$request.header.x",), simple=True, ttl_s=300
    )


def test_a_websocket_api_asks_for_a_policy() -> None:
    asked = Asked(guard(api="websocket", sources=("route.request.querystring.u",)))
    assert asked.apis == ("websocket",)
    assert authorizer(asked, HERE) == LambdaAuthorizer(
        name="check", function="authorizer-check", identity_sources=("route.request.querystring.u",)
    )


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ({"sources": ("$request.body.x",)}, ["identity-source"]),
        ({"api": "websocket", "sources": ("$request.header.x",)}, ["identity-source"]),
        ({"ttl_s": 60}, ["authorizer-ttl"]),
        ({"ttl_s": 3601, "sources": ("$request.header.x",)}, ["authorizer-ttl"]),
        ({"ttl_s": -1}, ["authorizer-ttl", "authorizer-ttl"]),
    ],
    ids=repr,
)
def test_what_is_refused(given: dict[str, Any], codes: list[str]) -> None:
    with pytest.raises(Refusal) as raised:
        authorizer(Asked(guard(**given)), HERE)
    assert [problem.code for problem in raised.value.problems] == codes
    assert all(problem.remedy for problem in raised.value.problems)
