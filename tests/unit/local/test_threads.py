"""Threads that run one thing at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import count
from queue import SimpleQueue

import pytest

from gwfw.local import threads as module
from gwfw.local.threads import Threads

Clock = Callable[[Callable[[], float]], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return lambda tell: monkeypatch.setattr(module, "perf_counter", tell)


def rested(threads: Threads) -> None:
    """Wait until the first thread has nothing to do."""
    threads.run(lambda: None)
    while not threads._idle:
        threading.Event().wait(0.001)


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


def blocking(began: threading.Event, go_on: threading.Event) -> Callable[[], None]:
    def call() -> None:
        began.set()
        go_on.wait(10)

    return call


def test_quick_calls_run_one_after_the_other_on_the_thread_that_is_awake(clock: Clock) -> None:
    clock(lambda: 0.0)
    threads, began, go_on, names = Threads(), threading.Event(), threading.Event(), SimpleQueue[str]()
    rested(threads)
    threads.run(blocking(began, go_on))
    began.wait(10)
    threads.run(lambda: names.put(threading.current_thread().name))
    assert threads.waiting
    go_on.set()
    assert names.get(timeout=10) == "handler-1"
    assert not threads.waiting


def test_who_waits_for_a_call_that_is_not_quick_is_helped(clock: Clock) -> None:
    clock(lambda: 0.0)
    threads, began, go_on, names = Threads(), threading.Event(), threading.Event(), SimpleQueue[str]()
    rested(threads)
    threads.run(blocking(began, go_on))
    began.wait(10)
    threads.run(lambda: names.put(threading.current_thread().name))
    threads.hurry()
    assert names.get(timeout=10) == "handler-2"
    go_on.set()


def test_calls_that_are_not_quick_get_threads_of_their_own_at_once(clock: Clock) -> None:
    seconds = count()
    clock(lambda: float(next(seconds)))
    threads, barrier = Threads(), threading.Barrier(3, timeout=10)
    rested(threads)
    threads.run(barrier.wait)  # type: ignore[arg-type]
    threads.run(barrier.wait)  # type: ignore[arg-type]
    barrier.wait()


def test_call_that_comes_while_a_thread_goes_to_rest_is_run() -> None:
    ran = threading.Event()
    late = [ran.set]
    threads = Threads(lambda: threads._calls.extend([late.pop()] if late else []))
    threads.run(lambda: None)
    assert ran.wait(10)


def test_thread_that_was_woken_already_is_left_alone() -> None:
    inbox = SimpleQueue[None]()
    Threads()._rouse(inbox)
    assert inbox.empty()
