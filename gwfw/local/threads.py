"""Threads that take turns at reading calls and running them.

One thread leads: it reads what is to be run, runs it, says what came out, and reads again. So quick calls, one after the
other, need no other thread at all: handing each one over would cost more than most handlers do. Nothing waits long behind
something else: as soon as the leader's call has lasted for `PATIENCE_S`, somebody else leads, and while calls are not quick
each one is run only after somebody else leads. So calls that wait for each other, such as a handler that asks its own API,
go on. `concurrent.futures` would let things wait behind others, and would wait for hanging ones when the process ends.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from queue import SimpleQueue
from time import perf_counter, sleep
from typing import Final, TypeAlias

__all__ = ["PATIENCE_S", "Call", "Threads"]

PATIENCE_S: Final = 0.001
"""What is quick, and how often is looked whether the leader's call is."""

_LOOKS: Final = 20
"""Looks in a row that find nothing being run, until nobody looks any more."""

Call: TypeAlias = Callable[[], None]


class Threads:
    """Runs what `read` gives, on daemon threads named `handler-<n>`. Calls must not raise.

    `read` waits for the next calls and gives None when there will be none. `rested` is called when what was read before has
    been run, and whenever somebody else takes the lead.
    """

    def __init__(self, read: Callable[[], Iterable[Call] | None], rested: Callable[[], None]) -> None:
        self._read, self._rested = read, rested
        self._calls: deque[Call] = deque()  # the leader's only
        self._idle: list[SimpleQueue[None]] = []
        self._leader: SimpleQueue[None] | None = None
        self._changing = threading.Lock()
        self._began: float | None = None
        self._quick = self._over = self._unwatched = False
        self._watch: SimpleQueue[None] = SimpleQueue()
        self._started = 0

    def serve(self) -> None:
        """Run everything until `read` gives None; calls that still run are left alone. This thread only looks on."""
        self._lead_on()
        while not self._over:
            self._unwatched = True
            if self._began is None:
                self._watch.get()
            looks = 0
            while looks < _LOOKS and not self._over:
                sleep(PATIENCE_S)
                looks = 0 if self._is_busy() else looks + 1

    def _is_busy(self) -> bool:
        """Whether the leader runs something. If that lasts too long, somebody else leads."""
        with self._changing:
            began = self._began
            if began is None or perf_counter() - began < PATIENCE_S:
                return began is not None
            self._began = self._leader = None
        self._lead_on()
        return True

    # A thread --------------------------------------------------------------------------------------------------------

    def _lead_on(self) -> None:
        """Let a thread lead that has nothing else to do."""
        try:
            inbox = self._idle.pop()
        except IndexError:
            inbox = SimpleQueue()
            self._started += 1
            threading.Thread(target=self._live, args=(inbox,), name=f"handler-{self._started}", daemon=True).start()
        self._leader = inbox
        inbox.put(None)

    def _live(self, inbox: SimpleQueue[None]) -> None:
        while True:
            inbox.get()
            self._rested()
            try:
                self._lead(inbox)
            except BaseException:
                self._end()
                raise
            self._rested()
            self._idle.append(inbox)

    def _lead(self, inbox: SimpleQueue[None]) -> None:
        """Read and run until somebody else leads, or all is over."""
        while True:
            while self._calls:
                if not self._run(self._calls.popleft(), inbox):
                    return
            self._rested()
            read = self._read()
            if read is None:
                self._end()
                return
            self._calls.extend(read)

    def _run(self, call: Call, inbox: SimpleQueue[None]) -> bool:
        """Run the call; whether this thread still leads after it."""
        began = perf_counter()
        if not self._quick:
            self._lead_on()
            call()
            self._quick = perf_counter() - began < PATIENCE_S
            return False
        self._began = began
        if self._unwatched:
            self._unwatched = False
            self._watch.put(None)
        call()
        self._quick = perf_counter() - began < PATIENCE_S
        with self._changing:
            if self._leader is not inbox:
                return False
            self._began = None
        return True

    def _end(self) -> None:
        self._over = True
        self._watch.put(None)
