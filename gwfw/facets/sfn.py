"""The `sfn` facet: tasks, state machines, and routes that start them without a function in between."""

from __future__ import annotations

from types import FunctionType

from gwfw.declarations import Definition, Route
from gwfw.facets.http import missing_parentheses
from gwfw.flow import AsyncTask, Task
from gwfw.integrations.stepfunctions.declare import Start

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence
    from typing import Any, Protocol, TypeVar, overload

    from gwfw.declarations import AnyFlow, Declarations

    In = TypeVar("In")
    Out = TypeVar("Out")
    DefinitionT = TypeVar("DefinitionT", bound=Callable[[], AnyFlow])

    class Joinable(Protocol):
        """What `sfn.task(...)` gives: a decorator."""

        @overload
        def __call__(self, function: Callable[[In], Coroutine[Any, Any, Out]], /) -> AsyncTask[In, Out]: ...
        @overload
        def __call__(self, function: Callable[[In], Out], /) -> Task[In, Out]: ...

    class TaskDecorator(Joinable, Protocol):
        """`@sfn.task` and `@sfn.task(retry=3)`."""

        @overload
        def __call__(self, function: Callable[[In], Coroutine[Any, Any, Out]], /) -> AsyncTask[In, Out]: ...
        @overload
        def __call__(self, function: Callable[[In], Out], /) -> Task[In, Out]: ...
        @overload
        def __call__(self, /, *, retry: int = 0, uses: Sequence[object] | None = None) -> Joinable: ...

    class StartDecorator(Protocol):
        """`@sfn.start("/orders")` and `sfn.start("/orders", fulfil)`."""

        @overload
        def __call__(
            self, path: str, machine: Callable[[], AnyFlow], *, method: str = "POST", auth: None = None
        ) -> None: ...
        @overload
        def __call__(
            self, path: str, *, method: str = "POST", auth: None = None
        ) -> Callable[[DefinitionT], DefinitionT]: ...


__all__ = ["StepFunctions"]

CO_COROUTINE = 0x80


class StepFunctions:
    """Declares tasks (`@sfn.task`) and state machines (`@sfn.start(path)` on a function that returns a flow)."""

    __slots__ = ("_declarations",)

    def __init__(self, declarations: Declarations) -> None:
        self._declarations = declarations

    @property
    def task(self) -> TaskDecorator:
        """A function of its own in Lambda, run by state machines; it stays callable. May stand bare.

        `retry` is how often a failed run is repeated (default 0: never; a wrong input is not retried), `uses` names
        permissions that the analysis of the function's code cannot see.
        """

        def decorate(function: Any = None, /, *, retry: int = 0, uses: Sequence[object] | None = None) -> Any:
            if function is None:
                return lambda decorated: self._task(decorated, retry, uses)
            return self._task(function, retry, uses)

        return decorate

    @property
    def start(self) -> StartDecorator:
        """A route where API Gateway starts the state machine itself, with the body as its input.

        On a function that returns a flow it is a decorator: the function is called once, while the graph is built, and
        names the machine. `sfn.start(path, machine)` adds a route to the machine of such a function.
        """
        return self._start

    def _start(self, path: Any, machine: Any = None, *, method: str = "POST", auth: None = None) -> Any:
        if not isinstance(path, str):
            missing_parentheses(self._declarations, "sfn.start", path, '("/path")')
            return path
        route = Route(self._declarations, api="http", method=method, path=path, auth=auth)

        def declare(definition: Callable[[], AnyFlow]) -> Callable[[], AnyFlow]:
            self._machine(route, definition)
            return definition

        if machine is None:
            return declare
        declare(machine)
        return None

    def _machine(self, route: Route, definition: Callable[[], AnyFlow]) -> None:
        if not isinstance(definition, FunctionType):
            route.refuse(
                "not-a-function",
                "a state machine is defined by a function that returns a flow",
                received=repr(definition),
                remedy="def name() -> Flow[Order, None]: return first >> second",
            )
            return
        if all(known.function is not definition for known in self._declarations.definitions):
            self._declarations.definitions.append(Definition(definition))
        route.to(Start(definition))

    def _task(self, function: Callable[[In], Out], retry: int, uses: Sequence[object] | None) -> Task[In, Out]:
        kind = AsyncTask if getattr(getattr(function, "__code__", None), "co_flags", 0) & CO_COROUTINE else Task
        task: Task[In, Out] = kind(function, retry=retry, uses=uses)
        self._declarations.tasks.append(task)
        return task
