"""Authorizers of a graph, whoever made it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gwfw.authorizers.iam.spec import Iam
from gwfw.authorizers.jwt.spec import Jwt
from gwfw.authorizers.request.spec import LambdaAuthorizer
from gwfw.errors import Place
from gwfw.graph.authorizer_check import check_authorizers, check_jwt, check_request
from gwfw.graph.check import check
from gwfw.graph.model import AppGraph, Authorizer, Function, Route, Stage, WebSocketApi

HERE = Place("app.py", 3)
JWT = Jwt(name="a", issuer="https://issuer.example.com", audience=("shop",))
ASKED = LambdaAuthorizer(name="a", function="f", identity_sources=("$request.header.x",), ttl_s=3600)


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ({}, []),
        ({"audience": tuple(map(str, range(50)))}, []),
        ({"audience": tuple(map(str, range(51)))}, ["jwt-audience"]),
        ({"audience": ()}, ["jwt-audience"]),
        ({"issuer": "http://issuer.example.com"}, ["jwt-issuer"]),
        ({"issuer": "https://"}, ["jwt-issuer"]),
        ({"identity_source": "$request.querystring.token"}, []),
        ({"identity_source": "$context.routeKey"}, ["identity-source"]),
        ({"identity_source": "$stageVariables.token"}, ["identity-source"]),
        ({"identity_source": "$request.header.a,$request.header.b"}, ["identity-source"]),
        ({"identity_source": ""}, ["identity-source"]),
    ],
    ids=repr,
)
def test_tokens(given: dict[str, Any], codes: list[str]) -> None:
    problems = list(check_jwt(replace(JWT, **given), HERE))
    assert [problem.code for problem in problems] == codes
    assert all(problem.places == (HERE,) and problem.remedy for problem in problems)


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ({}, []),
        ({"ttl_s": 0, "identity_sources": (), "payload_format": "1.0"}, []),
        ({"ttl_s": 300, "identity_sources": ()}, []),  # nothing is kept then; only the declare side asks for sources
        ({"ttl_s": 3601}, ["authorizer-ttl"]),
        ({"ttl_s": -1}, ["authorizer-ttl"]),
        ({"identity_sources": ("$request.body.x", "$context.routeKey", "x")}, ["identity-source", "identity-source"]),
        ({"payload_format": "3.0"}, ["payload-format"]),
    ],
    ids=repr,
)
def test_functions(given: dict[str, Any], codes: list[str]) -> None:
    problems = list(check_request(replace(ASKED, **given), "http", HERE))
    assert [problem.code for problem in problems] == codes
    assert all(problem.places == (HERE,) and problem.remedy for problem in problems)


def test_the_place_is_that_of_the_first_route_and_unused_ones_are_left_alone() -> None:
    routes = [
        Route(key=f"GET /{name}", integration="i", authorizer=user) for name, user in (("p", "a"), ("q", "a"), ("r", None))
    ]
    specs: list[Authorizer] = [replace(JWT, audience=()), replace(JWT, name="b", audience=())]
    (problem,) = check_authorizers("http", routes, specs, {"http GET /p": HERE, "http GET /q": Place("app.py", 9)})
    assert (problem.code, problem.places) == ("jwt-audience", (HERE,))


def test_quota_without_iam() -> None:
    specs: list[Authorizer] = [*(replace(JWT, name=f"a{number}") for number in range(10)), Iam(name="iam")]
    routes = [Route(key=f"GET /{spec.name}", integration="i", authorizer=spec.name) for spec in specs]
    assert list(check_authorizers("http", routes, specs, {})) == []
    more = [*routes, Route(key="GET /z", integration="i", authorizer="z")]
    (problem,) = check_authorizers("http", more, [*specs, replace(JWT, name="z")], {})
    assert (problem.code, problem.received, problem.allowed) == ("authorizer-quota", "11", "at most 10")


def test_websocket_apis_have_sources_of_their_own() -> None:
    routes = (Route(key="$connect", integration="i", authorizer="a"),)
    graph = AppGraph(
        name="app",
        websocket=WebSocketApi(routes=routes, stages=(Stage(name="dev"),)),
        authorizers=(ASKED,),
        functions=(Function(name="f", handlers=()),),
    )
    codes = [problem.code for problem in check(graph)]
    assert codes == ["dangling", "identity-source"]
