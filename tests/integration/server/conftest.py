"""A listening server over a stand-in for the emulator, on a thread of its own, with either event loop."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
import uvloop

from gwfw.exchange import (
    Accept,
    Action,
    AwsRequest,
    CallHttp,
    CloseConnection,
    HttpRequest,
    HttpResponse,
    Outcome,
    Perform,
    Reply,
    Report,
    SendFrame,
    Token,
)
from gwfw.local import address
from gwfw.local.outbound import Outbound
from gwfw.local.server.driver import Driver
from gwfw.local.server.limits import Limits
from gwfw.local.server.listener import Listener


class Mirror:
    """Answers at once; `/large` with 8 MB; `/proxy/<url>` by another host. Messages: echo, `large`, `bye`."""

    next_deadline: float | None = None

    def __init__(self) -> None:
        self.ends: list[tuple[int, str]] = []
        self.requests: list[HttpRequest] = []

    def http(self, token: Token, request: HttpRequest, now: float) -> Sequence[Action]:
        self.requests.append(request)
        if request.path.startswith("/proxy/"):
            return [Perform(token=token, work=CallHttp(method="GET", url=request.path[7:]), timeout_ms=500)]
        body = b"x" * 8_000_000 if request.path == "/large" else f"{request.method} {request.path} ".encode() + request.body
        report = Report(api="http", subject=request.path, route_key=None, status=200, duration_ms=0)
        return [Reply(token=token, response=HttpResponse(status=200, headers=(("x", "1"),), body=body)), report]

    def upgrade(self, token: Token, request: HttpRequest, now: float) -> Sequence[Action]:
        if request.path == "/dev":
            return [Accept(token=token, connection_id=f"c{token}", subprotocol=request.header("sec-websocket-protocol"))]
        return [Reply(token=token, response=HttpResponse(status=403, body=b'{"message":"Forbidden"}'))]

    def message(self, connection_id: str, data: str | bytes, now: float) -> Sequence[Action]:
        if data == "bye":
            return [CloseConnection(connection_id=connection_id, code=1000, reason="Connection Closed Normally")]
        text = "y" * 100_000 if data == "large" else f"{connection_id} {data}" if data == "who" else str(data)
        return [SendFrame(connection_id=connection_id, text=text)]

    def lost(self, connection_id: str, code: int, reason: str, now: float) -> Sequence[Action]:
        self.ends.append((code, reason))
        return []

    def manage(self, token: Token, request: HttpRequest, now: float) -> Sequence[Action]:
        connection_id = request.path.rpartition("/")[2]
        return [
            SendFrame(connection_id=connection_id, text=request.body.decode()),
            Reply(token=token, response=HttpResponse(status=200)),
        ]

    def aws(self, token: Token, request: AwsRequest, now: float) -> Sequence[Action]:
        return [Reply(token=token, response=HttpResponse(status=200, body=b"{}"))]

    def result(self, token: Token, outcome: Outcome, now: float) -> Sequence[Action]:
        response = outcome if isinstance(outcome, HttpResponse) else HttpResponse(status=503, body=str(outcome).encode())
        return [Reply(token=token, response=response)]

    def advance(self, now: float) -> Sequence[Action]:
        return []


class Running:
    """A server on its thread."""

    def __init__(self, limits: Limits, loop: str) -> None:
        self.core = Mirror()
        self.reports: list[Report] = []
        self._limits = limits
        self._listening = address.listen("127.0.0.1", 0)
        self.port: int = self._listening.getsockname()[1]
        self._ready = threading.Event()
        factory = uvloop.new_event_loop if loop == "uvloop" else asyncio.new_event_loop
        self._thread = threading.Thread(target=self._run, args=(factory,), daemon=True)
        self._thread.start()
        assert self._ready.wait(10)

    def _run(self, factory: Callable[[], asyncio.AbstractEventLoop]) -> None:
        with asyncio.Runner(loop_factory=factory) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        outbound = Outbound()
        driver = Driver(
            self.core, {CallHttp: outbound.perform}, loop=self._loop, clock=time.time, report=self.reports.append
        )
        self.listener = Listener(driver, self._limits)
        await self.listener.start(self._listening)
        self._ready.set()
        await self._stop.wait()
        await self.listener.stop(0.3)
        await outbound.stop()

    def stop(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(10)
            assert not self._thread.is_alive()

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def raw(self, data: bytes) -> bytes:
        """What the server sends on one connection until it closes it."""
        with self.connect() as sock:
            sock.sendall(data)
            return b"".join(iter(lambda: sock.recv(65536), b""))


@pytest.fixture(params=["uvloop", "asyncio"])
def server(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[Running]:
    limits = getattr(request.module, "LIMITS", Limits())
    running = Running(replace(limits), request.param)
    yield running
    running.stop()
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []


@pytest.fixture
def eventually() -> Callable[[Callable[[], Any]], None]:
    """Waits for something that another thread does; fails after ten seconds."""

    def wait(condition: Callable[[], Any]) -> None:
        tick, end = threading.Event(), time.monotonic() + 10
        while not condition():
            assert time.monotonic() < end, "it did not happen"
            tick.wait(0.01)

    return wait
