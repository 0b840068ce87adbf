"""A machine as text: every state with what it does and where it leads to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from gwfw.drawing.labels import clean
from gwfw.drawing.outline import END, START, Joint, Outline, Scope, Step
from gwfw.drawing.trail import Trail

__all__ = ["plain"]

_MARKS: Final = {"passed": "✓", "current": "▸", "failed": "✗", None: "·"}


def plain(machine: Outline, trail: Trail | None = None) -> str:
    """The drawing; with a trail, `✓` stands before what was passed, `▸` before what runs, `✗` before what failed."""
    told = "" if trail is None else f", last run {trail.status}"
    lines = [f"{clean(machine.name)}, {machine.type}{told}", *_scope(machine.scope, trail, "  ")]
    return "\n".join(lines) + "\n"


def _scope(scope: Scope, trail: Trail | None, indent: str) -> Iterator[str]:
    names = {step.id: clean(step.name) for step in scope.steps} | {END: "end"}
    for step in scope.steps:
        mark = _MARKS[None if trail is None else trail.states.get(step.name)]
        yield f"{indent}{mark} {clean(step.name)}  {_kind(step)}"
        for joint in scope.joints:
            if joint.source == step.id and joint.source != START:
                taken = trail is not None and trail.takes(joint, scope)
                yield f"{indent}    {'✓' if taken else ' '} {_joint(joint, names)}"
        for inner in step.scopes:
            yield f"{indent}    {inner.title}"
            yield from _scope(inner, trail, f"{indent}      ")


def _kind(step: Step) -> str:
    return f"{step.type}, {step.detail}" if step.detail else step.type


def _joint(joint: Joint, names: Mapping[str, str]) -> str:
    if joint.kind == "catch":
        return f"-> {names[joint.target]}  on {joint.label}"
    if joint.label in ("", "otherwise"):
        return f"-> {names[joint.target]}" + (f"  {joint.label}" if joint.label else "")
    return f"-> {names[joint.target]}  if {joint.label}"
