"""Mapping templates as API Gateway runs them: Velocity 1.7 with AWS's deviations, `$input`, `$context` and `$util`.

    parser, terms, expressions   text to nodes                       support    what is refused when the graph is built
    compile, evaluate, frame     nodes to functions, their state     variables  what an event gives to a template
    methods and its tables       Java's methods on our values        limits     what bounds a rendering

Deviations from Velocity, as recorded from API Gateway: a reference that leads nowhere is the empty text (and therefore true
in a condition); macros are not available. Beyond AWS's quotas there are bounds, so that no template hangs.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gwfw.exchange import WebSocketInputs

__all__ = ["check", "render"]


def render(template: str, inputs: WebSocketInputs) -> str:
    """The text that API Gateway makes of the template for this event. The engine is imported with the first template.

    Raises ValueError where API Gateway answers 500, and where a bound of `limits` is reached.
    """
    from gwfw.gateway.vtl import engine

    return engine.render(template, inputs)


def check(template: str) -> str | None:
    """Why the template cannot be used, with its line; None if it can."""
    from gwfw.gateway.vtl import engine

    return engine.check(template)
