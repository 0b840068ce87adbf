"""Tasks and flows: what runs in a state machine, joined with `>>`.

`charge >> ship` type-checks only if what `charge` returns is what `ship` takes. A task stays callable, so that
`charge(order)` is a plain unit test. Imported in Lambda, hence without `typing` at run time.
"""

from __future__ import annotations

from gwfw.declarations import Mark

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence
    from typing import Any, Generic, TypeVar

    In = TypeVar("In", contravariant=True)
    Out = TypeVar("Out", covariant=True)
    Next = TypeVar("Next")
else:
    In = Out = None

    class Generic:
        """`Flow[Order, None]` is Flow: the parameters are for type checkers."""

        __slots__ = ()

        def __class_getitem__(cls, parameters):
            return cls


__all__ = ["AsyncTask", "Flow", "Step", "Task"]


class Step(Generic[In, Out]):
    """What can be joined: something that takes `In` and gives `Out`."""

    __slots__ = ()
    steps: tuple[Task[Any, Any], ...]

    def __rshift__(self, following: Step[Out, Next]) -> Flow[In, Next]:
        """This, then that: the output of the one is the input of the other."""
        if not isinstance(following, Step):
            return NotImplemented
        return Flow(self.steps + following.steps)


class Flow(Step[In, Out]):
    """Tasks in their order; what a definition returns."""

    __slots__ = ("steps",)

    def __init__(self, steps: tuple[Task[Any, Any], ...]) -> None:
        self.steps = steps

    def __repr__(self) -> str:
        return " >> ".join(task.name for task in self.steps)


class Task(Step[In, Out]):
    """A function of its own in Lambda, run as a Task state. Made by `@sfn.task`.

    `retry` is how often a failed run is repeated: 0 is never. Calling a task calls its function.
    """

    def __init__(self, function: Callable[[In], Out], *, retry: int = 0, uses: Sequence[object] | None = None) -> None:
        self.function = self.__wrapped__ = function
        self.retry, self.uses, self.mark = retry, uses, Mark.here()
        self.steps = (self,)
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
