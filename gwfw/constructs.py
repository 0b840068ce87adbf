"""What an app makes with the CDK itself and refers to: `@app.construct` functions. Nothing is made before synthesis.

Imported in Lambda with an app that declares one, hence no `typing` and no CDK here.
"""

from __future__ import annotations

from gwfw.declarations import Mark

TYPE_CHECKING = False
if not TYPE_CHECKING:
    from gwfw.flow import Generic

    StackT = MadeT = None
else:  # pragma: no cover -- for type checkers
    from collections.abc import Callable
    from typing import Any, Generic, TypeAlias, TypeVar

    StackT = TypeVar("StackT", contravariant=True)
    MadeT = TypeVar("MadeT", covariant=True)

    AnyConstruct: TypeAlias = "CdkConstruct[Any, Any]"


__all__ = ["CdkConstruct"]


class CdkConstruct(Generic[StackT, MadeT]):
    """A construct of the app's own: made by its function, once for each stack. Made by `@app.construct`.

    Calling it with a stack gives what the function made for that stack, so that constructs can use each other:
    `ApplicationLoadBalancer(stack, "Orders", vpc=network(stack))`. Only the synthesizer, and functions under `@app.cdk`,
    have a stack to call it with.
    """

    def __init__(self, function: Callable[[StackT], MadeT]) -> None:
        self.function = self.__wrapped__ = function
        self.mark = Mark.here()
        self.__name__: str = getattr(function, "__name__", repr(function))
        self.__qualname__: str = getattr(function, "__qualname__", self.__name__)
        self.__module__, self.__doc__ = function.__module__, function.__doc__
        self._made: list[tuple[object, object]] = []
        self._making: list[object] = []

    @property
    def name(self) -> str:
        """The function's name, and the construct's in the graph."""
        return self.__name__

    def __call__(self, stack: StackT, /) -> MadeT:
        """What the function makes for this stack: now, if it has not been asked yet. Raises what the function raises."""
        for known, made in self._made:
            if known is stack:
                return made  # type: ignore[return-value]  # it was made for this stack
        if any(known is stack for known in self._making):
            raise RuntimeError(f"{self.name} is made of itself: the constructs that it calls call it again")
        self._making.append(stack)
        try:
            built = self.function(stack)
        finally:
            self._making.pop()
        self._made.append((stack, built))
        return built

    def give(self, stack: StackT, made: object) -> None:
        """Let this stand for what the function would make for that stack."""
        self._made.insert(0, (stack, made))

    def __repr__(self) -> str:
        return f"<construct {self.name}>"
