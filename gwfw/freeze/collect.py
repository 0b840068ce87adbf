"""Gathers what an app and its routers declare into one list of each sort, with prefixes applied.

It follows inclusions and refuses cycles; it looks into no handler and knows no graph.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from types import FunctionType
from typing import TYPE_CHECKING

from gwfw.app import App
from gwfw.declarations import Declarations, Guard, Inclusion, Route, Store
from gwfw.errors import Place, Problem

if TYPE_CHECKING:
    from gwfw.constructs import AnyConstruct
    from gwfw.declarations import AnyMachine, AnyTable, AnyTask, Consuming
    from gwfw.resources.handle import PlainHandle

__all__ = ["Collected", "collect"]


@dataclass(slots=True, kw_only=True)
class Collected:
    """An app's declarations. `routes` are pairs of route key and declaration; `folder` is where the app's file is."""

    folder: str
    routes: list[tuple[str, Route]] = field(default_factory=list)
    tasks: list[AnyTask] = field(default_factory=list)
    definitions: list[AnyMachine] = field(default_factory=list)
    tables: list[AnyTable] = field(default_factory=list)
    handles: list[PlainHandle] = field(default_factory=list)
    consumers: list[Consuming] = field(default_factory=list)
    constructs: list[AnyConstruct] = field(default_factory=list)
    stores: list[Store] = field(default_factory=list)
    guards: list[Guard] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def collect(app: App) -> Collected:
    """Everything that the app and what it includes have declared, in the order of declaration."""
    found = Collected(folder=os.path.dirname(os.path.abspath(app.declarations.mark.file)))
    seen: set[int] = set()
    _walk(app.declarations, "", (), found, seen)
    found.definitions = _merged(found.definitions)
    return found


def _merged(definitions: list[AnyMachine]) -> list[AnyMachine]:
    """A function that several routers name is one definition, and an express one if any of them runs it synchronously."""
    merged: list[AnyMachine] = []
    for definition in definitions:
        same = [other for other in definitions if other.defined is definition.defined]
        if isinstance(definition.defined, FunctionType):
            definition.express = any(other.express for other in same)
        if definition is same[0] or not isinstance(definition.defined, FunctionType):
            merged.append(definition)
    return merged


def _walk(given: Declarations, prefix: str, path: tuple[Inclusion, ...], found: Collected, seen: set[int]) -> None:
    found.routes += [(_key(route, prefix), route) for route in given.routes]
    if prefix:
        found.problems += [_prefixed(route, path[-1], found.folder) for route in given.routes if _is_http_default(route)]
    if id(given) not in seen:
        seen.add(id(given))
        found.tasks += given.tasks
        found.definitions += given.definitions
        found.tables += given.tables
        found.handles += given.handles
        found.consumers += given.consumers
        found.constructs += given.constructs
        found.stores += given.stores
        found.guards += given.guards
        found.problems += [mistake.problem(found.folder) for mistake in given.mistakes]
    for inclusion in given.inclusions:
        if inclusion.declarations is given or any(inclusion.declarations is above.declarations for above in path):
            found.problems.append(_cycle((*path, inclusion), found.folder))
        else:
            _walk(inclusion.declarations, prefix + inclusion.prefix, (*path, inclusion), found, seen)


def _key(route: Route, prefix: str) -> str:
    if route.api == "websocket" or route.method is None:
        return route.path
    return f"{route.method} {prefix if prefix and route.path == '/' else prefix + route.path}"


def _is_http_default(route: Route) -> bool:
    return route.api == "http" and route.method is None


def _prefixed(route: Route, inclusion: Inclusion, folder: str) -> Problem:
    return Problem(
        code="default-under-prefix",
        what="$default takes every request of the API and cannot stand under a prefix",
        places=(route.mark.place(folder), inclusion.mark.place(folder)),
        received=f"prefix={inclusion.prefix!r}",
        remedy='declare it on the app, or write http.any("/{rest+}") in the router',
    )


def _cycle(path: tuple[Inclusion, ...], folder: str) -> Problem:
    places: tuple[Place, ...] = tuple(inclusion.mark.place(folder) for inclusion in path)
    return Problem(
        code="include-cycle",
        what="routers include each other in a circle",
        places=places,
        remedy="remove one of these includes",
    )
