"""The declare side of Lambda proxies: what every handler's route becomes."""

from __future__ import annotations

from gwfw.declarations import Target
from gwfw.integrations.lambda_proxy.adapted import Adapted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gwfw.graph.model import ApiName, Grant
    from gwfw.integrations.lambda_proxy.spec import LambdaProxy
    from gwfw.integrations.sides import Site

__all__ = ["Invoke", "describe", "grants", "integration"]


class Invoke(Target):
    """Invoke the function of that name. Users never write it: a decorated handler is one."""

    __slots__ = ("function",)
    kind = "lambda_proxy"
    apis: tuple[ApiName, ...] = ("http", "websocket")

    def __init__(self, function: str) -> None:
        self.function = function
        self.written = f"the function {function}"


def integration(target: Invoke | Adapted, site: Site) -> LambdaProxy:
    """The spec. The handlers' function has one integration, shared by its routes, `lambda <function>`; an app of another
    framework has one for each route, as other targets have.

    The time-out of 29 s is legal for HTTP and WebSocket APIs alike.
    """
    from gwfw.integrations.lambda_proxy.spec import LambdaProxy

    name = site.integration if isinstance(target, Adapted) else f"lambda {target.function}"
    return LambdaProxy(name=name, function=target.function)


def grants(spec: LambdaProxy) -> tuple[Grant, ...]:
    """None: API Gateway may invoke by the function's own policy."""
    return ()


def describe(spec: LambdaProxy) -> str:
    """`lambda api`."""
    return f"lambda {spec.function}"
