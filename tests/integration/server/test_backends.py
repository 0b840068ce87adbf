"""Hostile backends behind an HTTP proxy route, over loopback sockets: every client gets a documented answer, its own."""

from __future__ import annotations

import asyncio
import gzip
import socket
import struct
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from gwfw.exchange import CallHttp, Report
from gwfw.graph.model import AppGraph, HttpApi, Route
from gwfw.integrations.http_proxy.spec import HttpProxy
from gwfw.local import address
from gwfw.local.outbound import Outbound
from gwfw.local.server.driver import Driver
from gwfw.local.server.limits import Limits
from gwfw.local.server.listener import Listener
from tests.conformance.http_schema.core import Core

pytestmark = pytest.mark.integration

Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
UNAVAILABLE = b'{"message":"Service Unavailable"}'
ERROR = b'{"message":"Internal Server Error"}'
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@dataclass
class Seen:
    """The raw answers, what the gateway reported, and what the backend was sent."""

    answers: list[bytes] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    heads: list[bytes] = field(default_factory=list)
    connections: int = 0

    @property
    def status(self) -> int:
        return int(self.answers[-1].split(b" ", 2)[1])

    @property
    def head(self) -> bytes:
        return self.answers[-1].partition(b"\r\n\r\n")[0].lower()

    @property
    def body(self) -> bytes:
        return self.answers[-1].partition(b"\r\n\r\n")[2]


