"""State machines in tests: waiting for an execution, and what became of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gwfw.errors import Misuse, Problem

if TYPE_CHECKING:
    import httpx

    from gwfw.local.states import Execution, Machines
    from gwfw.testing.driver import Driver

__all__ = ["Machine", "MachineRun"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineRun:
    """An execution as it stands: `status` is `SUCCEEDED`, `FAILED`, `TIMED_OUT`, `ABORTED` or `RUNNING`.

    `input` and `output` are parsed JSON (output None unless it succeeded), `states` the names of the states that were
    entered, in order, `error` and `cause` those of the execution, `history` the events of GetExecutionHistory.
    """

    arn: str
    status: str
    input: Any
    output: Any
    states: list[str]
    error: str | None
    cause: str | None
    history: list[dict[str, Any]]


class Machine:
    """A state machine of the app: `gw.machine(fulfil)`."""

    def __init__(self, name: str, machines: Machines, driver: Driver) -> None:
        self.name, self._machines, self._driver = name, machines, driver

    def wait(self, started: httpx.Response | str | None = None) -> MachineRun:
        """Run an execution to its end, letting time pass for retries and waits.

        `started` is the response of the request that started it, or its ARN; None: the machine's latest execution. An
        execution that waits for something that only the test can do (a callback) is given back as it stands.
        """
        execution = self._execution(started)
        self._driver.wait(lambda: execution.is_over)
        execution.looked_at = True
        return _run(execution)

    @property
    def runs(self) -> list[MachineRun]:
        """The machine's executions as they stand, the oldest first."""
        found = self._machines.executions_of(self.name)
        for execution in found:
            execution.looked_at = True
        return [_run(execution) for execution in found]

    def _execution(self, started: httpx.Response | str | None) -> Execution:
        executions = self._machines.executions_of(self.name)
        if started is None:
            if executions:
                return executions[-1]
            raise _misuse(f"the machine {self.name!r} has not been started", None, "start it first, or settle: gw.settle()")
        arn = started if isinstance(started, str) else _arn(started)
        for execution in executions:
            if execution.arn == arn:
                return execution
        raise _misuse(
            f"the machine {self.name!r} has no such execution",
            arn,
            "pass the response of the request that started it",
        )


def _arn(started: httpx.Response) -> str:
    try:
        arn = started.json()["executionArn"]
    except (ValueError, KeyError, TypeError):
        arn = None
    if not isinstance(arn, str):
        received = f"{started.status_code} {started.text[:200]}"
        raise _misuse("this response started no execution", received, "pass the response of a route that starts the machine")
    return arn


def _run(execution: Execution) -> MachineRun:
    return MachineRun(
        arn=execution.arn,
        status=execution.status,
        input=json.loads(execution.input),
        output=None if execution.output is None else json.loads(execution.output),
        states=execution.states,
        error=execution.error,
        cause=execution.cause,
        history=execution.history(),
    )


def _misuse(what: str, received: str | None, remedy: str) -> Misuse:
    return Misuse(Problem(code="execution", what=what, received=received, remedy=remedy))
