"""`gwfw local`: the emulator on a loopback port, restarting the app's code on save."""

from __future__ import annotations

import argparse
from pathlib import Path

from gwfw.cli.app import app_arguments, stage_argument

EXAMPLE = "gwfw local --port 3000"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add this verb's arguments."""
    app_arguments(parser)
    stage_argument(parser)
    parser.add_argument(
        "--host", default="127.0.0.1", help="the address to listen on (default: %(default)s, this machine only)"
    )
    parser.add_argument("--port", type=int, default=3000, help="the port (default: %(default)s; 0 takes a free one)")
    parser.add_argument("--no-reload", dest="reload", action="store_false", help="do not restart the app's code on save")
    parser.add_argument(
        "--no-limits", dest="limits", action="store_false", help="switch API Gateway's size and time limits off"
    )
    parser.add_argument(
        "--concurrency",
        type=int,
        default=1000,
        metavar="N",
        help="let N handlers run at a time; more are throttled (default: %(default)s, as Lambda for an account)",
    )
    parser.add_argument(
        "--target", action="append", default=[], metavar="NAME=URL", help="where a private target is in this run"
    )
    parser.add_argument(
        "--allow",
        action="append",
        default=[],
        metavar="ACTION",
        help="permit functions what only @app.cdk gives their roles",
    )
    parser.add_argument(
        "--access-log", type=Path, metavar="FILE", help="append the stages' access logs to FILE, in their formats"
    )
    parser.add_argument(
        "--real-issuers", action="store_true", help="take tokens of the real issuers instead of those of gwfw token"
    )


def run(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C or SIGTERM."""
    from gwfw.local.private_targets import bound
    from gwfw.local.serve import ServeOptions, run
    from gwfw.synth.settings import checked_stage

    folder = options.folder.resolve()
    return run(
        ServeOptions(
            app=options.app,
            folder=folder,
            host=options.host,
            port=options.port,
            stage=checked_stage(options.stage),
            reload=options.reload,
            limits=options.limits,
            targets=bound(options.target, folder),
            real_issuers=options.real_issuers,
            allow=tuple(options.allow),
            access_log=options.access_log,
            concurrency=options.concurrency,
        )
    )
