"""The in-process driver: performs the emulator's actions in the caller's thread.

A call (a request, a message, an SDK's request from inside a handler) is told to the emulator, and what comes back is
performed until the call's own token is answered. Other invocations that it caused (`$disconnect` of a connection that a
handler deleted, the tasks of a started execution) are left for later: the gateway's run when no handler runs any more,
the machines' when the test settles or waits. One lock stands around each touch of the emulator; it is never held while
user code runs, so handlers may use threads. A clock that stands still moves only where a call waits for it.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Protocol

from gwfw.errors import Unclaimed
from gwfw.exchange import (
    Accept,
    Action,
    AwsRequest,
    CallHttp,
    CloseConnection,
    Ended,
    Failed,
    HttpRequest,
    HttpResponse,
    InvokeFunction,
    Outcome,
    Perform,
    Reply,
    Report,
    SendFrame,
    Token,
)
from gwfw.gateway.websocket import limits
from gwfw.local.clock import StandingClock
from gwfw.local.emulator import Emulator
from gwfw.ports import AwsPort, LambdaPort
from gwfw.testing.botocore import CONTEXT

__all__ = ["Driver", "Peer"]

_PATIENCE_S = 0.05
"""How long a call whose answer depends on another thread's handler waits for it, before it lets time pass."""


class Peer(Protocol):
    """The client's end of an open WebSocket."""

    def frame(self, text: str) -> None:
        """A text message came."""
        ...

    def close_frame(self, code: int, reason: str) -> None:
        """The gateway closed the connection."""
        ...


class _Own(threading.local):
    """What each thread counts for itself: the handlers that it runs, one inside the other."""

    running = 0


