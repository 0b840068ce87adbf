"""`gwfw deploy`: bundle, synthesize, and deploy one stage as a stack of its own with the pinned CDK command line."""

from __future__ import annotations

import argparse
import json
import sys

from gwfw.cli.app import frozen, json_argument
from gwfw.cli.target import say, target, target_arguments, tunings

EXAMPLE = "gwfw deploy --stage prod"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add this verb's arguments."""
    target_arguments(parser)
    parser.add_argument("--bootstrap", action="store_true", help="prepare the account and region first, once for each")
    parser.add_argument("--yes", action="store_true", help="approve wider permissions beforehand")
    json_argument(parser)


def run(options: argparse.Namespace) -> int:
    """Print the URLs and the names of what was deployed, or a JSON object `{"stack", "changed", "outputs"}`."""
    from gwfw.deploy import stacks

    deployment = target(options)
    app = frozen(options)
    if options.bootstrap:
        stacks.bootstrap(say=say)
    ask = not options.json and sys.stdin.isatty() and sys.stdout.isatty()
    deployed = stacks.deploy(
        app.graph, deployment, yes=options.yes, ask=ask, places=app.places, tunings=tunings(options), say=say
    )
    outputs = dict(deployed.outputs)
    if options.json:
        told = {"stack": deployed.stack, "changed": deployed.changed, "outputs": outputs}
        sys.stdout.write(json.dumps(told, indent=2, ensure_ascii=False) + "\n")
        return 0
    width = max((len(name) for name in outputs), default=0)
    for name, value in outputs.items():
        sys.stdout.write(f"{name:{width}}  {value}\n")
    return 0
