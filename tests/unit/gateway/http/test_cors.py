"""CORS headers by origin, for preflights and for actual requests."""

from __future__ import annotations

import pytest

from gwfw.exchange import Headers, HttpRequest
from gwfw.gateway.http.cors import CorsPolicy, is_preflight
from gwfw.graph.facts import HttpFacts
from gwfw.graph.model import Cors

ORIGIN = "https://www.example.com"
FULL = Cors(
    allow_origins=(ORIGIN,),
    allow_methods=("GET", "POST"),
    allow_headers=("authorization", "x-a"),
    expose_headers=("x-b", "x-c"),
    allow_credentials=True,
    max_age_s=300,
)


def request(method: str = "GET", *headers: tuple[str, str]) -> HttpRequest:
    return HttpRequest(method=method, path="/", headers=headers)


def preflight(origin: str = ORIGIN) -> HttpRequest:
    return request("OPTIONS", ("Origin", origin), ("Access-Control-Request-Method", "GET"))


def policy(cors: Cors = FULL, **facts: object) -> CorsPolicy:
    return CorsPolicy(cors, HttpFacts(**facts))  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (preflight(), True),
        (request("GET", ("origin", ORIGIN), ("access-control-request-method", "GET")), False),
        (request("OPTIONS", ("origin", ORIGIN)), False),
        (request("OPTIONS", ("access-control-request-method", "GET")), False),
    ],
)
def test_a_preflight_needs_all_three(sent: HttpRequest, expected: bool) -> None:
    assert is_preflight(sent) is expected


def test_a_preflight_gets_everything_that_is_configured() -> None:
    answered = policy().preflight(preflight())
    assert (answered.status, answered.body) == (204, None)
    assert answered.headers == (
        ("access-control-allow-origin", ORIGIN),
        ("vary", "origin"),
        ("access-control-allow-methods", "GET,POST"),
        ("access-control-allow-headers", "authorization,x-a"),
        ("access-control-max-age", "300"),
        ("access-control-allow-credentials", "true"),
        ("access-control-expose-headers", "x-b,x-c"),
    )


def test_what_is_not_configured_is_not_sent() -> None:
    assert policy(Cors(allow_origins=("*",))).preflight(preflight()).headers == (("access-control-allow-origin", "*"),)
    zero = policy(Cors(allow_origins=("*",), max_age_s=0)).preflight(preflight())
    assert ("access-control-max-age", "0") in zero.headers


def test_a_preflight_of_another_origin() -> None:
    foreign = policy().preflight(preflight("https://evil.example"))
    assert (foreign.status, foreign.headers, foreign.body) == (204, (), None)
    strict = policy(foreign_preflight=403).preflight(preflight("https://evil.example"))
    assert (strict.status, strict.body) == (403, b'{"message":"Forbidden"}')


@pytest.mark.parametrize(
    ("origins", "origin", "allowed"),
    [
        ((ORIGIN,), ORIGIN, ORIGIN),
        ((ORIGIN,), "https://www.example.com:8443", None),
        ((ORIGIN,), "http://www.example.com", None),
        ((ORIGIN,), "https://WWW.example.com", None),
        (("*",), "null", "*"),
        (("*", ORIGIN), ORIGIN, "*"),
        (("https://*",), "https://any.example", "https://any.example"),
        (("https://*",), "http://any.example", None),
        (("http://*", ORIGIN), "http://a", "http://a"),
        ((), ORIGIN, None),
    ],
)
def test_origins(origins: tuple[str, ...], origin: str, allowed: str | None) -> None:
    headers = policy(Cors(allow_origins=origins)).applied(request("GET", ("Origin", origin)), ())
    assert dict(headers).get("access-control-allow-origin") == allowed
    assert (("vary", "origin") in headers) is (allowed not in (None, "*"))


OWN: Headers = (("access-control-allow-origin", "https://evil.example"), ("access-control-x", "1"), ("content-type", "a"))


@pytest.mark.parametrize(
    ("origin", "added"),
    [
        (
            ORIGIN,
            (
                ("access-control-allow-origin", ORIGIN),
                ("vary", "origin"),
                ("access-control-allow-credentials", "true"),
                ("access-control-expose-headers", "x-b,x-c"),
            ),
        ),
        ("https://evil.example", ()),
        (None, ()),
    ],
)
def test_the_integrations_own_headers_give_way(origin: str | None, added: Headers) -> None:
    headers = () if origin is None else (("origin", origin),)
    assert policy().applied(request("GET", *headers), OWN) == (("content-type", "a"), *added)
