"""Responses as bytes."""

from __future__ import annotations

import pytest

from gwfw.exchange import HttpResponse
from gwfw.local.server.responses import Writer, error

NOW = 1_800_000_000.5
ALIVE = b"connection: keep-alive\r\n\r\n"
DATE = b"date: Fri, 15 Jan 2027 08:00:00 GMT\r\n"


def write(response: HttpResponse, method: str = "GET", keep_alive: bool = True) -> bytes:
    return Writer().write(response, now=NOW, method=method, keep_alive=keep_alive)


def test_status_date_headers_length_body() -> None:
    response = HttpResponse(status=200, headers=(("content-type", "text/plain"), ("x", "1"), ("x", "2")), body=b"hi")
    assert write(response) == (
        b"HTTP/1.1 200 OK\r\n" + DATE + b"content-type: text/plain\r\nx: 1\r\nx: 2\r\ncontent-length: 2\r\n" + ALIVE + b"hi"
    )


@pytest.mark.parametrize(
    ("response", "method", "expected"),
    [
        pytest.param(HttpResponse(status=200, body=b"abc"), "HEAD", b"content-length: 3\r\n" + ALIVE, id="head"),
        pytest.param(
            HttpResponse(status=200, headers=(("Content-Length", "99"),)),
            "HEAD",
            b"content-length: 99\r\n" + ALIVE,
            id="head-proxied",
        ),
        pytest.param(HttpResponse(status=204, body=b"x"), "GET", DATE + ALIVE, id="204"),
        pytest.param(HttpResponse(status=304, body=b"x"), "GET", b"content-length: 1\r\n" + ALIVE, id="304"),
        pytest.param(
            HttpResponse(status=200, headers=(("content-length", "x"),)),
            "HEAD",
            b"content-length: 0\r\n" + ALIVE,
            id="nonsense",
        ),
        pytest.param(HttpResponse(status=418), "GET", b"content-length: 0\r\n" + ALIVE, id="empty"),
    ],
)
def test_responses_without_body(response: HttpResponse, method: str, expected: bytes) -> None:
    assert write(response, method).endswith(expected)


@pytest.mark.parametrize("name", ["Connection", "transfer-encoding", "Keep-Alive", "date", "content-length"])
def test_framing_is_the_servers_own(name: str) -> None:
    raw = write(HttpResponse(status=200, headers=((name, "nonsense"),), body=b"ab"))
    assert b"nonsense" not in raw
    assert raw.endswith(b"content-length: 2\r\n" + ALIVE + b"ab")


@pytest.mark.parametrize(("keep_alive", "line"), [(True, b"connection: keep-alive\r\n"), (False, b"connection: close\r\n")])
def test_connection_header(keep_alive: bool, line: bytes) -> None:
    raw = write(HttpResponse(status=200, headers=(("connection", "keep-alive"),)), keep_alive=keep_alive)
    assert line in raw
    assert raw.count(b"connection:") == 1


@pytest.mark.parametrize(
    "response",
    [
        pytest.param(HttpResponse(status=200, headers=(("x", "a\r\nset-cookie: evil=1"),)), id="line-break"),
        pytest.param(HttpResponse(status=200, headers=(("x", "a\nb"),)), id="bare-line-feed"),
        pytest.param(HttpResponse(status=200, headers=(("x", "a\0"),)), id="nul"),
        pytest.param(HttpResponse(status=200, headers=(("x: y", "a"),)), id="colon-in-name"),
        pytest.param(HttpResponse(status=200, headers=(("", "a"),)), id="no-name"),
        pytest.param(HttpResponse(status=100), id="informational"),
        pytest.param(HttpResponse(status=1000), id="four-digits"),
    ],
)
def test_what_would_break_the_message_is_a_500(response: HttpResponse) -> None:
    raw = write(response)
    assert raw.startswith(b"HTTP/1.1 500 Internal Server Error\r\n")
    assert b"evil" not in raw
    assert raw.endswith(b'{"message":"Internal Server Error"}')


@pytest.mark.parametrize(("text", "raw"), [("é", b"x: \xe9\r\n"), ("☃", b"x: \xe2\x98\x83\r\n"), ("\ud800", b"x: ?\r\n")])
def test_header_text(text: str, raw: bytes) -> None:
    assert raw in write(HttpResponse(status=200, headers=(("x", text),)))


def test_date_follows_the_clock() -> None:
    writer = Writer()
    first, second = (
        writer.write(HttpResponse(status=200), now=now, method="GET", keep_alive=True) for now in (NOW, NOW + 86_400 * 30)
    )
    assert DATE in first
    assert b"date: Sun, 14 Feb 2027 08:00:00 GMT\r\n" in second


def test_error_has_the_gateways_form() -> None:
    assert error(413).body == b'{"message":"Request Entity Too Large"}'