class Driver:
    """Performs what the emulator says. `report` is told what was served, `ended` what nobody waited for; `outbound`
    answers requests to other hosts; `guard` may answer a request of user code to AWS before the emulator sees it."""

    def __init__(
        self,
        emulator: Emulator,
        *,
        functions: LambdaPort,
        aws: AwsPort,
        outbound: Callable[[CallHttp], Outcome],
        clock: StandingClock,
        report: Callable[[Report], None],
        ended: Callable[[Ended], None] = lambda ended: None,
        guard: Callable[[AwsRequest], HttpResponse | None] = lambda request: None,
    ) -> None:
        self._emulator, self._functions, self._aws, self._outbound = emulator, functions, aws, outbound
        self.clock, self._report, self._tell_end, self._guard = clock, report, ended, guard
        self.region = emulator.settings.region
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._waiters = 0
        self._tokens = count(1)
        self._answers: dict[Token, HttpResponse | Accept] = {}
        self._upgrading: dict[Token, Peer] = {}
        self._peers: dict[str, Peer] = {}
        self._later: deque[Perform] = deque()
        self._running = 0
        self._own = _Own()

    # Calls -----------------------------------------------------------------------------------------------------------

    def http(self, request: HttpRequest) -> HttpResponse:
        """Ask the HTTP API."""
        return self._ask(self._emulator.http, request)

    def aws(self, request: AwsRequest) -> HttpResponse:
        """Ask an AWS service, on behalf of user code."""
        return self._guard(request) or self._ask(self._emulator.aws, request)

    def upgrade(self, request: HttpRequest, peer: Peer) -> Accept | HttpResponse:
        """Ask for a WebSocket. From its acceptance on, `peer` gets what is sent to it."""
        token = next(self._tokens)
        self._upgrading[token] = peer
        try:
            return self._await(token, self._tell(self._emulator.upgrade, token, request))
        finally:
            del self._upgrading[token]

    def message(self, connection_id: str, data: str | bytes, *, frame_bytes: int | None = None) -> None:
        """Send a message on an open connection, and run what it invokes. `frame_bytes` is the size of its frames; None
        sends a single one. One that is too large closes the connection, as the server in front of a gateway would."""
        peer = self._peers.get(connection_id)
        if peer is None:
            return
        frame = 0 if isinstance(data, bytes) else min(limits.size(data), frame_bytes or limits.MESSAGE_BYTES)
        if frame > limits.FRAME_BYTES and self._emulator.settings.limits:
            peer.close_frame(1009, limits.frame_too_big())
            self.lost(connection_id, 1009, limits.frame_too_big())
            return
        self._run(self._tell(self._emulator.message, connection_id, data))
        self._catch_up()

    def lost(self, connection_id: str, code: int, reason: str) -> None:
        """Close a connection from the client's side, and run what that invokes."""
        if self._peers.pop(connection_id, None) is not None:
            self._run(self._tell(self._emulator.lost, connection_id, code, reason))
            self._catch_up()

    def settle(self) -> None:
        """Run everything that can run without time passing: started executions, what was left for later, what they cause."""
        while (action := self._next()) is not None:
            self._run(self._perform(action))

    def advance(self, seconds: float) -> None:
        """Let time pass, deadline by deadline, and run what becomes due."""
        end = self.clock.now() + seconds
        self.settle()
        while (deadline := self._deadline()) is not None and deadline <= end:
            self._pass_time(deadline)
            self.settle()
        self.clock.move(end)

    def wait(self, is_over: Callable[[], bool], ends_before: Callable[[float], bool] = lambda deadline: False) -> None:
        """Run until `is_over`, letting time pass where nothing else is left to do.

        Ends where nothing will ever happen, and before a time that `ends_before` holds of.
        """
        while not is_over():
            action = self._next()
            if action is not None:
                self._run(self._perform(action))
            elif not self._pass_on(ends_before):
                return

    @contextmanager
    def answering(self) -> Iterator[None]:
        """What this thread asks of AWS inside the block is answered here, whichever clients are open."""
        token = CONTEXT.set(self)
        try:
            yield
        finally:
            CONTEXT.reset(token)

    # One call --------------------------------------------------------------------------------------------------------

    def _ask(self, tell: Callable[..., Sequence[Action]], request: HttpRequest | AwsRequest) -> HttpResponse:
        token = next(self._tokens)
        answer = self._await(token, self._tell(tell, token, request))
        assert isinstance(answer, HttpResponse)
        return answer

    def _await(self, token: Token, chain: deque[Action]) -> HttpResponse | Accept:
        self._run(chain, token)
        while token not in self._answers:
            self._push(token)
        answer = self._answers.pop(token)
        self._catch_up()
        return answer

    def _push(self, token: Token) -> None:
        """The call's own chain is done and it is not answered: let the rest of the world go on, the newest first."""
        action = self._next(newest=True)
        if action is not None:
            self._run(self._perform(action), token)
        elif not self._changes_elsewhere() and not self._pass_on():
            raise AssertionError("the emulator owes an answer and waits for nothing")

    def _run(self, chain: deque[Action], until: Token | None = None) -> None:
        """Perform a chain; the machines' work, and all that comes after the answer to `until`, is left for later."""
        try:
            while chain:
                action = chain.popleft()
                if not isinstance(action, Perform):
                    self._deliver(action)
                elif until in self._answers or self._emulator.is_background(action.token):
                    self._defer(action)
                else:
                    chain.extend(self._perform(action))
        finally:
            self._leave(chain)  # only if something was raised

    def _catch_up(self) -> None:
        """Run what the gateway still has to invoke; while a handler runs, that waits until it has returned."""
        while self._running == 0 and (action := self._next(background=False)) is not None:
            self._run(self._perform(action))

    # Work ------------------------------------------------------------------------------------------------------------

    def _perform(self, action: Perform) -> deque[Action]:
        try:
            outcome = self._outcome(action)
        except BaseException as error:  # it is raised through to the test, but the emulator must not wait for it
            failed = Failed(reason="refused", detail=f"{type(error).__name__}: {error}")
            self._leave(self._tell(self._emulator.result, action.token, failed))
            raise
        return self._tell(self._emulator.result, action.token, outcome)

    def _outcome(self, action: Perform) -> Outcome:
        work = action.work
        if isinstance(work, InvokeFunction):
            return self._invoke(work, action.timeout_ms)
        if isinstance(work, CallHttp):
            return self._outbound(work)
        assert isinstance(work, AwsRequest)
        try:
            return self._aws.call(work)
        except Unclaimed as unclaimed:
            return Failed(reason="refused", detail=str(unclaimed))

    def _invoke(self, work: InvokeFunction, timeout_ms: int) -> Outcome:
        outcomes: list[Outcome] = []
        context = CONTEXT.set(self)
        self._count(1)
        try:
            self._functions.invoke(work.function, work.payload, timeout_ms, outcomes.append)
        finally:
            self._count(-1)
            CONTEXT.reset(context)
        return outcomes[0]

    def _count(self, change: int) -> None:
        self._own.running += change
        with self._lock:
            self._running += change
            self._wake()

    def _defer(self, action: Perform) -> None:
        with self._lock:
            self._later.append(action)
            self._wake()

    def _wake(self) -> None:
        if self._waiters:
            self._changed.notify_all()

    def _next(self, *, background: bool = True, newest: bool = False) -> Perform | None:
        """Take one piece of work that was left for later."""
        if not self._later:
            return None
        with self._lock:
            for action in reversed(self._later) if newest else self._later:
                if background or not self._emulator.is_background(action.token):
                    self._later.remove(action)
                    return action
        return None

    def _leave(self, chain: Iterable[Action]) -> None:
        """Deliver a chain without performing anything."""
        for action in chain:
            if isinstance(action, Perform):
                self._defer(action)
            else:
                self._deliver(action)

    # Deliveries ------------------------------------------------------------------------------------------------------

    def _deliver(self, action: Action) -> None:
        _DELIVER[type(action)](self, action)

    def _reply(self, action: Reply) -> None:
        self._answer(action.token, action.response)

    def _accept(self, action: Accept) -> None:
        self._peers[action.connection_id] = self._upgrading[action.token]
        self._answer(action.token, action)

    def _answer(self, token: Token, answer: HttpResponse | Accept) -> None:
        with self._lock:
            self._answers[token] = answer
            self._wake()

    def _send(self, action: SendFrame) -> None:
        peer = self._peers.get(action.connection_id)
        if peer is not None:
            peer.frame(action.text)

    def _close(self, action: CloseConnection) -> None:
        peer = self._peers.pop(action.connection_id, None)
        if peer is not None:
            peer.close_frame(action.code, action.reason)

    def _tell_report(self, action: Report) -> None:
        self._report(action)

    def _ended(self, action: Ended) -> None:
        self._tell_end(action)

    # The emulator, time and other threads ----------------------------------------------------------------------------

    def _tell(self, tell: Callable[..., Sequence[Action]], *arguments: object) -> deque[Action]:
        with self._lock:
            return deque(tell(*arguments, self.clock.now()))

    def _deadline(self) -> float | None:
        with self._lock:
            return self._emulator.next_deadline

    def _pass_on(self, ends_before: Callable[[float], bool] = lambda deadline: False) -> bool:
        """Let time pass until something is due. False where nothing ever is, and before a time that ends it."""
        deadline = self._deadline()
        if deadline is None or ends_before(deadline):
            return False
        self._pass_time(deadline)
        return True

    def _pass_time(self, to: float) -> None:
        self.clock.move(to)
        self._run(self._tell(self._emulator.advance))

    def _changes_elsewhere(self) -> bool:
        """Whether another thread runs a handler and something happened there within a moment."""
        with self._lock:
            if self._running <= self._own.running:
                return False
            self._waiters += 1
            try:
                return self._changed.wait(_PATIENCE_S)
            finally:
                self._waiters -= 1


_DELIVER: Mapping[type, Callable[..., None]] = {
    Reply: Driver._reply,
    Accept: Driver._accept,
    SendFrame: Driver._send,
    CloseConnection: Driver._close,
    Report: Driver._tell_report,
    Ended: Driver._ended,
}
