"""Threads that run calls, one at a time each, and are used again.

Quick calls are run one after the other by the thread that is awake already: handing each one to a thread of its own would
cost more than most handlers do. Nothing waits long behind something else: a call that has waited for `PATIENCE_S` gets a
thread of its own (whoever hands over calls asks `waiting` and then, that long after, for `hurry`), and while calls are not
quick each one gets it at once. So calls that wait for each other, such as a handler that asks its own API, go on.
`concurrent.futures` would let things wait behind others, and would wait for hanging ones when the process ends.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue
from time import perf_counter
from typing import Final

__all__ = ["PATIENCE_S", "Threads"]

PATIENCE_S: Final = 0.001
"""How long a call may wait for the thread that is awake, and what is quick."""


class Threads:
    """Runs calls on daemon threads, named `handler-<n>`. All methods for one thread only; calls must not raise.

    `rested` is called by a thread that finds nothing more to run.
    """

    def __init__(self, rested: Callable[[], None] = lambda: None) -> None:
        self._rested = rested
        self._calls: deque[Callable[[], None]] = deque()
        self._idle: list[SimpleQueue[None]] = []
        self._roused: deque[None] = deque()
        self._started = 0
        self._taken, self._quick = 0.0, False

    def run(self, call: Callable[[], None]) -> None:
        """Run the call now, or after quick ones."""
        self._calls.append(call)
        awake = self._started > len(self._idle)
        if not (awake and self._quick and perf_counter() - self._taken < PATIENCE_S):
            self._wake()

    @property
    def waiting(self) -> bool:
        """Whether a call has to wait until another one is over."""
        return len(self._calls) > len(self._roused)

    def hurry(self) -> None:
        """Give everything that waits a thread of its own."""
        for _ in range(len(self._calls)):
            self._wake()

    def _wake(self) -> None:
        try:
            inbox = self._idle.pop()
        except IndexError:
            inbox = SimpleQueue()
            self._started += 1
            threading.Thread(target=self._serve, args=(inbox,), name=f"handler-{self._started}", daemon=True).start()
        self._taken = perf_counter()
        self._put(inbox)

    def _put(self, inbox: SimpleQueue[None]) -> None:
        self._roused.append(None)
        inbox.put(None)

    def _serve(self, inbox: SimpleQueue[None]) -> None:
        while True:
            inbox.get()
            self._roused.pop()
            self._work()
            self._rested()
            self._idle.append(inbox)
            if self._calls:  # one came after the last look, from somebody who saw this thread awake
                self._rouse(inbox)

    def _work(self) -> None:
        while True:
            try:
                call = self._calls.popleft()
            except IndexError:
                return
            began = self._taken = perf_counter()
            call()
            self._quick = perf_counter() - began < PATIENCE_S

    def _rouse(self, inbox: SimpleQueue[None]) -> None:
        try:
            self._idle.remove(inbox)
        except ValueError:
            return  # it was woken already
        self._put(inbox)
