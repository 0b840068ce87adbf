"""Loops for coroutines: kept by the environment, one for each that runs at a time."""

from __future__ import annotations

import asyncio
import gc
import threading
from contextvars import ContextVar

import pytest

from gwfw.runtime.loops import Loops

NAME: ContextVar[str] = ContextVar("name", default="nobody")


async def loop() -> asyncio.AbstractEventLoop:
    return asyncio.get_running_loop()


async def name() -> str:
    return NAME.get()


def test_one_loop_serves_one_after_the_other() -> None:
    loops = Loops()
    assert loops.run(loop()) is loops.run(loop())


def test_a_loop_survives_what_a_handler_raises() -> None:
    loops = Loops()

    async def fail() -> None:
        raise ValueError("no")

    first = loops.run(loop())
    with pytest.raises(ValueError, match="no"):
        loops.run(fail())
    assert loops.run(loop()) is first


def test_nested_invocations_do_not_wait_for_each_other() -> None:
    """A coroutine that blocks its loop while another thread runs one on these loops."""
    loops = Loops()

    used: list[object] = []

    async def outer() -> None:
        used.extend((loops.run(loop()), asyncio.get_running_loop()))

    loops.run(outer())
    inner, own = used
    assert inner is not own


def test_where_a_loop_runs_already_another_thread_does_it() -> None:
    loops = Loops()

    async def caller() -> tuple[object, object, str]:
        NAME.set("ann")
        return loops.run(loop()), asyncio.get_running_loop(), loops.run(name())  # type: ignore[return-value]

    used, own, seen = asyncio.run(caller())
    assert used is not own
    assert seen == "ann"


def test_threads_have_loops_of_their_own() -> None:
    loops, barrier, used = Loops(), threading.Barrier(2), []

    async def meet() -> None:
        barrier.wait(timeout=10)
        used.append(asyncio.get_running_loop())

    threads = [threading.Thread(target=lambda: loops.run(meet())) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(id, used))) == 2


def test_loops_are_closed_with_their_environment() -> None:
    loops = Loops()
    used = loops.run(loop())
    assert isinstance(used, asyncio.AbstractEventLoop)
    assert not used.is_closed()
    del loops
    gc.collect()
    assert used.is_closed()
