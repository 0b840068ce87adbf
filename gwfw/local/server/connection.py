"""One client's network connection: HTTP requests in order, perhaps a WebSocket in the end.

    HTTP ──handshake──> OPENING ──accepted──> SOCKET ──┐
      └──────refused, done──────┴──────────────────────┴──> DRAINING ──> closed

DRAINING: our last bytes are on their way; what still arrives is thrown away until the client closes, so that no reset
overtakes the answer. Reading stops while a request is waiting behind another and while the client does not read, so a
client can make neither queue nor buffer grow. `expire` is called once a second and ends what lasts too long.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING, cast

from gwfw.exchange import HttpRequest, HttpResponse, Report
from gwfw.local.server import responses
from gwfw.local.server.driver import Driver
from gwfw.local.server.limits import Limits
from gwfw.local.server.requests import Event, Expecting, Received, Refused, RequestReader, Upgrading

if TYPE_CHECKING:
    from gwfw.local.server.websocket import Closed, WebSocket

__all__ = ["ClientConnection", "House"]


class Phase(Enum):
    """Where the connection is in its life."""

    HTTP = auto()
    OPENING = auto()
    SOCKET = auto()
    DRAINING = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What all connections of a server share. `monotonic` is the loop's time in seconds."""

    driver: Driver
    limits: Limits
    monotonic: Callable[[], float]
    writer: responses.Writer = field(default_factory=responses.Writer)
    connections: set[ClientConnection] = field(default_factory=set)


