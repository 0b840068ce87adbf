"""What is to be done at a later time, and can be called off before."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count

__all__ = ["Timer", "Timers"]


class Timer:
    """One thing that is due at `at` (epoch seconds)."""

    __slots__ = ("at", "due")

    def __init__(self, at: float, due: Callable[[float], None]) -> None:
        self.at = at
        self.due: Callable[[float], None] | None = due

    def cancel(self) -> None:
        """Call it off."""
        self.due = None


class Timers:
    """Timers in the order of their times, then in that of their making."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Timer]] = []
        self._order = count()

    def set(self, at: float, due: Callable[[float], None]) -> Timer:
        """Have `due` called with the time when it has come."""
        timer = Timer(at, due)
        heappush(self._heap, (at, next(self._order), timer))
        return timer

    def advance(self, now: float) -> None:
        """Do what is due, in its order; also what becomes due by it."""
        while (at := self.next_deadline) is not None and at <= now:
            timer = heappop(self._heap)[2]
            due, timer.due = timer.due, None
            assert due is not None
            due(now)

    @property
    def next_deadline(self) -> float | None:
        """When the next one is due."""
        while self._heap and self._heap[0][2].due is None:
            heappop(self._heap)
        return self._heap[0][0] if self._heap else None
