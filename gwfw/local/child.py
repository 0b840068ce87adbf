"""One process of the app's code, seen from `gwfw local`: spoken to over a socket, ended."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable
from itertools import count
from typing import cast

from gwfw.exchange import Failed, Outcome, Raised, Returned
from gwfw.local.invocation import error
from gwfw.local.process import Spawned
from gwfw.local.wire import Kind, Message, Unpacker, pack

__all__ = ["Child", "described"]

_GRACE_S = 0.3
"""How long a process may take for its end before it is killed."""


class Child(asyncio.Protocol):
    """A started process: tells `heard` once (LOADED or REFUSED) and `ended` once, runs invocations in between.

    `ended` gets the exit status and the number of invocations that were running; those have been answered as Lambda
    answers when the runtime exits.
    """

    def __init__(
        self, spawned: Spawned, heard: Callable[[Child, Message], None], ended: Callable[[Child, int, int], None]
    ) -> None:
        self._process, self._socket = spawned.process, spawned.socket
        self._heard, self._tell_end = heard, ended
        self._unpacker, self._ids = Unpacker(), count(1)
        self._running: dict[int, Callable[[Outcome], None]] = {}
        self._unsent: list[bytes] = []
        self._status: int | None = None
        self._transport: asyncio.Transport | None = None
        self._is_over = self._lost = self._retired = False

    async def start(self) -> None:
        """Begin to listen to the process."""
        self._loop = asyncio.get_running_loop()
        await self._loop.create_unix_connection(lambda: self, sock=self._socket)
        threading.Thread(target=self._wait, name="app-process", daemon=True).start()

    # Invocations -----------------------------------------------------------------------------------------------------

    @property
    def running(self) -> int:
        """How many invocations have not been answered."""
        return len(self._running)

    def bind(self, arn: str, bindings: str) -> None:
        """Tell the process its functions' ARN, with `{}` for the name, and the physical names and endpoints, as JSON."""
        self._send(Message(kind=Kind.BIND, name=arn, payload=bindings.encode()))

    def invoke(self, function: str, payload: bytes, done: Callable[[Outcome], None]) -> None:
        """Start one invocation; `done` is called on the loop's thread."""
        if self._is_over or self._retired:
            done(Failed(reason="unreachable", detail="the app's process has ended"))
            return
        id_ = next(self._ids)
        self._running[id_] = done
        self._send(Message(Kind.INVOKE, id_, function, payload))

    def _send(self, message: Message) -> None:
        """Send, where invocations are many with everything else of this turn of the loop, in one piece."""
        self._unsent.append(pack(message))
        if len(self._running) <= 1:
            self._flush()
        elif len(self._unsent) == 1:
            self._loop.call_soon(self._flush)

    def _flush(self) -> None:
        unsent, self._unsent = b"".join(self._unsent), []
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(unsent)

    # Ending ----------------------------------------------------------------------------------------------------------

    def retire(self, patience_s: float) -> None:
        """Take no more invocations; end when those that run are done, at the latest after `patience_s`."""
        self._retired = True
        if not self._running:
            self.end()
        elif not self._is_over:
            self._loop.call_later(patience_s, self.end)

    def end(self) -> None:
        """Let the process end, now; kill it if it has not done so in a moment."""
        self._retired = True
        if self._transport is None:
            self.kill()  # it was not even listened to
        elif not self._is_over:
            self._transport.close()  # `connection_lost` gives it a moment

    def kill(self) -> None:
        """Kill the process, if it still runs."""
        if self._status is None:
            self._process.kill()

    @property
    def is_over(self) -> bool:
        """Whether the process has ended."""
        return self._is_over

    # The transport and the process -----------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:  # noqa: D102
        self._transport = cast("asyncio.Transport", transport)  # uvloop's are none by class

    def data_received(self, data: bytes) -> None:  # noqa: D102
        for message in self._unpacker.feed(data):
            if message.kind is Kind.RETURNED:
                self._done(message.id, Returned(payload=message.payload))
            elif message.kind is Kind.RAISED:
                self._done(message.id, Raised(payload=message.payload))
            else:
                self._heard(self, message)

    def _done(self, id_: int, outcome: Outcome) -> None:
        self._running.pop(id_)(outcome)
        if self._retired and not self._running:
            self.end()

    def connection_lost(self, exc: Exception | None) -> None:
        """The process closed its end: it is ending, and gets a moment for it."""
        self._lost = True
        self._loop.call_later(_GRACE_S, self.kill)
        self._finish()

    def _wait(self) -> None:
        status = self._process.wait()
        try:
            self._loop.call_soon_threadsafe(self._exited, status)
        except RuntimeError:
            return  # the loop is closed: nobody asks any more

    def _exited(self, status: int) -> None:
        self._status = status
        self._finish()
        if self._transport is not None:
            # What the process started itself may hold the socket open; what it sent before its end is still read.
            self._loop.call_later(_GRACE_S, self._transport.abort)

    def _finish(self) -> None:
        if self._status is None or not self._lost or self._is_over:
            return
        self._is_over = True
        running, self._running = self._running, {}
        for done in running.values():
            done(error("Runtime.ExitError", f"Error: Runtime exited with error: {described(self._status)}"))
        self._tell_end(self, self._status, len(running))


def described(status: int) -> str:
    """`exit status 3`, or `signal: SIGSEGV`."""
    return f"exit status {status}" if status >= 0 else f"signal: {signal.Signals(-status).name}"
