"""Work that the gateway has asked for: who waits for it, and until when.

A result that comes after its deadline, or for nobody, changes nothing: the client has its answer already, as in AWS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from typing import TypeAlias

from gwfw.exchange import Action, Failed, Outcome, Perform, Token, Work

__all__ = ["Pending", "Then", "earliest"]

Then: TypeAlias = Callable[[Outcome, float], list[Action]]
"""What goes on with an outcome, at that time."""


def earliest(*deadlines: float | None) -> float | None:
    """The first of some deadlines, None where there is none."""
    first: float | None = None
    for deadline in deadlines:
        if deadline is not None and (first is None or deadline < first):
            first = deadline
    return first


class Pending:
    """The work under way of one gateway, each with one of `tokens`. Times are epoch seconds."""

    def __init__(self, tokens: Iterator[Token]) -> None:
        self._tokens = tokens
        self._waiting: dict[Token, tuple[float, int, Then]] = {}
        self._deadlines: list[tuple[float, Token]] = []

    def ask(self, work: Work, timeout_ms: int, now: float, then: Then, principal: str | None = None) -> Perform:
        """Ask for work, in the name of a principal.

        `then` is called once: with the outcome, or from the deadline on with Failed("timeout").
        """
        token = next(self._tokens)
        deadline = now + timeout_ms / 1000
        self._waiting[token] = (deadline, timeout_ms, then)
        heappush(self._deadlines, (deadline, token))
        return Perform(token=token, work=work, timeout_ms=timeout_ms, principal=principal)

    def result(self, token: Token, outcome: Outcome, now: float) -> list[Action]:
        """Go on with an outcome. At the deadline and after it, whatever comes is too late."""
        waiting = self._waiting.pop(token, None)
        if waiting is None:
            return []
        deadline, timeout_ms, then = waiting
        if now >= deadline:
            outcome = Failed(reason="timeout", detail=f"no answer within {timeout_ms} ms")
        return then(outcome, now)

    def advance(self, now: float) -> list[Action]:
        """Let everything time out that is due."""
        said: list[Action] = []
        while (deadline := self.next_deadline) is not None and deadline <= now:
            _, token = heappop(self._deadlines)
            said += self.result(token, _NOTHING, now)
        return said

    @property
    def next_deadline(self) -> float | None:
        """When the next work times out."""
        while self._deadlines and self._deadlines[0][1] not in self._waiting:
            heappop(self._deadlines)
        return self._deadlines[0][0] if self._deadlines else None


_NOTHING = Failed(reason="timeout")
