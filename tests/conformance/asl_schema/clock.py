"""A virtual clock: things that happen later, in the order of their time."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count

__all__ = ["START", "VirtualClock"]

START = 1_700_000_000.0


class VirtualClock:
    """`now` moves from event to event."""

    def __init__(self) -> None:
        self.now = START
        self._order = count()
        self._events: list[tuple[float, int, Callable[[], None]]] = []

    def after(self, seconds: float, event: Callable[[], None]) -> None:
        """Let something happen later."""
        heappush(self._events, (self.now + seconds, next(self._order), event))

    def step(self, deadline: float | None, advance: Callable[[], None]) -> bool:
        """Let the next thing happen, which is `advance` if nothing comes before `deadline`; False if there is none."""
        if self._events and (deadline is None or self._events[0][0] <= deadline):
            at, _, event = heappop(self._events)
            self.now = max(self.now, at)
            event()
        elif deadline is not None:
            self.now = max(self.now, deadline)
            advance()
        else:
            return False
        return True
