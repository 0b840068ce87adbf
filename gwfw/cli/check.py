"""`gwfw check`: build the app graph and report every problem at once; neither CDK nor network."""

from __future__ import annotations

import argparse
import sys

from gwfw.cli.app import app_arguments, frozen

EXAMPLE = "gwfw check"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add this verb's arguments."""
    app_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Print a line of what was found, and warnings on stderr, or the problems (raised as Refusal)."""
    found = frozen(options)
    for warning in found.warnings:
        sys.stderr.write(f"warning: {warning}\n\n")
    graph = found.graph
    routes = sum(len(api.routes) for api in (graph.http, graph.websocket) if api is not None)
    counts = {
        "route": routes,
        "function": len(graph.functions),
        "resource": len(graph.resources),
        "grant": len(graph.grants),
    }
    parts = (f"{number} {what}{'' if number == 1 else 's'}" for what, number in counts.items())
    sys.stdout.write(f"{graph.name}: {', '.join(parts)}; nothing wrong\n")
    return 0
