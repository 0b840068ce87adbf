"""An app made ready for test clients: its graph and its code. Done once for all tests of an app, as in a warm Lambda."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from gwfw.freeze.freezing import freeze
from gwfw.runtime import bundle
from gwfw.runtime.entry import Dispatch as Code

if TYPE_CHECKING:
    from gwfw.app import App
    from gwfw.declarations import Declarations
    from gwfw.graph.model import AppGraph
    from gwfw.local.invocation import Dispatch

__all__ = ["Prepared", "prepare"]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What every client of an app shares."""

    graph: AppGraph
    dispatch: Dispatch


def prepare(app: App) -> Prepared:
    """The app's graph and code. Raises Refusal with every problem of the app."""
    return _prepared(app, _extent(app.declarations))


@lru_cache(maxsize=8)
def _prepared(app: App, extent: object) -> Prepared:
    graph = freeze(app).graph
    return Prepared(graph, Code(bundle.table(graph)))


def _extent(declarations: Declarations, above: tuple[Declarations, ...] = ()) -> tuple[object, ...]:
    """How much is declared, so that an app that has declared more since is prepared again."""
    if declarations in above:
        return ()  # a cycle, which freeze refuses
    inner = [_extent(inclusion.declarations, (*above, declarations)) for inclusion in declarations.inclusions]
    return (
        len(declarations.routes),
        len(declarations.tasks),
        len(declarations.definitions),
        len(declarations.tables),
        len(declarations.handles),
        len(declarations.consumers),
        len(declarations.stores),
        len(declarations.guards),
        len(declarations.mistakes),
        *inner,
    )
