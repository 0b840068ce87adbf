"""What answers for other hosts."""

from __future__ import annotations

import gzip
import logging

import httpx
import pytest

from gwfw.exchange import CallHttp, Failed, HttpResponse
from gwfw.testing.targets import Targets

URL = "https://old.example.com:8443/v1/books?q=1"


def call(targets: Targets, url: str = URL) -> str | None:
    outcome = targets.call(CallHttp(method="GET", url=url))
    return outcome.body.decode() if isinstance(outcome, HttpResponse) else None


@pytest.mark.parametrize(
    ("name", "matches"),
    [
        ("old.example.com", True),
        ("old.example.com:8443", True),
        ("example.com", False),
        ("https://old.example.com:8443", True),
        ("https://old.example.com:8443/", True),
        ("https://old.example.com:8443/v1", True),
        ("https://old.example.com:8443/v1/books", True),
        ("https://old.example.com:8443/v", False),
        ("http://old.example.com:8443", False),
        (URL, True),
    ],
)
def test_name(name: str, matches: bool) -> None:
    targets = Targets()
    targets.bind(name, lambda request: httpx.Response(200, text="here"))
    assert (call(targets) == "here") is matches


def test_longest_name_answers() -> None:
    targets = Targets()
    for name in ("old.example.com", "https://old.example.com:8443/v1", "https://old.example.com:8443"):
        targets.bind(name, lambda request, name=name: httpx.Response(200, text=name))  # type: ignore[misc]  # one each
    assert call(targets) == "https://old.example.com:8443/v1"


def test_request_and_response_cross_unchanged() -> None:
    targets, asked = Targets(), list[httpx.Request]()

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        headers = [
            ("Set-Cookie", "a=1"),
            ("Set-Cookie", "b=2"),
            ("Connection", "close"),
            ("X-One", "1"),
        ]
        return httpx.Response(302, headers=headers, content=b"gone")

    targets.bind("old.example.com", answer)
    outcome = targets.call(CallHttp(method="PUT", url=URL, headers=(("X", "1"), ("X", "2")), body=b"in"))
    assert (asked[0].method, str(asked[0].url), asked[0].content) == ("PUT", URL, b"in")
    assert asked[0].headers.get_list("x") == ["1", "2"]
    assert isinstance(outcome, HttpResponse)
    assert (outcome.status, outcome.body) == (302, b"gone")
    assert [name for name, _ in outcome.headers] == ["set-cookie", "set-cookie", "x-one", "content-length"]


def test_a_compressed_body_stays_compressed() -> None:
    targets, body = Targets(), gzip.compress(b"hello")
    targets.bind("old.example.com", lambda request: httpx.Response(200, headers={"content-encoding": "gzip"}, content=body))
    outcome = targets.call(CallHttp(method="GET", url=URL))
    assert isinstance(outcome, HttpResponse)
    assert (dict(outcome.headers)["content-encoding"], outcome.body) == ("gzip", body)


def test_a_body_in_parts_and_headers_of_one_connection() -> None:
    targets, headers = Targets(), {"connection": "x-hop", "x-hop": "1", "x-one": "1"}
    targets.bind("old.example.com", lambda request: httpx.Response(200, headers=headers, content=iter([b"a", b"b"])))
    outcome = targets.call(CallHttp(method="GET", url=URL))
    assert isinstance(outcome, HttpResponse)
    assert (outcome.headers, outcome.body) == ((("x-one", "1"),), b"ab")


def test_a_response_that_a_client_read_from_elsewhere() -> None:
    headers, compressed = {"content-encoding": "gzip"}, gzip.compress(b"hello")
    elsewhere = httpx.MockTransport(lambda request: httpx.Response(200, headers=headers, content=iter([compressed])))
    targets = Targets()
    with httpx.Client(transport=elsewhere) as client:
        targets.bind("old.example.com", lambda request: client.get("https://elsewhere.example.com"))
        outcome = targets.call(CallHttp(method="GET", url=URL))
    assert isinstance(outcome, HttpResponse)
    assert ("content-encoding" in dict(outcome.headers), outcome.body) == (False, b"hello")


def test_private_target_answers_by_its_name() -> None:
    targets, asked = Targets(), list[httpx.Request]()

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200)

    targets.bind("internal", answer)
    targets.call(CallHttp(method="GET", url=URL, target="internal", server_name="api.example.com"))
    assert asked[0].extensions["sni_hostname"] == "api.example.com"
    assert isinstance(targets.call(CallHttp(method="GET", url="https://internal/", target="other")), Failed)


def test_nothing_is_sent_without_a_target(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "gwfw"):
        outcome = Targets().call(CallHttp(method="GET", url=URL))
    assert isinstance(outcome, Failed)
    assert outcome.reason == "unreachable"
    assert 'gw.target("old.example.com:8443", answer)' in outcome.detail
    assert caplog.messages == [outcome.detail]


def test_what_a_target_raises_is_the_tests_own() -> None:
    targets = Targets()
    targets.bind("old.example.com", lambda request: 1 / 0)  # type: ignore[arg-type, return-value]  # it raises
    with pytest.raises(ZeroDivisionError):
        call(targets)
