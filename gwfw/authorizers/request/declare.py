"""The declare side of Lambda authorizers: the function of `@http.authorizer(...)` or `@ws.authorizer(...)`."""

from __future__ import annotations

from gwfw.declarations import Credentials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gwfw.authorizers.request.spec import LambdaAuthorizer
    from gwfw.declarations import Guard
    from gwfw.errors import Place
    from gwfw.graph.model import ApiName

__all__ = ["Asked", "authorizer", "function_name"]


class Asked(Credentials):
    """What a function of the app makes of the caller."""

    __slots__ = ("apis", "guard")
    kind = "request"

    def __init__(self, guard: Guard) -> None:
        self.guard, self.name, self.scopes = guard, guard.name, ()
        self.apis: tuple[ApiName, ...] = (guard.api,)
        self.written = f"the authorizer {guard.name}"


def function_name(guard: Guard) -> str:
    """The name in the graph of the function that is asked."""
    return f"authorizer-{guard.name}"


def authorizer(target: Asked, place: Place) -> LambdaAuthorizer:
    """The spec: HTTP APIs get simple answers of payload 2.0, WebSocket APIs a policy.

    Raises Refusal for sources that are none, and for keeping answers without a source to keep them for.
    """
    from gwfw.authorizers.request.spec import LambdaAuthorizer
    from gwfw.errors import Problem, Refusal
    from gwfw.graph.authorizer_check import check_request

    guard = target.guard
    spec = LambdaAuthorizer(
        name=guard.name,
        function=function_name(guard),
        identity_sources=guard.sources,
        payload_format="2.0",
        simple=guard.api == "http",
        ttl_s=guard.ttl_s,
    )
    problems = list(check_request(spec, guard.api, place))
    if guard.ttl_s and not guard.sources:
        what, received = "answers are kept by their sources, and this has none", f"ttl_s={guard.ttl_s}, sources=[]"
        remedy = 'sources=[request.header["Authorization"]]'
        problems.append(Problem(code="authorizer-ttl", what=what, places=(place,), received=received, remedy=remedy))
    if problems:
        raise Refusal(problems)
    return spec
