"""What a flow can hold besides tasks: waits, choices, branches, maps, services, ends. Made by the `sfn` facet.

Plain values: each says what was written, and where. How they become states is the business of `gwfw.resources.machine`.
`name` is the state's (None: one that says what it does).
"""

from __future__ import annotations

from gwfw.declarations import Mark
from gwfw.flow import Ending, Step, Through

TYPE_CHECKING = False
if not TYPE_CHECKING:
    from gwfw.flow import Generic

    In = Out = Same = None
else:  # pragma: no cover -- for type checkers
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, Generic, TypeAlias, TypeVar

    from gwfw.flow import Catching, Node, Retrying

    In = TypeVar("In", contravariant=True)
    Out = TypeVar("Out", covariant=True)
    Same = TypeVar("Same")

    Condition: TypeAlias = "Callable[[Any], object] | Mapping[str, object] | str"
    """When a case is taken: a function of the value that only compares, a rule of the States Language, or JSONata."""

    Selected: TypeAlias = "Callable[[Any], object] | str"
    """A part of the value: a function that only selects, or a path."""

    Prepare: TypeAlias = Callable[[object], tuple[Mapping[str, object], str | None]]
    """The arguments and the output of a service task, given the type of what comes (None: not known)."""


__all__ = [
    "Case",
    "Choice",
    "Constant",
    "Fail",
    "Map",
    "Parallel",
    "Prepared",
    "PreparedThrough",
    "Repeat",
    "Service",
    "Succeed",
    "Wait",
    "WaitFor",
]


class Wait(Through):
    """Wait for a number of seconds, or until a time (`2026-12-24T18:00:00Z`), and give on what came."""

    def __init__(self, *, seconds: int | None = None, until: str | None = None, name: str | None = None) -> None:
        self.seconds, self.until, self.name, self.mark = seconds, until, name, Mark.here()
        self.steps: tuple[Node, ...] = (self,)


class WaitFor(Step[Same, Same]):
    """Wait as long as the value says: a number of seconds or a time in it."""

    def __init__(self, *, seconds: Selected | None = None, until: Selected | None = None, name: str | None = None) -> None:
        self.seconds, self.until, self.name, self.mark = seconds, until, name, Mark.here()
        self.steps: tuple[Node, ...] = (self,)


class Succeed(Through):
    """The execution, branch or item ends here, and its output is what came."""

    def __init__(self, *, name: str | None = None) -> None:
        self.name, self.mark = name, Mark.here()
        self.steps: tuple[Node, ...] = (self,)


class Fail(Ending):
    """The execution, branch or item fails here."""

    def __init__(self, error: str, cause: str | None = None, *, name: str | None = None) -> None:
        self.error, self.cause, self.name, self.mark = error, cause, name, Mark.here()
        self.steps: tuple[Node, ...] = (self,)


class Constant(Step[In, Out]):
    """A value in the place of what came."""

    def __init__(self, value: object, *, name: str | None = None) -> None:
        self.value, self.name, self.mark = value, name, Mark.here()
        self.steps: tuple[Node, ...] = (self,)


class Case(Generic[In, Out]):
    """One way of a choice: `flow` is taken where `condition` holds."""

    def __init__(self, condition: Condition, flow: Step[In, Out] | Ending) -> None:
        self.condition, self.flow, self.mark = condition, flow, Mark.here()


class Choice(Step[In, Out]):
    """The first case that holds is taken, else `otherwise` (None: go on)."""

    def __init__(
        self, cases: Sequence[Case[Any, Any]], otherwise: Step[Any, Any] | Ending | None, *, name: str | None = None
    ) -> None:
        self.cases, self.otherwise, self.name, self.mark = tuple(cases), otherwise, name, Mark.here()
        self.steps: tuple[Node, ...] = (self,)


class Parallel(Step[In, Out]):
    """Every branch gets what came; the result is the list of their results."""

    def __init__(
        self,
        branches: Sequence[Step[Any, Any]],
        *,
        name: str | None = None,
        retry: Retrying = 0,
        catch: Catching = None,
    ) -> None:
        self.branches, self.name, self.mark = tuple(branches), name, Mark.here()
        self.retry, self.catch = retry, catch
        self.steps: tuple[Node, ...] = (self,)


class Map(Step[In, Out]):
    """The flow runs for each item; the result is the list of their results."""

    def __init__(
        self,
        flow: Step[Any, Any],
        *,
        items: Selected | None = None,
        concurrency: int = 0,
        name: str | None = None,
        retry: Retrying = 0,
        catch: Catching = None,
    ) -> None:
        self.flow, self.items, self.concurrency, self.name, self.mark = flow, items, concurrency, name, Mark.here()
        self.retry, self.catch = retry, catch
        self.steps: tuple[Node, ...] = (self,)


class Repeat(Step[Same, Same]):
    """The flow runs again, `every` seconds after its end, until the condition holds of what it gave."""

    def __init__(self, flow: Step[Any, Any], until: Condition, *, every: int = 0, name: str | None = None) -> None:
        self.flow, self.until, self.every, self.name, self.mark = flow, until, every, name, Mark.here()
        self.steps: tuple[Node, ...] = (self,)


class Service(Step[In, Out]):
    """An AWS service called by the state machine itself.

    `action` is as in the resource's ARN: `dynamodb:putItem`, `sqs:sendMessage.waitForTaskToken`. In `arguments`, handles
    stand for their names, and keys that end with `.$` have paths. `output` selects what the step gives (None: the answer).
    """

    def __init__(
        self,
        action: str,
        arguments: Mapping[str, object],
        *,
        output: str | None = None,
        name: str | None = None,
        retry: Retrying = 0,
        catch: Catching = None,
        timeout: int | None = None,
        heartbeat: int | None = None,
    ) -> None:
        self.action, self.arguments, self.output, self.name, self.mark = action, arguments, output, name, Mark.here()
        self.retry, self.catch, self.timeout, self.heartbeat = retry, catch, timeout, heartbeat
        self.steps: tuple[Node, ...] = (self,)


class Prepared(Step[In, Out]):
    """A service task that a handle gives: `books.put_item_task()`.

    `prepare` is called while the machine is built, so that an app in Lambda never pays for it; it raises TypeError with a
    sentence for what cannot be written. `gives` is the type of the output (None: what comes goes on).
    """

    def __init__(
        self,
        action: str,
        prepare: Prepare,
        *,
        gives: object = None,
        name: str | None = None,
        retry: Retrying = 0,
        catch: Catching = None,
        timeout: int | None = None,
        heartbeat: int | None = None,
    ) -> None:
        self.action, self.prepare, self.gives, self.name, self.mark = action, prepare, gives, name, Mark.here()
        self.retry, self.catch, self.timeout, self.heartbeat = retry, catch, timeout, heartbeat
        self.steps: tuple[Node, ...] = (self,)


class PreparedThrough(Through):
    """A service task that a handle gives and that takes anything and gives it on: `events.put_task(...)`."""

    gives: object = None
    heartbeat: int | None = None

    def __init__(
        self,
        action: str,
        prepare: Prepare,
        *,
        name: str | None = None,
        retry: Retrying = 0,
        catch: Catching = None,
        timeout: int | None = None,
    ) -> None:
        self.action, self.prepare, self.name, self.mark = action, prepare, name, Mark.here()
        self.retry, self.catch, self.timeout = retry, catch, timeout
        self.steps: tuple[Node, ...] = (self,)
