"""The `sfn` facet: tasks, state machines, and routes that start them without a function in between."""

from __future__ import annotations

from types import FunctionType

from gwfw.declarations import INHERIT, Definition, Mark, Route
from gwfw.facets.http import missing_parentheses
from gwfw.facets.steps import Steps
from gwfw.flow import AsyncTask, Task
from gwfw.integrations.stepfunctions.declare import Action

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping, Sequence
    from typing import Any, Protocol, TypeAlias, TypeVar, overload

    from gwfw.constructs import AnyConstruct
    from gwfw.declarations import AnyFlow, AnyMachine, Auth, Declarations
    from gwfw.flow import Catching, Retrying, Step
    from gwfw.mapping import Source, Value
    from gwfw.resources.machine.asl import AslFile
    from gwfw.resources.machine.handle import StateMachine

    In = TypeVar("In")
    Out = TypeVar("Out")
    DefinitionT = TypeVar("DefinitionT", bound=Callable[[], AnyFlow])
    Machine: TypeAlias = Callable[[], AnyFlow] | StateMachine[Any, Any]
    Input: TypeAlias = Source | Mapping[str, object] | Sequence[object] | str | None

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
        def __call__(
            self,
            /,
            *,
            retry: Retrying = 0,
            catch: Catching = None,
            timeout: int | None = None,
            uses: Sequence[object] | None = None,
        ) -> Joinable: ...

    class StartDecorator(Protocol):
        """`@sfn.start("/orders")` and `sfn.start("/orders", fulfil)`; `sfn.start_sync` likewise."""

        @overload
        def __call__(
            self,
            path: str,
            machine: Machine,
            *,
            input: Input = ...,
            name: Value | None = None,
            method: str = "POST",
            auth: Auth = INHERIT,
        ) -> None: ...
        @overload
        def __call__(
            self,
            path: str,
            *,
            input: Input = ...,
            name: Value | None = None,
            method: str = "POST",
            auth: Auth = INHERIT,
        ) -> Callable[[DefinitionT], DefinitionT]: ...

    class StopDecorator(Protocol):
        """`sfn.stop("/stop", fulfil, execution_arn=request.query["executionArn"])`, and the same as a decorator."""

        @overload
        def __call__(
            self,
            path: str,
            machine: Machine,
            *,
            execution_arn: Value,
            error: Value | None = None,
            cause: Value | None = None,
            method: str = "POST",
            auth: Auth = INHERIT,
        ) -> None: ...
        @overload
        def __call__(
            self,
            path: str,
            *,
            execution_arn: Value,
            error: Value | None = None,
            cause: Value | None = None,
            method: str = "POST",
            auth: Auth = INHERIT,
        ) -> Callable[[DefinitionT], DefinitionT]: ...


__all__ = ["StepFunctions"]

CO_COROUTINE = 0x80


