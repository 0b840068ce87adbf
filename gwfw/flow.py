"""Tasks and flows: what runs in a state machine, joined with `>>`.

`charge >> ship` type-checks only if what `charge` returns is what `ship` takes. A task stays callable, so that
`charge(order)` is a plain unit test. Imported in Lambda, hence without `typing` at run time; what else a flow can hold is
in `gwfw.steps`, which only the graph's builder needs.
"""

from __future__ import annotations

from gwfw.declarations import Mark

TYPE_CHECKING = False
if not TYPE_CHECKING:
    In = Out = None

    def overload(function):
        """Nothing, at run time."""
        return function

    class Generic:
        """`Flow[Order, None]` is Flow: the parameters are for type checkers."""

        __slots__ = ()

        def __class_getitem__(cls, parameters):
            return cls

else:  # pragma: no cover -- for type checkers
    from collections.abc import Callable, Coroutine, Mapping, Sequence
    from typing import Any, Generic, Never, TypeAlias, TypeVar, overload

    In = TypeVar("In", contravariant=True)
    Out = TypeVar("Out", covariant=True)
    Next = TypeVar("Next")
    Begin = TypeVar("Begin")
    Handled: TypeAlias = "Step[dict[str, str], Any] | Through | Ending"
    Catching: TypeAlias = "Handled | Mapping[str, Handled] | Catch | Sequence[Catch] | None"
    Retrying: TypeAlias = "int | Retry | Sequence[Retry]"


__all__ = ["AsyncTask", "Catch", "Ending", "Flow", "Node", "Retry", "Step", "Task", "Through"]


class Node:
    """Anything that a flow can hold."""

    __slots__ = ()
    steps: tuple[Node, ...]


class Step(Node, Generic[In, Out]):
    """What can be joined: something that takes `In` and gives `Out`."""

    __slots__ = ()

    @overload
    def __rshift__(self, following: Through) -> Flow[In, Out]: ...
    @overload
    def __rshift__(self, following: Ending) -> Flow[In, Never]: ...
    @overload
    def __rshift__(self, following: Step[Out, Next]) -> Flow[In, Next]: ...
    def __rshift__(self, following: Node) -> Flow[In, Any]:
        """This, then that: the output of the one is the input of the other."""
        if not isinstance(following, Node):
            return NotImplemented
        joined: Flow[In, Any] = Flow(self.steps + following.steps)
        return joined


class Through(Node):
    """What can be joined and gives on what it gets: `sfn.wait(60)`, `sfn.succeed()`."""

    __slots__ = ()

    @overload
    def __rshift__(self, following: Through) -> Through: ...
    @overload
    def __rshift__(self, following: Step[Begin, Next]) -> Flow[Begin, Next]: ...
    def __rshift__(self, following: Step[Begin, Next] | Through) -> Flow[Begin, Next] | Through:
        """This, then that."""
        if not isinstance(following, Node):
            return NotImplemented
        joined = self.steps + following.steps
        return Flow(joined) if isinstance(following, Step) else Throughs(joined)


class Ending(Node):
    """What can only come last, and gives nothing: `sfn.fail("OutOfStock")`."""

    __slots__ = ()


class Throughs(Through):
    """Several of them, in their order."""

    __slots__ = ("steps",)

    def __init__(self, steps: tuple[Node, ...]) -> None:
        self.steps = steps


class Flow(Step[In, Out]):
    """Steps in their order; what a definition returns."""

    __slots__ = ("steps",)

    def __init__(self, steps: tuple[Node, ...]) -> None:
        self.steps = steps

    def __repr__(self) -> str:
        return " >> ".join(map(repr, self.steps))


class Retry:
    """When and how often a failed step is repeated.

    `errors` are error names (none: every error), `attempts` how often at most; the first comes after `interval` seconds,
    each later one waits `backoff` times as long, at most `max_delay` seconds. `jitter` draws the delay at random.
    """

    __slots__ = ("attempts", "backoff", "errors", "interval", "jitter", "max_delay")

    def __init__(
        self,
        *errors: str,
        attempts: int = 3,
        interval: int = 1,
        backoff: float = 2.0,
        max_delay: int | None = None,
        jitter: bool = False,
    ) -> None:
        self.errors, self.attempts, self.interval = errors, attempts, interval
        self.backoff, self.max_delay, self.jitter = backoff, max_delay, jitter


class Catch:
    """What runs when a step has failed and is not repeated any more; the execution ends with it.

    `errors` are error names (none: every error). `flow` gets `{"Error": ..., "Cause": ...}`, or, with `into="error"`, the
    step's input with that object as its member `error`.
    """

    __slots__ = ("errors", "flow", "into")

    def __init__(self, flow: Step[Any, Any] | Through | Ending, *errors: str, into: str | None = None) -> None:
        self.flow, self.errors, self.into = flow, errors, into


class Task(Step[In, Out]):
    """A function of its own in Lambda, run as a Task state. Made by `@sfn.task`.

    `retry` is how often a failed run is repeated (0: never), or Retry values; `catch` what runs when it has failed for
    good; `timeout` and `heartbeat` are seconds. Calling a task calls its function.
    """

    def __init__(
        self,
        function: Callable[[In], Out],
        *,
        retry: Retrying = 0,
        catch: Catching = None,
        timeout: int | None = None,
        uses: Sequence[object] | None = None,
    ) -> None:
        self.function = self.__wrapped__ = function
        self.retry, self.catch, self.timeout, self.uses, self.mark = retry, catch, timeout, uses, Mark.here()
        self.steps: tuple[Node, ...] = (self,)
        self.__name__: str = getattr(function, "__name__", repr(function))
        self.__qualname__: str = getattr(function, "__qualname__", self.__name__)
        self.__module__, self.__doc__ = function.__module__, function.__doc__

    @property
    def name(self) -> str:
        """The function's name, and the state's."""
        return self.__name__

    def __call__(self, value: In, /) -> Out:
        """Call the function here and now."""
        return self.function(value)

    def __repr__(self) -> str:
        return f"<task {self.name}>"


class AsyncTask(Task[In, Out]):
    """A task whose function is `async def`: calling it gives a coroutine, joining it the awaited value."""

    if TYPE_CHECKING:

        def __call__(self, value: In, /) -> Coroutine[Any, Any, Out]:  # type: ignore[override]  # awaited by whoever runs it
            """Call the function here and now; await the result."""
            ...
