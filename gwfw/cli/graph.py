"""`gwfw graph`: the whole app as text for people, or as the manifest (`--json`) for programs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from gwfw.cli.app import app_arguments, frozen, json_argument
from gwfw.cli.routes import lines
from gwfw.graph.model import AppGraph, Table
from gwfw.routes import rows

EXAMPLE = "gwfw graph --json"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add this verb's arguments."""
    app_arguments(parser)
    json_argument(parser)


def run(options: argparse.Namespace) -> int:
    """Print the graph."""
    graph = frozen(options).graph
    if options.json:
        from gwfw import manifest

        sys.stdout.write(manifest.dump(graph))
        return 0
    sys.stdout.write("\n".join(text(graph)) + "\n")
    return 0


def text(graph: AppGraph) -> Iterator[str]:
    """The graph as lines: one section for each sort of thing that the app has."""
    yield graph.name
    sections = {
        "routes": lines(rows(graph)),
        "functions": [
            f"{function.name}: {', '.join(handler.name for handler in function.handlers)}" for function in graph.functions
        ],
        "resources": [_resource(resource) for resource in graph.resources],
        "grants": [
            f"{grant.principal} may {', '.join(grant.actions)} on {grant.resource.kind} {grant.resource.name}"
            for grant in graph.grants
        ],
    }
    for title, found in sections.items():
        if found:
            yield f"\n{title}"
            yield from (f"  {line}" for line in found)


def _resource(resource: object) -> str:
    if isinstance(resource, Table):
        keys = [resource.key] if resource.sort is None else [resource.key, resource.sort]
        return f"table {resource.name}, key {' and '.join(keys)}"
    return f"machine {getattr(resource, 'name', resource)}, {getattr(resource, 'type', '')}"
