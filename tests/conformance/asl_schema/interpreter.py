"""A case by the interpreter alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from random import Random
from typing import Any
from uuid import UUID

from gwfw.asl.actions import Action, Cancel, Failed, Finished, InvokeFunction, Outcome, Raised, Refused, Returned
from gwfw.asl.program import DefinitionError, compile
from gwfw.asl.run import MISSING, Identity, Run
from gwfw.asl.view import Sources
from tests.conformance.asl_schema.clock import START, VirtualClock
from tests.conformance.asl_schema.expecting import Seen
from tests.conformance.asl_schema.functions import PREFIX, Functions

__all__ = ["interpreted"]


class SeededIds:
    """UUIDs from a seed."""

    def __init__(self) -> None:
        self._random = Random(1)

    def uuid(self) -> str:
        return str(UUID(int=self._random.getrandbits(128), version=4))


def interpreted(case: Mapping[str, Any]) -> Seen | str:
    """Run it; what was seen, or why it cannot run."""
    express = case["type"] == "EXPRESS"
    try:
        program = compile(case["definition"], express=express)
    except DefinitionError as error:
        return f"the definition is refused: {error}"
    machine = "arn:aws:states:us-east-1:123456789012:stateMachine:case"
    execution = (
        f"{machine.replace('stateMachine', 'express')}:run:1"
        if express
        else f"{machine.replace('stateMachine', 'execution')}:run"
    )
    identity = Identity(
        arn=execution,
        name="run",
        machine_arn=machine,
        machine_name="case",
        role_arn="arn:aws:iam::123456789012:role/case",
        synchronous=express,
    )
    sources = Sources(SeededIds(), Random(1))
    return _Driver(Run(program, case["input"], identity=identity, sources=sources), case).seen()


class _Driver:
    def __init__(self, run: Run, case: Mapping[str, Any]) -> None:
        self._run, self._clock, self._functions = run, VirtualClock(), Functions(case.get("functions", {}))
        self._take(run.start(START))

    def seen(self) -> Seen | str:
        run = self._run
        while run.status == "RUNNING":
            if not self._clock.step(run.next_deadline, lambda: self._take(run.advance(self._clock.now))):
                return "it waits for something that nothing in the case does"
        assert run.stopped_at is not None
        return Seen(
            status=run.status,
            output=None if run.output is MISSING else run.output,
            has_output=run.output is not MISSING,
            error=run.error,
            cause=run.cause,
            visits=run.states,
            calls=self._functions.calls,
            seconds=run.stopped_at - START,
        )

    def _take(self, actions: Iterable[Action]) -> None:
        for action in actions:
            if isinstance(action, InvokeFunction):
                self._invoke(action)
            elif not isinstance(action, Cancel | Finished):
                outcome = Failed(error="States.TaskFailed", cause="the case has no such service")
                self._tell(action.work, outcome, 0)

    def _invoke(self, action: InvokeFunction) -> None:
        name = action.function.removeprefix(PREFIX)
        if name not in self._functions:
            outcome = Refused(code="ResourceNotFoundException", message=f"Function not found: {action.function}", status=404)
            self._tell(action.work, outcome, 0)
            return
        given = self._functions.call(name, json.dumps(action.payload))
        if action.event:
            self._tell(action.work, Returned(payload=""), 0)
            return
        self._tell(
            action.work, Raised(payload=given.payload) if given.failed else Returned(payload=given.payload), given.seconds
        )

    def _tell(self, work: int, outcome: Outcome, seconds: float) -> None:
        self._clock.after(seconds, lambda: self._take(self._run.result(work, outcome, self._clock.now)))