class StepFunctions(Steps):
    """Declares tasks (`@sfn.task`), state machines (`sfn.machine`, or a function that returns a flow), and their routes."""

    __slots__ = ("_declarations",)

    def __init__(self, declarations: Declarations) -> None:
        self._declarations = declarations

    @property
    def task(self) -> TaskDecorator:
        """A function of its own in Lambda, run by state machines; it stays callable. May stand bare.

        `retry` is how often a failed run is repeated (default 0: never; a wrong input is not retried), or Retry values;
        `catch` what runs, and ends the execution, when it has failed for good: a flow, flows by error name, or Catch values.
        `timeout` is in seconds, at most 900. `uses` names permissions that the analysis of its code cannot see.
        """

        def decorate(function: Any = None, /, **settings: Any) -> Any:
            if function is None:
                return lambda decorated: self._task(decorated, **settings)
            return self._task(function, **settings)

        return decorate

    # Machines ---------------------------------------------------------------------------------------------------------

    if TYPE_CHECKING:

        @overload
        def machine(
            self,
            name: str,
            defined: Step[In, Out],
            *,
            express: bool = False,
            timeout: int | None = None,
            uses: Sequence[object] = (),
        ) -> StateMachine[In, Out]: ...
        @overload
        def machine(
            self,
            name: str,
            defined: str | AnyConstruct,
            *,
            express: bool = False,
            uses: Sequence[object] = (),
            local: Step[In, Out],
        ) -> StateMachine[In, Out]: ...
        @overload
        def machine(self, name: str, defined: str | AnyConstruct, *, express: bool = False) -> StateMachine[Any, Any]: ...

    def machine(
        self,
        name: str,
        defined: Step[In, Out] | str | AnyConstruct,
        *,
        express: bool = False,
        timeout: int | None = None,
        uses: Sequence[object] = (),
        local: Step[In, Out] | None = None,
    ) -> StateMachine[In, Out]:
        """A state machine: a flow, a file (`sfn.asl(...)`), the ARN of one that exists elsewhere, or a function under
        `@app.construct` that makes it with the CDK.

        An `express` machine runs at most five minutes, and can be started synchronously; it cannot be stopped. After
        `timeout` seconds an execution is ended as `TIMED_OUT`, whatever it waits for; a file says so itself. `uses` are
        permissions that its role needs besides those that its definition shows. Of a machine that is defined elsewhere,
        `local` is the flow or the file that runs in its place in local runs and in tests; without it, nothing does there.
        """
        from gwfw.resources.machine.handle import StateMachine

        made: StateMachine[In, Out] = StateMachine(
            name, defined, express=express, timeout=timeout, uses=uses, local=local, mark=Mark.here()
        )
        self._declarations.definitions.append(made)
        return made

    def asl(self, path: str, /, **names: object) -> AslFile:
        """A definition in a file (JSON or YAML) beside this one; `${charge}` in it stands for what `charge=charge` gives."""
        from gwfw.resources.machine.asl import AslFile

        return AslFile(path, names)

    @property
    def start(self) -> StartDecorator:
        """A route where API Gateway starts an execution itself and answers at once, with the body as the input.

        On a function that returns a flow it is a decorator: the function is called once, while the graph is built, and
        names the machine. `sfn.start(path, machine)` adds a route to a machine. `input` is one whole value of the request
        or a constant, None is `{}`.
        """
        return self._start

    @property
    def start_sync(self) -> StartDecorator:
        """A route where API Gateway runs an execution and answers with what became of it, status 200 if it failed, too.

        Express machines only; a function that it decorates is one.
        """
        return self._start_sync

    @property
    def stop(self) -> StopDecorator:
        """A route where API Gateway stops the execution of that ARN. Standard machines only."""
        return self._stop

    def _start(self, path: Any, machine: Any = None, *, input: Any = ..., name: Any = None, **options: Any) -> Any:
        return self._route("StartExecution", path, machine, options, Input=input, Name=name)

    def _start_sync(self, path: Any, machine: Any = None, *, input: Any = ..., name: Any = None, **options: Any) -> Any:
        return self._route("StartSyncExecution", path, machine, options, Input=input, Name=name)

    def _stop(
        self,
        path: Any,
        machine: Any = None,
        *,
        execution_arn: Any = None,
        error: Any = None,
        cause: Any = None,
        **options: Any,
    ) -> Any:
        given = {"ExecutionArn": execution_arn, "Error": error, "Cause": cause}
        return self._route("StopExecution", path, machine, options, **given)

    def _route(self, action: Any, path: Any, machine: Any, options: dict[str, Any], **given: object) -> Any:
        if not isinstance(path, str):
            decorator = {"StartExecution": "start", "StartSyncExecution": "start_sync", "StopExecution": "stop"}[action]
            missing_parentheses(self._declarations, f"sfn.{decorator}", path, '("/path")')
            return path
        route = Route(self._declarations, api="http", path=path, **{"method": "POST", **options})

        def declare(definition: Any) -> Any:
            found = self._found(route, definition, express=action == "StartSyncExecution")
            if found is None:
                self._declarations.routes.remove(route)  # it is refused already
            else:
                route.to(Action(found, action, **given))
            return definition

        if machine is None:
            return declare
        declare(machine)
        return None

    def _found(self, route: Route, given: object, *, express: bool) -> AnyMachine | None:
        """The machine that a route names: a handle, or a function, which is one definition wherever it is named."""
        if hasattr(given, "defined"):
            return given  # type: ignore[return-value]  # a handle: nothing else has that attribute
        if not isinstance(given, FunctionType):
            route.refuse(
                "not-a-machine",
                "a route starts a machine of sfn.machine(...), or a function that returns a flow",
                received=repr(given),
                remedy="def name() -> Flow[Order, None]: return first >> second",
            )
            return None
        for known in self._declarations.definitions:
            if known.defined is given:
                known.express = known.express or express
                return known
        made = Definition(given, express=express)
        self._declarations.definitions.append(made)
        return made

    def _task(self, function: Callable[[In], Out], **settings: Any) -> Task[In, Out]:
        kind = AsyncTask if getattr(getattr(function, "__code__", None), "co_flags", 0) & CO_COROUTINE else Task
        task: Task[In, Out] = kind(function, **settings)
        self._declarations.tasks.append(task)
        return task
