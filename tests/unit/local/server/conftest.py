"""A small stand-in for the emulator and ends without sockets, for the server's tests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from gwfw.exchange import (
    Accept,
    Action,
    AwsRequest,
    CallHttp,
    CloseConnection,
    Ended,
    HttpRequest,
    HttpResponse,
    Outcome,
    Perform,
    Reply,
    Report,
    SendFrame,
    Token,
)
from gwfw.local.server.driver import Done, Driver


class Echo:
    """Answers at once: the request's method, path and body; echoes messages. `/work` asks a performer first."""

    def __init__(self) -> None:
        self.next_deadline: float | None = None
        self.calls: list[tuple[Any, ...]] = []
        self.entered = False
        self.advanced: Sequence[Action] = ()
        self.keep: float | None = None

    def http(self, token: Token, request: HttpRequest, now: float) -> Sequence[Action]:
        self.calls.append(("http", request, now))
        if request.path == "/work":
            return [Perform(token=token, work=CallHttp(method="GET", url="http://there/"), timeout_ms=1000)]
        body = f"{request.method} {request.path} ".encode() + request.body
        return [Reply(token=token, response=HttpResponse(status=200, body=body)), self._report(request)]

    def upgrade(self, token: Token, request: HttpRequest, now: float) -> Sequence[Action]:
        self.calls.append(("upgrade", request, now))
        if request.path == "/work":
            return [Perform(token=token, work=CallHttp(method="GET", url="http://there/"), timeout_ms=1000)]
        if request.path != "/dev":
            return [Reply(token=token, response=HttpResponse(status=403, body=b'{"message":"Forbidden"}'))]
        return [Accept(token=token, connection_id=f"c{token}", subprotocol=request.header("sec-websocket-protocol"))]

    def message(self, connection_id: str, data: str | bytes, now: float) -> Sequence[Action]:
        self.calls.append(("message", connection_id, data))
        if data == "bye":
            return [CloseConnection(connection_id=connection_id, code=1000, reason="Connection Closed Normally")]
        return [SendFrame(connection_id=connection_id, text=str(data))]

    def lost(self, connection_id: str, code: int, reason: str, now: float) -> Sequence[Action]:
        self.calls.append(("lost", connection_id, code, reason))
        return []

    def manage(self, token: Token, request: HttpRequest, now: float) -> Sequence[Action]:
        self.calls.append(("manage", request, now))
        return [Reply(token=token, response=HttpResponse(status=200))]

    def aws(self, token: Token, request: AwsRequest, now: float) -> Sequence[Action]:
        self.calls.append(("aws", request, now))
        return [Reply(token=token, response=HttpResponse(status=200, body=request.service.encode()))]

    def result(self, token: Token, outcome: Outcome, now: float) -> Sequence[Action]:
        self.calls.append(("result", token, outcome))
        assert isinstance(outcome, HttpResponse)
        return [Reply(token=token, response=outcome)]

    def advance(self, now: float) -> Sequence[Action]:
        self.calls.append(("advance", now))
        self.next_deadline = self.keep
        return self.advanced

    @staticmethod
    def _report(request: HttpRequest) -> Report:
        return Report(api="http", subject=f"{request.method} {request.path}", route_key=None, status=200, duration_ms=1.0)


class Timer:
    """What `call_later` gives."""

    def __init__(self, delay: float, call: Callable[[], None]) -> None:
        self.delay, self.call, self.cancelled = delay, call, False

    def cancel(self) -> None:
        self.cancelled = True


class Loop:
    """The part of an event loop that the driver uses; timers run when a test says so."""

    def __init__(self) -> None:
        self.timers: list[Timer] = []

    def call_soon(self, call: Callable[[], None]) -> None:
        call()

    def call_later(self, delay: float, call: Callable[[], None]) -> Timer:
        self.timers.append(Timer(delay, call))
        return self.timers[-1]


class Wire(asyncio.Transport):
    """A transport that remembers what was written and done to it."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.unsent = 0
        self.reading = True
        self.ended = self.closed = self.aborted = False

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return ("192.0.2.7", 4711) if name == "peername" else default

    def write(self, data: bytes | bytearray | memoryview) -> None:
        assert not self.ended, "written after the end"
        assert not self.closed, "written after closing"
        self.written += bytes(data)

    def write_eof(self) -> None:
        self.ended = True

    def get_write_buffer_size(self) -> int:
        return self.unsent

    def pause_reading(self) -> None:
        self.reading = False

    def resume_reading(self) -> None:
        self.reading = True

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True

    def abort(self) -> None:
        self.closed = self.aborted = True


class Bench:
    """A driver over the stand-in, with its loop's timers, reports and unfinished work."""

    def __init__(self) -> None:
        self.core, self.loop = Echo(), Loop()
        self.now = 1_800_000_000.0
        self.reports: list[Report] = []
        self.ended: list[Ended] = []
        self.work: list[tuple[Perform, Done]] = []
        loop: Any = self.loop
        self.driver = Driver(
            self.core,
            {CallHttp: lambda perform, done: self.work.append((perform, done))},
            loop=loop,
            clock=lambda: self.now,
            report=self.reports.append,
            ended=self.ended.append,
        )


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def wire() -> Wire:
    return Wire()
