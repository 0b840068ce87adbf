"""`gwfw token`: a token that the app's JWT authorizer lets pass under `gwfw local`. It is of no use anywhere else."""

from __future__ import annotations

import argparse
import sys
import time
from functools import partial

from gwfw.cli.app import app_arguments, frozen

EXAMPLE = "gwfw token --sub ann --scope books.read"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add this verb's arguments."""
    app_arguments(parser)
    parser.add_argument("--sub", default="developer", help="who the token is for (default: %(default)s)")
    parser.add_argument(
        "--scope", action="append", default=None, help="a scope of the token, repeatable (default: all that routes ask for)"
    )
    parser.add_argument("--issuer", metavar="URL", help="the issuer, where the app has several")
    parser.add_argument("--audience", help="the audience, where the issuer has several")


def run(options: argparse.Namespace) -> int:
    """Print the token and nothing else."""
    from gwfw.authorizers.jwt.minting import LocalIssuer, Wanted
    from gwfw.local.issuer_key import stored

    wanted = Wanted(issuer=options.issuer, audience=options.audience, scopes=options.scope, subject=options.sub)
    issuer = LocalIssuer(frozen(options).graph, partial(stored, options.folder.resolve()))
    sys.stdout.write(issuer.token(wanted, time.time()) + "\n")
    return 0
