"""The options that name an app, and loading it: shared by every verb that reads one."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gwfw.freeze.freezing import Frozen

__all__ = ["app_arguments", "frozen", "json_argument", "stage_argument"]


def app_arguments(parser: argparse.ArgumentParser) -> None:
    """Add `--app` and `--folder`."""
    parser.add_argument(
        "--app", metavar="MODULE:NAME", help="the app (default: [tool.gwfw] app in pyproject.toml, else app:app)"
    )
    parser.add_argument("--folder", type=Path, default=Path(), metavar="PATH", help="the app's folder (default: this one)")


def stage_argument(parser: argparse.ArgumentParser) -> None:
    """Add `--stage`, which names a deployment (one stack each)."""
    parser.add_argument("--stage", default="dev", help="the deployment's name (default: %(default)s)")


def json_argument(parser: argparse.ArgumentParser) -> None:
    """Add `--json`."""
    parser.add_argument("--json", action="store_true", help="print JSON for a program to read")


def frozen(options: argparse.Namespace) -> Frozen:
    """Find, import and freeze the app that the options name. Raises Misuse and Refusal."""
    from gwfw import discovery
    from gwfw.freeze.freezing import freeze

    return freeze(discovery.find(options.app, options.folder.resolve()))
