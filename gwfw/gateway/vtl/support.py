"""What is refused although it can be parsed: what API Gateway does not have, and calls that can only be slips.

API Gateway renders such templates, without what they ask for; nobody wants that, so it is told when the graph is built.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass

from gwfw import jsonpath
from gwfw.gateway.vtl import methods, regex
from gwfw.gateway.vtl.errors import TemplateError
from gwfw.gateway.vtl.functions import FUNCTIONS
from gwfw.gateway.vtl.nodes import Block, Call, Literal, Property, Range, Reference, Set, Step, Unknown

__all__ = ["refuse"]

_INPUT = {"body", "json", "path", "params"}
_OVERRIDES = ("requestOverride", "responseOverride")
_PATTERNS = ("matches", "replaceAll", "replaceFirst", "split")


def refuse(nodes: Block) -> None:
    """Raises TemplateError for the first thing that is refused."""
    for node in _inside(nodes):
        if isinstance(node, Unknown):
            raise TemplateError(f"API Gateway does not have #{node.directive}", node.line)
        if isinstance(node, Range) and not (isinstance(node.start, int) and isinstance(node.stop, int)):
            raise TemplateError("API Gateway has no ranges with references in them", node.line)
        if isinstance(node, Set):
            _override(node.target)
        if isinstance(node, Reference):
            _reference(node)


def _inside(value: object) -> Iterator[object]:
    """Every node, outermost first, in the order of the template."""
    if isinstance(value, tuple):
        for held in value:
            yield from _inside(held)
    elif is_dataclass(value):
        yield value
        for field in fields(value):
            yield from _inside(getattr(value, field.name))


def _override(target: Reference) -> None:
    first = target.steps[0] if target.steps else None
    if target.name == "context" and isinstance(first, Property) and first.name in _OVERRIDES:
        raise TemplateError(f"$context.{first.name} is for REST APIs; a WebSocket API has nothing to override", target.line)


def _reference(node: Reference) -> None:
    first = node.steps[0] if node.steps else None
    name = first.name if isinstance(first, Property | Call) else None
    if node.name == "util" and name not in FUNCTIONS:
        raise TemplateError(f"{node.source}: $util has {', '.join(FUNCTIONS)}", node.line)
    if node.name == "input" and name not in _INPUT:
        raise TemplateError(f"{node.source}: $input has {', '.join(sorted(_INPUT))}", node.line)
    if node.name == "input" and isinstance(first, Call) and name in ("json", "path"):
        _written(node, first, _path)
    for step in node.steps:
        _step(node, step)


def _step(node: Reference, step: Step) -> None:
    if isinstance(step, Property) and step.name == "class":
        raise TemplateError(f"{node.source}: {methods.CLASS}", node.line)
    if not isinstance(step, Call):
        return
    if not methods.known(step.name):
        raise TemplateError(f"{node.source}: no value has a method .{step.name}()", node.line)
    if step.name in _PATTERNS:
        _written(node, step, regex.compile)


def _path(written: str) -> object:
    return jsonpath.compile(written if written.startswith("$") else f"$.{written}")


def _written(node: Reference, call: Call, compile: Callable[[str], object]) -> None:
    """The call's first argument, if it is a constant, must be a path or a pattern."""
    given = call.arguments[0] if call.arguments else None
    if isinstance(given, Literal) and isinstance(given.value, str):
        try:
            compile(given.value)
        except ValueError as error:
            raise TemplateError(f"{node.source}: {error}", node.line) from error
