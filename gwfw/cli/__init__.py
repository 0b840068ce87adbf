"""The command line: `gwfw VERB ...`. One module per verb, imported when the verb is called.

Exit codes: 0 done, 1 failed (the app is wrong, or what was asked for did not work), 2 misused (the command line, a
setting or a missing extra). Expected errors are printed in the house form without a traceback; `--debug` shows it.
Nothing in the package imports this room.
"""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from typing import Final, Protocol

from gwfw.errors import GwfwError, MissingExtra, Misuse

__all__ = ["VERBS", "Verb", "main"]

VERBS: Final = {
    "new": "make a new app in a folder of its own",
    "local": "run the app on this machine as API Gateway would run it",
    "token": "print a token that gwfw local takes from the issuers of the app",
    "routes": "list every route with what it runs",
    "graph": "show the whole app: APIs, routes, functions, resources, grants",
    "check": "report everything that is wrong with the app",
    "invoke": "run a state machine of the app in this process, on a clock that waits for nothing",
    "openapi": "write the OpenAPI document of the HTTP API",
    "synth": "write the CloudFormation assembly with the CDK",
    "deploy": "deploy a stage with the CDK's command line",
    "destroy": "remove a deployed stage",
}

# What each extra brings: a module of this list that cannot be imported means that the extra is not installed.
EXTRA_OF: Final = {
    "boto3": "local",
    "botocore": "local",
    "httptools": "local",
    "httpx": "local",
    "jsonata": "local",
    "jsonpath": "local",
    "jsonschema": "local",
    "jwt": "local",
    "moto": "local",
    "rich": "local",
    "watchfiles": "local",
    "yaml": "local",
    "websockets": "local",
    "aws_cdk": "deploy",
    "constructs": "deploy",
}


class Verb(Protocol):
    """What a module of this room offers: its example, its arguments, and what it does (returning the exit code)."""

    EXAMPLE: str

    def arguments(self, parser: argparse.ArgumentParser) -> None: ...  # noqa: D102
    def run(self, options: argparse.Namespace) -> int: ...  # noqa: D102


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line (default: `sys.argv`) and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    verb = next((word for word in given if not word.startswith("-")), None)
    try:
        options = _parser(verb).parse_args(given)
    except SystemExit as ended:
        return int(ended.code or 0)
    if options.verb is None:
        _parser(None).print_help()
        return 2
    return _run(options)


def _run(options: argparse.Namespace) -> int:
    try:
        return _module(options.verb).run(options)
    except KeyboardInterrupt:
        return 1
    except GwfwError as error:
        return _fail(error, options)
    except ModuleNotFoundError as missing:
        extra = EXTRA_OF.get((missing.name or "").partition(".")[0])
        if extra is None:
            raise
        extra = "deploy" if options.verb in {"synth", "deploy", "destroy"} else extra
        return _fail(MissingExtra(extra, f"gwfw {options.verb}", missing.name or ""), options)


def _fail(error: GwfwError, options: argparse.Namespace) -> int:
    if options.debug:
        traceback.print_exception(error)
    else:
        sys.stderr.write(f"{error}\n")
    return 2 if isinstance(error, Misuse) else 1


def _module(verb: str) -> Verb:
    module: Verb = import_module(f"gwfw.cli.{verb}")
    return module


def _parser(verb: str | None) -> argparse.ArgumentParser:
    """The parser of the whole command line; only the called verb's module is imported for its arguments."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        prog="gwfw",
        description="HTTP and WebSocket apps on API Gateway v2: run locally what is deployed.",
        epilog="example: gwfw new demo && cd demo && gwfw local",
        formatter_class=form,
    )
    parser.add_argument("--version", action="version", version=f"gwfw {_version()}")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", title="verbs")
    for name, summary in VERBS.items():
        module = _module(name) if name == verb else None
        epilog = None if module is None else f"example: {module.EXAMPLE}"
        sub = verbs.add_parser(name, help=summary, description=summary, epilog=epilog, formatter_class=form)
        sub.add_argument("--debug", action="store_true", help="show the traceback of an error")
        if module is not None:
            module.arguments(sub)
    return parser


def _version() -> str:
    from importlib.metadata import version

    return version("gwfw")
