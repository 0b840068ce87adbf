"""State machines in tests: waiting for an execution, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gwfw.errors import Misuse, Problem
from gwfw.exchange import CallAws
from gwfw.local import dispatch

if TYPE_CHECKING:
    import httpx

    from gwfw.local.settings import LocalSettings
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

    def __init__(self, name: str, machines: Machines, driver: Driver, *, arn: str, settings: LocalSettings) -> None:
        self.name, self._machines, self._driver = name, machines, driver
        self._arn, self._settings = arn, settings

    def start(self, value: object = None, *, name: str | None = None) -> str:
        """Start an execution with that JSON value (None: `{}`) as its input, and return its ARN for `wait`.

        Raises Misuse, with the service's own words, where it is refused.
        """
        given = {"stateMachineArn": self._arn, "input": json.dumps({} if value is None else value), "name": name}
        body = json.dumps({key: held for key, held in given.items() if held is not None}).encode()
        work = CallAws(service="states", action="StartExecution", body=body)
        answer = self._driver.aws(dispatch.called(work, self._settings))
        if answer.status != 200:
            code, message = dispatch.told(answer)
            raise _misuse(
                f"the machine {self.name!r} was not started", f"{code}: {message}", "correct what the message names"
            )
        arn: str = json.loads(answer.body)["executionArn"]
        return arn

    def wait(
        self,
        started: httpx.Response | MachineRun | str | None = None,
        *,
        entered: Callable[[str, float], None] | None = None,
    ) -> MachineRun:
        """Run an execution to its end, letting time pass for retries, waits and time-outs.

        `started` is the response of the request that started it, its ARN, or the run that an earlier `wait` gave; None: the
        machine's latest execution. One that waits for a callback is given back as it stands before the callback's time-out:
        answer it, or `gw.clock.advance(...)`. `entered` is called with the name of each state as it is entered, and the
        seconds since the start.
        """
        execution = self._execution(started)
        is_over = _watch(execution, entered) if entered else lambda: execution.is_over
        self._driver.wait(is_over, lambda deadline: execution.run.idles and self._machines.asks_until(deadline))
        execution.looked_at = True
        return _run(execution)

    @property
    def runs(self) -> list[MachineRun]:
        """The machine's executions as they stand, the oldest first."""
        found = self._machines.executions_of(self.name)
        for execution in found:
            execution.looked_at = True
        return [_run(execution) for execution in found]

    def _execution(self, started: httpx.Response | MachineRun | str | None) -> Execution:
        executions = self._machines.executions_of(self.name)
        if started is None:
            if executions:
                return executions[-1]
            raise _misuse(f"the machine {self.name!r} has not been started", None, "start it first, or settle: gw.settle()")
        arn = started if isinstance(started, str) else started.arn if isinstance(started, MachineRun) else _arn(started)
        for execution in executions:
            if execution.arn == arn:
                return execution
        raise _misuse(
            f"the machine {self.name!r} has no such execution",
            arn,
            "pass the response of the request that started it",
        )


def _watch(execution: Execution, entered: Callable[[str, float], None]) -> Callable[[], bool]:
    """Tells of the states entered since it was asked before, and whether the execution is over."""
    last = 0

    def is_over() -> bool:
        nonlocal last
        for id, name, time in execution.run.entered_after(last):
            entered(name, time - execution.started_at)
            last = id
        return execution.is_over

    return is_over


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