class ClientConnection(asyncio.Protocol):
    """The asyncio end of one client; implements the driver's `Client`."""

    def __init__(self, house: House) -> None:
        self._house, self._driver, self._limits = house, house.driver, house.limits
        self._phase = Phase.HTTP
        self._events: deque[Event] = deque()
        self._current: Received | None = None
        self._blocked = self._half_closed = self._lost = self._paused = False
        self._deadline: float | None = None
        self._connection_id: str | None = None
        self._held = b""

    # The transport ---------------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:  # noqa: D102
        self._transport = cast("asyncio.Transport", transport)  # uvloop's are none by class
        peer = transport.get_extra_info("peername")
        self._reader = RequestReader(self._limits, peer[0] if peer else "127.0.0.1")
        self._house.connections.add(self)
        self._await(self._limits.idle_s)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: D102
        self._lost = True
        self._house.connections.discard(self)
        self._events.clear()
        if self._phase is Phase.SOCKET:
            self._tell([], self._socket.eof())

    @property
    def _gone(self) -> bool:
        """Whether nothing can be written any more."""
        return self._lost or self._transport.is_closing()

    def data_received(self, data: bytes) -> None:  # noqa: D102
        if self._phase is Phase.HTTP:
            self._read_http(data)
        elif self._phase is Phase.SOCKET:
            self._read_socket(data)
        elif self._phase is Phase.OPENING:
            self._held += data

    def eof_received(self) -> bool:
        """True keeps the sending side open: a client may close its own after a request and still wait for the answer."""
        self._half_closed = True
        return self._phase is Phase.HTTP and (self._current is not None or bool(self._events))

    def pause_writing(self) -> None:
        """The client does not read: nothing more is read from it, and it does not keep us for ever."""
        self._blocked = True
        self._read_on(False)
        if self._phase is not Phase.SOCKET:
            self._await(self._limits.stalled_s)

    def resume_writing(self) -> None:  # noqa: D102
        self._blocked = False
        if self._phase is Phase.HTTP:
            self._await(self._patience() if self._current is None else None)
            self._next()
        else:
            self._read_on(True)
            self._await(self._limits.close_s if self._phase is Phase.DRAINING else None)

    def _patience(self) -> float:
        """How long the client may take for what comes next, in seconds."""
        if self._blocked:
            return self._limits.stalled_s
        if self._reader.phase == "head":
            return self._limits.head_s
        return self._limits.body_s if self._reader.phase == "body" else self._limits.idle_s

    def _read_on(self, on: bool) -> None:
        """Read what the client sends, or let it wait."""
        if self._paused is on:
            self._paused = not on
            (self._transport.resume_reading if on else self._transport.pause_reading)()

    # HTTP ------------------------------------------------------------------------------------------------------------

    def _read_http(self, data: bytes) -> None:
        before = self._reader.phase
        self._events.extend(self._reader.feed(data))
        self._next()
        if self._phase is Phase.HTTP and self._current is None and self._reader.phase != before:
            self._await(self._patience())

    def _next(self) -> None:
        """Take up the next event while no request is in hand and the client reads."""
        events = self._events
        while events and self._current is None and not self._blocked and self._phase is Phase.HTTP and not self._gone:
            self._take(events.popleft())
        if self._paused is not (bool(events) or self._blocked) and self._phase is Phase.HTTP and not self._gone:
            self._read_on(self._paused)

    def _take(self, event: Event) -> None:
        if isinstance(event, Received):
            self._current, self._deadline = event, None
            self._driver.request(self, event.request)
        elif isinstance(event, Expecting):
            self._transport.write(responses.CONTINUE)
        elif isinstance(event, Refused):
            self._refuse(event)
        else:
            self._open(event)

    def _refuse(self, event: Refused) -> None:
        self._driver.report(
            Report(
                api="http", subject=event.subject, route_key=None, status=event.status, duration_ms=0.0, error=event.detail
            )
        )
        self._finish(responses.error(event.status), "GET")

    def reply(self, response: HttpResponse) -> None:
        """Answer the request in hand, or the handshake."""
        if self._gone:
            return
        if self._phase is Phase.OPENING:
            self._finish(response, "GET")
            return
        current, self._current = self._current, None
        assert current is not None, "a reply without a request"
        request = current.request
        if not current.keep_alive or (self._half_closed and not self._events):
            self._finish(response, request.method)
            return
        now = self._driver.clock()
        self._transport.write(self._house.writer.write(response, now=now, method=request.method, keep_alive=True))
        self._await(self._patience())
        self._next()

    def _finish(self, response: HttpResponse, method: str) -> None:
        now = self._driver.clock()
        self._transport.write(self._house.writer.write(response, now=now, method=method, keep_alive=False))
        self._drain()

    def _drain(self) -> None:
        self._phase = Phase.DRAINING
        self._events.clear()
        if self._half_closed:
            self._transport.close()
            return
        self._transport.write_eof()
        if not self._blocked:
            self._read_on(True)
        self._await(self._limits.stalled_s if self._blocked else self._limits.close_s)

    # WebSocket -------------------------------------------------------------------------------------------------------

    def _open(self, event: Upgrading) -> None:
        from gwfw.local.server.websocket import WebSocket  # 70 ms of imports, only for who uses it

        self._phase, self._held = Phase.OPENING, event.rest
        self._socket: WebSocket = WebSocket(self._limits)
        self._read_on(False)
        self._await(None)
        refusal = self._socket.handshake(event.request)
        if refusal is None:
            self._driver.upgrade(self, event.request)
        else:
            self._driver.report(_refused_handshake(event.request, refusal))
            self._finish(refusal, event.request.method)

    def accept(self, connection_id: str, subprotocol: str | None) -> bool:
        """Answer 101; frames that came early are read now."""
        if self._gone:
            return False
        self._phase, self._connection_id = Phase.SOCKET, connection_id
        self._socket.accept(subprotocol)
        self._read_on(True)
        held, self._held = self._held, b""
        self._read_socket(held)
        return True

    def _read_socket(self, data: bytes) -> None:
        messages, end = self._socket.receive(data)
        self._flush()
        self._tell(messages, end)

    def _tell(self, messages: list[str], end: Closed | None) -> None:
        assert self._connection_id is not None
        for text in messages:
            self._driver.message(self._connection_id, text)
        if end is not None:
            self._driver.lost(self._connection_id, end.code, end.reason)

    @property
    def congested(self) -> bool:
        """Whether more is unsent than one connection may hold."""
        return not self._gone and self._transport.get_write_buffer_size() >= self._limits.output_bytes

    def send(self, text: str) -> bool:
        """Send a message; False, and the connection is cut, if its buffer is full."""
        if self.congested:
            self._transport.abort()
            return False
        self._socket.send(text)
        self._flush()
        return True

    def close(self, code: int, reason: str) -> None:
        """Start the closing handshake and give the client a moment to answer it."""
        if self._gone or self._phase is not Phase.SOCKET:
            return
        self._socket.close(code, reason)
        self._flush()
        self._await(self._limits.close_s)

    def _flush(self) -> None:
        output, finished = self._socket.output(), self._socket.finished
        if not (output or finished) or self._gone:
            return
        if output:
            self._transport.write(output)
        if finished and self._phase is Phase.SOCKET:
            self._drain()

    # Time ------------------------------------------------------------------------------------------------------------

    def _await(self, seconds: float | None) -> None:
        self._deadline = None if seconds is None else self._house.monotonic() + seconds

    def expire(self, now: float) -> None:
        """End what has lasted too long; `now` is the loop's time."""
        if self._deadline is None or now < self._deadline:
            return
        self._deadline = None
        if self._phase is Phase.HTTP and not self._blocked and self._reader.phase in ("head", "body"):
            self._refuse(Refused(408, f"the rest of the request's {self._reader.phase} did not come in time"))
        elif self._phase is Phase.HTTP and not self._blocked:
            self._transport.close()
        else:
            self._transport.abort()

    def shut(self) -> None:
        """The server stops: a WebSocket is told 1001, anything else is closed."""
        if self._phase is Phase.SOCKET:
            self.close(1001, "Going away")
        elif self._phase is not Phase.DRAINING:
            self._transport.close()

    def cut(self) -> None:
        """Close at once, whatever is unsent."""
        self._transport.abort()


def _refused_handshake(request: HttpRequest, refusal: HttpResponse) -> Report:
    return Report(
        api="websocket",
        subject=f"{request.method} {request.path}",
        route_key=None,
        status=refusal.status,
        duration_ms=0.0,
        error=f"no WebSocket handshake: {refusal.body.decode()}",
    )
