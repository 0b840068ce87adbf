"""Renders and checks mapping templates: parsed and compiled once, then run on the variables of an event."""

from __future__ import annotations

from functools import lru_cache

from gwfw.exchange import WebSocketInputs
from gwfw.gateway.vtl import compile, support, variables
from gwfw.gateway.vtl.errors import TemplateError
from gwfw.gateway.vtl.frame import Frame, Run, StopBlock, StopTemplate
from gwfw.gateway.vtl.limits import TEMPLATE_BYTES
from gwfw.gateway.vtl.parser import parse
from gwfw.gateway.vtl.strings import joined
from gwfw.gateway.vtl.variables import Variables

__all__ = ["check", "compiled", "merge", "render", "run", "text_of"]


def render(template: str, inputs: WebSocketInputs) -> str:
    """The text that API Gateway makes of the template for this event.

    Raises TemplateError (a ValueError) where API Gateway answers 500, and where a bound of `limits` is reached.
    """
    return merge(template, variables.of(inputs))


def merge(template: str, given: Variables) -> str:
    """The text that the template makes of these variables. Raises TemplateError."""
    frame = Frame(given.names())
    run(template, frame)
    return text_of(frame)


def run(template: str, frame: Frame) -> None:
    """Run the template on the frame's variables. Raises TemplateError."""
    try:
        compiled(template)(frame)
    except (StopBlock, StopTemplate):
        pass
    except RecursionError as error:
        raise TemplateError("values or expressions inside each other too deeply", 1) from error


def text_of(frame: Frame) -> str:
    """What was printed. Surrogate pairs are characters; half a pair is `?`, as where Java encodes it."""
    printed = "".join(frame.out)
    return printed if printed.isascii() else joined(printed).encode("utf-8", "replace").decode()


def check(template: str) -> str | None:
    """Why the template cannot be used, with its line; None if it can."""
    if len(template.encode("utf-8", "replace")) > TEMPLATE_BYTES:
        return f"a mapping template has at most {TEMPLATE_BYTES} bytes"
    try:
        support.refuse(parse(template))
        compiled(template)
    except TemplateError as error:
        return str(error)
    except RecursionError:
        return "line 1: expressions inside each other too deeply"
    return None


@lru_cache(maxsize=512)
def compiled(template: str) -> Run:
    """The template as a function, parsed once. Raises TemplateError."""
    return compile.block(parse(template))
