"""What a run waits for on the clock: deadlines in their order, each with what is then to be done."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heapify, heappop, heappush
from itertools import count

__all__ = ["Timer", "Timers"]

SLACK = 64
"""Cancelled timers that may stay in the heap before it is swept."""


class Timer:
    """One deadline. `then` is called with the time at which it is found due. `limit` says that it is a time-out."""

    __slots__ = ("_timers", "deadline", "limit", "then")

    def __init__(self, timers: Timers, deadline: float, then: Callable[[float], None], limit: bool) -> None:
        self._timers, self.deadline, self.limit = timers, deadline, limit
        self.then: Callable[[float], None] | None = then

    def cancel(self) -> None:
        """It will not be due any more; cancelling twice changes nothing."""
        if self.then is not None:
            self.then = None
            self._timers.forget()


class Timers:
    """The deadlines of a run; those of one time are due in the order in which they were set."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Timer]] = []
        self._order = count()
        self._cancelled = 0

    def set(self, deadline: float, then: Callable[[float], None], *, limit: bool = False) -> Timer:
        """Do `then` at that time."""
        timer = Timer(self, deadline, then, limit)
        heappush(self._heap, (deadline, next(self._order), timer))
        return timer

    def due(self, now: float) -> Callable[[float], None] | None:
        """Take the first deadline that has come; None if there is none."""
        deadline = self.next_deadline
        if deadline is None or deadline > now:
            return None
        timer = heappop(self._heap)[2]
        then, timer.then = timer.then, None
        return then

    @property
    def next_deadline(self) -> float | None:
        """The first deadline, None without any."""
        while self._heap and self._heap[0][2].then is None:
            heappop(self._heap)
            self._cancelled -= 1
        return self._heap[0][0] if self._heap else None

    @property
    def only_limits(self) -> bool:
        """Whether nothing but time-outs is to come."""
        return all(timer.limit for _, _, timer in self._heap if timer.then is not None)

    def clear(self) -> None:
        """Forget everything."""
        self._heap.clear()
        self._cancelled = 0

    def forget(self) -> None:
        """A timer was cancelled; sweep the heap when most of it is."""
        self._cancelled += 1
        if self._cancelled > SLACK and self._cancelled * 2 > len(self._heap):
            self._heap = [entry for entry in self._heap if entry[2].then is not None]
            heapify(self._heap)
            self._cancelled = 0