def sent(response: bytes, *, reset: bool = False, close: bool = True) -> Script:
    """A backend that answers every request with these bytes."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(response)
        await writer.drain()
        if reset:
            linger = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            writer.transport.abort()
        elif close:
            writer.close()

    return script


def run(
    script: Script, *requests: bytes, limit_bytes: int | None = 100_000, timeout_ms: int = 5000, url: str = "/b"
) -> Seen:
    """Each request on a connection of its own, one after the other."""
    return asyncio.run(_scene(script, requests or (get(),), limit_bytes, timeout_ms, url))


def get(method: str = "GET", path: str = "/x", body: bytes = b"", headers: bytes = b"") -> bytes:
    length = b"Content-Length: %d\r\n" % len(body) if body else b""
    return f"{method} {path} HTTP/1.1\r\nHost: api\r\nConnection: close\r\n".encode() + headers + length + b"\r\n" + body


async def _scene(script: Script, requests: tuple[bytes, ...], limit_bytes: int | None, timeout_ms: int, url: str) -> Seen:
    seen, tasks = Seen(), set[asyncio.Task[None]]()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.connections += 1
        tasks.add(asyncio.current_task())  # type: ignore[arg-type]  # there is one
        try:
            while not writer.is_closing():
                seen.heads.append(await reader.readuntil(b"\r\n\r\n"))
                await script(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    backend = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = backend.sockets[0].getsockname()[1]
    proxy = HttpProxy(name="px", url=f"http://127.0.0.1:{port}{url}", timeout_ms=timeout_ms)
    graph = AppGraph(
        name="case", http=HttpApi(routes=(Route(key="ANY /{proxy+}", integration="px"),)), integrations=(proxy,)
    )
    outbound = Outbound(limit_bytes=limit_bytes)
    driver = Driver(
        Core(graph),
        {CallHttp: outbound.perform},
        loop=asyncio.get_running_loop(),
        clock=time.time,
        report=seen.reports.append,
    )
    listener = Listener(driver, Limits())
    listening = address.listen("127.0.0.1", 0)
    await listener.start(listening)
    async with asyncio.timeout(20):
        for request in requests:
            reader, writer = await asyncio.open_connection(*listening.getsockname())
            writer.write(request)
            seen.answers.append(await reader.read())
            writer.close()
        await listener.stop(0.3)
        driver.stop()
        await outbound.stop()
        backend.close()
        if tasks:  # a backend that still sends is told by the closed connection; one that waits for us is not
            done, waiting = await asyncio.wait(tasks, timeout=5)
            assert not waiting, "a connection to the backend was left open"
            for task in done:
                task.result()
    return seen


async def _endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, chunk: bytes) -> None:
    """Sends until the gateway closes the connection."""
    while True:
        writer.write(chunk)
        await writer.drain()


@pytest.mark.parametrize(
    ("head", "chunk"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 10_000),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"3e8\r\n" + b"x" * 1000 + b"\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n", b"x" * 10_000),
    ],
    ids=["until close", "chunked", "as long as told"],
)
def test_an_endless_body_is_a_500_and_its_connection_is_closed(head: bytes, chunk: bytes) -> None:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        await _endless(reader, writer, chunk)

    seen = run(script)
    assert (seen.status, seen.body) == (500, ERROR)
    assert "answered more than 100000 bytes" in str(seen.reports[0].error)


@pytest.mark.parametrize(("size", "status"), [(100_000, 200), (100_001, 500)])
def test_the_limit_is_exact(size: int, status: int) -> None:
    seen = run(sent(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size + b"x" * size))
    assert (seen.status, len(seen.body)) == (status, size if status == 200 else len(ERROR))


def test_without_limits_a_body_may_be_as_long_as_it_likes() -> None:
    seen = run(sent(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 300_000), limit_bytes=None)
    assert (seen.status, len(seen.body)) == (200, 300_000)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (b"", b""),
        (b"HTTP/1.1 200 OK\r\n", b"X-A: 1\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b""),
    ],
    ids=["says nothing", "trickles its head", "trickles its body", "stops in its body"],
)
def test_a_backend_out_of_time_is_a_503_and_its_connection_is_closed(first: bytes, then: bytes) -> None:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        while not reader.at_eof():
            writer.write(then)
            try:
                async with asyncio.timeout(0.02):
                    await reader.read(1)
            except TimeoutError:
                pass
        writer.close()

    seen = run(script, timeout_ms=200)
    assert (seen.status, seen.body) == (503, UNAVAILABLE)
    assert "within 200 ms" in str(seen.reports[0].error)


@pytest.mark.parametrize(
    "response",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX Y: a\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 300_000 + b"\r\n\r\n",
        b"HTTP/1.1 20 OK\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nraw",
        b"<html>hello</html>",
        b"\x16\x03\x01\x02\x00",
    ],
    ids=lambda response: response[:60].decode("latin-1"),
)
@pytest.mark.parametrize("reset", [False, True], ids=["closed", "reset"])
def test_what_is_no_whole_response_is_a_503(response: bytes, reset: bool) -> None:
    seen = run(sent(response, reset=reset))
    assert (seen.status, seen.body) == (503, UNAVAILABLE)


def test_interim_responses_are_passed_over() -> None:
    interim = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
    seen = run(sent(interim * 3 + OK))
    assert (seen.status, seen.body) == (200, b"ok")


@pytest.mark.parametrize("status", [204, 304])
def test_a_body_where_there_is_none_is_no_answer_to_anybody(status: int) -> None:
    evil = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
    seen = run(sent(b"HTTP/1.1 %d X\r\nContent-Length: 9\r\nX: 1\r\n\r\n" % status + evil, close=False), get(), get())
    assert [answer.split(b" ", 2)[1] for answer in seen.answers] == [b"%d" % status] * 2
    assert b"evil" not in b"".join(seen.answers)
    assert seen.connections == 2


def test_bytes_behind_a_response_are_no_answer_to_anybody() -> None:
    evil = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
    seen = run(sent(OK + evil, close=False), get(), get(), get())
    assert [answer.partition(b"\r\n\r\n")[2] for answer in seen.answers] == [b"ok"] * 3
    assert seen.connections == 3


def test_head_tells_the_length_of_what_is_not_sent() -> None:
    seen = run(sent(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n", close=False), get("HEAD"), get("HEAD"))
    assert (seen.status, seen.body, len(seen.answers)) == (200, b"", 2)
    assert b"content-length: 999999999" in seen.head


def test_a_compressed_body_passes_as_it_is() -> None:
    body = gzip.compress(b"hello" * 100)
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body)
    seen = run(sent(head + body), get(headers=b"Accept-Encoding: gzip\r\n"))
    assert (seen.status, seen.body) == (200, body)
    assert b"content-encoding: gzip" in seen.head
    assert b"accept-encoding: gzip" in seen.heads[0].lower()


def test_header_bytes_beyond_ascii_pass_both_ways() -> None:
    seen = run(
        sent(b"HTTP/1.1 200 OK\r\nX-B: caf\xe9 \xc3\xa9\r\nContent-Length: 0\r\n\r\n"), get(headers=b"X-A: caf\xe9\r\n")
    )
    assert b"x-b: caf\xe9 \xc3\xa9" in seen.head
    assert b"X-A: caf\xe9\r\n" in seen.heads[0]


def test_headers_that_a_backend_names_as_its_connections_own_stay_there() -> None:
    head = b"HTTP/1.1 200 OK\r\nConnection: X-Hop, close\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\nX-End: 1\r\n\r\n"
    seen = run(sent(head))
    assert b"x-hop" not in seen.head
    assert b"keep-alive" not in seen.head
    assert b"x-end: 1" in seen.head
    assert b"content-length: 0" in seen.head


def test_an_answer_before_the_request_was_read_is_the_answer() -> None:
    response = b"HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig"

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(response)
        await writer.drain()
        writer.write_eof()
        while await reader.read(65536):
            continue
        writer.close()

    seen = run(script, get("POST", body=b"x" * 5_000_000))
    assert (seen.status, seen.body) == (413, b"big")


def test_the_path_reaches_the_backend_as_it_was_sent() -> None:
    seen = run(sent(OK), get(path="/x?a=/../b&c=%2e%2E%zz"), url="/a/../b//c")
    assert seen.heads[0].startswith(b"GET /a/../b//c?a=/../b&c=%2e%2E%zz HTTP/1.1\r\n")
