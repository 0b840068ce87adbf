"""The handle of a state machine: what `sfn.machine("fulfil", charge >> ship)` gives.

One object describes the machine, is the target of routes that start it, and starts it from handlers. Imported in Lambda
with the app's modules, hence neither `typing` nor an AWS library here.
"""

from __future__ import annotations

from gwfw.integrations.stepfunctions.declare import Action
from gwfw.resources.handle import Handle

TYPE_CHECKING = False
if not TYPE_CHECKING:
    from gwfw.flow import Generic

    In = Out = None
else:  # pragma: no cover -- for type checkers
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, Generic, Literal, TypeAlias, TypeVar, overload

    from gwfw.constructs import AnyConstruct
    from gwfw.declarations import Mark
    from gwfw.flow import Catching, Retrying, Step
    from gwfw.mapping import Source, Value
    from gwfw.resources.machine.asl import AslFile
    from gwfw.steps import Prepared

    In = TypeVar("In")
    Out = TypeVar("Out")
    Came = TypeVar("Came")
    Defined: TypeAlias = "Step[Any, Any] | AslFile | str | AnyConstruct"
    Given: TypeAlias = "Source | Mapping[str, object] | Sequence[object] | str | None"


__all__ = ["StateMachine"]


class StateMachine(Handle, Generic[In, Out]):
    """A state machine that takes `In` and gives `Out`.

    `defined` is its flow, its States Language file, or the ARN or the construct of a machine that is defined elsewhere;
    `local` is what runs in the place of such a one in local runs and in tests. `express` machines run
    at most five minutes, can be started synchronously, and cannot be stopped. `timeout` are the seconds that an execution of
    a flow may take. `uses` are permissions that its role needs
    besides those that its definition shows.
    """

    __slots__ = ("defined", "express", "local", "mark", "name", "timeout", "uses")

    KIND = "machine"
    TARGETS = ("execute_task", "start", "start_sync", "stop")
    ACTIONS = {  # noqa: RUF012 -- ClassVar would need typing; nobody changes it
        "execute": ("states:StartExecution",),
        "send_failure": ("states:SendTaskFailure",),
        "send_heartbeat": ("states:SendTaskHeartbeat",),
        "send_success": ("states:SendTaskSuccess",),
        **dict.fromkeys(
            (
                *("arn", "defined", "execute_task", "express", "local", "mark", "name", "place", "start", "start_sync"),
                *("stop", "timeout", "uses"),
            ),
            (),
        ),
    }

    def __init__(
        self,
        name: str,
        defined: Defined,
        *,
        express: bool = False,
        timeout: int | None = None,
        uses: Sequence[object] = (),
        local: Step[Any, Any] | None = None,
        mark: Mark,
    ) -> None:
        self.name, self.defined, self.express, self.uses, self.mark = name, defined, express, uses, mark
        self.local, self.timeout = local, timeout

    def __repr__(self) -> str:
        return f"<machine {self.name}>"

    @property
    def place(self) -> Mark:
        """Where it is declared."""
        return self.mark

    # Targets of routes ------------------------------------------------------------------------------------------------

    def start(self, *, input: Given = ..., name: Value | None = None) -> Action:  # type: ignore[assignment]  # ... is the body
        """Start an execution and answer at once: `http.post("/orders").to(fulfil.start())`. No code runs.

        `input` is one whole value of the request (default: its body), or a constant; None: `{}`. `name` names executions.
        """
        return Action(self, "StartExecution", Input=input, Name=name)

    def start_sync(self, *, input: Given = ..., name: Value | None = None) -> Action:  # type: ignore[assignment]
        """Run an execution and answer with what became of it. Express machines only."""
        return Action(self, "StartSyncExecution", Input=input, Name=name)

    def stop(self, *, execution_arn: Value, error: Value | None = None, cause: Value | None = None) -> Action:
        """Stop the execution of that ARN. Standard machines only."""
        return Action(self, "StopExecution", ExecutionArn=execution_arn, Error=error, Cause=cause)

    # Steps of other machines ------------------------------------------------------------------------------------------

    if TYPE_CHECKING:

        @overload
        def execute_task(
            self,
            *,
            wait: Literal[True] = True,
            name: str | None = None,
            retry: Retrying = 0,
            catch: Catching = None,
            timeout: int | None = None,
        ) -> Prepared[In, Out]: ...
        @overload
        def execute_task(
            self,
            input: Callable[[Came], In],
            *,
            wait: Literal[True] = True,
            name: str | None = None,
            retry: Retrying = 0,
            catch: Catching = None,
            timeout: int | None = None,
        ) -> Prepared[Came, Out]: ...
        @overload
        def execute_task(
            self,
            input: str,
            *,
            wait: Literal[True] = True,
            name: str | None = None,
            retry: Retrying = 0,
            catch: Catching = None,
            timeout: int | None = None,
        ) -> Prepared[Any, Out]: ...
        @overload
        def execute_task(
            self,
            *,
            wait: Literal[False],
            name: str | None = None,
            retry: Retrying = 0,
            catch: Catching = None,
            timeout: int | None = None,
        ) -> Prepared[In, In]: ...
        @overload
        def execute_task(
            self,
            input: Callable[[Came], In],
            *,
            wait: Literal[False],
            name: str | None = None,
            retry: Retrying = 0,
            catch: Catching = None,
            timeout: int | None = None,
        ) -> Prepared[Came, Came]: ...
        @overload
        def execute_task(
            self,
            input: str,
            *,
            wait: Literal[False],
            name: str | None = None,
            retry: Retrying = 0,
            catch: Catching = None,
            timeout: int | None = None,
        ) -> Prepared[Any, Any]: ...

    def execute_task(self, input: Any = None, *, wait: bool = True, **settings: Any) -> Any:
        """A step of another machine that runs this one: `charge >> printing.execute_task() >> ship`.

        The input is what comes, or the part of it that `input` selects (a function or a path). The step gives this machine's
        output, and fails as `States.TaskFailed` where it does. With `wait=False` it only starts an execution, and gives on
        what came. An express machine cannot be waited for.
        """
        from gwfw.steps import Prepared

        def prepare(model: object) -> tuple[Mapping[str, object], str | None]:
            from gwfw.resources.machine import prepared

            return prepared.execute(self, input, wait, model)

        action = "states:startExecution.sync:2" if wait else "states:startExecution"
        return Prepared(action, prepare, gives=object if wait else None, **settings)

    # From handlers ----------------------------------------------------------------------------------------------------

    @property
    def arn(self) -> str:
        """The machine's ARN, for code that uses an AWS SDK. Raises NotBound outside a handler."""
        from gwfw.runtime.bindings import current

        return current().name("machine", self.name)

    def execute(self, value: In, *, name: str | None = None) -> str:
        """Start an execution with that input and return its ARN. A model is written as JSON.

        With a `name`, an execution of that name and input that runs already is given back; another input is an error.
        """
        from gwfw.resources.machine import executing

        return executing.execute(self, value, name)

    def send_success(self, token: str, output: object = None) -> None:
        """Answer a task of this machine that waits for a callback: it goes on with `output`. A model is written as JSON."""
        from gwfw.resources.machine import executing

        executing.succeed(token, output)

    def send_failure(self, token: str, error: str, cause: str = "") -> None:
        """Answer a task of this machine that waits for a callback: it fails as `error`, which its catch can name."""
        from gwfw.resources.machine import executing

        executing.fail(token, error, cause)

    def send_heartbeat(self, token: str) -> None:
        """Tell a task of this machine that waits for a callback that the answer is still to come."""
        from gwfw.resources.machine import executing

        executing.beat(token)
