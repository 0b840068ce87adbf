"""A state machine as something to draw: its states in the order in which they are reached, and how they are joined.

It reads a definition that was checked when the graph was built (https://states-language.net), and knows neither the
interpreter nor any form of output.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, Final, Literal, TypeAlias

from gwfw.drawing.labels import clean, condition
from gwfw.graph.model import Machine

__all__ = ["END", "START", "Joint", "JointKind", "Outline", "Scope", "Step", "outline"]

START: Final = "start"
END: Final = "finish"
"""The ids of the two points between which a machine runs; those of states are `s0`, `s1`, ..."""

JointKind: TypeAlias = Literal["next", "catch"]

_OWN: Final = "gwfw:"
_SERVICE: Final = "arn:aws:states:::"


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """From one state to another, by their ids. `label` is a condition, the errors caught, or empty."""

    source: str
    target: str
    label: str = ""
    kind: JointKind = "next"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One state. `detail` says what it does, such as `λ charge`; `scopes` are the branches of a Parallel state and the
    processor of a Map state."""

    id: str
    name: str
    type: str
    detail: str = ""
    scopes: tuple[Scope, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """States that are joined with each other, the first of which is the first to run."""

    title: str
    steps: tuple[Step, ...]
    joints: tuple[Joint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A whole machine; the joints of its scope include those from START and to END."""

    name: str
    type: str
    scope: Scope


def outline(machine: Machine) -> Outline:
    """The machine's outline. It needs a definition, which a machine of elsewhere does not have."""
    text = "".join(part if isinstance(part, str) else f"{_OWN}{part.kind}:{part.name}" for part in machine.definition)
    scope = _Reader().scope(json.loads(text), machine.name, outermost=True)
    return Outline(name=machine.name, type=machine.type, scope=scope)


class _Reader:
    """Gives every state its id."""

    def __init__(self) -> None:
        self._ids = count()

    def scope(self, written: Mapping[str, Any], title: str, *, outermost: bool = False) -> Scope:
        states: Mapping[str, Mapping[str, Any]] = written["States"]
        order = _order(states, written["StartAt"])
        ids = {name: f"s{next(self._ids)}" for name in order}
        joints = [Joint(source=START, target=ids[written["StartAt"]])] if outermost else []
        for name in order:
            joints += _merged(_joints(ids[name], states[name], ids, ends=outermost))
        steps = tuple(self._step(ids[name], name, states[name]) for name in order)
        return Scope(title=title, steps=steps, joints=tuple(joints))

    def _step(self, id: str, name: str, state: Mapping[str, Any]) -> Step:
        inner = [(f"branch {number}", branch) for number, branch in enumerate(state.get("Branches", ()), 1)]
        inner += [("for each", state[key]) for key in ("ItemProcessor", "Iterator") if key in state]
        scopes = tuple(self.scope(written, title) for title, written in inner)
        return Step(id=id, name=name, type=state["Type"], detail=clean(_detail(state)), scopes=scopes)


def _order(states: Mapping[str, Mapping[str, Any]], first: str) -> list[str]:
    """The names of the states, each as soon as one that leads to it was met."""
    order, met = [first], {first}
    for name in order:  # which grows
        for target, _, _ in _transitions(states[name]):
            if target not in met:
                met.add(target)
                order.append(target)
    return order


def _transitions(state: Mapping[str, Any]) -> Iterator[tuple[str, str, JointKind]]:
    """Where a state leads to, with the label, in the order of the definition."""
    for rule in state.get("Choices", ()):
        yield rule["Next"], condition(rule), "next"
    if "Default" in state:
        yield state["Default"], "otherwise", "next"
    if "Next" in state:
        yield state["Next"], "", "next"
    for catcher in state.get("Catch", ()):
        yield catcher["Next"], ", ".join(catcher["ErrorEquals"]), "catch"


def _joints(id: str, state: Mapping[str, Any], ids: Mapping[str, str], *, ends: bool) -> Iterator[Joint]:
    for target, label, kind in _transitions(state):
        yield Joint(source=id, target=ids[target], label=clean(label), kind=kind)
    if ends and (state.get("End") is True or state["Type"] == "Succeed"):
        yield Joint(source=id, target=END)


def _merged(joints: Iterator[Joint]) -> Iterator[Joint]:
    """One joint for each target and kind."""
    labels: dict[tuple[str, str, JointKind], list[str]] = {}
    for joint in joints:
        labels.setdefault((joint.source, joint.target, joint.kind), []).append(joint.label)
    for (source, target, kind), found in labels.items():
        yield Joint(source=source, target=target, label=clean(" or ".join(found)), kind=kind)


# What a state does ---------------------------------------------------------------------------------------------------


def _detail(state: Mapping[str, Any]) -> str:
    read = {"Task": _task, "Wait": _wait, "Map": _items, "Fail": _error}.get(state["Type"])
    return "" if read is None else read(state)


def _task(state: Mapping[str, Any]) -> str:
    resource, arguments = str(state["Resource"]), state.get("Parameters", state.get("Arguments", {}))
    if resource.startswith(_OWN):
        return _named(resource)
    if not resource.startswith(_SERVICE):
        kind = "activity " if ":activity:" in resource else "λ " if ":lambda:" in resource else ""
        return kind + resource.rpartition(":")[2]
    service = resource.removeprefix(_SERVICE).removeprefix("aws-sdk:")
    values = arguments.values() if isinstance(arguments, Mapping) else ()
    used = [_named(value) for value in values if isinstance(value, str) and value.startswith(_OWN)]
    return " ".join([service, *used])


def _named(reference: str) -> str:
    """What the text that stands for a reference means: `λ charge`, `books`."""
    kind, _, name = reference.removeprefix(_OWN).partition(":")
    return f"λ {name}" if kind == "function" else name


def _wait(state: Mapping[str, Any]) -> str:
    for key, form in _WAITS.items():
        if key in state:
            return form.format(_expression(state[key]))
    return ""


_WAITS: Final = {"Seconds": "{} s", "SecondsPath": "{} s", "Timestamp": "until {}", "TimestampPath": "until {}"}


def _items(state: Mapping[str, Any]) -> str:
    given = state.get("ItemsPath", state.get("Items"))
    return f"each of {_expression(given)}" if isinstance(given, str) else ""


def _error(state: Mapping[str, Any]) -> str:
    return _expression(state.get("Error", state.get("ErrorPath", "")))


def _expression(value: object) -> str:
    return str(value).removeprefix("{%").removesuffix("%}").strip()
