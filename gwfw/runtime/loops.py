"""Event loops for `async def` handlers: they belong to the execution environment, never to whoever serves.

An invocation takes a loop that no other uses, and leaves it for the next: in Lambda there is one, and it lasts as long as
the module globals that were bound to it. Where invocations overlap (locally) or nest (a handler calls its own API), each
has its own, so that none waits for another. asyncio is imported with the first coroutine.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import Coroutine
    from typing import Any

__all__ = ["Loops"]


class Loops:
    """Runs coroutines from any thread."""

    __slots__ = ("__weakref__", "_idle")

    def __init__(self) -> None:
        self._idle: list[AbstractEventLoop] = []

    def run(self, coroutine: Coroutine[Any, Any, object]) -> object:
        """The coroutine's result. In a thread that runs a loop already, a thread of its own does it meanwhile."""
        from asyncio import _get_running_loop

        return self._run(coroutine) if _get_running_loop() is None else self._elsewhere(coroutine)

    def _run(self, coroutine: Coroutine[Any, Any, object]) -> object:
        try:
            loop = self._idle.pop()
        except IndexError:
            loop = self._new()
        try:
            return loop.run_until_complete(coroutine)
        finally:
            self._idle.append(loop)

    def _new(self) -> AbstractEventLoop:
        from asyncio import new_event_loop
        from weakref import finalize

        loop = new_event_loop()
        finalize(self, loop.close)
        return loop

    def _elsewhere(self, coroutine: Coroutine[Any, Any, object]) -> object:
        from concurrent.futures import ThreadPoolExecutor
        from contextvars import copy_context

        with ThreadPoolExecutor(1, thread_name_prefix="async-handler") as thread:
            return thread.submit(copy_context().run, self._run, coroutine).result()
