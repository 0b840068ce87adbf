"""Starting and stopping: what the loop-back server does with connections that are open then."""

from __future__ import annotations

import asyncio
from typing import Any

from gwfw.local import address
from gwfw.local.server.limits import Limits
from gwfw.local.server.listener import Listener


def test_a_listener_that_never_started_stops(bench: Any) -> None:
    async def life() -> None:
        await Listener(bench.driver, Limits()).stop(0)

    asyncio.run(life())


def test_idle_connections_are_closed_and_the_rest_is_cut(bench: Any) -> None:
    async def life() -> tuple[bytes, int]:
        listener = Listener(bench.driver, Limits())
        listening = address.listen("127.0.0.1", 0)
        await listener.start(listening)
        reader, writer = await asyncio.open_connection(*listening.getsockname()[:2])
        writer.write(b"GET /dev HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n")
        writer.write(b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
        await reader.readuntil(b"\r\n\r\n")
        await listener.stop(0)  # no patience for the client's part of the closing handshake
        rest = await reader.read()
        await asyncio.sleep(0)
        writer.close()
        return rest, len(listener.connections)

    rest, left = asyncio.run(life())
    assert rest in (b"\x88\x0c\x03\xe9Going away", b"")
    assert left == 0
