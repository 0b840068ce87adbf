"""Installs what a bundle needs for the Python and the processor of Lambda, whatever machine this is. Uses uv.

Only wheels are taken, nothing is built: a package without a wheel for the target is an error that names it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from gwfw.deploy.requirements import LEFT_TO_LAMBDA
from gwfw.deploy.sources import SourceFile, tree
from gwfw.errors import Failure, MissingExtra, Problem
from gwfw.synth.settings import Architecture

__all__ = ["files", "install", "platform"]

MACHINES: Final[dict[Architecture, str]] = {"arm64": "aarch64", "x86_64": "x86_64"}

LEFT_OUT: Final = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "uv_build.json", "uv_cache.json", ".lock")
"""Files that installers write for themselves, which tell when and where they ran."""


def install(
    lines: tuple[str, ...],
    *,
    pins: tuple[str, ...] = (),
    target: Path,
    python_version: str,
    architecture: Architecture,
) -> None:
    """Install the requirements into the folder `target`, each in its version of `pins` (`httpx==0.28.1`) if it has one.

    Raises Failure with uv's own words where that fails.
    """
    with TemporaryDirectory(prefix="gwfw-") as folder:
        wanted, pinned, never = (Path(folder) / name for name in ("wanted.txt", "pinned.txt", "never.txt"))
        wanted.write_text("\n".join(lines) + "\n", encoding="utf-8")
        pinned.write_text("\n".join(pins) + "\n", encoding="utf-8")
        # A requirement whose marker never holds is a requirement that nobody has, those of dependencies included.
        never.write_text(
            "".join(f"{name}; sys_platform == 'never'\n" for name in ("gwfw", *LEFT_TO_LAMBDA)), encoding="utf-8"
        )
        command = [uv(), "pip", "install", "--quiet", "--no-config", "--target", str(target), "--python", sys.executable]
        command += ["--python-version", python_version, "--python-platform", platform(python_version, architecture)]
        command += ["--only-binary", ":all:", "--requirements", str(wanted), "--overrides", str(never)]
        command += ["--constraints", str(pinned)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise Failure(
            Problem(
                code="dependencies",
                what=f"the dependencies cannot be installed for Python {python_version} on {architecture}",
                received=", ".join(lines),
                allowed="packages with a wheel for that target",
                remedy=done.stderr.strip() or "look at the package index",
            )
        )


def files(target: Path) -> tuple[SourceFile, ...]:
    """What was installed, sorted by path, without what installers write for themselves and without commands."""
    return tuple(file for file in tree(target) if not file.path.startswith("bin/") and file.origin.name not in LEFT_OUT)


def platform(python_version: str, architecture: Architecture) -> str:
    """The target as uv names it: Python 3.11 runs on Amazon Linux 2 (glibc 2.26), newer ones on 2023 (glibc 2.34)."""
    machine = MACHINES[architecture]
    return f"{machine}-manylinux2014" if python_version == "3.11" else f"{machine}-manylinux_2_28"


def uv() -> str:
    """The path of uv: the one on the path, else that of its package. Raises MissingExtra."""
    found = shutil.which("uv")
    if found is not None:
        return found
    try:
        from uv import find_uv_bin

        return os.fspath(find_uv_bin())
    except (ImportError, FileNotFoundError) as error:
        raise MissingExtra("deploy", "bundling", "uv") from error
