"""Turns expressions into functions: `value` for what they are, `test` for whether a condition holds.

As recorded from API Gateway, a reference that leads nowhere is the empty text: it prints nothing, and it is true. In a
condition only false references are false, and literals other than `true` are; that is Velocity 1.7.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias, cast

from gwfw.gateway.vtl import methods
from gwfw.gateway.vtl.errors import TemplateError
from gwfw.gateway.vtl.frame import Frame, Run
from gwfw.gateway.vtl.limits import ITEMS
from gwfw.gateway.vtl.nodes import (
    And,
    Arithmetic,
    Block,
    Call,
    Compare,
    Expression,
    Index,
    Interpolated,
    ListOf,
    Literal,
    MapOf,
    Not,
    Null,
    Or,
    Property,
    Range,
    Reference,
    Step,
)
from gwfw.gateway.vtl.operators import ARITHMETIC, ORDER, Numeric, equal, is_number
from gwfw.gateway.vtl.values import JsonList, View

_SIZED: Final = frozenset({str, list, dict, tuple, JsonList, View})
"""What takes time by its size: each call is counted with it."""

__all__ = ["CompileBlock", "Evaluate", "Go", "Test", "at", "go", "test", "value"]

Evaluate: TypeAlias = Callable[[Frame], object]
Test: TypeAlias = Callable[[Frame], bool]
Go: TypeAlias = Callable[[object, Frame], object]
"""One step of a reference: from a value to what it leads to, None if that is nothing."""
CompileBlock: TypeAlias = Callable[[Block], Run]


def at(line: int, run: Callable[..., Any], *arguments: object) -> Any:
    """Call with errors told to be on that line."""
    try:
        return run(*arguments)
    except TemplateError:
        raise
    except (ValueError, ArithmeticError) as error:
        raise TemplateError(str(error), line) from error


def value(node: Expression, blocks: CompileBlock) -> Evaluate:
    """The function that gives the expression's value."""
    return _VALUES[type(node)](node, blocks)


def test(node: Expression, blocks: CompileBlock) -> Test:
    """The function that says whether the expression holds as a condition."""
    if isinstance(node, And):
        left, right = test(node.left, blocks), test(node.right, blocks)
        return lambda frame: left(frame) and right(frame)
    if isinstance(node, Or):
        left, right = test(node.left, blocks), test(node.right, blocks)
        return lambda frame: left(frame) or right(frame)
    if isinstance(node, Not):
        operand = test(node.operand, blocks)
        return lambda frame: not operand(frame)
    if isinstance(node, Compare):
        return _compare(node, blocks)
    if isinstance(node, Reference):
        found = _reference(node, blocks)
        return lambda frame: found(frame) is not False
    holds = isinstance(node, Literal) and node.value is True
    return lambda frame: holds


# References ----------------------------------------------------------------------------------------------------------


def _reference(node: Reference, blocks: CompileBlock) -> Evaluate:
    name = node.name
    steps = tuple(go(step, node, blocks) for step in node.steps)

    def walk(frame: Frame) -> object:
        found = frame.names.get(name)
        for step in steps:
            if found is None:
                return ""
            found = step(found, frame)
        return "" if found is None else found

    return walk


def go(step: Step, node: Reference, blocks: CompileBlock) -> Go:
    """The function that takes one step of a reference."""
    if isinstance(step, Property):
        name = step.name
        if name == "class":
            return lambda target, frame: at(node.line, methods.property_of, target, name)
        return lambda target, frame: target.get(name) if type(target) is dict else methods.property_of(target, name)
    if isinstance(step, Index):
        key = value(step.key, blocks)
        return lambda target, frame: at(node.line, methods.indexed, target, key(frame))
    return _call(step, node, blocks)


def _call(step: Call, node: Reference, blocks: CompileBlock) -> Go:
    name, line = step.name, node.line
    arguments = tuple(value(argument, blocks) for argument in step.arguments)

    def call(target: object, frame: Frame) -> object:
        given = [argument(frame) for argument in arguments]
        if type(target) in _SIZED:
            frame.spend(len(target), line)  # type: ignore[arg-type]  # these types have a length
        try:
            found = methods.call(target, name, given)
        except (ValueError, ArithmeticError) as error:
            reason = error.reason if isinstance(error, TemplateError) else str(error)
            raise TemplateError(f"{node.source}: {reason}", line) from error
        if type(found) is str:
            frame.spend(len(found), line)
        return found

    return call


# Values --------------------------------------------------------------------------------------------------------------


def _literal(node: Literal, blocks: CompileBlock) -> Evaluate:
    literal = node.value
    return lambda frame: literal


def _null(node: Null, blocks: CompileBlock) -> Evaluate:
    return lambda frame: None


def _interpolated(node: Interpolated, blocks: CompileBlock) -> Evaluate:
    run = blocks(node.body)

    def interpolate(frame: Frame) -> str:
        printed = frame.printed(run)
        frame.spend(len(printed), node.line)
        return printed

    return interpolate


def _list(node: ListOf, blocks: CompileBlock) -> Evaluate:
    items = tuple(value(item, blocks) for item in node.items)
    return lambda frame: [item(frame) for item in items]


def _map(node: MapOf, blocks: CompileBlock) -> Evaluate:
    pairs = tuple((value(key, blocks), value(held, blocks)) for key, held in node.pairs)

    def build(frame: Frame) -> dict[object, object]:
        built: dict[object, object] = {}
        for key, held in pairs:
            at(node.line, methods.assign, built, key(frame), held(frame))
        return built

    return build


def _range(node: Range, blocks: CompileBlock) -> Evaluate:
    first, last = node.start, node.stop
    if not isinstance(first, int) or not isinstance(last, int):
        raise TemplateError("API Gateway has no ranges with references in them", node.line)
    if abs(last - first) >= ITEMS:
        raise TemplateError(f"a range of more than {ITEMS} numbers", node.line)
    numbers = range(first, last + 1) if first <= last else range(first, last - 1, -1)
    return lambda frame: list(numbers)


def _truth(node: And | Or | Not | Compare, blocks: CompileBlock) -> Evaluate:
    return test(node, blocks)


def _compare(node: Compare, blocks: CompileBlock) -> Test:
    left, right = value(node.left, blocks), value(node.right, blocks)
    if node.sign == "==":
        return lambda frame: bool(at(node.line, equal, left(frame), right(frame)))
    if node.sign == "!=":
        return lambda frame: not at(node.line, equal, left(frame), right(frame))
    in_order = ORDER[node.sign]

    def compare(frame: Frame) -> bool:
        one, two = left(frame), right(frame)
        return is_number(one) and is_number(two) and in_order(cast("Numeric", one), cast("Numeric", two))

    return compare


def _arithmetic(node: Arithmetic, blocks: CompileBlock) -> Evaluate:
    left, right, line = value(node.left, blocks), value(node.right, blocks), node.line
    compute = ARITHMETIC[node.sign]

    def computed(frame: Frame) -> object:
        found = at(line, compute, left(frame), right(frame))
        if type(found) is str:
            frame.spend(len(found), line)
        return found

    return computed


_VALUES: Final[Mapping[type, Callable[[Any, CompileBlock], Evaluate]]] = {
    Literal: _literal,
    Interpolated: _interpolated,
    ListOf: _list,
    MapOf: _map,
    Range: _range,
    Null: _null,
    Reference: _reference,
    And: _truth,
    Or: _truth,
    Not: _truth,
    Compare: _truth,
    Arithmetic: _arithmetic,
}
