"""The declare side of Lambda custom integrations: `invoke(task, template=...)`."""

from __future__ import annotations

from gwfw.integrations.written import Templated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gwfw.declarations import AnyTask
    from gwfw.graph.model import Grant
    from gwfw.integrations.lambda_custom.spec import LambdaCustom
    from gwfw.integrations.sides import Site
    from gwfw.integrations.written import Reply, Templates

__all__ = ["Invoked", "describe", "grants", "integration", "invoke"]


class Invoked(Templated):
    """Invoke a task's function with an event of the route's making."""

    __slots__ = ("task",)
    kind = "lambda_custom"
    task: AnyTask


def invoke(
    task: AnyTask, *, template: Templates = None, selection: str | None = None, reply: Reply = False, timeout_ms: int = 29000
) -> Invoked:
    """Run a task (`@sfn.task`) with what `template` renders as its input, or with the message as it is.

    See `gwfw.integrations.written` for `template`, `selection` and `reply`, whose keys match the error message of a task
    that failed.
    """
    target = Invoked(template=template, selection=selection, reply=reply, timeout_ms=timeout_ms)
    target.task = task
    target.written = f"invoke({getattr(task, 'name', task)})"
    return target


def integration(target: Invoked, site: Site) -> LambdaCustom:
    """The spec. Raises Refusal for what is no task."""
    from gwfw.errors import Problem, Refusal
    from gwfw.integrations.lambda_custom.spec import LambdaCustom
    from gwfw.integrations.written import fields

    given: object = target.task
    name = getattr(given, "name", None)
    if not isinstance(name, str) or not callable(given):
        what, remedy = "a route invokes a task", "decorate the function with @sfn.task, or the route with @ws.route"
        problem = Problem(code="not-a-task", what=what, places=(site.place,), received=repr(given), remedy=remedy)
        raise Refusal([problem])
    return LambdaCustom(function=f"task-{name}", **fields(target, site))


def grants(spec: LambdaCustom) -> tuple[Grant, ...]:
    """None: API Gateway may invoke by the function's own policy."""
    return ()


def describe(spec: LambdaCustom) -> str:
    """`lambda task-charge`."""
    return f"lambda {spec.function}"
