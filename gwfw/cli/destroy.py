"""`gwfw destroy`: remove a deployed stage, after showing what goes with it."""

from __future__ import annotations

import argparse
import sys

from gwfw.cli.app import app_arguments, frozen, stage_argument
from gwfw.cli.target import say, target
from gwfw.errors import Misuse, Problem

EXAMPLE = "gwfw destroy --stage dev"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add this verb's arguments."""
    app_arguments(parser)
    stage_argument(parser)
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.set_defaults(python_version=None, architecture=None)


def run(options: argparse.Namespace) -> int:
    """Remove the stack; exit code 1 where the answer was no."""
    from gwfw.deploy import stacks

    deployment = target(options)
    confirm = _approve if options.yes else _ask
    return 0 if stacks.destroy(frozen(options).graph, deployment, confirm=confirm, say=say) else 1


def _approve(question: str) -> bool:
    say(question)
    return True


def _ask(question: str) -> bool:
    """Show what goes and take `yes`. Raises Misuse where nobody can be asked."""
    if not sys.stdin.isatty():
        raise Misuse(
            Problem(
                code="not-confirmed",
                what="removing a deployment has to be confirmed, and there is no terminal to ask on",
                received=question.strip(),
                remedy="gwfw destroy --yes",
            )
        )
    say(question)
    sys.stderr.write("Type yes to go on: ")
    sys.stderr.flush()
    return sys.stdin.readline().strip() == "yes"
