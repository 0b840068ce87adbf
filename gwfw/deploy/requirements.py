"""What an app's bundle needs from the package index, read from the app's own files.

`[project] dependencies` of pyproject.toml count, else requirements.txt. gwfw itself is not installed but copied from
where it runs, and every package that is installed beside it is taken in that version, so that what is deployed is what was
tested; what gwfw needs is added. boto3 is part of the Lambda runtime.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import gwfw
from gwfw.errors import Misuse, Problem

__all__ = ["LEFT_TO_LAMBDA", "framework", "of_app", "pins"]

LEFT_TO_LAMBDA: Final = ("boto3", "botocore", "s3transfer")
"""Packages that every Python runtime of Lambda has: 30 MB that need not be uploaded."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def of_app(folder: Path) -> tuple[str, ...]:
    """The app's requirements, sorted, without gwfw and what Lambda has. Raises Misuse for what cannot be deployed."""
    return tuple(sorted({line for line in _declared(folder) if _name(line) not in {"gwfw", *LEFT_TO_LAMBDA}}))


def framework() -> tuple[str, ...]:
    """What gwfw itself needs in Lambda: its dependencies without extras, sorted."""
    try:
        lines = metadata.requires("gwfw") or []
    except metadata.PackageNotFoundError:
        lines = _project(Path(gwfw.__file__).parent.parent / "pyproject.toml").get("dependencies", [])
    return tuple(sorted(line for line in lines if "extra ==" not in line))


def pins() -> tuple[str, ...]:
    """Every package of this environment in its version, sorted: `httpx==0.28.1`. Those that no index gave have none."""
    found = [distribution for distribution in metadata.distributions() if distribution.read_text("direct_url.json") is None]
    names = {_name(distribution.name): distribution.version for distribution in reversed(found)}
    return tuple(sorted(f"{name}=={names[name]}" for name in names if name not in {"gwfw", *LEFT_TO_LAMBDA}))


def _declared(folder: Path) -> Iterable[str]:
    project, plain = _project(folder / "pyproject.toml"), folder / "requirements.txt"
    if "dependencies" in project:
        declared: list[str] = project["dependencies"]
        return declared
    return _lines(plain) if plain.is_file() else ()


def _project(file: Path) -> dict[str, Any]:
    if not file.is_file():
        return {}
    try:
        project: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8")).get("project", {})
    except tomllib.TOMLDecodeError as error:
        raise Misuse(Problem(code="pyproject", what=f"{file.name} cannot be read", received=str(error))) from error
    return project


def _lines(file: Path) -> Iterable[str]:
    """The requirements of a file, those of files that it includes among them."""
    text = file.read_text(encoding="utf-8").replace("\\\n", " ")
    for line in (re.sub(r"(^|\s)#.*", "", line).strip() for line in text.splitlines()):
        option, _, value = line.partition(" ")
        if option in ("-r", "--requirement"):
            yield from _lines(file.parent / value.strip())
        elif line.startswith("-") or line.startswith("."):
            raise _undeployable(file, line)
        elif line:
            yield line


def _undeployable(file: Path, line: str) -> Misuse:
    return Misuse(
        Problem(
            code="requirement",
            what=f"{file.name} has a line that cannot be bundled",
            received=line,
            allowed="requirements such as httpx>=0.28, and -r FILE",
            remedy="put local packages into the app's folder, or publish them as wheels",
        )
    )


def _name(requirement: str) -> str:
    match = _NAME.match(requirement)
    return re.sub(r"[-_.]+", "-", match[0]).lower() if match else ""
