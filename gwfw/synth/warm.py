"""The jsii kernel's type index, written once: without it every short run pays two seconds of CPU and a gigabyte.

The kernel writes the index from a background thread that dies with its process, so that short runs never get to it. Here
one process is kept alive until the index is there, or a minute has passed. Imports neither `aws_cdk` nor `jsii`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final

__all__ = ["PATIENCE_S", "cache_root", "indexed", "needed", "warm"]

PATIENCE_S: Final = 60.0
"""How long the index may take."""

KEEPER: Final = (sys.executable, "-c", "import sys, aws_cdk; sys.stdin.read()")
"""A process that has the kernel write the index, and lives until its standard input ends."""


def warm(
    environment: Mapping[str, str],
    *,
    patience_s: float = PATIENCE_S,
    pause: Callable[[float], None] = time.sleep,
    keeper: Sequence[str] = KEEPER,
) -> bool:
    """Have the index written if it is not there; whether it is there now. `environment` is that of the synthesizer."""
    root = cache_root(environment)
    if not needed(environment):
        return not _disabled(environment)
    with subprocess.Popen(  # noqa: S603
        keeper, env=dict(environment), stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as running:
        waited = 0.0
        while not indexed(root) and waited < patience_s and running.poll() is None:
            pause(0.2)
            waited += 0.2
    return indexed(root)


def needed(environment: Mapping[str, str]) -> bool:
    """Whether the index is still to be written: it is not there, and jsii may keep it."""
    return not _disabled(environment) and not indexed(cache_root(environment))


def indexed(root: Path) -> bool:
    """Whether the index of the installed CDK is complete: the last file of it is written."""
    return any((root / "aws-cdk-lib" / version("aws-cdk-lib")).glob("*/.jsii.runtime.v*.json"))


def _disabled(environment: Mapping[str, str]) -> bool:
    return environment.get("JSII_RUNTIME_PACKAGE_CACHE", "").lower() == "disabled"


def cache_root(environment: Mapping[str, str], platform: str = sys.platform) -> Path:
    """Where jsii unpacks libraries, by jsii's own rules."""
    given = environment.get("JSII_RUNTIME_PACKAGE_CACHE_ROOT")
    if given:
        return Path(given)
    home = Path(environment.get("HOME") or os.path.expanduser("~"))
    if platform == "win32":
        return Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local") / "AWS" / "jsii" / "package-cache"
    if platform == "darwin":
        return home / "Library" / "Caches" / "com.amazonaws.jsii" / "package-cache"
    return home / ".cache" / "aws" / "jsii" / "package-cache"
