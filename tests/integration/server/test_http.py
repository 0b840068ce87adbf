"""HTTP over real sockets, by hand and by a client library."""

from __future__ import annotations

import http.server
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gwfw.local.server.limits import Limits

pytestmark = pytest.mark.integration

LIMITS = Limits(head_s=0.5, body_s=0.5, idle_s=30, close_s=0.5)
LAST = b"GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


def bodies(raw: bytes) -> list[bytes]:
    return [part.partition(b"\r\n\r\n")[2] for part in raw.split(b"HTTP/1.1 ")[1:]]


def test_a_client_keeps_its_connection(server: Any) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{server.port}") as client:
        answers = [client.request(method, "/books", content=b"hi") for method in ("GET", "POST", "PUT", "PATCH", "DELETE")]
        assert [answer.text for answer in answers] == [f"{a.request.method} /books hi" for a in answers]
        assert {"date", "content-length", "connection", "x"} == set(answers[0].headers)
        head = client.head("/books")
        assert (head.headers["content-length"], head.content) == ("12", b"")
    assert {request.source_ip for request in server.core.requests} == {"127.0.0.1"}


def test_pipelined_and_half_closed(server: Any) -> None:
    with server.connect() as sock:
        sock.sendall(b"GET /1 HTTP/1.1\r\nHost: x\r\n\r\n" * 500 + LAST)
        sock.shutdown(socket.SHUT_WR)
        raw = b"".join(iter(lambda: sock.recv(65536), b""))
    assert bodies(raw) == [b"GET /1 "] * 500 + [b"GET /last "]


def test_chunked_and_expect_continue(server: Any) -> None:
    with server.connect() as sock:
        sock.sendall(b"PUT /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n")
        assert sock.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        sock.sendall(b"5\r\nhello\r\n0\r\n\r\n")
        assert sock.recv(1000).endswith(b"PUT /c hello")


@pytest.mark.parametrize(
    ("data", "status"),
    [
        pytest.param(b"nonsense\r\n\r\n", 400, id="malformed"),
        pytest.param(b"\x16\x03\x01" + b"\0" * 200, 400, id="tls"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"a" * 20_000 + b"\r\n\r\n", 431, id="long-head"),
        pytest.param(
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n" + b"a" * 20_000_000, 413, id="long-body"
        ),
        pytest.param(b"GET / HT", 408, id="slow-head"),
        pytest.param(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n1", 408, id="slow-body"),
    ],
)
def test_refused_requests_are_answered_and_closed(server: Any, data: bytes, status: int) -> None:
    with server.connect() as sock:
        thread = threading.Thread(target=send_all, args=(sock, data))
        thread.start()
        raw = b"".join(iter(lambda: sock.recv(65536), b""))
        thread.join(10)
    assert raw.startswith(b"HTTP/1.1 %d " % status)
    assert [report.status for report in server.reports] == [status]


def send_all(sock: socket.socket, data: bytes) -> None:
    try:
        sock.sendall(data)
    except OSError:
        return  # the server has closed, as it should


@pytest.mark.parametrize(
    "head",
    [
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 39\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\nHost: x\n\n",
        b"GET /#a HTTP/1.1\r\nHost: x\r\n\r\n",
        b"CONNECT / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x/y\r\n\r\n",
    ],
)
def test_nothing_behind_a_refused_request_is_served(server: Any, head: bytes) -> None:
    raw = server.raw(head + LAST)
    assert (raw.count(b"HTTP/1.1 "), raw[:13]) == (1, b"HTTP/1.1 400 ")
    assert b"connection: close\r\n" in raw
    assert server.core.requests == []


def test_early_answer_reaches_a_client_that_is_still_sending(server: Any) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{server.port}") as client:
        assert client.post("/up", content=b"a" * 10_485_761).status_code == 413
        assert client.post("/up", content=b"a" * 10_485_760).status_code == 200


def test_client_that_does_not_read_holds_up_nobody(server: Any) -> None:
    with server.connect() as stalled:
        stalled.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n" * 50)
        raw = server.raw(LAST)
        assert bodies(raw) == [b"GET /last "]
        assert len(server.core.requests) <= 4
        read = 0
        while read < 8_000_000:
            read += len(stalled.recv(1 << 20))


def test_connection_that_comes_and_goes(server: Any, eventually: Callable[[Callable[[], Any]], None]) -> None:
    for _ in range(50):
        server.connect().close()
    eventually(lambda: not server.listener.connections)
    assert bodies(server.raw(LAST)) == [b"GET /last "]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(min_size=1, max_size=400))
def test_hostile_bytes(server: Any, data: bytes) -> None:
    with server.connect() as sock:
        send_all(sock, data)
        sock.shutdown(socket.SHUT_WR)
        raw = b"".join(iter(lambda: sock.recv(65536), b""))
    assert raw == b"" or raw.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 431 "))
    assert bodies(server.raw(LAST)) == [b"GET /last "]


def test_stopping_ends_open_connections(server: Any) -> None:
    with server.connect() as idle:
        idle.sendall(b"GET /1 HTTP/1.1\r\nHost: x\r\n\r\n")
        assert idle.recv(1000).endswith(b"GET /1 ")
        server.stop()
        assert idle.recv(1000) == b""


# Requests to other hosts


class Backend(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/hang":
            self.rfile.read(1)
        self.send_response(302)
        self.send_header("Location", "/elsewhere")
        self.send_header("Set-Cookie", "a=1")
        self.send_header("Set-Cookie", "b=2")
        self.send_header("X-Seen", ", ".join(self.headers.keys()))
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture
def backend() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Backend)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_other_host_answers_and_redirects_are_not_followed(server: Any, backend: str) -> None:
    answer = httpx.get(f"http://127.0.0.1:{server.port}/proxy/{backend}/x")
    assert (answer.status_code, answer.text) == (302, "ok")
    assert answer.headers.get_list("set-cookie") == ["a=1", "b=2"]
    assert answer.headers["x-seen"] == "Host"


@pytest.mark.parametrize(
    ("url", "reason"),
    [("http://127.0.0.1:1/", "unreachable"), ("nonsense", "unreachable"), ("{backend}/hang", "timeout")],
    ids=["refused", "no-url", "hangs"],
)
def test_other_host_fails(server: Any, backend: str, url: str, reason: str) -> None:
    answer = httpx.get(f"http://127.0.0.1:{server.port}/proxy/{url.format(backend=backend)}")
    assert answer.status_code == 503
    assert f"reason='{reason}'" in answer.text
