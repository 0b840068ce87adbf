"""Threads that run one thing at a time."""

from __future__ import annotations

import threading
from queue import SimpleQueue

from gwfw.local.threads import Threads


def test_nothing_waits_behind_something_else() -> None:
    threads, barrier, names = Threads(), threading.Barrier(4, timeout=10), SimpleQueue[str]()

    def call() -> None:
        barrier.wait()
        names.put(threading.current_thread().name)

    for _ in range(3):
        threads.run(call)
    barrier.wait()
    assert {names.get(timeout=10) for _ in range(3)} == {"handler-1", "handler-2", "handler-3"}


def test_free_thread_is_used_again() -> None:
    threads, names = Threads(), SimpleQueue[str]()
    for _ in range(3):
        threads.run(lambda: names.put(threading.current_thread().name))
        names.get(timeout=10)
        while not threads._idle:
            threading.Event().wait(0.001)
    assert threads._started == 1
