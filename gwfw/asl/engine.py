"""What drives the chains of one run: a stack of things to do, the clock's deadlines, work under way, actions to be given.

Nothing here recurses with the data: a chain that goes on, ends or forks puts what comes next on the stack. The last one
put there is done first, so that an iteration of a Map runs until it waits before the next one is begun.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, TypeAlias

from gwfw.asl.actions import Action, WorkId
from gwfw.asl.failures import StateError, runtime
from gwfw.asl.timers import Timer, Timers
from gwfw.asl.view import Sources

if TYPE_CHECKING:
    from gwfw.asl.chain import Chain
    from gwfw.asl.work import Work

__all__ = ["Call", "Engine"]

Call: TypeAlias = Callable[[float], None]
"""Something to do, with the time at which it is done."""


class Engine:
    """The working parts of a run, shared by all its chains. `works` and `tokens` are the tasks that wait."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self.timers = Timers()
        self.works: dict[WorkId, Work] = {}
        self.tokens: dict[str, Work] = {}
        self.ids = count(1)
        self._ready: list[tuple[Chain, Call]] = []
        self._actions: list[Action] = []

    def soon(self, chain: Chain, call: Call) -> None:
        """Do something for a chain next, unless it is stopped before."""
        self._ready.append((chain, call))

    def at(self, deadline: float, chain: Chain, call: Call, *, limit: bool = False) -> Timer:
        """Do something for a chain at that time, unless the timer is cancelled. `limit`: it is a time-out."""
        return self.timers.set(deadline, lambda now: self.soon(chain, call), limit=limit)

    def say(self, action: Action) -> None:
        """Give an action to the driver."""
        self._actions.append(action)

    def drain(self, now: float) -> None:
        """Do everything that there is to do."""
        while self._ready:
            chain, call = self._ready.pop()
            if not chain.stopped:
                _guarded(chain, call, now)

    def advance(self, now: float) -> None:
        """Do what is due, in the order of its time."""
        while (due := self.timers.due(now)) is not None:
            due(now)
            self.drain(now)

    def take(self) -> list[Action]:
        """The actions said since the last time."""
        actions, self._actions = self._actions, []
        return actions


def _guarded(chain: Chain, call: Call, now: float) -> None:
    """Let an error of a chain take its way; one that happens on the way (the history is full) ends the execution."""
    try:
        try:
            call(now)
        except StateError as error:
            chain.fail(error, now)
        except RecursionError:
            chain.fail(runtime("The data of the state is nested too deeply."), now)
    except StateError as error:
        chain.execution.failed(chain, error, now)
