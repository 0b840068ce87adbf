"""Turns a parsed template into one function that prints it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from gwfw.gateway.vtl import methods
from gwfw.gateway.vtl.errors import TemplateError
from gwfw.gateway.vtl.evaluate import at, go, test, value
from gwfw.gateway.vtl.frame import Defined, Frame, Run, StopBlock, StopTemplate
from gwfw.gateway.vtl.limits import LOOP
from gwfw.gateway.vtl.nodes import (
    Block,
    Break,
    Call,
    Define,
    Foreach,
    If,
    Index,
    Literal,
    Print,
    Set,
    Stop,
    Text,
    Unknown,
)
from gwfw.gateway.vtl.printing import text
from gwfw.gateway.vtl.values import Loop

__all__ = ["block"]


def block(nodes: Block) -> Run:
    """The function that prints these nodes."""
    runs = tuple(_RUNS[type(node)](node) for node in nodes)
    if len(runs) == 1:
        return runs[0]

    def run(frame: Frame) -> None:
        for one in runs:
            one(frame)

    return run


def _text(node: Text | Unknown) -> Run:
    written = node.text
    return lambda frame: frame.out.append(written)


def _print(node: Print) -> Run:
    found, before, line = value(node.reference, block), node.before, node.reference.line

    def run(frame: Frame) -> None:
        printed = found(frame)
        if type(printed) is not str:
            printed = at(line, text, printed)
        frame.room -= len(printed)
        if frame.room < 0:
            frame.spend(0, line)
        frame.out.append(before + printed if before else printed)

    return run


def _if(node: If) -> Run:
    branches = tuple((test(condition, block), block(body)) for condition, body in node.branches)
    otherwise = block(node.otherwise)

    def run(frame: Frame) -> None:
        for holds, body in branches:
            if holds(frame):
                return body(frame)
        return otherwise(frame)

    return run


def _set(node: Set) -> Run:
    """A value that cannot be computed leaves the variable as it was."""
    found = value(node.value, block)
    if node.target.steps:
        return _set_inside(node)
    name = node.target.name

    def run(frame: Frame) -> None:
        new = found(frame)
        if new is not None:
            frame.names[name] = new

    return run


def _set_inside(node: Set) -> Run:
    """A member of a map or a list; of anything else it is ignored."""
    target, found = node.target, value(node.value, block)
    steps = tuple(go(step, target, block) for step in target.steps[:-1])
    last = target.steps[-1]
    assert not isinstance(last, Call)
    key = value(last.key if isinstance(last, Index) else Literal(last.name), block)

    def run(frame: Frame) -> None:
        new, holder = found(frame), frame.names.get(target.name)
        for step in steps:
            holder = None if holder is None else step(holder, frame)
        if new is not None and isinstance(holder, dict | list):
            at(target.line, methods.assign, holder, key(frame), new)

    return run


def _foreach(node: Foreach) -> Run:
    items, body, name, line = value(node.items, block), block(node.body), node.name, node.line
    static = sum(len(inner.text) for inner in node.body if isinstance(inner, Text))

    def run(frame: Frame) -> None:
        found = items(frame)
        if not isinstance(found, list | tuple | dict):
            return
        values = list(found.values()) if isinstance(found, dict) else found
        names = frame.names
        before = {key: names.get(key) for key in (name, "foreach", "velocityCount", "velocityHasNext")}
        loop = names["foreach"] = Loop(before["foreach"])
        count = len(found)
        try:
            for index, item in enumerate(values):
                if index == LOOP:
                    raise TemplateError(f"a #foreach of more than {LOOP} iterations", line)
                if len(found) != count:
                    raise TemplateError("a list or map is changed while #foreach goes through it", line)
                frame.turn(line)
                frame.spend(static, line)
                loop.index, loop.has_next = index, index + 1 < count
                names[name], names["velocityCount"], names["velocityHasNext"] = item, index + 1, loop.has_next
                body(frame)
        except StopBlock:
            pass
        finally:
            names.update(before)

    return run


def _define(node: Define) -> Run:
    body = block(node.body)

    def run(frame: Frame) -> None:
        frame.names[node.name] = Defined(node.name, body, frame, node.line)

    return run


def _break(node: Break) -> Run:
    def run(frame: Frame) -> None:
        raise StopBlock

    return run


def _stop(node: Stop) -> Run:
    def run(frame: Frame) -> None:
        raise StopTemplate

    return run


_RUNS: Final[Mapping[type, Callable[[Any], Run]]] = {
    Text: _text,
    Print: _print,
    If: _if,
    Set: _set,
    Foreach: _foreach,
    Define: _define,
    Break: _break,
    Stop: _stop,
    Unknown: _text,
}
