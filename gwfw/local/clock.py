"""The clocks of local runs: the system's for `gwfw local`, one that stands still for tests."""

from __future__ import annotations

import time

__all__ = ["StandingClock", "SystemClock"]


class SystemClock:
    """The real time."""

    def now(self) -> float:
        """Epoch seconds."""
        return time.time()


class StandingClock:
    """A clock that moves only when it is told to, so that a slow machine or a debugger changes nothing.

    It begins at `start` (epoch seconds; None: the real time, to the millisecond, so that user code may compare its
    own `time.time()` with times that it gets from the gateway).
    """

    def __init__(self, start: float | None = None) -> None:
        self._now = round(time.time(), 3) if start is None else start

    def now(self) -> float:
        """Epoch seconds."""
        return self._now

    def move(self, to: float) -> None:
        """Move forward to that time; a time that is past changes nothing."""
        self._now = max(self._now, to)
