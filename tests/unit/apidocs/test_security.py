"""Security schemes of every kind of authorizer, and what routes require."""

from __future__ import annotations

from typing import Any

import pytest

from gwfw.apidocs.security import SIGNED, Security
from gwfw.authorizers.iam.spec import Iam
from gwfw.authorizers.jwt.spec import Jwt
from gwfw.authorizers.request.spec import LambdaAuthorizer
from gwfw.graph.model import AppGraph, Authorizer, HttpApi, Route

ISSUER = "https://id.example.com/"


def security(authorizer: Authorizer, *scopes: str) -> tuple[dict[str, dict[str, Any]], object]:
    route = Route(key="GET /", integration="x", authorizer=authorizer.name, scopes=scopes)
    found = Security(AppGraph(name="shop", http=HttpApi(routes=(route,)), authorizers=(authorizer,)))
    return found.schemes, found.required(route)


def test_iam() -> None:
    assert security(Iam(name="iam")) == ({"iam": SIGNED}, [{"iam": []}])


def test_jwt_with_scopes_of_which_one_is_enough() -> None:
    schemes, required = security(Jwt(name="jwt 1", issuer=ISSUER, audience=("shop", "web")), "read", "write")
    assert schemes == {
        "jwt-1": {
            "type": "openIdConnect",
            "openIdConnectUrl": "https://id.example.com/.well-known/openid-configuration",
            "description": "A token of https://id.example.com/ for shop, web.",
        }
    }
    assert required == [{"jwt-1": ["read"]}, {"jwt-1": ["write"]}]


@pytest.mark.parametrize(
    ("source", "place", "name"),
    [("$request.header.X-Token", "header", "X-Token"), ("$request.querystring.token", "query", "token")],
)
def test_jwt_elsewhere(source: str, place: str, name: str) -> None:
    schemes, required = security(Jwt(name="jwt", issuer=ISSUER, audience=("shop",), identity_source=source))
    assert [(scheme["type"], scheme["in"], scheme["name"]) for scheme in schemes.values()] == [("apiKey", place, name)]
    assert required == [{"jwt": []}]


def test_lambda_with_all_its_sources() -> None:
    sources = ("$request.header.X-Key", "$context.identity.sourceIp", "$request.querystring.k")
    schemes, required = security(LambdaAuthorizer(name="guard", function="f", identity_sources=sources))
    assert [(scheme["in"], scheme["name"]) for scheme in schemes.values()] == [("header", "X-Key"), ("query", "k")]
    assert required == [{"guard": [], "guard-2": []}]


@pytest.mark.parametrize("sources", [(), ("$context.identity.sourceIp",)], ids=["none", "not the client's"])
def test_lambda_without_sources(sources: tuple[str, ...]) -> None:
    schemes, required = security(LambdaAuthorizer(name="guard", function="f", identity_sources=sources))
    assert "its own matter" in schemes["guard"]["description"]
    assert required == [{"guard": []}]


def test_what_no_http_route_has_is_left_out() -> None:
    route = Route(key="GET /", integration="x")
    found = Security(AppGraph(name="shop", http=HttpApi(routes=(route,)), authorizers=(Iam(name="iam"),)))
    assert (found.schemes, found.required(route)) == ({}, [])
    assert Security(AppGraph(name="shop", authorizers=(Iam(name="iam"),))).schemes == {}
