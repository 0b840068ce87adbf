"""The declare side of Step Functions: starting a machine from a route."""

from __future__ import annotations

from gwfw.declarations import Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gwfw.declarations import AnyFlow
    from gwfw.graph.model import ApiName, Grant
    from gwfw.integrations.sides import Site
    from gwfw.integrations.stepfunctions.spec import StepFunctions

__all__ = ["Start", "describe", "grants", "integration"]


class Start(Target):
    """Start the machine of that definition, with the request's body as its input."""

    __slots__ = ("definition",)
    kind = "stepfunctions"
    apis: tuple[ApiName, ...] = ("http",)

    def __init__(self, definition: Callable[[], AnyFlow]) -> None:
        self.definition = definition
        self.written = f"sfn.start of {definition.__name__}"


def integration(target: Start, site: Site) -> StepFunctions:
    """The spec: StartExecution with the whole body as `Input`."""
    from gwfw.integrations.stepfunctions.spec import StepFunctions

    return StepFunctions(name=site.integration, machine=target.definition.__name__)


def grants(spec: StepFunctions) -> tuple[Grant, ...]:
    """The role that API Gateway assumes may start this machine, and nothing else."""
    from gwfw.graph.model import Grant, Ref

    action = f"states:{spec.action}"
    return (Grant(principal=f"integration:{spec.name}", resource=Ref("machine", spec.machine, "arn"), actions=(action,)),)


def describe(spec: StepFunctions) -> str:
    """`states:StartExecution fulfil`."""
    return f"states:{spec.action} {spec.machine}"
