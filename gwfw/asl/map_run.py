"""A distributed Map: every item (or batch of items) is the input of a child execution of its own.

Children have their own variables, history and names; the parent's history shows the Map Run only, and a child's events
are counted but not kept. Failures within the tolerance leave `{"Error", "Cause"}` in the child's place; more of them fail
the Map Run, whatever the children's own errors were.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from gwfw.asl.execution import EXPRESS_SECONDS, Ending, Execution
from gwfw.asl.failures import THRESHOLD, TIMEOUT, StateError
from gwfw.asl.fork import Fork
from gwfw.asl.history import History
from gwfw.asl.identity import Identity
from gwfw.asl.view import Scope

if TYPE_CHECKING:
    from gwfw.asl.chain import Chain
    from gwfw.asl.container import Container

__all__ = ["Inputs", "MapRun", "Tolerance"]

EXCEEDED: Final = "The specified tolerated failure threshold was exceeded"


class Inputs(Protocol):
    """What the children get."""

    def __len__(self) -> int: ...

    def input(self, index: int, now: float) -> object:
        """What the child of that index gets. Raises StateError."""
        ...


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How many children may fail: a number, a part of all (0 to 100), or both; None: not given."""

    count: float | None
    percentage: float | None

    def exceeded(self, failures: int, total: int) -> bool:
        """Whether so many failures are too many."""
        if self.count is None and self.percentage is None:
            return failures > 0
        too_many = self.count is not None and failures > self.count
        return too_many or (self.percentage is not None and failures * 100 > self.percentage * total)


class MapRun(Fork):
    """The child executions of a Map."""

    def __init__(
        self,
        chain: Chain,
        container: Container,
        inputs: Inputs,
        limit: int,
        *,
        tolerance: Tolerance,
        express: bool,
        label: str | None,
    ) -> None:
        super().__init__(chain, len(inputs), limit)
        self._container, self._inputs, self._tolerance, self._express = container, inputs, tolerance, express
        ids = chain.engine.sources.ids
        self._label = label or ids.uuid()
        self._children: dict[int, Execution] = {}
        self._failures = 0
        identity = chain.execution.identity
        self.arn = f"{identity.arn_of('mapRun')}/{self._label}:{ids.uuid()}"

    def begin(self, now: float) -> None:
        """Start the Map Run."""
        self.chain.note("MapRunStarted", now, mapRunArn=self.arn)
        super().begin(now)

    def start(self, index: int, now: float) -> None:
        """Start a child execution."""
        data = self._inputs.input(index, now)
        child = Execution(
            self.chain.engine,
            self._container,
            self._identity(),
            history=History(limited=not self._express, kept=False),
            scope=Scope(),
            report=lambda execution, ending: self._reported(index, ending),
        )
        self.running[index] = child.chain
        self._children[index] = child
        child.begin(data, now, seconds=EXPRESS_SECONDS if self._express else None, error=TIMEOUT)

    def finish(self, now: float) -> None:
        """All children are done."""
        self.chain.mark("MapRunSucceeded", now)
        super().finish(now)

    def fail(self, error: StateError, now: float) -> None:
        """Too many children failed."""
        self.chain.note("MapRunFailed", now, error=error.error, cause=error.cause)
        super().fail(error, now)

    def cancel(self) -> None:
        """Stop every child."""
        self.over = True
        for child in self._children.values():
            child.drop()
        self._children.clear()
        self.running.clear()

    def abort(self, now: float) -> None:
        """Stop every child, and say so in the history."""
        self.cancel()
        self.chain.mark("MapRunAborted", now)

    def _reported(self, index: int, ending: Ending) -> None:
        """A child ended; the Map goes on in its own chain."""
        del self.running[index], self._children[index]
        if ending.status == "SUCCEEDED":
            self.results[index] = ending.output
        else:
            self.results[index] = {"Error": ending.error or "", "Cause": ending.cause or ""}
            self._failures += 1
        if self._tolerance.exceeded(self._failures, len(self.results)):
            self.cancel()
            self.chain.soon(lambda later: self.fail(StateError(THRESHOLD, EXCEEDED), later))
        else:
            self.count(self.chain.previous)

    def _identity(self) -> Identity:
        parent = self.chain.execution.identity
        name = self.chain.engine.sources.ids.uuid()
        kind = "express" if self._express else "execution"
        tail = f":{name}" if self._express else ""
        return Identity(
            arn=f"{parent.arn_of(kind)}/{self._label}:{name}{tail}",
            name=name,
            machine_arn=f"{parent.arn_of('stateMachine')}/{self._label}",
            machine_name=f"{parent.machine_name}/{self._label}",
            role_arn=parent.role_arn,
        )
