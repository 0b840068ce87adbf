"""The driver: the one place that calls the emulator and carries out what it says. Lives on the loop's thread.

Actions are queued and carried out in order; carrying one out may tell the emulator something new, whose actions go to
the end of the queue, so a method of the emulator is never entered twice. Work is given to performers, which call `done`
on the loop's thread. One timer runs, never later than the emulator's next deadline.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import Protocol, TypeAlias

from gwfw.exchange import (
    Accept,
    Action,
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
from gwfw.local.server import endpoint
from gwfw.local.server.core import Core

__all__ = ["Client", "Done", "Driver", "Performer", "Performers"]

Done: TypeAlias = Callable[[Outcome], None]
Performer: TypeAlias = Callable[[Perform, Done], None]
"""Starts the work of a Perform; calls `done` once, on the loop's thread (it may do so before it returns)."""

Performers: TypeAlias = Mapping[type, Performer]
"""The performer by the type of work."""


class Client(Protocol):
    """A client's network connection, as the driver needs it."""

    def reply(self, response: HttpResponse) -> None:
        """Answer the request in hand; nothing happens if the client is gone."""
        ...

    def accept(self, connection_id: str, subprotocol: str | None) -> bool:
        """Open the WebSocket. False if the client is gone."""
        ...

    def send(self, text: str) -> bool:
        """Send a message. False if too much is unsent already: then the connection is cut."""
        ...

    def close(self, code: int, reason: str) -> None:
        """Send a close frame and close."""
        ...

    @property
    def congested(self) -> bool:
        """Whether the client reads too slowly to be sent anything more."""
        ...


class Driver:
    """Between clients, emulator and performers. `core` may be replaced; connections stay."""

    def __init__(
        self,
        core: Core,
        performers: Performers,
        *,
        loop: asyncio.AbstractEventLoop,
        clock: Callable[[], float],
        report: Callable[[Report], None],
        ended: Callable[[Ended], None] = lambda ended: None,
    ) -> None:
        self.core, self.report, self.clock = core, report, clock
        self._tell_end = ended
        self._performers, self._loop = performers, loop
        self._tokens = count(1)
        self._waiting: dict[Token, Client] = {}
        self._open: dict[str, Client] = {}
        self._queue: deque[Action] = deque()
        self._draining = self._looking = self._stopped = False
        self._timer: asyncio.TimerHandle | None = None
        self._deadline: float | None = None

    # What clients tell -----------------------------------------------------------------------------------------------

    def request(self, client: Client, request: HttpRequest) -> None:
        """Serve an HTTP request; `client.reply` is called once, perhaps before this returns."""
        kind = endpoint.kind(request)
        if kind == "management" and self._is_congested(request):
            self.report(_limit_exceeded(request))
            client.reply(_LIMIT_EXCEEDED)
            return
        token = self._token(client)
        if kind == "aws":
            self._do(self.core.aws(token, endpoint.aws_request(request), self.clock()))
        else:
            tell = self.core.http if kind == "api" else self.core.manage
            self._do(tell(token, request, self.clock()))

    def upgrade(self, client: Client, request: HttpRequest) -> None:
        """Ask for a WebSocket: `client.accept` or `client.reply` follows."""
        self._do(self.core.upgrade(self._token(client), request, self.clock()))

    def message(self, connection_id: str, text: str) -> None:
        """A client sent a message."""
        if connection_id in self._open:
            self._do(self.core.message(connection_id, text, self.clock()))

    def lost(self, connection_id: str, code: int, reason: str) -> None:
        """A client closed, broke the protocol or vanished."""
        if self._open.pop(connection_id, None) is not None:
            self._do(self.core.lost(connection_id, code, reason, self.clock()))

    def carry_out(self, actions: Sequence[Action]) -> None:
        """Carry out what a method of the emulator returned that was called from elsewhere (`replace`)."""
        self._do(actions)

    def stop(self) -> None:
        """Let no timer run any more."""
        self._stopped = True
        self._cancel()

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    # What the emulator says ------------------------------------------------------------------------------------------

    def _do(self, actions: Sequence[Action]) -> None:
        self._queue.extend(actions)
        if self._draining:
            return
        self._draining = True
        try:
            while self._queue:
                action = self._queue.popleft()
                _CARRY_OUT[type(action)](self, action)
        finally:
            self._draining = False
        if not self._looking:
            self._looking = True
            self._loop.call_soon(self._set_timer)

    def _perform(self, action: Perform) -> None:
        def done(outcome: Outcome) -> None:
            self._do(self.core.result(token, outcome, self.clock()))

        token = action.token
        self._performers[type(action.work)](action, done)

    def _reply(self, action: Reply) -> None:
        self._waiting.pop(action.token).reply(action.response)

    def _accept(self, action: Accept) -> None:
        client = self._waiting.pop(action.token)
        self._open[action.connection_id] = client
        if not client.accept(action.connection_id, action.subprotocol):
            self.lost(action.connection_id, 1006, "")

    def _send(self, action: SendFrame) -> None:
        client = self._open.get(action.connection_id)
        if client is not None and not client.send(action.text):
            self.lost(action.connection_id, 1006, "")

    def _close(self, action: CloseConnection) -> None:
        client = self._open.pop(action.connection_id, None)
        if client is not None:
            client.close(action.code, action.reason)

    def _report(self, action: Report) -> None:
        self.report(action)

    def _ended(self, action: Ended) -> None:
        self._tell_end(action)

    # Time ------------------------------------------------------------------------------------------------------------

    def _set_timer(self) -> None:
        """Once for all that happened in a turn of the loop. A timer that runs for an earlier deadline is left alone: it
        finds nothing to do and is set again, which costs less than setting it with every message."""
        self._looking = False
        deadline = self.core.next_deadline
        if deadline is None or self._stopped or (self._deadline is not None and self._deadline <= deadline):
            return
        self._cancel()
        self._deadline = deadline
        self._timer = self._loop.call_later(max(0.0, deadline - self.clock()), self.advance)

    def advance(self) -> None:
        """Let happen what is due by now: called by the timer, and by whoever moves the clock."""
        self._cancel()
        self._deadline = None
        self._do(self.core.advance(self.clock()))

    # The rest --------------------------------------------------------------------------------------------------------

    def _token(self, client: Client) -> Token:
        token = next(self._tokens)
        self._waiting[token] = client
        return token

    def _is_congested(self, request: HttpRequest) -> bool:
        client = self._open.get(endpoint.connection_id(request) or "")
        return client is not None and request.method == "POST" and client.congested


_CARRY_OUT: Mapping[type, Callable[..., None]] = {
    Perform: Driver._perform,
    Reply: Driver._reply,
    Accept: Driver._accept,
    SendFrame: Driver._send,
    CloseConnection: Driver._close,
    Report: Driver._report,
    Ended: Driver._ended,
}

_LIMIT_EXCEEDED = HttpResponse(
    status=429,
    headers=(("x-amzn-errortype", "LimitExceededException"), ("content-type", "application/json")),
    body=b'{"message":"The client is sending more than the allowed number of requests per unit of time."}',
)


def _limit_exceeded(request: HttpRequest) -> Report:
    return Report(
        api="websocket",
        subject="POST @connections",
        route_key=None,
        status=429,
        duration_ms=0.0,
        connection_id=endpoint.connection_id(request),
        error="this client does not read what it was sent before; its send buffer is full",
    )
