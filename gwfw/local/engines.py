"""The local AWS engines on one thread of their own: moto is not thread-safe, and its import takes a second.

Requests are answered one after the other. What the engines raise never ends the thread.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from queue import SimpleQueue

from gwfw.errors import Unclaimed
from gwfw.exchange import AwsRequest, Failed, Outcome, Perform
from gwfw.local.server.driver import Done
from gwfw.ports import AwsPort

__all__ = ["Engines"]


class Engines:
    """Calls an AwsPort off the loop; `done` is called on the loop's thread."""

    def __init__(self, port: AwsPort, loop: asyncio.AbstractEventLoop) -> None:
        self._port, self._loop = port, loop
        self._inbox: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        threading.Thread(target=self._work, name="aws-engines", daemon=True).start()

    def perform(self, action: Perform, done: Done) -> None:
        """Answer the AWS request of the action."""
        request = action.work
        assert isinstance(request, AwsRequest)
        self._inbox.put(lambda: self._answer(request, done))

    def run(self, call: Callable[[], None]) -> None:
        """Run something else on the engines' thread, such as their first import. It must not raise."""
        self._inbox.put(call)

    def stop(self) -> None:
        """Let the thread end when it has done what it was given."""
        self._inbox.put(None)

    def _work(self) -> None:
        while (call := self._inbox.get()) is not None:
            call()

    def _answer(self, request: AwsRequest, done: Done) -> None:
        try:
            outcome: Outcome = self._port.call(request)
        except Unclaimed as unclaimed:
            outcome = Failed(reason="refused", detail=str(unclaimed))
        except Exception as error:  # an engine's own defect must not end the thread
            outcome = Failed(
                reason="bad_response", detail=f"the local {request.service} failed: {type(error).__name__}: {error}"
            )
        try:
            self._loop.call_soon_threadsafe(done, outcome)
        except RuntimeError:
            return  # the loop is closed: nobody waits any more
