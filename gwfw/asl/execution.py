"""An execution: the main chain of a machine and its ending. The run is one; so is each child of a distributed Map."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from gwfw.asl.actions import Status
from gwfw.asl.chain import Chain
from gwfw.asl.context import execution_part
from gwfw.asl.failures import TIMEOUT, StateError
from gwfw.asl.history import History
from gwfw.asl.identity import Identity
from gwfw.asl.view import Scope
from gwfw.jsonpath import MISSING

if TYPE_CHECKING:
    from gwfw.asl.container import Container
    from gwfw.asl.engine import Engine
    from gwfw.asl.timers import Timer

__all__ = ["EXPRESS_SECONDS", "Ending", "Execution"]

EXPRESS_SECONDS: Final = 300
"""How long an EXPRESS execution may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How an execution ended; `output` is MISSING unless it succeeded."""

    status: Status
    at: float
    output: object = MISSING
    error: str | None = None
    cause: str | None = None


Report: TypeAlias = Callable[["Execution", Ending], None]


class Execution:
    """An execution that is under way until `report` is called, once."""

    __slots__ = ("_report", "_timer", "chain", "engine", "history", "identity", "part")

    def __init__(
        self,
        engine: Engine,
        container: Container,
        identity: Identity,
        *,
        history: History,
        scope: Scope,
        report: Report,
    ) -> None:
        self.engine, self.identity, self.history, self._report = engine, identity, history, report
        self.part: dict[str, object] = {}
        self.chain = Chain(self, container, self, scope=scope)
        self._timer: Timer | None = None

    def begin(self, input: object, now: float, *, seconds: float | None = None, error: str | None = None) -> None:
        """Start it. After `seconds` it times out; `error` is then told (None: none)."""
        self.part = execution_part(self.identity, input, now)
        self.history.add("ExecutionStarted", 0, now, input=input, roleArn=self.identity.role_arn)
        if seconds is not None:
            end = now + seconds
            self._timer = self.engine.timers.set(end, lambda later: self._timed_out(end, error), limit=True)
        self.engine.soon(self.chain, lambda later: self.chain.begin(input, later))

    def ended(self, chain: Chain, output: object, now: float) -> None:
        """The main chain came to its end."""
        self.history.close("ExecutionSucceeded", chain.previous, now, output=output)
        self._end(Ending(status="SUCCEEDED", at=now, output=output))

    def failed(self, chain: Chain, error: StateError, now: float) -> None:
        """An error ended it, in whatever chain."""
        self.history.close("ExecutionFailed", chain.previous, now, error=error.error, cause=error.cause)
        self._end(Ending(status="FAILED", at=now, error=error.error, cause=error.cause))

    def abort(self, now: float, error: str | None, cause: str | None) -> None:
        """It was stopped from outside."""
        self.history.close("ExecutionAborted", 0, now, error=error, cause=cause)
        self._end(Ending(status="ABORTED", at=now, error=error, cause=cause))

    def drop(self) -> None:
        """Stop it without telling anybody."""
        if self._timer is not None:
            self._timer.cancel()
        self.chain.drop()

    def _timed_out(self, now: float, error: str | None) -> None:
        self.history.close("ExecutionTimedOut", 0, now, error=TIMEOUT)
        self._end(Ending(status="TIMED_OUT", at=now, error=error))

    def _end(self, ending: Ending) -> None:
        self.drop()
        self._report(self, ending)
