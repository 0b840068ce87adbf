"""A chain: one state after another, with one set of variables. The machine is one, so is every branch and iteration.

| a state | then |
|---|---|
| succeeds | `leave`: output and variables, the Exited event, the next state or the chain's end |
| fails | `fail`: the first retrier that matches, then the catchers, then whoever made the chain |
| waits | its `activity` is what must be cancelled if the chain is stopped |

An error that nothing takes (`States.Runtime`) ends the whole execution from here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from gwfw.asl import jsontext
from gwfw.asl.context import Item, context_object
from gwfw.asl.failures import StateError, data_limit, prefixed
from gwfw.asl.flows import Leaving
from gwfw.asl.variables import assign
from gwfw.asl.view import Scope, View

if TYPE_CHECKING:
    from gwfw.asl.container import Container
    from gwfw.asl.engine import Call, Engine
    from gwfw.asl.execution import Execution
    from gwfw.asl.states.base import State

__all__ = ["Activity", "Chain", "Parent"]


class Parent(Protocol):
    """Who made a chain and is told of its end."""

    def ended(self, chain: Chain, output: object, now: float) -> None:
        """The chain came to its end."""
        ...

    def failed(self, chain: Chain, error: StateError, now: float) -> None:
        """An error ended the chain."""
        ...


class Activity(Protocol):
    """What a state waits for."""

    def cancel(self) -> None:
        """Nobody waits for it any more. Cancelling again, or what is over, changes nothing."""
        ...

    def abort(self, now: float) -> None:
        """Cancel it and note in the history what was cut off inside."""
        ...


class Chain:
    """One chain of an execution. `previous` is the id of its last event; `item` what a Map iterates over here."""

    __slots__ = (
        "activity",
        "container",
        "counts",
        "engine",
        "entered",
        "entered_at",
        "execution",
        "index",
        "item",
        "parent",
        "previous",
        "raw",
        "retries",
        "scope",
        "state",
        "stopped",
        "token",
    )

    state: State

    def __init__(
        self,
        execution: Execution,
        container: Container,
        parent: Parent,
        *,
        index: int = 0,
        previous: int = 0,
        scope: Scope,
        item: Item | None = None,
    ) -> None:
        self.engine: Engine = execution.engine
        self.execution, self.container, self.parent = execution, container, parent
        self.index, self.previous, self.scope, self.item = index, previous, scope, item
        self.raw: object = None
        self.entered, self.entered_at, self.retries = 0, 0.0, 0
        self.counts: dict[int, int] = {}
        self.activity: Activity | None = None
        self.token: str | None = None
        self.stopped = False

    # Going from state to state ---------------------------------------------------------------------------------------

    def begin(self, data: object, now: float) -> None:
        """Enter the first state, unless the input is more than a state may get."""
        self.state = self.container.states[self.container.start]
        if jsontext.oversize(data):
            raise data_limit(self.state.name, fatal=True)
        self.enter(self.state.name, data, now)

    def enter(self, name: str, data: object, now: float) -> None:
        """Enter a state with its raw input."""
        self.state = self.container.states[name]
        self.raw, self.entered_at, self.retries = data, now, 0
        self.counts.clear()
        self.entered = self.note(f"{self.state.kind}StateEntered", now, name=name, input=data)
        self.attempt(now)

    def attempt(self, now: float) -> None:
        """Do the state's work, for the first time or again."""
        self.activity = self.token = None
        self.state.begin(self, now)

    def succeed(self, result: object, now: float) -> None:
        """The state's work gave this result."""
        self.activity = None
        self.leave(self.state.flow.leave(self.view(now), result), self.state.next, now)

    def leave(self, leaving: Leaving, target: str | None, now: float) -> None:
        """Leave the state for another one, or for the end of the chain (None)."""
        if leaving.output is not self.raw and jsontext.oversize(leaving.output):
            raise data_limit(self.state.name, fatal=True)
        details: dict[str, object] = {"name": self.state.name, "output": leaving.output}
        if leaving.assigned:
            assign(leaving.assigned, self.scope, self.state.name)
            details["assignedVariables"] = leaving.assigned
        self.note(f"{self.state.kind}StateExited", now, **details)
        if target is None:
            self.end(leaving.output, now)
        else:
            self.soon(lambda later: self.enter(target, leaving.output, later))

    def end(self, output: object, now: float) -> None:
        """The chain is at its end."""
        self.stopped = True
        self.parent.ended(self, output, now)

    # Errors ----------------------------------------------------------------------------------------------------------

    def fail(self, error: StateError, now: float) -> None:
        """The state failed: retry it, catch the error, or hand it on."""
        self.rest()
        error = self._told(error, now)
        if error.fatal:
            self.execution.failed(self, error, now)
        elif not self._retry(error, now) and not self._catch(error, now):
            self.hand_on(error, now)

    def hand_on(self, error: StateError, now: float) -> None:
        """Nothing in this chain takes the error."""
        self.stopped = True
        self.parent.failed(self, error, now)

    def _told(self, error: StateError, now: float) -> StateError:
        """The error as it is shown from here on; what an expression did wrong is an event of its own."""
        location = error.location if error.evaluated else None
        error = prefixed(error, self.state.name, self.entered)
        if location is not None:
            self.note(
                "EvaluationFailed", now, error=error.error, cause=error.cause, location=location, state=self.state.name
            )
        return error

    def _retry(self, error: StateError, now: float) -> bool:
        for index, retrier in enumerate(self.state.retriers):
            if retrier.takes(error):
                attempt = self.counts[index] = self.counts.get(index, 0) + 1
                if attempt > retrier.attempts:
                    return False
                self.again(error, index, retrier.delay(attempt, self.engine.sources.random), now)
                return True
        return False

    def _catch(self, error: StateError, now: float) -> bool:
        for index, catcher in enumerate(self.state.catchers):
            if error.matches(catcher.errors):
                self.token = None
                try:
                    self.caught(error, index, now)
                except StateError as second:
                    self._lost(second, now)
                return True
        return False

    def _lost(self, error: StateError, now: float) -> None:
        """A catcher failed itself."""
        error = self._told(error, now)
        if error.fatal:
            self.execution.failed(self, error, now)
        else:
            self.hand_on(error, now)

    def again(self, error: StateError, index: int, delay: float, now: float) -> None:
        """The retrier of that index takes the error: attempt the state again after `delay` seconds."""
        self.retries += 1
        self.sleep(now + delay, self.attempt)

    def caught(self, error: StateError, index: int, now: float) -> None:
        """The catcher of that index takes the error. Raises StateError if its own fields fail."""
        catcher = self.state.catchers[index]
        self.leave(catcher.leave(self.view(now), error), catcher.next, now)

    # Waiting and stopping --------------------------------------------------------------------------------------------

    def soon(self, call: Call) -> None:
        """Do something next."""
        self.engine.soon(self, call)

    def sleep(self, until: float, call: Call) -> None:
        """Do something at that time."""
        self.activity = Pause(self, until, call)

    def rest(self) -> None:
        """Stop waiting for anything."""
        if self.activity is not None:
            self.activity.cancel()
            self.activity = None

    def drop(self) -> None:
        """Stop the chain without a trace."""
        self.stopped = True
        self.rest()

    def abort(self, now: float) -> None:
        """Stop the chain because another one failed. It waits for something: chains run until they do."""
        self.stopped = True
        assert self.activity is not None
        self.activity.abort(now)
        self.mark(f"{self.state.kind}StateAborted", now)

    # What states ask for ---------------------------------------------------------------------------------------------

    def note(self, type: str, now: float, **details: object) -> int:
        """Add an event that carries the chain on."""
        self.previous = self.execution.history.add(type, self.previous, now, **details)
        return self.previous

    def mark(self, type: str, now: float, **details: object) -> None:
        """Add an event past which the next one points."""
        self.execution.history.add(type, self.previous, now, **details)

    def view(self, now: float) -> View:
        """What the state's expressions see: its raw input and its surroundings."""
        return View(
            data=self.raw,
            input=self.raw,
            scope=self.scope,
            context=self.context,
            sources=self.engine.sources,
            now=now,
        )

    def context(self) -> dict[str, object]:
        """The context object in this state."""
        return self.context_of(self.item)

    def context_of(self, item: Item | None) -> dict[str, object]:
        """The context object with that item of a Map."""
        return context_object(
            self.execution.part,
            state=self.state.name,
            entered_at=self.entered_at,
            retries=self.retries if self.state.retriable else None,
            item=item,
            token=self.token,
        )


class Pause:
    """A state that waits for the clock only."""

    __slots__ = ("_timer",)

    def __init__(self, chain: Chain, until: float, call: Call) -> None:
        self._timer = chain.engine.at(until, chain, call)

    def cancel(self) -> None:
        """Forget the time."""
        self._timer.cancel()

    def abort(self, now: float) -> None:
        """The same; nothing goes on inside."""
        self._timer.cancel()
