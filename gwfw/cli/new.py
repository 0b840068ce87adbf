"""`gwfw new NAME`: a small app that runs, with its tests, copied from the template in the wheel."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from gwfw.errors import Misuse, Problem

EXAMPLE = "gwfw new demo && cd demo && gwfw local"

NAME = re.compile(r"[a-z][a-z0-9-]{0,38}[a-z0-9]")
"""An app's name begins stack and table names, so it takes what CloudFormation and DynamoDB both take."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add this verb's arguments."""
    parser.add_argument("name", help="the app's name, and the folder that is made: lower-case letters, digits and '-'")


def run(options: argparse.Namespace) -> int:
    """Make the folder. An existing one is never touched."""
    name: str = options.name
    if not NAME.fullmatch(name):
        raise Misuse(
            Problem(
                code="app-name",
                what="this cannot be an app's name",
                received=repr(name),
                allowed="2 to 40 lower-case letters, digits and '-', beginning with a letter",
                remedy="gwfw new my-app",
            )
        )
    target = Path(name)
    if target.exists():
        raise Misuse(
            Problem(
                code="folder-exists", what=f"{name}/ is there already", remedy="choose another name, or remove the folder"
            )
        )
    for source in sorted(path for path in template().rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        relative = source.relative_to(template())
        written = target / ("." + relative.name if relative.name == "gitignore" else relative)
        written.parent.mkdir(parents=True, exist_ok=True)
        written.write_text(source.read_text(encoding="utf-8").replace("app-name", name), encoding="utf-8")
    sys.stdout.write(
        f"made {name}/\n\n"
        f"  cd {name}\n"
        "  gwfw local          # serves it; edit app.py and save\n"
        "  python -m pytest    # its tests (pip install pytest)\n"
    )
    return 0


def template() -> Path:
    """The template's folder: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parent.parent
    inside = package / "app_template"
    return inside if inside.is_dir() else package.parent / "app_template"
