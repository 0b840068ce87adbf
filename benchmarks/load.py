"""Clients that cost little: HTTP connections and WebSockets with one request or message in flight on each."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar, cast

__all__ = ["HttpLoad", "Socket", "connect", "http_load", "post", "run"]

ResultT = TypeVar("ResultT")


def run(work: Coroutine[Any, Any, ResultT]) -> ResultT:
    """Run it on uvloop's loop where that is there."""
    try:
        from uvloop import new_event_loop
    except ImportError:
        return asyncio.run(work)
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        return runner.run(work)


# HTTP ----------------------------------------------------------------------------------------------------------------


class HttpLoad(asyncio.Protocol):
    """One connection. `counted` requests were answered by 200 so far; anything else ends the run."""

    def __init__(self, request: bytes) -> None:
        self._request, self._data = request, b""
        self.counted, self.running, self.failed = 0, True, ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._data += data
        head, end, body = self._data.partition(b"\r\n\r\n")
        if not end or len(body) < _length(head):
            return
        if not head.startswith(b"HTTP/1.1 200"):
            self.failed = head.decode("latin-1") + "\n" + body.decode("latin-1")
            self._transport.close()
            return
        self.counted, self._data = self.counted + 1, b""
        if self.running:
            self._transport.write(self._request)

    def connection_lost(self, exc: Exception | None) -> None:
        if self.running and not self.failed:
            self.failed = f"the connection was lost: {exc}"


def _length(head: bytes) -> int:
    lower = head.lower()
    start = lower.index(b"content-length:") + len(b"content-length:")
    return int(lower[start:].split(b"\r\n", 1)[0])


async def http_load(port: int, request: bytes, connections: int, seconds: float) -> int:
    """How many requests were answered in that time."""
    loop = asyncio.get_running_loop()
    opened = [await loop.create_connection(lambda: HttpLoad(request), "127.0.0.1", port) for _ in range(connections)]
    await asyncio.sleep(seconds)
    for _, protocol in opened:
        protocol.running = False
    await asyncio.sleep(0.1)
    for transport, _ in opened:
        transport.close()
    failed = [protocol.failed for _, protocol in opened if protocol.failed]
    if failed:
        raise SystemExit(failed[0])
    return sum(protocol.counted for _, protocol in opened)


async def post(port: int, paths: list[str], body: bytes) -> None:
    """POST to all of the paths in turn, on one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for path in paths:
        head = f"POST {path} HTTP/1.1\r\nhost: localhost:{port}\r\ncontent-length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        answered = await reader.readuntil(b"\r\n\r\n")
        if not answered.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"POST {path}: {answered.decode('latin-1')}")
        await reader.readexactly(_length(answered))
    writer.close()


# WebSockets ----------------------------------------------------------------------------------------------------------

HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: Upgrade\r\nupgrade: websocket\r\n"
    "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n\r\n"
)
TEXT = 1


class Socket(asyncio.Protocol):
    """One WebSocket. `heard` is called with every text message; `lost` says why it ended."""

    def __init__(self, path: str) -> None:
        self._path, self._data = path, b""
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.heard: Callable[[bytes], None] = lambda text: None
        self.lost: str | None = None
        self._open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.transport.write(HANDSHAKE.format(path=self._path).encode())

    def data_received(self, data: bytes) -> None:
        self._data += data
        if not self._open:
            head, end, self._data = self._data.partition(b"\r\n\r\n")
            if not end:
                self._data = head
                return
            if not head.startswith(b"HTTP/1.1 101"):
                self.opened.set_exception(ConnectionError(head.decode("latin-1")))
                return
            self._open = True
            self.opened.set_result(None)
        while (frame := self._frame()) is not None:
            opcode, payload = frame
            if opcode == TEXT:
                self.heard(payload)

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = f"the connection was lost: {exc}"
        if not self.opened.done():
            self.opened.set_exception(ConnectionError(self.lost))

    def send(self, text: bytes) -> None:
        """Send a text message in one frame, masked with zeros."""
        length = len(text)
        head = struct.pack("!BB", 0x81, 0x80 | length) if length < 126 else struct.pack("!BBH", 0x81, 0xFE, length)
        self.transport.write(head + b"\0\0\0\0" + text)

    async def ask(self, text: bytes) -> bytes:
        """Send a message and wait for the next one."""
        answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.heard = answer.set_result
        self.send(text)
        found = await answer
        self.heard = lambda text: None
        return found

    def _frame(self) -> tuple[int, bytes] | None:
        data = self._data
        if len(data) < 2:
            return None
        length, start = data[1] & 0x7F, 2
        if length == 126:
            if len(data) < 4:
                return None
            length, start = struct.unpack_from("!H", data, 2)[0], 4
        if len(data) < start + length:
            return None
        self._data = data[start + length :]
        return data[0] & 0x0F, data[start : start + length]


async def connect(port: int, path: str, number: int, *, at_a_time: int = 50) -> list[Socket]:
    """That many open WebSockets."""
    loop, sockets, gate = asyncio.get_running_loop(), list[Socket](), asyncio.Semaphore(at_a_time)

    async def one() -> None:
        async with gate:
            _, socket = await loop.create_connection(lambda: Socket(path), "127.0.0.1", port)
            await socket.opened
            sockets.append(socket)

    await asyncio.gather(*(one() for _ in range(number)))
    return sockets
