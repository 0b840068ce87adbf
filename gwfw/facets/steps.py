"""The steps that a flow can hold besides tasks, as the `sfn` facet gives them: `sfn.wait(60)`, `sfn.choice(...)`, ...

Their signatures are what makes a wrong joint a type error. Imported in Lambda, hence the steps themselves come on use.
"""

from __future__ import annotations

TYPE_CHECKING = False
if not TYPE_CHECKING:

    def overload(function):
        """Nothing, at run time."""
        return function

else:  # pragma: no cover -- for type checkers
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, Never, TypeVar, overload

    from gwfw import steps
    from gwfw.flow import Catching, Retrying, Step

    In = TypeVar("In")
    Out = TypeVar("Out")
    Other = TypeVar("Other")
    A = TypeVar("A")
    B = TypeVar("B")
    C = TypeVar("C")
    D = TypeVar("D")
    Item = TypeVar("Item")


__all__ = ["Steps"]


class Steps:
    """Makes steps. They are joined with `>>`, and belong to no app until a machine has them."""

    __slots__ = ()

    def wait(self, seconds: int | None = None, *, until: str | None = None, name: str | None = None) -> steps.Wait:
        """Wait for seconds, or until a time such as `2026-12-24T18:00:00Z`, and give on what came."""
        from gwfw.steps import Wait

        return Wait(seconds=seconds, until=until, name=name)

    def wait_for(
        self,
        *,
        seconds: Callable[[In], int] | str | None = None,
        until: Callable[[In], object] | str | None = None,
        name: str | None = None,
    ) -> steps.WaitFor[In]:
        """Wait as long as the value says: `sfn.wait_for(until=lambda order: order.due)`."""
        from gwfw.steps import WaitFor

        return WaitFor(seconds=seconds, until=until, name=name)

    @overload
    def when(self, condition: Callable[[In], object], flow: steps.Fail) -> steps.Case[In, Never]: ...
    @overload
    def when(
        self, condition: Callable[[In], object] | Mapping[str, object] | str, flow: Step[In, Out]
    ) -> steps.Case[In, Out]: ...
    @overload
    def when(self, condition: Mapping[str, object] | str, flow: steps.Fail) -> steps.Case[Any, Never]: ...
    def when(self, condition: Any, flow: Any) -> Any:
        """One way of `sfn.choice`: `flow` is taken where the condition holds.

        The condition is a function that only compares (`lambda order: (order.total > 100) & (order.kind == "book")`), a
        rule of the States Language without its Next, or JSONata (`"{% $states.input.total > 100 %}"`).
        """
        from gwfw.steps import Case

        return Case(condition, flow)

    @overload
    def choice(
        self, *cases: steps.Case[In, Out], otherwise: Step[In, Other], name: str | None = None
    ) -> steps.Choice[In, Out | Other]: ...
    @overload
    def choice(
        self, *cases: steps.Case[In, Out], otherwise: steps.Fail, name: str | None = None
    ) -> steps.Choice[In, Out]: ...
    @overload
    def choice(
        self, *cases: steps.Case[In, Out], otherwise: None = None, name: str | None = None
    ) -> steps.Choice[In, In | Out]: ...
    def choice(self, *cases: Any, otherwise: Any = None, name: str | None = None) -> Any:
        """The first case that holds is taken, else `otherwise`; without it what came goes on."""
        from gwfw.steps import Choice

        return Choice(cases, otherwise, name=name)

    @overload
    def parallel(
        self,
        first: Step[In, A],
        second: Step[In, B],
        /,
        *,
        name: str | None = None,
        retry: Retrying = 0,
        catch: Catching = None,
    ) -> steps.Parallel[In, tuple[A, B]]: ...
    @overload
    def parallel(
        self,
        first: Step[In, A],
        second: Step[In, B],
        third: Step[In, C],
        /,
        *,
        name: str | None = None,
        retry: Retrying = 0,
        catch: Catching = None,
    ) -> steps.Parallel[In, tuple[A, B, C]]: ...
    @overload
    def parallel(
        self,
        first: Step[In, A],
        second: Step[In, B],
        third: Step[In, C],
        fourth: Step[In, D],
        /,
        *,
        name: str | None = None,
        retry: Retrying = 0,
        catch: Catching = None,
    ) -> steps.Parallel[In, tuple[A, B, C, D]]: ...
    @overload
    def parallel(
        self, /, *branches: Step[In, A], name: str | None = None, retry: Retrying = 0, catch: Catching = None
    ) -> steps.Parallel[In, list[A]]: ...
    def parallel(self, /, *branches: Any, **settings: Any) -> Any:
        """Every branch gets what came; the result is the list of their results, in this order."""
        from gwfw.steps import Parallel

        return Parallel(branches, **settings)

    @overload
    def map(
        self,
        flow: Step[Item, Out],
        *,
        concurrency: int = 0,
        name: str | None = None,
        retry: Retrying = 0,
        catch: Catching = None,
    ) -> steps.Map[list[Item], list[Out]]: ...
    @overload
    def map(
        self,
        flow: Step[Item, Out],
        *,
        items: Callable[[In], Sequence[Item]],
        concurrency: int = 0,
        name: str | None = None,
        retry: Retrying = 0,
        catch: Catching = None,
    ) -> steps.Map[In, list[Out]]: ...
    @overload
    def map(
        self,
        flow: Step[Item, Out],
        *,
        items: str,
        concurrency: int = 0,
        name: str | None = None,
        retry: Retrying = 0,
        catch: Catching = None,
    ) -> steps.Map[Any, list[Out]]: ...
    def map(self, flow: Any, **settings: Any) -> Any:
        """The flow runs for each item of what came, or of the part that `items` selects (a function or a path).

        `concurrency` is how many run at a time (0: as many as the service allows). The result is the list of results.
        """
        from gwfw.steps import Map

        return Map(flow, **settings)

    @overload
    def repeat(
        self, flow: Step[In, In], *, until: Callable[[In], object], every: int = 0, name: str | None = None
    ) -> steps.Repeat[In]: ...
    @overload
    def repeat(
        self, flow: Step[In, In], *, until: Mapping[str, object] | str, every: int = 0, name: str | None = None
    ) -> steps.Repeat[In]: ...
    def repeat(self, flow: Any, *, until: Any, every: int = 0, name: str | None = None) -> Any:
        """The flow runs, and again with what it gave, until a condition as in `sfn.when` holds of that; `every` seconds pass
        in between. What never holds repeats until the execution has 25 000 events of history: it then fails.
        """
        from gwfw.steps import Repeat

        return Repeat(flow, until, every=every, name=name)

    def succeed(self, *, name: str | None = None) -> steps.Succeed:
        """The execution, branch or item ends here, with what came as its output."""
        from gwfw.steps import Succeed

        return Succeed(name=name)

    def fail(self, error: str, cause: str | None = None, *, name: str | None = None) -> steps.Fail:
        """The execution, branch or item fails here."""
        from gwfw.steps import Fail

        return Fail(error, cause, name=name)

    def constant(self, value: Out, *, name: str | None = None) -> steps.Constant[object, Out]:
        """A JSON value in the place of what came."""
        from gwfw.steps import Constant

        return Constant(value, name=name)

    def service(
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
    ) -> steps.Service[Any, Any]:
        """An AWS service that the machine calls itself: `sfn.service("dynamodb:putItem", {"TableName": books, ...})`.

        `action` is as in the resource's ARN, `.waitForTaskToken` included. Handles stand for their names in AWS; a key that
        ends with `.$` has a path, a text between `{% %}` is JSONata. `output` selects what is given on (default: all).
        """
        from gwfw.steps import Service

        return Service(
            action,
            arguments,
            output=output,
            name=name,
            retry=retry,
            catch=catch,
            timeout=timeout,
            heartbeat=heartbeat,
        )
