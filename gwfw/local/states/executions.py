"""The executions of a local run, and how one is begun. The newest closed ones are kept, up to a limit."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from gwfw.exchange import Ended
from gwfw.local.settings import LocalSettings
from gwfw.local.states import arns, events, faults
from gwfw.local.states.execution import Execution, told_cause
from gwfw.local.states.machine import StateMachine
from gwfw.local.states.running import Driven, Running
from gwfw.ports import Ids

if TYPE_CHECKING:
    from gwfw.asl.actions import Status
    from gwfw.asl.view import Sources

__all__ = ["KEPT", "Executions"]

KEPT: Final = 10_000
"""Closed executions that are remembered. AWS keeps them for 90 days."""

EVENT_TIMEOUT_MS: Final = 60_000


class Executions:
    """Executions by ARN, in the order of their start."""

    def __init__(self, running: Running, settings: LocalSettings, ids: Ids) -> None:
        self._running, self._settings, self._ids = running, settings, ids
        self._all: dict[str, Execution] = {}
        self._driven: dict[str, Driven] = {}
        self._closed: deque[str] = deque()
        self._sources: Sources | None = None
        self.announces = False

    def start(
        self,
        machine: StateMachine,
        now: float,
        *,
        name: str,
        input: str,
        value: object,
        synchronous: bool = False,
        trace_header: str | None = None,
        over: Callable[[Execution, float], None] | None = None,
    ) -> Execution:
        """Start an execution. `value` is the parsed `input`; `over` is called at its end, which may be now."""
        from gwfw.asl.identity import Identity
        from gwfw.asl.run import Run

        arn = self._arn(machine, name)
        identity = Identity(
            arn=arn,
            name=name,
            machine_arn=machine.arn,
            machine_name=machine.name,
            role_arn=machine.role_arn,
            synchronous=synchronous,
        )
        run = Run(machine.program, value, identity=identity, sources=self.sources())
        execution = Execution(machine, run, arn=arn, name=name, input=input, trace_header=trace_header)
        principal = None if machine.graph_name is None else f"machine:{machine.graph_name}"
        driven = Driven(run, over=lambda now: self._over(execution, now), principal=principal)
        if over is not None:
            execution.whenever_over.append(lambda now: over(execution, now))
        self._all[arn], self._driven[arn] = execution, driven
        actions = run.start(now)
        self._announce(execution, "RUNNING")
        self._running.drive(driven, actions, now)
        return execution

    def stop(self, execution: Execution, now: float, error: str | None = None, cause: str | None = None) -> None:
        """End an execution. Nothing, if it is over."""
        driven = self._driven.get(execution.arn)
        if driven is not None:
            self._running.drive(driven, execution.run.stop(now, error, cause), now)

    def find(self, arn: str) -> Execution:
        """A standard execution. Raises Fault; express ones cannot be looked at afterwards."""
        arns.parse(arn, "execution")
        execution = self._all.get(arn)
        if execution is None:
            raise faults.execution_missing(arn)
        return execution

    def get(self, arn: str) -> Execution | None:
        """The execution with that ARN, express ones included."""
        return self._all.get(arn)

    def of(self, machine_arn: str) -> list[Execution]:
        """The executions of the machine with that ARN, the oldest first."""
        return [execution for execution in self if execution.machine.arn == machine_arn]

    def sources(self) -> Sources:
        """What every run takes from outside."""
        if self._sources is None:
            from random import Random

            from gwfw.asl.view import Sources

            self._sources = Sources(self._ids, Random(self._ids.hex(32)))  # noqa: S311 -- jitter and the language's own random
        return self._sources

    def __iter__(self) -> Iterator[Execution]:
        return iter(tuple(self._all.values()))

    def _arn(self, machine: StateMachine, name: str) -> str:
        if machine.is_express:
            return arns.express_arn(machine.arn, name, self._ids.uuid())
        return arns.execution_arn(machine.arn, name)

    def _announce(self, execution: Execution, status: Status) -> None:
        if self.announces and not execution.machine.is_express:
            self._running.ask(events.status_change(execution, status, self._settings), EVENT_TIMEOUT_MS)

    def _over(self, execution: Execution, now: float) -> None:
        self._driven.pop(execution.arn, None)
        self._announce(execution, execution.status)
        self._running.say(_ended(execution, now))
        for tell in execution.whenever_over:
            tell(now)
        execution.whenever_over.clear()
        self._closed.append(execution.arn)
        while len(self._closed) > KEPT:
            del self._all[self._closed.popleft()]


def _ended(execution: Execution, now: float) -> Ended:
    """What the console is told of an execution's end. Of a function's error object the text is enough."""
    reason = ": ".join(part for part in (execution.error, told_cause(execution.cause)) if part)
    return Ended(
        kind="machine",
        name=execution.machine.graph_name or execution.machine.name,
        result=execution.status,
        duration_ms=(now - execution.started_at) * 1000,
        failed=execution.status != "SUCCEEDED",
        error=reason or None,
    )
