"""Threads that run one thing at a time and are used again. There is no queue: a thread is free or a new one starts.

`concurrent.futures` would make things wait behind others, and would wait for hanging ones when the process ends.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue

__all__ = ["Threads"]


class Threads:
    """Runs calls on daemon threads, named `handler-<n>`."""

    def __init__(self) -> None:
        self._idle: list[SimpleQueue[Callable[[], None]]] = []
        self._started = 0

    def run(self, call: Callable[[], None]) -> None:
        """Start the call now. Only ever from one thread; `call` must not raise."""
        try:
            inbox = self._idle.pop()
        except IndexError:
            inbox = SimpleQueue()
            self._started += 1
            threading.Thread(target=self._serve, args=(inbox,), name=f"handler-{self._started}", daemon=True).start()
        inbox.put(call)

    def _serve(self, inbox: SimpleQueue[Callable[[], None]]) -> None:
        while True:
            inbox.get()()
            self._idle.append(inbox)
