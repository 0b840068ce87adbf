"""The execution environment of `gwfw local`: the app's code in one child process, replaced on save, restarted if it dies.

Implements the Lambda port. No queue stands in front of handlers: above `concurrency` running invocations the answer is
Lambda's when it throttles. Invocations wait only while the process is being started. All on the loop's thread.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from gwfw.errors import GwfwError
from gwfw.exchange import Failed, Outcome
from gwfw.local.child import Child, described
from gwfw.local.invocation import error as failed
from gwfw.local.process import Command, Spawned, spawn
from gwfw.local.wire import Kind, Message

__all__ = ["Bound", "Environment", "Observer"]

_RETIRE_S = 5.0


@dataclass(frozen=True, slots=True)
class Bound:
    """What a process is told: its functions' ARN with `{}` for the name, and the bindings as JSON."""

    arn: str
    bindings: str


class Observer(Protocol):
    """Whoever serves: told what becomes of the app's process."""

    def loaded(self, manifest: str, milliseconds: float) -> Bound:
        """The app was loaded, so long after its process was started: take its graph into use and say what the process
        is told. May raise a GwfwError, which refuses the app."""
        ...

    def refused(self, reason: str) -> None:
        """The app cannot be loaded. If there is an earlier process, it goes on."""
        ...

    def died(self, status: int, running: int) -> None:
        """The process in use ended by itself with that many invocations running; the next request starts it again."""
        ...


class Environment:
    """Starts, replaces and ends processes; invokes in the one that is in use."""

    def __init__(self, command: Command, observer: Observer, *, concurrency: int) -> None:
        self._command, self._observer, self._concurrency = command, observer, concurrency
        self._current: Child | None = None
        self._starting: Child | None = None
        self._retiring: set[Child] = set()
        self._waiting: list[tuple[str, bytes, Callable[[Outcome], None]]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopped, self._began = False, 0.0

    # Processes -------------------------------------------------------------------------------------------------------

    def start(self, spawned: Spawned | None = None) -> None:
        """Start a process that will take the place of the one in use once it has loaded the app."""
        if self._starting is not None:
            self._starting.end()
            self._retiring.add(self._starting)
            self._starting = None
        try:
            child = Child(spawned or spawn(self._command), self._heard, self._ended)
        except OSError as error:
            self._refuse(f"the app's process cannot be started: {error}")
            return
        self._starting, self._began = child, time.perf_counter()
        task = asyncio.get_running_loop().create_task(child.start())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """End every process and wait until they are gone."""
        self._stopped = True
        children = self._children()
        for child in children:
            child.end()
        while not all(child.is_over for child in children):
            await asyncio.sleep(0.005)

    def kill(self) -> None:
        """Kill every process, now."""
        for child in self._children():
            child.kill()

    def _children(self) -> list[Child]:
        return [child for child in (self._current, self._starting, *self._retiring) if child is not None]

    def _heard(self, child: Child, message: Message) -> None:
        if child is not self._starting:
            return  # overtaken by a newer one
        self._starting = None
        bound = self._bound(message)
        if bound is None:
            self._retiring.add(child)
            child.end()
            return
        previous, self._current = self._current, child
        child.bind(bound.arn, bound.bindings)
        if previous is not None and not previous.is_over:
            self._retiring.add(previous)
            previous.retire(_RETIRE_S)
        waiting, self._waiting = self._waiting, []
        for function, payload, done in waiting:
            child.invoke(function, payload, done)

    def _bound(self, message: Message) -> Bound | None:
        """What the new process is told; None, and it is told to everybody else, where the app cannot be used."""
        text = message.payload.decode()
        if message.kind is Kind.REFUSED:
            self._refuse(text)
            return None
        try:
            return self._observer.loaded(text, (time.perf_counter() - self._began) * 1000)
        except GwfwError as unusable:
            self._refuse(str(unusable))
            return None

    def _ended(self, child: Child, status: int, running: int) -> None:
        if child is self._starting:
            self._starting = None
            if not self._stopped:
                self._refuse(f"the app's process ended while it loaded the app: {described(status)}")
        elif child is self._current:
            self._current = None
            if not self._stopped:
                self._observer.died(status, running)
        self._retiring.discard(child)

    def _refuse(self, reason: str) -> None:
        self._observer.refused(reason)
        waiting, self._waiting = self._waiting, []
        for _, _, done in waiting:
            done(failed("Runtime.ImportModuleError", "the app cannot be loaded"))

    # Invocations -----------------------------------------------------------------------------------------------------

    def invoke(self, function: str, payload: bytes, timeout_ms: int, done: Callable[[Outcome], None]) -> None:
        """Invoke a function. The time-out is the caller's to keep: a handler cannot be interrupted."""
        running = len(self._waiting) + (self._current.running if self._current is not None else 0)
        if running >= self._concurrency:
            done(Failed(reason="throttled", detail=f"{running} handlers are running already, no more are started"))
        elif self._current is not None:
            self._current.invoke(function, payload, done)
        else:
            self._waiting.append((function, payload, done))
            if self._starting is None:
                self.start()
