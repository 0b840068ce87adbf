"""One state by itself, as `TestState` runs it: no transition, no retry, and a look at every step of its data.

program = compile_state({"Type": "Pass", "Parameters": {"n.$": "$.n"}, "Next": "Elsewhere"})
trial = Trial(program, {"n": 1}, identity=..., sources=...)
actions = trial.start(now)                     # then as with a Run: perform, result(...), advance(...)
trial.verdict                                  # None until it is over
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, TypeAlias

from gwfw.asl.actions import Action, Outcome, WorkId
from gwfw.asl.chain import Chain
from gwfw.asl.engine import Engine
from gwfw.asl.execution import Ending, Execution
from gwfw.asl.failures import StateError
from gwfw.asl.flows import Flow, FormulaFlow, Leaving, PathFlow
from gwfw.asl.history import History
from gwfw.asl.identity import Identity
from gwfw.asl.program import Program, compile_state
from gwfw.asl.view import Scope, Sources, View
from gwfw.jsonpath import MISSING

__all__ = ["MISSING", "Mock", "Trial", "Verdict", "compile_state"]

Judgement: TypeAlias = Literal["SUCCEEDED", "FAILED", "RETRIABLE", "CAUGHT_ERROR"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of the state.

    `output` is a JSON value (MISSING without one), `next_state` where the state or its catcher would go on. `inspection`
    has the keys of the API's `inspectionData` with JSON values, as far as they were reached: `input`, `afterInputPath`,
    `afterParameters`, `result`, `afterResultSelector`, `afterResultPath`, `afterArguments`, `variables`, and
    `errorDetails` (`retryIndex`, `retryBackoffIntervalSeconds`, `catchIndex`).
    """

    status: Judgement
    output: object
    error: str | None
    cause: str | None
    next_state: str | None
    inspection: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mock:
    """What a state's work gives instead of being done: a `result`, or (`result` MISSING) an error."""

    result: object = MISSING
    error: str | None = None
    cause: str | None = None


class Trial:
    """A state under test. The methods are those of Run; `retries` is the state's RetryCount before this attempt."""

    def __init__(
        self,
        program: Program,
        input: object,
        *,
        identity: Identity,
        sources: Sources,
        variables: Mapping[str, object] | None = None,
        retries: int = 0,
        mock: Mock | None = None,
    ) -> None:
        self.verdict: Verdict | None = None
        self._input = input
        self._engine = Engine(sources)
        scope = Scope()
        scope.assign(variables or {}, {})
        self._execution = Execution(
            self._engine,
            program.machine,
            identity,
            history=History(limited=False),
            scope=scope,
            report=self._ended,
        )
        self._chain = self._execution.chain = _TrialChain(self._execution, scope, retries, mock)

    def start(self, now: float) -> list[Action]:
        """Run the state."""
        self._execution.begin(self._input, now)
        return self._go_on(now)

    def result(self, work: WorkId, outcome: Outcome, now: float) -> list[Action]:
        """Tell what became of an action."""
        waiting = self._engine.works.get(work)
        if waiting is not None:
            waiting.chain.soon(lambda later: waiting.told(outcome, later))
        return self._go_on(now)

    def advance(self, now: float) -> list[Action]:
        """Time has passed."""
        self._engine.advance(now)
        return self._go_on(now)

    @property
    def next_deadline(self) -> float | None:
        """When `advance` has something to do."""
        return self._engine.timers.next_deadline

    def _go_on(self, now: float) -> list[Action]:
        self._engine.drain(now)
        return self._engine.take()

    def _ended(self, execution: Execution, ending: Ending) -> None:
        chain = self._chain
        status: Judgement = "FAILED"
        if ending.status == "SUCCEEDED":
            status = "SUCCEEDED" if chain.error is None else "CAUGHT_ERROR"
        elif chain.retriable:
            status = "RETRIABLE"
        error, cause = ending.error, ending.cause
        if status == "CAUGHT_ERROR" and chain.error is not None:
            error, cause = chain.error.error, chain.error.cause
        self.verdict = Verdict(
            status=status,
            output=ending.output,
            error=error,
            cause=cause,
            next_state=chain.target if ending.status == "SUCCEEDED" else None,
            inspection=chain.inspection(ending.at),
        )


class _TrialChain(Chain):
    """A chain of one state, which ends where another chain would go on."""

    __slots__ = ("_mock", "details", "error", "result", "retriable", "target")

    def __init__(self, execution: Execution, scope: Scope, retries: int, mock: Mock | None) -> None:
        super().__init__(execution, execution.chain.container, execution, scope=scope)
        self.retriable = False
        self.target: str | None = None
        self.error: StateError | None = None
        self.result: object = MISSING
        self.details: dict[str, object] = {}
        self.retries, self._mock = retries, mock

    def enter(self, name: str, data: object, now: float) -> None:
        """Enter the state with the attempts that were made before."""
        self.state = self.container.states[name]
        self.raw, self.entered_at = data, now
        self.counts = dict.fromkeys(range(len(self.state.retriers)), self.retries)
        self.attempt(now)

    def attempt(self, now: float) -> None:
        """Do the state's work, or take what stands for it."""
        mock = self._mock
        if mock is None:
            super().attempt(now)
            return
        self.state.flow.arguments(self.view(now))
        if mock.result is MISSING:
            raise StateError(mock.error, mock.cause)
        self.succeed(mock.result, now)

    def succeed(self, result: object, now: float) -> None:
        """Keep the result for the inspection."""
        self.result = result
        super().succeed(result, now)

    def leave(self, leaving: Leaving, target: str | None, now: float) -> None:
        """End here, wherever the state leads."""
        self.target = target
        super().leave(leaving, None, now)

    def again(self, error: StateError, index: int, delay: float, now: float) -> None:
        """The state would be retried."""
        self.retriable = True
        self.details = {"retryIndex": index, "retryBackoffIntervalSeconds": delay}
        self.hand_on(error, now)

    def caught(self, error: StateError, index: int, now: float) -> None:
        """The error would be caught."""
        self.error, self.details = error, {"catchIndex": index}
        super().caught(error, index, now)

    def _told(self, error: StateError, now: float) -> StateError:
        """The error as it is: there is no event to name in its cause."""
        return error

    def inspection(self, now: float) -> dict[str, object]:
        """The data at every step that was reached."""
        found: dict[str, object] = {"input": self.raw}
        with suppress(StateError):  # the step that failed, and what follows it, is not there to be shown
            _look(found, self.state.flow, self.view(now), self.result)
        found["variables"] = dict(self.scope.all())
        if self.details:
            found["errorDetails"] = self.details
        return found


def _look(found: dict[str, object], flow: Flow, view: View, result: object) -> None:
    if isinstance(flow, FormulaFlow):
        found["afterArguments"] = flow.arguments(view)
    else:
        found["afterInputPath"] = flow.effective(view)
        found["afterParameters"] = flow.arguments(view)
    if result is MISSING:
        return
    found["result"] = result
    if isinstance(flow, PathFlow):
        found["afterResultSelector"], found["afterResultPath"] = flow.placed(view, result)
