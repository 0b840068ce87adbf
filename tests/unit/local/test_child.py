"""A process of the app's code, seen from `gwfw local`: a stand-in for the process, and both ends of its socket."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest

from gwfw.exchange import Failed, Outcome, Raised, Returned
from gwfw.local import child as module
from gwfw.local.child import Child, described
from gwfw.local.process import Spawned
from gwfw.local.wire import Kind, Message, Unpacker, pack


class Process:
    """Ends when it is told to."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self._status = 0
        self.killed = False

    def wait(self) -> int:
        assert self._over.wait(10)
        return self._status

    def exit(self, status: int) -> None:
        self._status = status
        self._over.set()

    def kill(self) -> None:
        self.killed = True
        self.exit(-9)


class Bench:
    """A child, what it told, and the other end of its socket."""

    def __init__(self) -> None:
        self.process = Process()
        ours, self.theirs = socket.socketpair()
        ours.setblocking(False)
        self.theirs.setblocking(False)
        self.heard: list[Message] = []
        self.ends: list[tuple[int, int]] = []
        self.outcomes: list[Outcome] = []
        self.child = Child(
            Spawned(cast("Any", self.process), ours),
            lambda child, message: self.heard.append(message),
            lambda child, status, running: self.ends.append((status, running)),
        )
        self._unpacker = Unpacker()

    async def received(self) -> list[Message]:
        """What the process is sent next; nothing at the end of the socket."""
        data = await asyncio.get_running_loop().sock_recv(self.theirs, 65536)
        return self._unpacker.feed(data)

    def send(self, *messages: Message) -> None:
        self.theirs.send(b"".join(map(pack, messages)))

    async def until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(10):
            while not condition():
                await asyncio.sleep(0.001)

    async def over(self, status: int) -> None:
        self.theirs.close()
        self.process.exit(status)
        await self.until(lambda: self.child.is_over)


@asynccontextmanager
async def started() -> AsyncIterator[Bench]:
    bench = Bench()
    await bench.child.start()
    try:
        yield bench
    finally:
        if not bench.child.is_over:
            await bench.over(0)
        bench.theirs.close()


@pytest.fixture(autouse=True)
def short_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_GRACE_S", 0.02)


def test_messages_of_the_process_are_heard() -> None:
    async def scene() -> None:
        async with started() as bench:
            message = Message(kind=Kind.LOADED, payload=b"{}")
            bench.send(message)
            await bench.until(lambda: bench.heard)
            assert bench.heard == [message]

    asyncio.run(scene())


def test_invocations_and_their_outcomes_belong_together() -> None:
    async def scene() -> None:
        async with started() as bench:
            bench.child.bind("arn:{}", "{}")
            for name in ("first", "second"):
                bench.child.invoke(name, b'"event"', bench.outcomes.append)
            bound, first, second = [*await bench.received(), *await bench.received()]
            assert (bound.kind, bound.name, bound.payload) == (Kind.BIND, "arn:{}", b"{}")
            assert (first.kind, first.name, first.payload) == (Kind.INVOKE, "first", b'"event"')
            assert bench.child.running == 2
            bench.send(
                Message(kind=Kind.RAISED, id=second.id, payload=b"2"), Message(kind=Kind.RETURNED, id=first.id, payload=b"1")
            )
            await bench.until(lambda: bench.child.running == 0)
            assert bench.outcomes == [Raised(payload=b"2"), Returned(payload=b"1")]

    asyncio.run(scene())


def test_end_of_the_process_answers_what_was_running() -> None:
    async def scene() -> None:
        async with started() as bench:
            bench.child.invoke("api", b"{}", bench.outcomes.append)
            await bench.over(-11)
            assert bench.ends == [(-11, 1)]
            (outcome,) = bench.outcomes
            assert isinstance(outcome, Raised)
            assert json.loads(outcome.payload)["errorMessage"] == "Error: Runtime exited with error: signal: SIGSEGV"
            bench.child.invoke("api", b"{}", bench.outcomes.append)
            assert bench.outcomes[1] == Failed(reason="unreachable", detail="the app's process has ended")
            bench.child.bind("", "{}")

    asyncio.run(scene())


def test_process_that_closes_its_socket_and_stays_is_killed() -> None:
    async def scene() -> None:
        async with started() as bench:
            bench.theirs.close()
            await bench.until(lambda: bench.child.is_over)
            assert bench.process.killed
            assert bench.ends == [(-9, 0)]

    asyncio.run(scene())


def test_socket_that_a_grandchild_holds_open_does_not_delay_the_end() -> None:
    async def scene() -> None:
        async with started() as bench:
            bench.send(Message(kind=Kind.LOADED))
            bench.process.exit(3)
            await bench.until(lambda: bench.child.is_over)
            assert bench.ends == [(3, 0)]
            assert [message.kind for message in bench.heard] == [Kind.LOADED]

    asyncio.run(scene())


def test_ending_closes_the_socket_and_lets_the_process_go() -> None:
    async def scene() -> None:
        async with started() as bench:
            bench.child.end()
            assert await bench.received() == []
            bench.process.exit(0)
            await bench.until(lambda: bench.child.is_over)
            bench.child.end()
            assert not bench.process.killed

    asyncio.run(scene())


def test_retired_process_finishes_its_work_first() -> None:
    async def scene() -> None:
        async with started() as bench:
            bench.child.invoke("api", b"{}", bench.outcomes.append)
            (message,) = await bench.received()
            bench.child.retire(60)
            bench.child.invoke("api", b"{}", bench.outcomes.append)
            assert [type(outcome) for outcome in bench.outcomes] == [Failed]
            bench.send(Message(kind=Kind.RETURNED, id=message.id, payload=b"1"))
            assert await bench.received() == []
            assert bench.outcomes[1:] == [Returned(payload=b"1")]

    asyncio.run(scene())


def test_retired_process_has_only_so_much_patience() -> None:
    async def scene() -> None:
        async with started() as bench:
            bench.child.invoke("api", b"{}", bench.outcomes.append)
            bench.child.retire(0.01)
            assert len(await bench.received()) == 1
            assert await bench.received() == []

    asyncio.run(scene())


def test_idle_process_is_retired_at_once() -> None:
    async def scene() -> None:
        async with started() as bench:
            bench.child.retire(60)
            assert await bench.received() == []
            await bench.over(0)
            bench.child.retire(60)

    asyncio.run(scene())


def test_process_that_was_never_listened_to_is_killed() -> None:
    bench = Bench()
    bench.child.end()
    assert bench.process.killed
    bench.theirs.close()
    bench.child._socket.close()


def test_end_of_the_process_after_the_loop_is_closed() -> None:
    bench = Bench()

    async def scene() -> None:
        await bench.child.start()
        bench.theirs.close()
        await bench.until(lambda: bench.child._lost)

    asyncio.run(scene())
    bench.process.exit(0)
    (waiter,) = (thread for thread in threading.enumerate() if thread.name == "app-process")
    waiter.join(10)
    assert not bench.child.is_over


@pytest.mark.parametrize(("status", "text"), [(3, "exit status 3"), (-11, "signal: SIGSEGV")])
def test_exit_status_in_words(status: int, text: str) -> None:
    assert described(status) == text
