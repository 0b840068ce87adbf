"""Requests to other hosts, over a transport of the test's own."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest

from gwfw.authorizers.jwt.minting import LocalIssuer
from gwfw.authorizers.jwt.signing import SigningKey
from gwfw.authorizers.jwt.spec import Jwt
from gwfw.errors import Misuse, Problem
from gwfw.exchange import CallHttp, Failed, HttpResponse, Outcome, Perform
from gwfw.graph.model import AppGraph
from gwfw.local.outbound import Outbound

Answer = Callable[[httpx.Request], Awaitable[httpx.Response]]


TARGETS = {"internal": "http://127.0.0.1:8080/base/?ignored=1"}


def perform(
    monkeypatch: pytest.MonkeyPatch,
    answer: Answer,
    *works: CallHttp,
    timeout_ms: int = 5000,
    issuer: LocalIssuer | None = None,
    limit_bytes: int | None = 1_000_000,
) -> list[Outcome]:
    """Send the requests one after the other."""
    transport = httpx.MockTransport(answer)  # type: ignore[arg-type]  # it awaits
    monkeypatch.setattr(httpx, "AsyncHTTPTransport", lambda **settings: transport)

    async def scene() -> list[Outcome]:
        outbound, outcomes = Outbound(TARGETS, limit_bytes=limit_bytes), list[Outcome]()
        outbound.issuer = issuer
        for work in works:
            done = asyncio.get_running_loop().create_future()
            outbound.perform(Perform(token=1, work=work, timeout_ms=timeout_ms), done.set_result)
            outcomes.append(await done)
        await outbound.stop()
        return outcomes

    return asyncio.run(scene())


class Stored:
    """Answers the same, and keeps the requests."""

    def __init__(self, status: int = 200, **named: Any) -> None:
        self.requests: list[httpx.Request] = []
        self._status, self._named = status, named

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(self._status, **{"stream": httpx.ByteStream(b""), **self._named})


def test_request_goes_as_it_is_and_nothing_is_added(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = Stored()
    headers = (("X-One", "1"), ("x-two", "a"), ("x-two", "b"))
    work = CallHttp(method="PATCH", url="https://old.example.com/a%2Fb?q=%20", headers=headers, body=b"body")
    perform(monkeypatch, stored, work)
    (request,) = stored.requests
    assert (request.method, str(request.url), request.content) == ("PATCH", work.url, b"body")
    sent = [(name, value) for name, value in request.headers.raw if name.lower() not in (b"host", b"content-length")]
    assert sent == [(b"X-One", b"1"), (b"x-two", b"a"), (b"x-two", b"b")]


def test_response_comes_as_it_was_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    body = gzip.compress(b"hello")
    headers = [("Content-Encoding", "gzip"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("Connection", "close")]
    stored = Stored(301, headers=headers, stream=httpx.ByteStream(body))
    (response,) = perform(monkeypatch, stored, CallHttp(method="GET", url="https://old.example.com/"))
    assert response == HttpResponse(
        status=301, headers=(("content-encoding", "gzip"), ("set-cookie", "a=1"), ("set-cookie", "b=2")), body=body
    )


def test_one_client_serves_all_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = Stored()
    work = CallHttp(method="GET", url="https://old.example.com/")
    assert [type(outcome) for outcome in perform(monkeypatch, stored, work, work)] == [HttpResponse, HttpResponse]


def test_private_target_is_where_the_developer_says(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = Stored()
    work = CallHttp(method="GET", url="https://internal/orders/7?q=1", target="internal", server_name="api.example.com")
    perform(monkeypatch, stored, work)
    (request,) = stored.requests
    assert str(request.url) == "http://127.0.0.1:8080/base/orders/7?q=1"
    assert request.extensions["sni_hostname"] == "api.example.com"


def test_private_target_that_nobody_bound_is_not_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = Stored()
    (outcome,) = perform(monkeypatch, stored, CallHttp(method="GET", url="https://x/", target="billing"))
    assert isinstance(outcome, Failed)
    assert outcome.reason == "unreachable"
    assert "gwfw local --target billing=http://localhost:8080" in outcome.detail
    assert stored.requests == []


async def hangs(request: httpx.Request) -> httpx.Response:
    await asyncio.Event().wait()
    raise AssertionError


async def refuses(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("")


@pytest.mark.parametrize(
    ("answer", "url", "expected"),
    [
        pytest.param(
            hangs,
            "https://a.example/",
            Failed(reason="timeout", detail="https://a.example/ did not answer within 10 ms"),
            id="hangs",
        ),
        pytest.param(
            refuses,
            "https://a.example/",
            Failed(reason="unreachable", detail="https://a.example/: ConnectError"),
            id="refuses",
        ),
        pytest.param(
            Stored(),
            "https://a.example:x/",
            Failed(reason="unreachable", detail="https://a.example:x/: Invalid port: 'x'"),
            id="no-url",
        ),
    ],
)
def test_failure(monkeypatch: pytest.MonkeyPatch, answer: Answer, url: str, expected: Failed) -> None:
    assert perform(monkeypatch, answer, CallHttp(method="GET", url=url), timeout_ms=10) == [expected]


def test_cookies_of_one_client_are_not_sent_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = Stored(headers=[("set-cookie", "session=ann")])
    work = CallHttp(method="GET", url="https://old.example.com/")
    perform(monkeypatch, stored, work, work)
    assert ["cookie" in request.headers for request in stored.requests] == [False, False]


def test_headers_beyond_ascii_go_as_their_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = Stored()
    perform(monkeypatch, stored, CallHttp(method="GET", url="https://old.example.com/", headers=(("x", "caf\xc3\xa9"),)))
    assert (b"x", "café".encode()) in stored.requests[0].headers.raw


def test_stop_gives_up_what_is_on_its_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(httpx, "AsyncHTTPTransport", lambda **settings: httpx.MockTransport(hangs))

    async def scene() -> list[Outcome]:
        outbound, outcomes = Outbound(), list[Outcome]()
        work = CallHttp(method="GET", url="https://a.example/")
        outbound.perform(Perform(token=1, work=work, timeout_ms=60_000), outcomes.append)
        await asyncio.sleep(0)
        await outbound.stop()
        return outcomes

    assert asyncio.run(scene()) == []


class Chunks(httpx.AsyncByteStream):
    """A body in chunks of 100 bytes, without end unless told so."""

    def __init__(self, count: int = -1) -> None:
        self.count, self.read, self.closed = count, 0, False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while self.read != self.count:
            self.read += 1
            yield b"x" * 100

    async def aclose(self) -> None:
        self.closed = True


def test_reading_stops_at_the_limit_and_the_connection_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    endless = Chunks()
    work = CallHttp(method="GET", url="https://old.example.com/")
    (outcome,) = perform(monkeypatch, Stored(stream=endless), work, limit_bytes=1000)
    assert outcome == Failed(reason="bad_response", detail="https://old.example.com/ answered more than 1000 bytes")
    assert (endless.read, endless.closed) == (11, True)


@pytest.mark.parametrize(("count", "limit"), [(10, 1000), (11, None)], ids=["at the limit", "without limits"])
def test_a_body_within_the_limit_is_whole(monkeypatch: pytest.MonkeyPatch, count: int, limit: int | None) -> None:
    chunks = Chunks(count)
    work = CallHttp(method="GET", url="https://old.example.com/")
    (outcome,) = perform(monkeypatch, Stored(stream=chunks), work, limit_bytes=limit)
    assert isinstance(outcome, HttpResponse)
    assert (len(outcome.body), chunks.closed) == (count * 100, True)


def test_headers_of_one_connection_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    headers = [("Connection", "X-Hop, close"), ("X-Hop", "1"), ("Keep-Alive", "timeout=5"), ("X-One", "1")]
    (outcome,) = perform(monkeypatch, Stored(headers=headers), CallHttp(method="GET", url="https://old.example.com/"))
    assert isinstance(outcome, HttpResponse)
    assert outcome.headers == (("x-one", "1"),)


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://old.example.com", b"/"),
        ("https://old.example.com?q=1", b"/?q=1"),
        ("https://old.example.com/a/../b/./c?d=/../e", b"/a/../b/./c?d=/../e"),
        ("https://old.example.com//a//b", b"//a//b"),
        ("https://old.example.com/a%2Fb%zz|'\"", b"/a%2Fb%zz|'\""),
        ("https://old.example.com/caf\u00e9 x", b"/caf%C3%A9%20x"),
    ],
)
def test_the_target_is_what_the_gateway_made(monkeypatch: pytest.MonkeyPatch, url: str, target: bytes) -> None:
    stored = Stored()
    perform(monkeypatch, stored, CallHttp(method="GET", url=url))
    assert stored.requests[0].extensions["target"] == target


# The local issuer ----------------------------------------------------------------------------------------------------

GUARDED = AppGraph(name="shop", authorizers=(Jwt(name="a", issuer="https://issuer.example.com", audience=("shop",)),))
KEY_SET = CallHttp(method="GET", url="https://issuer.example.com/.well-known/jwks.json")


def test_the_local_issuer_answers_what_it_serves_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    stored, key = Stored(418), SigningKey.generate()
    other = CallHttp(method="GET", url="https://issuer.example.com/login")
    keys, sent = perform(monkeypatch, stored, KEY_SET, other, issuer=LocalIssuer(GUARDED, lambda: key))
    assert isinstance(keys, HttpResponse)
    assert json.loads(keys.body) == {"keys": [key.public]}
    assert isinstance(sent, HttpResponse)
    assert sent.status == 418
    assert [str(request.url) for request in stored.requests] == [other.url]


@pytest.mark.parametrize(
    "error",
    [Misuse(Problem(code="issuer-key", what="no key in it")), PermissionError("denied")],
    ids=["broken", "unreadable"],
)
def test_a_local_issuer_without_a_key(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def key() -> SigningKey:
        raise error

    (outcome,) = perform(monkeypatch, Stored(), KEY_SET, issuer=LocalIssuer(GUARDED, key))
    assert outcome == Failed(reason="unreachable", detail=f"the local issuer has no key: {error}")
