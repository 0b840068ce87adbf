"""Requests from bytes: whole, in pieces, hostile."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gwfw.exchange import HttpRequest
from gwfw.local.server.limits import UNLIMITED, Limits
from gwfw.local.server.requests import Event, Expecting, Received, Refused, RequestReader, Upgrading

GET = b"GET /books?a=1&b HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST /books HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
CHUNKED = (
    b"POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1;ext=1\r\nc\r\n0\r\nTrailer: t\r\n\r\n"
)
HANDSHAKE = b"GET /dev HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n\r\n"
H2C = (
    b"POST /h HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n"
    b"Content-Length: 2\r\n\r\nhi"
)


def read(data: bytes, limits: Limits = Limits()) -> list[Event]:  # noqa: B008 -- a value
    return RequestReader(limits, "192.0.2.1").feed(data)


def received(data: bytes) -> HttpRequest:
    (event,) = read(data)
    assert isinstance(event, Received)
    return event.request


def test_request_line_headers_and_peer() -> None:
    assert received(b"GET /a%20b?x=1&y HTTP/1.1\r\nhOsT: h:1\r\nTwice: 1\r\nTwice:  2 \r\nEmpty:\r\n\r\n") == HttpRequest(
        method="GET",
        path="/a%20b",
        query="x=1&y",
        headers=(("hOsT", "h:1"), ("Twice", "1"), ("Twice", "2"), ("Empty", "")),
        source_ip="192.0.2.1",
        protocol="HTTP/1.1",
    )


@pytest.mark.parametrize(
    ("target", "path", "query"),
    [
        pytest.param(b"/", "/", "", id="root"),
        pytest.param(b"//evil.example/x", "//evil.example/x", "", id="two-slashes-are-a-path"),
        pytest.param(b"/a?b?c", "/a", "b?c", id="second-question-mark-belongs-to-the-query"),
        pytest.param(b"/a?", "/a", "", id="empty-query"),
        pytest.param(b"http://h:1/a/b?c=d", "/a/b", "c=d", id="absolute-form"),
        pytest.param(b"http://h", "/", "", id="absolute-form-without-path"),
        pytest.param(b"*", "*", "", id="asterisk-form"),
    ],
)
def test_request_target(target: bytes, path: str, query: str) -> None:
    request = received(b"OPTIONS " + target + b" HTTP/1.1\r\nHost: x\r\n\r\n")
    assert (request.path, request.query) == (path, query)


@pytest.mark.parametrize(
    ("target", "host"),
    [
        (b"http://other.example:81/a", "other.example:81"),
        (b"HTTPS://other.example?x", "other.example"),
        (b"http://[::1]:80/a", "[::1]:80"),
        (b"/a", "x"),
    ],
)
def test_the_authority_of_an_absolute_form_counts(target: bytes, host: str) -> None:
    request = received(b"GET " + target + b" HTTP/1.1\r\nA: 1\r\nHost: x\r\n\r\n")
    assert [value for name, value in request.headers if name.lower() == "host"] == [host]
    assert request.header("a") == "1"


@pytest.mark.parametrize("host", ["", "x", "x:", "x:80", "a.b-c_d:80", "127.0.0.1:3000", "[::1]", "[::1]:80"])
def test_hosts(host: str) -> None:
    assert received(f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()).header("host") == host


def test_an_offer_takes_only_itself_out_of_connection() -> None:
    offer = b"GET /a HTTP/1.1\r\nHost: x\r\nConnection: close, X-Hop, Upgrade\r\nUpgrade: h2c\r\nX-Hop: 1\r\n\r\n"
    (event,) = read(offer)
    assert isinstance(event, Received)
    assert event.keep_alive is False
    assert event.request.headers == (("Host", "x"), ("Connection", "close, X-Hop"), ("X-Hop", "1"))


@pytest.mark.parametrize(
    ("data", "body"),
    [
        pytest.param(POST, b"abc", id="content-length"),
        pytest.param(CHUNKED, b"abc", id="chunked"),
        pytest.param(GET, b"", id="none"),
        pytest.param(H2C, b"hi", id="offer-of-http2-is-ignored"),
    ],
)
def test_body(data: bytes, body: bytes) -> None:
    assert received(data).body == body


def test_trailers_are_no_headers() -> None:
    assert [name for name, _ in received(CHUNKED).headers] == ["Host", "Transfer-Encoding"]
    _, second = read(CHUNKED + GET)
    assert isinstance(second, Received)
    assert second.request.headers == (("Host", "x"),)


@pytest.mark.parametrize(
    ("data", "keep_alive"),
    [
        pytest.param(GET, True, id="1.1"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", False, id="1.1-close"),
        pytest.param(b"GET / HTTP/1.0\r\n\r\n", False, id="1.0"),
        pytest.param(b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", True, id="1.0-keep-alive"),
    ],
)
def test_keep_alive(data: bytes, keep_alive: bool) -> None:
    (event,) = read(data)
    assert isinstance(event, Received)
    assert event.keep_alive is keep_alive


def test_pipelined_requests_come_in_order() -> None:
    stream = GET + POST + CHUNKED + H2C + GET
    whole = read(stream)
    assert [event.request.path for event in whole if isinstance(event, Received)] == [
        "/books",
        "/books",
        "/c",
        "/h",
        "/books",
    ]


@pytest.mark.parametrize(
    "stream", [GET + POST + CHUNKED, POST + HANDSHAKE, GET + H2C + GET], ids=["requests", "handshake", "http2-offer"]
)
def test_byte_by_byte_gives_the_same(stream: bytes) -> None:
    reader = RequestReader(Limits(), "192.0.2.1")
    piecewise = [event for byte in stream for event in reader.feed(bytes([byte]))]
    assert piecewise == read(stream)


def test_phase_says_what_is_waited_for() -> None:
    reader = RequestReader(Limits(), "192.0.2.1")
    phases: list[str] = [reader.phase]
    for piece in (b"POST / HT", b"TP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n", b"a", b"b", b"nonsense"):
        reader.feed(piece)
        phases.append(reader.phase)
    assert phases == ["idle", "head", "body", "body", "idle", "done"]


def test_expectation_is_told_before_the_body() -> None:
    reader = RequestReader(Limits(), "192.0.2.1")
    head = b"PUT /b HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-Continue\r\n\r\n"
    assert reader.feed(head) == [Expecting()]
    (event,) = reader.feed(b"abc")
    assert isinstance(event, Received)
    assert event.request.body == b"abc"


def test_expectation_of_http_1_0_is_ignored() -> None:
    assert received(b"PUT /b HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nx").body == b"x"


def test_handshake_ends_http() -> None:
    reader = RequestReader(Limits(), "192.0.2.1")
    (event,) = reader.feed(HANDSHAKE + b"\x81\x00")
    assert isinstance(event, Upgrading)
    assert (event.request.path, event.rest) == ("/dev", b"\x81\x00")
    assert reader.feed(GET) == []


HOST = b"GET / HTTP/1.1\r\nHost: x\r\n"


@pytest.mark.parametrize(
    ("data", "status"),
    [
        pytest.param(b"GET /\r\n\r\n", 400, id="http-0.9"),
        pytest.param(b"\x16\x03\x01\x00\xa5\x01\x00", 400, id="tls"),
        pytest.param(b"BREW / HTTP/1.1\r\nHost: x\r\n\r\n", 400, id="unknown-method"),
        pytest.param(b"CONNECT a:1 HTTP/1.1\r\nHost: x\r\n\r\n", 400, id="connect"),
        pytest.param(b"CONNECT / HTTP/1.1\r\nHost: x\r\n\r\n" + GET, 400, id="connect-to-a-path"),
        pytest.param(b"CONNECT http://x/ HTTP/1.1\r\nHost: x\r\n\r\n", 400, id="connect-to-a-url"),
        pytest.param(b"DESCRIBE / RTSP/1.0\r\nHost: x\r\n\r\n", 400, id="rtsp"),
        pytest.param(b"SOURCE / ICE/1.0\r\nHost: x\r\n\r\n", 400, id="ice"),
        pytest.param(b"GET * HTTP/1.1\r\nHost: x\r\n\r\n", 400, id="asterisk-of-get"),
        pytest.param(b"GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n", 400, id="fragment"),
        pytest.param(b"GET /a?b#c HTTP/1.1\r\nHost: x\r\n\r\n", 400, id="fragment-behind-a-query"),
        pytest.param(b"GET http://u:p@x/ HTTP/1.1\r\nHost: x\r\n\r\n", 400, id="user-in-absolute-form"),
        pytest.param(b"GET ftp://x/ HTTP/1.1\r\nHost: x\r\n\r\n", 400, id="absolute-form-of-ftp"),
        pytest.param(b"GET http:///a HTTP/1.1\r\nHost: x\r\n\r\n", 400, id="absolute-form-without-host"),
        pytest.param(b"GET / HTTP/1.1\nHost: x\n\n", 400, id="bare-line-feeds"),
        pytest.param(HOST + b"A: 1\n\r\n", 400, id="bare-line-feed-in-headers"),
        pytest.param(HOST + b"A: 1\rB: 2\r\n\r\n", 400, id="bare-carriage-return"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400, id="blank-in-host"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: u@x/y\r\n\r\n", 400, id="path-in-host"),
        pytest.param(HOST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400, id="two-transfer-codings"),
        pytest.param(HOST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400, id="blank-before-colon"),
        pytest.param(HOST + b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n", 400, id="folded-transfer-encoding"),
        pytest.param(b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, id="transfer-encoding-of-1.0"),
        pytest.param(HOST + b"Content-Length: 1, 1\r\n\r\nx", 400, id="list-of-lengths"),
        pytest.param(HOST + b"Content-Length: +1\r\n\r\nx", 400, id="signed-length"),
        pytest.param(HOST + b"Content-Length: 1_0\r\n\r\nx", 400, id="length-of-python"),
        pytest.param(HOST + b"Content-Length: 99999999999999999999\r\n\r\nx", 400, id="length-beyond-64-bits"),
        pytest.param(HOST + b"Transfer-Encoding: chunked\r\n\r\n2\nab\n0\n\n", 400, id="chunks-with-bare-line-feeds"),
        pytest.param(HOST + b"Transfer-Encoding: chunked\r\n\r\n2;a\nab\r\n0\r\n\r\n", 400, id="line-feed-in-extension"),
        pytest.param(HOST + b"Transfer-Encoding: chunked\r\n\r\n0x2\r\nab\r\n0\r\n\r\n", 400, id="chunk-size-with-0x"),
        pytest.param(HOST + b"Transfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n", 400, id="chunk-longer-than-told"),
        pytest.param(HOST + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n", 400, id="chunk-size-overflow"),
        pytest.param(HOST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + b"X: 1\r\n" * 3000, 431, id="trailers-without-end"),
        pytest.param(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, id="http-2"),
        pytest.param(b"GET http://[::1/a HTTP/1.1\r\nHost: x\r\n\r\n", 400, id="bad-absolute-form"),
        pytest.param(b"GET /\xc3\xa9 HTTP/1.1\r\nHost: x\r\n\r\n", 400, id="not-ascii"),
        pytest.param(b"GET / HTTP/1.1\r\n\r\n", 400, id="no-host"),
        pytest.param(HOST + b"Host: y\r\n\r\n", 400, id="two-hosts"),
        pytest.param(HOST + b"A\0: 1\r\n\r\n", 400, id="nul-in-header"),
        pytest.param(HOST + b" folded: 1\r\n\r\n", 400, id="folded-header"),
        pytest.param(HOST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n", 400, id="two-lengths"),
        pytest.param(HOST + b"Content-Length: -1\r\n\r\n", 400, id="negative-length"),
        pytest.param(HOST + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400, id="length-and-chunked"),
        pytest.param(HOST + b"Transfer-Encoding: gzip\r\n\r\n", 400, id="unknown-transfer-encoding"),
        pytest.param(HOST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400, id="bad-chunk-size"),
        pytest.param(HOST + b"Expect: miracles\r\n\r\n", 417, id="other-expectation"),
        pytest.param(HOST + b"A: " + b"a" * 10_240 + b"\r\n\r\n", 431, id="long-header"),
        pytest.param(b"GET /" + b"a" * 10_240 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 431, id="long-target"),
        pytest.param(HOST + b"".join(b"A%d: 1\r\n" % n for n in range(2000)), 431, id="many-headers"),
        pytest.param(HOST + b"Content-Length: 10485761\r\n\r\n", 413, id="declared-body"),
        pytest.param(HOST + b"Content-Length: 10485761\r\nExpect: 100-continue\r\n\r\n", 413, id="declared-body-before-100"),
    ],
)
def test_refused(data: bytes, status: int) -> None:
    reader = RequestReader(Limits(), "192.0.2.1")
    (event,) = reader.feed(data)
    assert isinstance(event, Refused)
    assert event.status == status
    assert reader.phase == "done"


def test_what_is_refused_behind_an_offer() -> None:
    first, second = read(H2C + b"CONNECT / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert isinstance(first, Received)
    assert isinstance(second, Refused)


def test_what_the_server_itself_gets_wrong_is_no_bad_request(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = RequestReader(Limits(), "192.0.2.1")
    monkeypatch.setattr("gwfw.local.server.requests._HOST", None)
    with pytest.raises(AttributeError):
        reader.feed(GET)


def test_refusal_names_the_request_without_its_query() -> None:
    (event,) = read(b"POST /up?secret=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n")
    assert event == Refused(413, "the body is 99999999 bytes long, 10485760 are allowed", "POST /up")


def test_what_follows_a_last_request_does_not_undo_it() -> None:
    first, second = read(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\nGET /")
    assert isinstance(first, Received)
    assert isinstance(second, Refused)


def head_of(size: int) -> bytes:
    start = b"GET / HTTP/1.1\r\nHost: x\r\nA: "
    return start + b"a" * (size - len(start) - 4) + b"\r\n\r\n"


@pytest.mark.parametrize(("size", "ok"), [(10_240, True), (10_241, False)])
def test_head_limit_counts_every_byte(size: int, ok: bool) -> None:
    (event,) = read(head_of(size))
    assert isinstance(event, Received) is ok


def test_head_that_never_ends_is_refused_while_it_comes() -> None:
    reader = RequestReader(Limits(head_bytes=1000), "192.0.2.1")
    fed, events = 0, reader.feed(b"GET / HTTP/1.1\r\nHost: x\r\nA: ")
    while not events:
        events = reader.feed(b"a" * 100)
        fed += 100
    assert fed <= 1100
    assert isinstance(events[0], Refused)
    assert events[0].status == 431


@pytest.mark.parametrize(("length", "ok"), [(10, True), (11, False)])
@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunked"])
def test_body_limit(length: int, ok: bool, chunked: bool) -> None:
    framing = b"Transfer-Encoding: chunked" if chunked else b"Content-Length: %d" % length
    body = b"%x\r\n%s\r\n0\r\n\r\n" % (length, b"a" * length) if chunked else b"a" * length
    (event,) = read(HOST + framing + b"\r\n\r\n" + body, Limits(body_bytes=10))
    assert isinstance(event, Received if ok else Refused)


def test_without_limits_everything_passes() -> None:
    (event,) = read(head_of(200_000), UNLIMITED)
    assert isinstance(event, Received)


PIECES = st.sampled_from(
    [
        GET,
        POST,
        CHUNKED,
        HANDSHAKE,
        H2C,
        b"\r\n",
        b"\n",
        b"\0",
        b"GET ",
        b"Transfer-Encoding: chunked\r\n",
        b"Content-Length: 5\r\n",
        b"Connection: upgrade\r\n",
        b"ffffffffffffffff\r\n",
        b"\xff" * 40,
        b" HTTP/1.1\r\n",
        b"CONNECT / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET http://h/a HTTP/1.1\r\nHost: x\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
        b"DESCRIBE / RTSP/1.0\r\nHost: x\r\n\r\n",
    ]
)


@settings(max_examples=200)
@given(st.lists(st.one_of(PIECES, st.binary(max_size=30)), max_size=8), st.integers(1, 50))
def test_hostile_bytes_never_raise_and_cuts_do_not_matter(pieces: list[bytes], step: int) -> None:
    stream = b"".join(pieces)
    reader = RequestReader(Limits(), "192.0.2.1")
    cut = [event for at in range(0, len(stream), step) for event in reader.feed(stream[at : at + step])]
    whole = read(stream)
    assert [type(event) for event in cut] == [type(event) for event in whole]
    assert [event for event in cut if isinstance(event, Received)] == [
        event for event in whole if isinstance(event, Received)
    ]
