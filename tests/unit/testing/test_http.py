"""The HTTP side of the test's client: keywords and cookies."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gwfw.exchange import HttpRequest, HttpResponse
from gwfw.testing.http import HttpMethods
from gwfw.testing.responses import Response, response

HOST = "api.example.com"


def client(
    answer: Callable[[HttpRequest], HttpResponse] = lambda asked: HttpResponse(status=200),
) -> tuple[HttpMethods, list[HttpRequest]]:
    asked: list[HttpRequest] = []

    def answered(request: HttpRequest) -> Response:
        asked.append(request)
        return response(request, answer(request))

    return HttpMethods(HOST, answered), asked


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "head", "options"])
def test_verb(method: str) -> None:
    http, asked = client()
    getattr(http, method)("/books?a=1", params={"b": 2}, headers={"X": "1"})
    (request,) = asked
    assert (request.method, request.path, request.query) == (method.upper(), "/books", "a=1&b=2")
    assert request.header("x") == "1"


def test_any_method() -> None:
    http, asked = client()
    http.request("PROPFIND", "/")
    assert asked[0].method == "PROPFIND"


@pytest.mark.parametrize(
    ("given", "body"),
    [
        ({"json": None}, b"null"),
        ({"json": {"a": 1}}, b'{"a":1}'),
        ({"data": {"a": "1"}}, b"a=1"),
        ({"content": "x"}, b"x"),
        ({}, b""),
    ],
    ids=["null", "json", "form", "content", "nothing"],
)
def test_body(given: dict[str, object], body: bytes) -> None:
    http, asked = client()
    http.request("POST", "/", **given)  # type: ignore[arg-type]  # a table of keywords
    assert asked[0].body == body


def setting(*cookies: str) -> Callable[[HttpRequest], HttpResponse]:
    return lambda asked: HttpResponse(status=200, headers=tuple(("set-cookie", cookie) for cookie in cookies))


@pytest.mark.parametrize(
    ("cookies", "url", "sent"),
    [
        pytest.param(["a=1", "b=2"], "/", "a=1; b=2", id="both"),
        pytest.param(["a=1; Path=/admin"], "/books", None, id="other-path"),
        pytest.param(["a=1; Path=/admin"], "/admin/x", "a=1", id="path"),
        pytest.param(["a=1; Secure; HttpOnly; SameSite=Lax"], "/", "a=1", id="attributes"),
        pytest.param(["a=1; Max-Age=0"], "/", None, id="over"),
        pytest.param(["a=1; Domain=other.example.org"], "/", None, id="other-domain"),
    ],
)
def test_kept_cookies(cookies: list[str], url: str, sent: str | None) -> None:
    http, asked = client(setting(*cookies))
    http.get("/first")
    http.get(url)
    assert asked[1].header("cookie") == sent


def test_cookies_can_be_set_given_and_cleared() -> None:
    http, asked = client()
    http.cookies.set("a", "1", domain=HOST)
    http.get("/", cookies={"b": "2"})
    http.cookies.clear()
    http.get("/", cookies={"b": "2"})
    http.get("/")
    assert [request.header("cookie") for request in asked] == ["a=1; b=2", "b=2", None]
