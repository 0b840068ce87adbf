"""Threads that take turns at reading and running."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from itertools import count
from queue import SimpleQueue

import pytest

from gwfw.local import threads as module
from gwfw.local.threads import Call, Threads


class Stream:
    """What is read: lists of calls as a test gives them. `rests` counts how often everything was run."""

    def __init__(self) -> None:
        self._given: SimpleQueue[list[Call] | None] = SimpleQueue()
        self.rests = 0
        self.threads = Threads(self._given.get, self._rest)
        self._serving = threading.Thread(target=self.threads.serve)
        self._serving.start()

    def give(self, *calls: Callable[[], object]) -> None:
        self._given.put([lambda call=call: call() for call in calls])  # type: ignore[misc]

    def end(self) -> None:
        self._given.put(None)
        self._serving.join(10)
        assert not self._serving.is_alive()

    def _rest(self) -> None:
        self.rests += 1


@pytest.fixture
def stream() -> Iterator[Stream]:
    stream = Stream()
    yield stream
    stream.end()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No time passes, so every call is quick and nobody has led for too long."""
    monkeypatch.setattr(module, "perf_counter", lambda: 0.0)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """No call is quick."""
    seconds = count()
    monkeypatch.setattr(module, "perf_counter", lambda: float(next(seconds)))


def name() -> str:
    return threading.current_thread().name


@pytest.mark.usefixtures("slow")
def test_calls_that_are_not_quick_run_beside_each_other(stream: Stream) -> None:
    barrier, names = threading.Barrier(4, timeout=10), SimpleQueue[str]()

    def call() -> None:
        barrier.wait()
        names.put(name())

    stream.give(call, call)
    stream.give(call)
    barrier.wait()
    assert len({names.get(timeout=10) for _ in range(3)}) == 3


@pytest.mark.usefixtures("quick")
def test_quick_calls_run_one_after_the_other_on_the_thread_that_leads(stream: Stream) -> None:
    names = SimpleQueue[str]()
    stream.give(lambda: names.put("first"))  # nothing is known of it, so another thread leads meanwhile
    assert names.get(timeout=10) == "first"
    while not stream.threads._quick:
        threading.Event().wait(0.001)
    stream.give(*[lambda: names.put(name())] * 3)
    stream.give(lambda: names.put(name()))
    assert len({names.get(timeout=10) for _ in range(4)}) == 1
    assert stream.threads._started == 2


def test_nothing_waits_long_behind_a_call_that_was_thought_quick(stream: Stream) -> None:
    stream.threads._quick = True
    go_on, names = threading.Event(), SimpleQueue[str]()
    stream.give(lambda: go_on.wait(10), lambda: names.put("behind it"))
    assert names.get(timeout=10) == "behind it"
    stream.threads._quick = True
    stream.give(lambda: names.put("read after it"))
    assert names.get(timeout=10) == "read after it"
    go_on.set()


def test_what_came_before_a_long_call_rests_meanwhile(stream: Stream) -> None:
    stream.threads._quick = True
    go_on, rested = threading.Event(), threading.Event()
    stream.give(lambda: setattr(stream.threads, "_rested", rested.set), lambda: go_on.wait(10))
    assert rested.wait(10)
    go_on.set()


@pytest.mark.usefixtures("slow")
def test_free_thread_is_used_again(stream: Stream) -> None:
    names = SimpleQueue[str]()
    for _ in range(5):
        stream.give(lambda: names.put(name()))
        names.get(timeout=10)
        while not stream.threads._idle:
            threading.Event().wait(0.001)
    assert stream.threads._started == 2


@pytest.mark.usefixtures("quick")
def test_nobody_looks_on_while_nothing_runs(stream: Stream, monkeypatch: pytest.MonkeyPatch) -> None:
    while not stream.threads._unwatched:
        threading.Event().wait(0.001)
    looked, ran = threading.Event(), threading.Event()
    monkeypatch.setattr(module, "sleep", lambda seconds: looked.set())
    stream.threads._quick = True
    stream.give(ran.set)
    assert ran.wait(10)
    assert looked.wait(10)


def test_long_calls_do_not_hold_up_the_end() -> None:
    stream, began, go_on = Stream(), threading.Event(), threading.Event()
    stream.give(began.set, lambda: go_on.wait(10))
    assert began.wait(10)
    stream.end()
    go_on.set()


def test_failing_read_is_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    told = SimpleQueue[BaseException | None]()
    monkeypatch.setattr(threading, "excepthook", lambda failure: told.put(failure.exc_value))

    def read() -> None:
        raise ValueError("not readable")

    Threads(read, lambda: None).serve()
    assert isinstance(told.get(timeout=10), ValueError)
