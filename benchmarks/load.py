"""A client that keeps a number of HTTP connections busy: one request in flight on each, the next one after the answer."""

from __future__ import annotations

import asyncio
from typing import cast

__all__ = ["HttpLoad", "http_load"]


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
    opened = [
        await loop.create_connection(lambda: HttpLoad(request), "127.0.0.1", port) for _ in range(connections)
    ]
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
