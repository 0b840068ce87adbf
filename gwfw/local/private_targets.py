"""Where private targets are in a local run: `--target NAME=URL`, and `[tool.gwfw.targets]` in the folder's pyproject.toml.

    [tool.gwfw.targets]
    internal = "http://localhost:8080"

What the command line says goes before the file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from gwfw.errors import Misuse, Problem

__all__ = ["bound"]

EXAMPLE: Final = "http://localhost:8080"


def bound(given: Iterable[str], folder: Path) -> Mapping[str, str]:
    """The URLs by the targets' names. Raises Misuse for what is no name and URL."""
    found = dict(_configured(folder))
    for text in given:
        name, equals, url = text.partition("=")
        if not equals or not name:
            raise _misuse("a target is a name and a URL", f"--target {text}", f"--target {name or 'internal'}={EXAMPLE}")
        found[name] = _checked(url, f"--target {text}", f"--target {name}={EXAMPLE}")
    return found


def _configured(folder: Path) -> Mapping[str, str]:
    """What the file says. One that cannot be read is told about by who looks for the app in it."""
    try:
        settings = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError):
        return {}
    given = settings.get("tool", {}).get("gwfw", {}).get("targets", {})
    if not isinstance(given, dict):
        raise _misuse("[tool.gwfw.targets] has a URL for each target's name", repr(given), f'internal = "{EXAMPLE}"')
    return {name: _checked(url, f"{name} = {url!r}", f'{name} = "{EXAMPLE}"') for name, url in given.items()}


def _checked(url: object, received: str, remedy: str) -> str:
    parts = urlsplit(url) if isinstance(url, str) else None
    if not isinstance(url, str) or parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise _misuse("a target's URL is absolute, http or https", received, remedy)
    return url


def _misuse(what: str, received: str, remedy: str) -> Misuse:
    return Misuse(Problem(code="local-target", what=what, received=received, remedy=remedy))
