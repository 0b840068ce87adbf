from __future__ import annotations

from collections.abc import Callable

import pytest

from gwfw.exchange import HttpInputs, WebSocketInputs
from gwfw.graph import identity_sources as sources

HEADERS = (("X-Auth", "first"), ("x-auth", "t1"))


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("$request.header.x-AUTH", "first,t1"),
        ("$request.querystring.k", "v1"),
        ("$request.querystring.K", None),
        ("$context.routeKey", "GET /x"),
        ("$stageVariables.colour", "blue"),
        ("$stageVariables.size", None),
    ],
)
def test_http(http: Callable[..., HttpInputs], source: str, value: str | None) -> None:
    assert sources.values((source,), http(HEADERS, "k=v1")) == (None if value is None else (value,))


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("route.request.header.x-AUTH", "t1"),
        ("route.request.querystring.k", "v1"),
        ("route.request.querystring.K", None),
        ("context.connectionId", "Lo1dBfOWoAMCKvA="),
        ("context.identity.sourceIp", "192.0.2.7"),
        ("context.nothing", None),
        ("stageVariables.colour", "blue"),
    ],
)
def test_websocket(websocket: Callable[..., WebSocketInputs], source: str, value: str | None) -> None:
    assert sources.values((source,), websocket(HEADERS, "k=v1")) == (None if value is None else (value,))


def test_one_that_is_empty_is_missing(http: Callable[..., HttpInputs]) -> None:
    assert sources.values(("$context.routeKey", "$request.querystring.k"), http(query="k=")) is None


def test_none_at_all(http: Callable[..., HttpInputs]) -> None:
    assert sources.values((), http()) == ()


def test_an_unknown_form_is_an_error(websocket: Callable[..., WebSocketInputs]) -> None:
    with pytest.raises(ValueError, match="an identity source of the websocket API"):
        sources.values(("$request.header.a",), websocket())


@pytest.mark.parametrize(
    ("source", "api", "wrong"),
    [
        ("$request.header.Authorization", "http", False),
        ("route.request.header.Auth", "websocket", False),
        ("route.request.header.Auth", "http", True),
        ("$request.header.Auth", "websocket", True),
        ("$context.nothing", "http", True),
        ("$request.body.a", "http", True),
    ],
)
def test_check(source: str, api: str, wrong: bool) -> None:
    assert (sources.check(source, api) is not None) is wrong
