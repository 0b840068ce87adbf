"""Runs under way: their actions become work for the driver, what comes back is told to them, and time passes for them.

A run is never entered from inside itself: what is to be told waits in a queue until the run has returned. It knows runs
and work, neither the API nor what executions are.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count
from typing import Protocol

from gwfw.asl import actions as asl
from gwfw.exchange import Action, AwsRequest, Failed, Outcome, Perform, Token, Work
from gwfw.local.states.timers import Timer, Timers

__all__ = ["Driven", "Job", "Runnable", "Running", "Tasks"]


class Runnable(Protocol):
    """A Run, or the Trial of a single state."""

    def result(self, work: asl.WorkId, outcome: asl.Outcome, now: float) -> list[asl.Action]:
        """Tell what became of an action."""
        ...

    def advance(self, now: float) -> list[asl.Action]:
        """Time has passed."""
        ...

    @property
    def next_deadline(self) -> float | None:
        """When `advance` has something to do."""
        ...


@dataclass(slots=True, eq=False)
class Driven:
    """A run under way. `over` is called once, at its end.

    `cancels` stop, by work, what was begun for it; `tokens` are those of its tasks that wait for a callback. `principal` is
    in whose name it asks services: `machine:fulfil`, None for a machine whose role nobody knows.
    """

    run: Runnable
    over: Callable[[float], None]
    principal: str | None = None
    cancels: dict[asl.WorkId, Callable[[float], None]] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)
    timer: Timer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work for a task: what the driver is to do, and how what it reports is told to the run."""

    work: Work | AwsRequest
    timeout_ms: int
    outcome: Callable[[Outcome], asl.Outcome]


class Tasks(Protocol):
    """Turns a run's action into a job, or gives its outcome at once. None: the outcome comes by another way."""

    def __call__(self, driven: Driven, action: asl.Task, now: float) -> Job | asl.Outcome | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Awaited:
    """A job under way for a run."""

    job: Job
    driven: Driven
    work: asl.WorkId
    timer: Timer


class Running:
    """Drives runs. Its methods leave actions for the driver behind, which `drain` gives."""

    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks
        self.timers = Timers()
        self._perform_tokens = count(1)
        self._awaited: dict[Token, Awaited] = {}
        self._inbox: deque[Callable[[float], None]] = deque()
        self._callbacks: dict[str, Driven | None] = {}
        self._said: list[Action] = []
        self._settling = False

    # What the service tells -------------------------------------------------------------------------------------------

    def drive(self, driven: Driven, actions: Iterable[asl.Action], now: float) -> None:
        """Carry out what a run asked for: after its start, a callback, or its stop."""
        self.soon(lambda now: self._carry_out(driven, actions, now), now)

    def tell(self, driven: Driven, work: asl.WorkId, outcome: asl.Outcome, now: float) -> None:
        """Tell a run what became of its work."""
        self.soon(lambda now: self._carry_out(driven, driven.run.result(work, outcome, now), now), now)

    def soon(self, call: Callable[[float], None], now: float) -> None:
        """Call this when no run is being told anything."""
        self._inbox.append(call)
        self._settle(now)

    def say(self, action: Action) -> None:
        """Leave an action for the driver."""
        self._said.append(action)

    def ask(self, work: Work | AwsRequest, timeout_ms: int) -> None:
        """Have something done whose outcome nobody waits for."""
        self.say(Perform(token=next(self._perform_tokens), work=work, timeout_ms=timeout_ms))

    def result(self, token: Token, outcome: Outcome, now: float) -> None:
        """What became of a Perform. Nothing, where nobody waits for it any more."""
        awaited = self._awaited.pop(token, None)
        if awaited is not None:
            awaited.timer.cancel()
            awaited.driven.cancels.pop(awaited.work, None)
            self.tell(awaited.driven, awaited.work, awaited.job.outcome(outcome), now)

    def advance(self, now: float) -> None:
        """Time has passed: waits, retries and time-outs of runs, and jobs that nobody waits for any longer."""
        self.timers.advance(now)

    @property
    def next_deadline(self) -> float | None:
        """When `advance` has something to do, if nothing happens before."""
        return self.timers.next_deadline

    def waits(self, token: str) -> Driven | None:
        """The run that a task token was made for; None if it is over. Raises KeyError for a token that was never made."""
        return self._callbacks[token]

    def drain(self) -> list[Action]:
        """The actions for the driver since the last time."""
        said, self._said = self._said, []
        return said

    # What runs ask for ------------------------------------------------------------------------------------------------

    def _settle(self, now: float) -> None:
        if self._settling:
            return
        self._settling = True
        try:
            while self._inbox:
                self._inbox.popleft()(now)
        finally:
            self._settling = False

    def _carry_out(self, driven: Driven, actions: Iterable[asl.Action], now: float) -> None:
        for action in actions:
            if isinstance(action, asl.Finished):
                self._over(driven, now)
            elif isinstance(action, asl.Cancel):
                cancel = driven.cancels.pop(action.work, None)
                if cancel is not None:
                    cancel(now)
            else:
                self._start(driven, action, now)
        self._schedule(driven)

    def _start(self, driven: Driven, action: asl.Task, now: float) -> None:
        if action.token is not None:
            self._callbacks[action.token] = driven
            driven.tokens.append(action.token)
        job = self._tasks(driven, action, now)
        if isinstance(job, Job):
            self._perform(job, driven, action.work, now)
        elif job is not None:
            self.tell(driven, action.work, job, now)

    def _perform(self, job: Job, driven: Driven, work: asl.WorkId, now: float) -> None:
        token = next(self._perform_tokens)
        timer = self.timers.set(now + job.timeout_ms / 1000, lambda now: self.result(token, Failed(reason="timeout"), now))

        def cancel(now: float) -> None:
            self._awaited.pop(token).timer.cancel()

        self._awaited[token] = Awaited(job, driven, work, timer)
        driven.cancels[work] = cancel
        self.say(Perform(token=token, work=job.work, timeout_ms=job.timeout_ms, principal=driven.principal))

    def _over(self, driven: Driven, now: float) -> None:
        for token in driven.tokens:
            self._callbacks[token] = None
        driven.over(now)

    def _schedule(self, driven: Driven) -> None:
        deadline, timer = driven.run.next_deadline, driven.timer
        if timer is not None:
            if timer.at == deadline and timer.due is not None:
                return
            timer.cancel()
        driven.timer = None if deadline is None else self.timers.set(deadline, lambda now: self._advance(driven, now))

    def _advance(self, driven: Driven, now: float) -> None:
        self.drive(driven, driven.run.advance(now), now)
