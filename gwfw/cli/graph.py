"""`gwfw graph`: the whole app as text for people or as the manifest (`--json`) for programs, or one machine drawn."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from gwfw.cli.app import app_arguments, frozen, json_argument, stage_argument
from gwfw.cli.drawn import URL, draw
from gwfw.cli.routes import lines
from gwfw.errors import Misuse, Problem
from gwfw.graph.model import AppGraph, Machine, Queue, Resource, Table
from gwfw.routes import rows

EXAMPLE = "gwfw graph --machine fulfil --svg > fulfil.svg"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add this verb's arguments."""
    app_arguments(parser)
    stage_argument(parser)
    json_argument(parser)
    parser.add_argument("--machine", metavar="NAME", help="draw that state machine: a Mermaid flowchart")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--svg", action="store_true", help="draw it as an SVG image")
    form.add_argument("--text", action="store_true", help="draw it as text")
    run = parser.add_mutually_exclusive_group()
    run.add_argument("--history", type=Path, metavar="FILE", help="mark the run of this history (JSON)")
    run.add_argument(
        "--url", default=URL, help="mark the machine's last run in the gwfw local that listens there (default: %(default)s)"
    )
    run.add_argument("--no-run", action="store_true", help="mark no run")


def run(options: argparse.Namespace) -> int:
    """Print the graph, or the drawing of a machine."""
    graph = frozen(options).graph
    if options.machine is not None:
        sys.stdout.write(draw(graph, options))
        return 0
    for option in ("svg", "text", "history"):
        if getattr(options, option):
            raise Misuse(
                Problem(
                    code="no-machine",
                    what=f"--{option} is about the drawing of a state machine",
                    remedy=f"gwfw graph --machine NAME --{option}",
                )
            )
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
        "resources": [_resource(resource, graph) for resource in graph.resources],
        "constructs": [f"{construct.name}: {construct.module}.{construct.function}" for construct in graph.constructs],
        "domains": [domain.name for domain in graph.domains],
        "grants": [
            f"{grant.principal} may {', '.join(grant.actions)} on {grant.resource.kind} {grant.resource.name}"
            for grant in graph.grants
        ],
    }
    for title, found in sections.items():
        if found:
            yield f"\n{title}"
            yield from (f"  {line}" for line in found)


def _resource(resource: Resource, graph: AppGraph) -> str:
    return ", ".join((f"{resource.kind} {resource.name}", *_details(resource, graph)))


def _details(resource: Resource, graph: AppGraph) -> Iterator[str]:
    if isinstance(resource, Table):
        yield f"key {resource.key}" if resource.sort is None else f"key {resource.key} and {resource.sort}"
    elif isinstance(resource, Machine):
        yield resource.type
        if resource.arn is not None:
            yield "defined elsewhere" if isinstance(resource.arn, str) else f"made by {resource.arn.name}"
    elif isinstance(resource, Queue):
        yield from (f"consumer {consumer.function}" for consumer in graph.consumers if consumer.queue == resource.name)
        if resource.deliveries is not None:
            yield f"dead letters after {resource.deliveries} deliveries"
