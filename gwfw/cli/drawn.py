"""`gwfw graph --machine NAME`: one state machine as a drawing, with the way that its last run took."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gwfw.errors import Misuse, Problem
from gwfw.graph.model import AppGraph, Machine

if TYPE_CHECKING:
    from gwfw.drawing.trail import Trail

__all__ = ["URL", "draw", "machine_of"]

URL: Final = "http://127.0.0.1:3000"


def machine_of(graph: AppGraph, name: str) -> Machine:
    """The machine of that name, whose definition is known. Raises Misuse."""
    found = next((machine for machine in graph.machines if machine.name == name), None)
    if found is None:
        known = ", ".join(machine.name for machine in graph.machines) or "none: this app has no state machine"
        raise _misuse("no-machine", "the app has no such state machine", repr(name), "gwfw graph lists them", known)
    if not found.definition:
        what = "this machine is defined elsewhere, and its definition is not known here"
        remedy = f"sfn.machine({name!r}, ..., local=flow) says what runs in its place"
        received = found.arn if isinstance(found.arn, str) else repr(name)
        raise _misuse("no-machine", what, received, remedy)
    return found


def draw(graph: AppGraph, options: argparse.Namespace) -> str:
    """The drawing in the form that the options name. What keeps a run from being marked is said on stderr."""
    from gwfw.drawing.outline import outline

    machine = machine_of(graph, options.machine)
    drawn = outline(machine)
    if options.json:
        return json.dumps(asdict(drawn), indent=2, ensure_ascii=False) + "\n"
    trail = _trail(graph, machine, options)
    if options.svg:
        from gwfw.drawing.svg import svg

        return svg(drawn, trail)
    if options.text:
        from gwfw.drawing.plain import plain

        return plain(drawn, trail)
    from gwfw.drawing.mermaid import mermaid

    return mermaid(drawn, trail)


def _trail(graph: AppGraph, machine: Machine, options: argparse.Namespace) -> Trail | None:
    from gwfw.drawing.trail import trail

    if options.history is not None:
        return _written(options.history)
    if options.no_run:
        return None
    events = _last_run(graph, machine, options)
    return None if events is None else trail(events)


def _written(path: Path) -> Trail:
    """The trail of a history in a file. Raises Misuse where there is none."""
    from gwfw.drawing.trail import trail

    form = 'the answer of GetExecutionHistory: {"events": [...]}, or its list of events'
    try:
        read: object = json.loads(path.read_text(encoding="utf-8"))
        events = read.get("events") if isinstance(read, dict) else read
        if not isinstance(events, list):
            raise ValueError("it holds no list of events")
        return trail(events)
    except (OSError, ValueError) as error:
        what = "this file holds no history of an execution"
        remedy = "aws stepfunctions get-execution-history --execution-arn ARN > history.json"
        raise _misuse("history", what, f"{path}: {error}", remedy, form) from error


def _last_run(graph: AppGraph, machine: Machine, options: argparse.Namespace) -> list[dict[str, Any]] | None:
    from gwfw.local.lastrun import last_run
    from gwfw.local.names import LocalNames
    from gwfw.local.settings import LocalSettings

    arn = LocalNames(graph, LocalSettings(app=graph.name, stage=options.stage)).arn("machine", machine.name)
    why = "the machine has not been started there"
    try:
        events = last_run(options.url, arn)
    except OSError:
        events, why = None, "nothing answers there"
    except ValueError as error:
        events, why = None, str(error)
    if events is None:
        sys.stderr.write(f"no run is marked: {options.url}: {why}\n")
    return events


def _misuse(code: str, what: str, received: str, remedy: str, allowed: str | None = None) -> Misuse:
    return Misuse(Problem(code=code, what=what, received=received, allowed=allowed, remedy=remedy))
