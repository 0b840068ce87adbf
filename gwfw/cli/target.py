"""The options of the verbs that deploy: the stage, and the Python and the processor of its functions; and their progress.

Progress goes to standard error, a line a step, so that standard output carries what a program may read.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from gwfw.cli.app import app_arguments, stage_argument

if TYPE_CHECKING:
    from gwfw.deploy.target import DeployTarget

__all__ = ["say", "target", "target_arguments", "tunings"]


def target_arguments(parser: argparse.ArgumentParser) -> None:
    """Add `--app`, `--folder`, `--stage`, `--python-version` and `--architecture`."""
    app_arguments(parser)
    stage_argument(parser)
    parser.add_argument("--python-version", metavar="3.X", help="the functions' Python (default: this one)")
    parser.add_argument(
        "--architecture", metavar="NAME", help="the functions' processor: arm64 or x86_64 (default: this one)"
    )


def target(options: argparse.Namespace) -> DeployTarget:
    """The deployment that the options name. Raises Misuse for what Lambda does not run."""
    from gwfw.deploy.target import DeployTarget

    return DeployTarget.of(
        options.folder.resolve(),
        options.stage,
        python_version=options.python_version,
        architecture=options.architecture,
    )


def tunings(options: argparse.Namespace) -> tuple[str, ...]:
    """The functions that the app decorates with `@app.cdk`, as `module:name`. Raises Refusal for one that has no name."""
    from gwfw import discovery
    from gwfw.errors import Place, Refusal
    from gwfw.freeze.handlers import findable

    functions = discovery.find(options.app, options.folder.resolve()).tunings
    places = [Place(function.__code__.co_filename, function.__code__.co_firstlineno, "@app.cdk") for function in functions]
    problems = [findable(function, place) for function, place in zip(functions, places, strict=True)]
    found = [problem for problem in problems if problem is not None]
    if found:
        raise Refusal(found)
    return tuple(f"{function.__module__}:{function.__qualname__}" for function in functions)


def say(line: str) -> None:
    """One line of progress."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
