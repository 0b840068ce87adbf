"""A task under way: what it was asked, which outcome or callback it waits for, and how long it may take.

| event | when |
|---|---|
| Scheduled, Started | it is asked for (an activity is started when a worker picks it up) |
| Submitted | its request was answered, and a nested execution or a callback is waited for |
| Succeeded, Failed, TimedOut | it is over |

Function ARNs have `LambdaFunction...` events, activities `Activity...`, all others `Task...` ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gwfw.asl import jsontext
from gwfw.asl.actions import Cancel, Outcome, Started
from gwfw.asl.failures import HEARTBEAT, TIMEOUT, StateError, data_limit
from gwfw.asl.tasks.base import Asked
from gwfw.asl.tasks.catalogue import Resource
from gwfw.asl.timers import Timer

if TYPE_CHECKING:
    from gwfw.asl.chain import Chain

__all__ = ["Work"]


class Work:
    """One attempt of a Task state. `timeout` and `heartbeat` are seconds; None: no limit."""

    def __init__(self, chain: Chain, resource: Resource, timeout: float | None, heartbeat: float | None) -> None:
        self.chain, self.resource = chain, resource
        self._timeout, self._heartbeat = timeout, heartbeat
        self._id = next(chain.engine.ids)
        self._token = chain.token
        self._timers: list[Timer] = []
        self._beat: Timer | None = None
        self._open = False

    def begin(self, arguments: object, now: float, role: str | None) -> None:
        """Ask for the work. Raises StateError for arguments with which it cannot start."""
        identity = self.chain.execution.identity
        asked = Asked(work=self._id, arguments=arguments, token=self._token, identity=identity)
        action = self.resource.integration.request(asked)
        self._scheduled(arguments, now, identity.region, role)
        engine = self.chain.engine
        engine.works[self._id] = self
        if self._token is not None:
            engine.tokens[self._token] = self
        self._open = True
        engine.say(action)
        if self.resource.events != "Activity":
            self._note("Started", now)
            self._start_clock(now)

    def picked_up(self, worker: str | None, now: float) -> None:
        """A worker took the activity's task."""
        self._note("Started", now, workerName=worker)
        self._start_clock(now)

    def beat(self, now: float) -> None:
        """A heartbeat: the next one may come as late again."""
        if self._heartbeat is not None:
            if self._beat is not None:
                self._beat.cancel()
            self._beat = self._limit(now + self._heartbeat, HEARTBEAT)

    # How it ends -----------------------------------------------------------------------------------------------------

    def told(self, outcome: Outcome, now: float) -> None:
        """Its outcome: the result, or the answer after which it goes on waiting. Raises StateError."""
        try:
            result = self.resource.integration.result(outcome)
        except StateError as error:
            self.fail(error, now)
        waits = self.resource.pattern.startswith(".sync") and isinstance(outcome, Started)
        if waits or self.resource.waits_for_token:
            self._note("Submitted", now, output=result)
        else:
            self.succeed(result, now)

    def succeed(self, result: object, now: float) -> None:
        """It gave a result. Raises StateError if that is too large."""
        if jsontext.oversize(result):
            self.fail(data_limit(self.resource.integration.place, fatal=False), now)
        self._close()
        self._note("Succeeded", now, output=result)
        self.chain.succeed(result, now)

    def fail(self, error: StateError, now: float) -> None:
        """It failed. Always raises StateError; of one that ends the execution there is no event of the task."""
        self._close()
        if not error.fatal:
            self._note("Failed", now, error=error.error, cause=error.cause)
        raise error

    def cancel(self) -> None:
        """Nobody waits for it any more."""
        if self._open:
            self._close()
            self.chain.engine.say(Cancel(work=self._id))

    def abort(self, now: float) -> None:
        """The same; nothing goes on inside."""
        self.cancel()

    def _late(self, now: float, kind: str) -> None:
        self.cancel()
        self._note("TimedOut", now, error=TIMEOUT)
        raise StateError(TIMEOUT, also=(kind,))

    def _close(self) -> None:
        self._open = False
        self.chain.engine.works.pop(self._id, None)
        if self._token is not None:
            self.chain.engine.tokens.pop(self._token, None)
        for timer in (*self._timers, self._beat):
            if timer is not None:
                timer.cancel()

    # Events and clock ------------------------------------------------------------------------------------------------

    def _start_clock(self, now: float) -> None:
        if self._timeout is not None:
            self._timers.append(self._limit(now + self._timeout, TIMEOUT))
        self.beat(now)

    def _limit(self, deadline: float, kind: str) -> Timer:
        return self.chain.engine.at(deadline, self.chain, lambda later: self._late(later, kind), limit=True)

    def _scheduled(self, arguments: object, now: float, region: str, role: str | None) -> None:
        details: dict[str, object] = {
            "timeoutInSeconds": self._timeout,
            "heartbeatInSeconds": None if self.resource.events == "LambdaFunction" else self._heartbeat,
            "taskCredentials": None if role is None else {"roleArn": role},
        }
        if self.resource.events == "Task":
            details |= {"region": region, "parameters": arguments}
        else:
            details |= {"resource": self.resource.action, "input": arguments}
        self._note("Scheduled", now, **details)

    def _note(self, what: str, now: float, **details: object) -> None:
        self.chain.note(f"{self.resource.events}{what}", now, **self.resource.details, **details)
