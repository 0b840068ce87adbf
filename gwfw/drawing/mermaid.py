"""A machine as a Mermaid flowchart, https://mermaid.js.org/syntax/flowchart.html.

Labels stand in quotes; characters with a meaning there or in HTML are written as entities, `#quot;`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gwfw.drawing.labels import clean
from gwfw.drawing.outline import END, START, Joint, Outline, Scope, Step
from gwfw.drawing.trail import Trail

__all__ = ["mermaid"]

_SHAPES: Final = {"Choice": ('{"', '"}'), "Succeed": ('(["', '"])'), "Fail": ('(["', '"])')}
_BOX: Final = ('["', '"]')
_STYLES: Final = {
    "passed": "fill:#d3f2dc,stroke:#1a7f37,color:#10331c",
    "current": "fill:#d8e8ff,stroke:#0b5cc1,color:#0b2545",
    "failed": "fill:#ffdcd7,stroke:#c0261b,color:#45110d",
}
_TAKEN: Final = "stroke:#1a7f37,stroke-width:3px"
_ENTITIES: Final = {
    character: f"#{ord(character)};" if name is None else f"#{name};"
    for character, name in {
        "&": "amp",
        '"': "quot",
        "<": "lt",
        ">": "gt",
        "#": None,
        "`": None,
        "\\": None,
        ";": None,
    }.items()
}


def mermaid(machine: Outline, trail: Trail | None = None) -> str:
    """The drawing as Mermaid text; with a trail, what the run passed is marked."""
    joints = list(_joints(machine.scope))
    lines = ["flowchart TD", f'  {START}(("start"))', *_states(machine.scope, "  ")]
    lines += [f'  {END}(("end"))'] if any(joint.target == END for joint, _ in joints) else []
    lines += [_joint(joint) for joint, _ in joints]
    if trail is not None:
        lines += _marks(machine.scope, trail)
        taken = [str(number) for number, (joint, scope) in enumerate(joints) if trail.takes(joint, scope)]
        lines += [f"  linkStyle {','.join(taken)} {_TAKEN}"] if taken else []
    return "\n".join(lines) + "\n"


def _states(scope: Scope, indent: str) -> Iterator[str]:
    for step in scope.steps:
        if not step.scopes:
            before, after = _SHAPES.get(step.type, _BOX)
            yield f"{indent}{step.id}{before}{_label(step)}{after}"
            continue
        yield f'{indent}subgraph {step.id}["{_label(step)}"]'
        for number, inner in enumerate(step.scopes):
            yield f'{indent}  subgraph {step.id}b{number}["{_escaped(inner.title)}"]'
            yield from _states(inner, f"{indent}    ")
            yield f"{indent}  end"
        yield f"{indent}end"


def _label(step: Step) -> str:
    name = _escaped(clean(step.name))
    return f"{name}<br/>{_escaped(step.detail)}" if step.detail else name


def _joints(scope: Scope) -> Iterator[tuple[Joint, Scope]]:
    for joint in scope.joints:
        yield joint, scope
    for step in scope.steps:
        for inner in step.scopes:
            yield from _joints(inner)


def _joint(joint: Joint) -> str:
    arrow = "-.->" if joint.kind == "catch" else "-->"
    label = f'|"{_escaped(joint.label)}"|' if joint.label else ""
    return f"  {joint.source} {arrow}{label} {joint.target}"


def _marks(scope: Scope, trail: Trail) -> Iterator[str]:
    marked: dict[str, list[str]] = {}
    for step in _all(scope):
        mark = trail.states.get(step.name)
        if mark is not None:
            marked.setdefault(mark, []).append(step.id)
    for kind, style in _STYLES.items():
        if kind in marked:
            yield f"  classDef {kind} {style}"
            yield f"  class {','.join(marked[kind])} {kind}"


def _all(scope: Scope) -> Iterator[Step]:
    for step in scope.steps:
        yield step
        for inner in step.scopes:
            yield from _all(inner)


def _escaped(text: str) -> str:
    return "".join(_ENTITIES.get(character, character) for character in text)
