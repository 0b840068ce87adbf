"""Circles that CloudFormation cannot create: a function that is told a machine whose definition names the function."""

from __future__ import annotations

from collections.abc import Mapping

from gwfw.errors import Problem, Refusal
from gwfw.graph.model import AppGraph, Ref

__all__ = ["refuse"]

Node = tuple[str, str]
"""The kind and the name of a function or machine."""


def refuse(graph: AppGraph) -> None:
    """Raise Refusal for the first circle of functions and machines, in the order of their names."""
    leads = _leads(graph)
    for start in sorted(leads):
        path = _back_to(start, leads)
        if path is not None:
            raise Refusal([_problem(path)])


def _problem(path: tuple[Node, ...]) -> Problem:
    return Problem(
        code="circle",
        what=f"{' '.join(path[0])}: it needs what needs it, which CloudFormation cannot create",
        received=" > ".join(f"{kind} {name}" for kind, name in path),
        allowed="functions that start machines, or answer their tasks, which do not run them",
        remedy="start or answer it from another function, or let a state of it start the next execution",
    )


def _leads(graph: AppGraph) -> Mapping[Node, set[Node]]:
    """What must be there before each: the machines that a function is told, the functions and machines of a definition."""
    leads: dict[Node, set[Node]] = {}
    for grant in graph.grants:
        kind, _, name = grant.principal.partition(":")
        if kind == "function" and grant.resource.kind == "machine":
            leads.setdefault((kind, name), set()).add(("machine", grant.resource.name))
    for machine in graph.machines:
        if machine.arn is not None:  # what it runs is not said here
            continue
        named = {(part.kind, part.name) for part in machine.definition if isinstance(part, Ref)}
        leads.setdefault(("machine", machine.name), set()).update(named)
    return leads


def _back_to(start: Node, leads: Mapping[Node, set[Node]]) -> tuple[Node, ...] | None:
    """The way from a node back to it, if there is one."""
    paths: list[tuple[Node, ...]] = [(start,)]
    seen: set[Node] = set()
    while paths:
        path = paths.pop(0)
        for following in sorted(leads.get(path[-1], ())):
            if following == start:
                return (*path, start)
            if following not in seen:
                seen.add(following)
                paths.append((*path, following))
    return None
