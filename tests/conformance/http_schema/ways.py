"""The two ways to a case's gateway: the in-process driver, and a real socket in front of the server's driver."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from queue import SimpleQueue
from typing import Any, Protocol, cast

from gwfw.exchange import (
    AwsRequest,
    CallHttp,
    HttpRequest,
    HttpResponse,
    InvokeFunction,
    Outcome,
    Perform,
    Report,
)
from gwfw.local import address
from gwfw.local.clock import StandingClock
from gwfw.local.server.driver import Done
from gwfw.local.server.driver import Driver as ServerDriver
from gwfw.local.server.limits import Limits
from gwfw.local.server.listener import Listener
from gwfw.testing.driver import Driver
from tests.conformance.http_schema.core import Core
from tests.conformance.http_schema.stubs import Stubs

__all__ = ["WAYS", "Way"]

PATIENCE_S = 10.0
"""How long something that must happen may take."""


class Way(Protocol):
    """Sends requests to one deployment."""

    def send(self, request: HttpRequest) -> tuple[HttpResponse, Report]:
        """The answer, header names lower-case, and what the gateway said about it."""
        ...


# In process ----------------------------------------------------------------------------------------------------------


class InProcess:
    """The driver of the test client. What takes long moves its clock."""

    def __init__(self, core: Core, stubs: Stubs) -> None:
        self._reports: SimpleQueue[Report] = SimpleQueue()
        self._stubs, self._clock = stubs, StandingClock()
        self._driver = Driver(
            cast("Any", core),
            functions=self,
            aws=self,
            outbound=self._outcome,
            clock=self._clock,
            report=self._reports.put,
        )

    def send(self, request: HttpRequest) -> tuple[HttpResponse, Report]:
        """Ask the driver."""
        return self._driver.http(request), self._reports.get(timeout=PATIENCE_S)

    def invoke(self, function: str, payload: bytes, timeout_ms: int, done: Callable[[Outcome], None]) -> None:
        """The LambdaPort."""
        done(self._outcome(InvokeFunction(function=function, payload=payload)))

    def call(self, request: AwsRequest) -> HttpResponse:
        """The AwsPort."""
        outcome = self._outcome(request)
        assert isinstance(outcome, HttpResponse)
        return outcome

    def _outcome(self, work: InvokeFunction | CallHttp | AwsRequest) -> Outcome:
        outcome, seconds = self._stubs.outcome(work)
        self._clock.move(self._clock.now() + seconds)
        return outcome


@contextmanager
def in_process(core: Core, stubs: Stubs) -> Iterator[Way]:
    """Without a socket."""
    yield InProcess(core, stubs)


# Over a socket -------------------------------------------------------------------------------------------------------


class OverSocket:
    """A server on a thread of its own, at a free port of the loopback address. What takes long takes long."""

    def __init__(self, core: Core, stubs: Stubs) -> None:
        self._reports: SimpleQueue[Report] = SimpleQueue()
        self._core, self._stubs = core, stubs
        self._listening = address.listen("127.0.0.1", 0)
        self._port: int = self._listening.getsockname()[1]
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._thread.start()
        assert self._ready.wait(PATIENCE_S), "the server did not start"

    def send(self, request: HttpRequest) -> tuple[HttpResponse, Report]:
        """One request on a connection of its own."""
        connection = HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            target = f"{request.path}?{request.query}" if request.query else request.path
            connection.putrequest(request.method, target, skip_host=True, skip_accept_encoding=True)
            for name, value in request.headers:
                connection.putheader(name, value.encode())
            connection.endheaders(request.body or None)
            response = connection.getresponse()
            headers = tuple((name.lower(), value) for name, value in response.getheaders())
            answered = HttpResponse(status=response.status, headers=headers, body=response.read())
            return answered, self._reports.get(timeout=PATIENCE_S)
        finally:
            connection.close()

    def stop(self) -> None:
        """End the server and its thread."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive(), "the server did not stop"

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        performers = dict.fromkeys((InvokeFunction, CallHttp, AwsRequest), self._perform)
        driver = ServerDriver(self._core, performers, loop=self._loop, clock=time.time, report=self._reports.put)
        listener = Listener(driver, Limits())
        await listener.start(self._listening)
        self._ready.set()
        await self._stop.wait()
        driver.stop()
        await listener.stop(0.3)

    def _perform(self, action: Perform, done: Done) -> None:
        outcome, seconds = self._stubs.outcome(action.work)
        if seconds:
            self._loop.call_later(seconds, done, outcome)
        else:
            done(outcome)


@contextmanager
def over_socket(core: Core, stubs: Stubs) -> Iterator[Way]:
    """On a real socket."""
    way = OverSocket(core, stubs)
    try:
        yield way
    finally:
        way.stop()


WAYS = {"in process": in_process, "socket": over_socket}
