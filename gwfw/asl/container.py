"""What holds states: a machine, a branch of a Parallel, the processor of a Map. Transitions stay inside.

Reading one checks its fields, every state, that each transition has its target, that each state can be reached, and that
there is an end to come to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from gwfw.asl.fields import TYPES, check_fields
from gwfw.asl.reader import JSONATA, JSONPATH, Area, Language, Reader, Site
from gwfw.asl.states import kinds
from gwfw.asl.states.base import State

__all__ = ["Container", "ReadContainer", "check_scopes", "read_container", "read_state"]

NAME_LIMIT: Final = 80
DEPTH_LIMIT: Final = 50
"""How deep Parallel and Map states may be nested; AWS has a limit that it does not name."""
_FIELDS: Final = frozenset({"Comment", "StartAt", "States", "ProcessorConfig"})
_TERMINAL: Final = frozenset({"Succeed", "Fail"})


@dataclass(frozen=True, slots=True)
class Container:
    """States by name, and the one that is entered first."""

    start: str
    states: Mapping[str, State]


class ReadContainer(Protocol):
    """Compiles an inner container. `distributed`: its states run as executions of their own, `express` of that kind."""

    def __call__(  # noqa: D102
        self, reader: Reader, *, distributed: bool = False, express: bool | None = None
    ) -> Container: ...


def read_container(
    reader: Reader, *, distributed: bool = False, express: bool | None = None, fields: frozenset[str] = _FIELDS
) -> Container:
    """Compile the `States` of an object that has them."""
    setting, area = reader.site.setting, Area()
    if setting.depth == DEPTH_LIMIT:
        reader.refuse("The states are too deeply nested.", code="TOO_DEEPLY_NESTED")
        return Container("", {})
    check_fields(reader, fields)
    reader.require("States", "StartAt")
    setting.depth += 1
    if not distributed:
        reader.site.area.inner.append(area)
    outer, setting.express = setting.express, setting.express if express is None else express
    start = reader.string("StartAt")
    states = _states(reader.child("States"), area)
    setting.express, setting.depth = outer, setting.depth - 1
    if distributed:
        check_scopes(reader, area)
    if start is not None:
        area.targets.insert(0, ("", f"{reader.path}/StartAt", start))
        _check_transitions(reader, area, states)
    return Container(start or "", states)


def _states(reader: Reader | None, area: Area) -> dict[str, State]:
    if reader is None:
        return {}
    if not reader.value:
        reader.refuse("At least one state is required")
    states: dict[str, State] = {}
    for name, value in reader.value.items():
        path = f"{reader.path}/{_escaped(name)}"
        if not isinstance(value, Mapping):
            reader.refuse("Expected value of type [OBJECT]", _escaped(name))
            continue
        site = Site(reader.site.setting, area, path, name, reader.site.setting.language)
        state = read_state(Reader(value, path, site), name)
        if state is not None:
            states[name] = state
    return states


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def read_state(reader: Reader, name: str) -> State | None:
    """Compile one state; None if its type is unknown."""
    names = reader.site.setting.names
    if not 1 <= len(name) <= NAME_LIMIT:
        reader.refuse(f"A state name has 1 to {NAME_LIMIT} characters", code="INVALID_STATE_NAME")
    if name in names:
        reader.refuse(f"Duplicate State name: {name}", code="DUPLICATE_STATE_NAME")
    names.add(name)
    reader.site.language = _language(reader)
    if not reader.require("Type"):
        return None
    kind = reader.choice("Type", tuple(TYPES))
    if kind is None:
        return None
    check_fields(reader, TYPES[kind])
    return kinds.READERS[kind](reader, name, read_container)


def _language(reader: Reader) -> Language:
    machine = reader.site.setting.language
    if not reader.has("QueryLanguage"):
        return machine
    if reader.choice("QueryLanguage", (JSONPATH, JSONATA)) != JSONPATH:
        return JSONATA
    if machine == JSONATA:
        reader.refuse("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine")
    return JSONPATH


def _check_transitions(reader: Reader, area: Area, states: Mapping[str, State]) -> None:
    declared = reader.value.get("States")
    known = declared.keys() if isinstance(declared, Mapping) else states.keys()
    missing = [(path, target) for _, path, target in area.targets if target not in known]
    for path, target in missing:
        field = path.rpartition("/")[2]
        Reader({}, path, reader.site).refuse(f"Missing '{field}' target: {target}", code="MISSING_TRANSITION_TARGET")
    reached = _reached(area.targets)
    for name in known:
        if name not in reached:
            message = f'State "{name}" is not reachable.'
            Reader({}, f"{reader.path}/States/{_escaped(name)}", reader.site).refuse(
                message, code="MISSING_TRANSITION_TARGET"
            )
    if not missing and known == states.keys() and not any(_is_end(states[name]) for name in reached):
        reader.refuse_placeless("Workflow has no terminal state", code="MISSING_END_STATE")


def _reached(targets: Iterable[tuple[str, str, str]]) -> set[str]:
    edges: dict[str, list[str]] = {}
    for source, _, target in targets:
        edges.setdefault(source, []).append(target)
    reached: set[str] = set()
    pending = list(edges.get("", ()))
    while pending:
        name = pending.pop()
        if name not in reached:
            reached.add(name)
            pending += edges.get(name, ())
    return reached


def _is_end(state: State) -> bool:
    return state.kind in _TERMINAL or (state.next is None and state.kind != "Choice")


def check_scopes(reader: Reader, area: Area, outer: frozenset[str] = frozenset()) -> None:
    """Report variables that an inner area sets although an outer one has the name."""
    for name, path in area.assigned.items():
        if name in outer:
            Reader({}, path, reader.site).refuse(f"The variable '{name}' is already assigned in an outer scope")
    names = outer | area.assigned.keys()
    for inner in area.inner:
        check_scopes(reader, inner, names)
