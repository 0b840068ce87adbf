"""`gwfw invoke MACHINE`: run a state machine of the app in this process, on a clock that waits for nothing.

It is the test client's emulator: tasks run here, other services are the local engines, and nothing is left afterwards.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gwfw.cli.app import app_arguments, json_argument, stage_argument
from gwfw.errors import Misuse, Problem

if TYPE_CHECKING:
    from gwfw.app import App
    from gwfw.testing.runs import MachineRun

EXAMPLE = 'gwfw invoke fulfil --input \'{"book_id": "1"}\''

_FORM: Final = "--input '{\"id\": 1}', --input @order.json, or --input @- for standard input"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add this verb's arguments."""
    parser.add_argument("machine", metavar="MACHINE", help="the state machine's name")
    parser.add_argument("--input", default="{}", metavar="JSON|@FILE", help="the execution's input (default: %(default)s)")
    app_arguments(parser)
    stage_argument(parser)
    json_argument(parser)


def run(options: argparse.Namespace) -> int:
    """Print the states as they are entered and what became of the execution; 0 if it succeeded, else 1."""
    from gwfw import discovery
    from gwfw.synth.settings import checked_stage

    given, stage = _input(options.input), checked_stage(options.stage)
    found = _run(discovery.find(options.app, options.folder.resolve()), options, given, stage)
    if options.json:
        told = {
            "status": found.status,
            "states": found.states,
            "output": found.output,
            "error": found.error,
            "cause": found.cause,
        }
        sys.stdout.write(json.dumps(told, indent=2, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("\n".join(_told(found)) + "\n")
    return 0 if found.status == "SUCCEEDED" else 1


def _run(app: App, options: argparse.Namespace, given: Any, stage: str) -> MachineRun:
    from gwfw.cli.drawn import machine_of
    from gwfw.testing.client import Client

    client = Client(app, stage=stage)
    machine = client.machine(machine_of(client.graph, options.machine).name)
    client.open()
    try:
        return machine.wait(machine.start(given), entered=None if options.json else _entered)
    finally:
        client.close()


def _input(given: str) -> Any:
    """The input as a JSON value. Raises Misuse."""
    text = given
    try:
        if given.startswith("@"):
            text = sys.stdin.read() if given == "@-" else Path(given[1:]).read_text(encoding="utf-8")
        return json.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        what = "the input of an execution is JSON"
        raise Misuse(Problem(code="input", what=what, received=f"{given}: {error}", allowed=_FORM)) from error


def _entered(name: str, seconds: float) -> None:
    """A state was entered, that long after the start."""
    sys.stdout.write(f"{seconds:>10.10g} s  {name}\n")
    sys.stdout.flush()


def _told(found: MachineRun) -> list[str]:
    """What became of it."""
    if found.status == "SUCCEEDED":
        return [found.status, json.dumps(found.output, indent=2, ensure_ascii=False)]
    if found.status == "RUNNING":
        return [found.status, "  it waits for a callback or for a worker, and none is here"]
    from gwfw.local.states.execution import told_cause

    named = [f"  {label}: {text}" for label, text in (("error", found.error), ("cause", told_cause(found.cause))) if text]
    return [found.status, *named]
