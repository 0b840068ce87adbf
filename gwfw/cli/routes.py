"""`gwfw routes`: every route with what it runs: `λ read_book` in Lambda, `→ states:StartExecution fulfil` without one."""

from __future__ import annotations

import argparse
import json
import sys

from gwfw.cli.app import app_arguments, frozen, json_argument
from gwfw.routes import RouteRow, rows

EXAMPLE = "gwfw routes --json"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add this verb's arguments."""
    app_arguments(parser)
    json_argument(parser)


def run(options: argparse.Namespace) -> int:
    """Print one line a route, or a JSON list of objects `{"api", "key", "target", "guards", "place"}`."""
    found = frozen(options)
    table = rows(found.graph)
    if options.json:
        listed = [
            {
                "api": row.api,
                "key": row.key,
                "target": row.target,
                "guards": row.guards,
                "place": str(found.places.get(f"{row.api} {row.key}", "")),
            }
            for row in table
        ]
        sys.stdout.write(json.dumps(listed, indent=2, ensure_ascii=False) + "\n")
        return 0
    if not table:
        sys.stdout.write("no routes\n")
    for line in lines(table):
        sys.stdout.write(line + "\n")
    return 0


def lines(table: tuple[RouteRow, ...]) -> list[str]:
    """The rows as aligned text."""
    keys = max((len(row.key) for row in table), default=0)
    targets = max((len(row.target) for row in table if row.guards), default=0)
    return [f"{row.api:9}  {row.key:{keys}}  {row.target:{targets}}  {', '.join(row.guards)}".rstrip() for row in table]
