"""`gwfw synth`: bundle the code and write the CloudFormation assembly, as `gwfw deploy` would; without AWS."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from gwfw.cli.app import frozen, json_argument
from gwfw.cli.target import say, target, target_arguments, tunings

EXAMPLE = "gwfw synth --stage prod --out cdk.out --validate"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add this verb's arguments."""
    target_arguments(parser)
    parser.add_argument("--out", type=Path, metavar="PATH", help="the assembly's folder (default: below .gwfw/deploy)")
    parser.add_argument("--validate", action="store_true", help="let the CDK check the template (2 to 4 seconds)")
    json_argument(parser)


def run(options: argparse.Namespace) -> int:
    """Print where the template is, or a JSON object `{"stack", "folder", "template", "findings"}`."""
    from gwfw.deploy import stacks

    deployment = target(options)
    app = frozen(options)
    made = stacks.synth(
        app.graph,
        deployment,
        out=options.out,
        validate=options.validate,
        places=app.places,
        tunings=tunings(options),
        say=say,
    )
    if options.json:
        told = {"stack": made.stack, "folder": str(made.folder), "template": str(made.template)}
        sys.stdout.write(json.dumps(told | {"findings": list(made.findings)}, indent=2, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(f"{made.template}\n")
    return 0
