"""`Run`: one execution of a Program, as a pure state machine.

    run = Run(program, {"id": 7}, identity=Identity(...), sources=Sources(ids, random))
    actions = run.start(now)                       # perform each, then
    actions = run.result(action.work, Returned(payload='{"ok":true}'), now)
    actions = run.advance(now)                     # not later than run.next_deadline

It does no I/O, reads no clock, keeps no callback and may be thrown away at any time. One thread at a time may touch it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from gwfw.asl.actions import Action, Finished, Outcome, Status, WorkId
from gwfw.asl.engine import Engine
from gwfw.asl.execution import EXPRESS_SECONDS, Ending, Execution
from gwfw.asl.failures import TIMEOUT, StateError
from gwfw.asl.history import History
from gwfw.asl.identity import Identity
from gwfw.asl.program import Program
from gwfw.asl.view import Scope, Sources
from gwfw.jsonpath import MISSING

if TYPE_CHECKING:
    from gwfw.asl.work import Work

__all__ = ["MISSING", "Identity", "Run", "TokenGone"]


class TokenGone(LookupError):
    """A task token for which this run does not wait (any more): the task has ended or timed out."""


class Run:
    """An execution. `input` is a JSON value; `variables` are set before the first state.

    `status`, `output` (a JSON value; MISSING unless it succeeded), `error`, `cause`, `started_at`, `stopped_at` tell how
    it stands. Of an execution that timed out neither error nor cause is known, as in AWS; only an EXPRESS one that took
    longer than five minutes has the error `States.Timeout`.
    """

    def __init__(
        self,
        program: Program,
        input: object,
        *,
        identity: Identity,
        sources: Sources,
        variables: Mapping[str, object] | None = None,
    ) -> None:
        self.status: Status = "RUNNING"
        self.output: object = MISSING
        self.error: str | None = None
        self.cause: str | None = None
        self.started_at = 0.0
        self.stopped_at: float | None = None
        self._program, self._input = program, input
        self._engine = Engine(sources)
        scope = Scope()
        scope.assign(variables or {}, {})
        self._execution = Execution(
            self._engine,
            program.machine,
            identity,
            history=History(limited=not program.express),
            scope=scope,
            report=self._ended,
        )

    # What the driver tells -------------------------------------------------------------------------------------------

    def start(self, now: float) -> list[Action]:
        """Enter the first state. To be called once, before anything else."""
        self.started_at = now
        seconds, error = self._program.timeout, None
        if self._program.express and (seconds is None or seconds >= EXPRESS_SECONDS):
            seconds, error = EXPRESS_SECONDS, TIMEOUT
        self._execution.begin(self._input, now, seconds=seconds, error=error)
        return self._go_on(now)

    def result(self, work: WorkId, outcome: Outcome, now: float) -> list[Action]:
        """Tell what became of an action. A result for nobody (cancelled, timed out, run over) changes nothing."""
        waiting = self._engine.works.get(work)
        if waiting is not None:
            waiting.chain.soon(lambda later: waiting.told(outcome, later))
        return self._go_on(now)

    def picked_up(self, token: str, worker: str | None, now: float) -> list[Action]:
        """A worker took an activity's task; its time-outs start now. Raises TokenGone."""
        work = self._waiting(token)
        work.chain.soon(lambda later: work.picked_up(worker, later))
        return self._go_on(now)

    def task_succeeded(self, token: str, output: object, now: float) -> list[Action]:
        """SendTaskSuccess: `output` is a JSON value. Raises TokenGone."""
        work = self._waiting(token)
        work.chain.soon(lambda later: work.succeed(output, later))
        return self._go_on(now)

    def task_failed(self, token: str, error: str | None, cause: str | None, now: float) -> list[Action]:
        """SendTaskFailure. Raises TokenGone."""
        work = self._waiting(token)
        work.chain.soon(lambda later: work.fail(StateError(error, cause), later))
        return self._go_on(now)

    def heartbeat(self, token: str, now: float) -> list[Action]:
        """SendTaskHeartbeat. Raises TokenGone."""
        self._waiting(token).beat(now)
        return self._go_on(now)

    def waits_for(self, token: str) -> bool:
        """Whether a callback with this token would be taken."""
        return token in self._engine.tokens

    def stop(self, now: float, error: str | None = None, cause: str | None = None) -> list[Action]:
        """StopExecution: ABORTED, with the error and cause given. Changes nothing if the run is over."""
        if self.status == "RUNNING":
            self._execution.abort(now, error, cause)
        return self._go_on(now)

    def advance(self, now: float) -> list[Action]:
        """Time has passed: waits, retries, time-outs. What is due is done in the order of its time, as of `now`."""
        self._engine.advance(now)
        return self._go_on(now)

    # How it stands ---------------------------------------------------------------------------------------------------

    @property
    def next_deadline(self) -> float | None:
        """When `advance` has something to do, if nothing happens before; None: only a result can go on with this run."""
        return self._engine.timers.next_deadline

    @property
    def asks(self) -> bool:
        """Whether it waits for a callback, or for an activity's worker, and nothing else but a time-out goes on with it."""
        return bool(self._engine.tokens) and self.idles

    @property
    def idles(self) -> bool:
        """Whether time alone brings nothing but time-outs: it waits for results and callbacks only."""
        return self._engine.timers.only_limits

    @property
    def history(self) -> list[dict[str, object]]:
        """The events so far, in the form of GetExecutionHistory.

        `{"timestamp": 1.5, "type": "PassStateEntered", "id": 2, "previousEventId": 0, "stateEnteredEventDetails": {...}}`
        """
        return self._execution.history.render()

    @property
    def states(self) -> list[str]:
        """The names of the states entered so far, in order; those of a distributed Map's children are not among them."""
        return self._execution.history.entered()

    def entered_after(self, id: int) -> list[tuple[int, str, float]]:
        """The states entered after the event of that id (0: all of them): the event's id, the name, and the time."""
        return self._execution.history.entered_after(id)

    def _waiting(self, token: str) -> Work:
        work = self._engine.tokens.get(token)
        if work is None:
            raise TokenGone(token)
        return work

    def _go_on(self, now: float) -> list[Action]:
        self._engine.drain(now)
        return self._engine.take()

    def _ended(self, execution: Execution, ending: Ending) -> None:
        self.status, self.output, self.stopped_at = ending.status, ending.output, ending.at
        self.error, self.cause = ending.error, ending.cause
        self._engine.timers.clear()
        self._engine.say(Finished(status=ending.status))
