"""Listening: a bound socket, its connections, the clock that ends what lasts too long, and stopping."""

from __future__ import annotations

import asyncio
import socket

from gwfw.local.server.connection import ClientConnection, House
from gwfw.local.server.driver import Driver
from gwfw.local.server.limits import Limits

__all__ = ["Listener"]

_SWEEP_S = 1.0


class Listener:
    """Serves a bound socket with a driver. All methods on the loop's thread."""

    def __init__(self, driver: Driver, limits: Limits) -> None:
        self._loop = asyncio.get_running_loop()
        self._house = House(driver=driver, limits=limits, monotonic=self._loop.time)
        self._server: asyncio.Server | None = None
        self._sweep: asyncio.TimerHandle | None = None

    @property
    def connections(self) -> set[ClientConnection]:
        """The open connections of clients."""
        return self._house.connections

    async def start(self, listening: socket.socket) -> None:
        """Serve connections from now on; those that wait in the backlog come first."""
        self._server = await self._loop.create_server(self._connection, sock=listening)
        self._sweep = self._loop.call_later(_SWEEP_S, self._expire)

    async def stop(self, patience_s: float) -> None:
        """Take no more connections, close those that are open (WebSockets with 1001), cut what is left after `patience_s`
        seconds."""
        if self._server is not None:
            self._server.close()
        if self._sweep is not None:
            self._sweep.cancel()
        for connection in tuple(self.connections):
            connection.shut()
        until = self._loop.time() + patience_s
        while self.connections and self._loop.time() < until:
            await asyncio.sleep(0.01)
        for connection in tuple(self.connections):
            connection.cut()

    def _connection(self) -> ClientConnection:
        return ClientConnection(self._house)

    def _expire(self) -> None:
        now = self._loop.time()
        for connection in tuple(self.connections):
            connection.expire(now)
        self._sweep = self._loop.call_later(_SWEEP_S, self._expire)
