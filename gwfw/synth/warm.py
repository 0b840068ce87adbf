"""The jsii kernel's type index, written once: without it every short run pays two seconds of CPU and a gigabyte.

The kernel writes the index from a background thread that dies with its process, so that short runs never get to it. Here
one process is kept alive until the index is there, or a minute has passed. Imports neither `aws_cdk` nor `jsii`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Final

__all__ = ["PATIENCE_S", "cache_root", "indexed", "warm"]

PATIENCE_S: Final = 60.0
"""How long the index may take."""

KEEPER: Final = "import sys, aws_cdk; sys.stdin.read()"


def warm(
    environment: Mapping[str, str], *, patience_s: float = PATIENCE_S, pause: Callable[[float], None] = time.sleep
) -> bool:
    """Have the index written if it is not there; whether it is there now. `environment` is that of the synthesizer."""
    if environment.get("JSII_RUNTIME_PACKAGE_CACHE", "").lower() == "disabled":
        return False
    root = cache_root(environment)
    if indexed(root):
        return True
    command = [sys.executable, "-c", KEEPER]
    with subprocess.Popen(command, env=dict(environment), stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as keeper:  # noqa: S603
        waited = 0.0
        while not indexed(root) and waited < patience_s and keeper.poll() is None:
            pause(0.2)
            waited += 0.2
    return indexed(root)


def indexed(root: Path) -> bool:
    """Whether the index of the installed CDK is complete: the last file of it is written."""
    return any((root / "aws-cdk-lib" / version("aws-cdk-lib")).glob("*/.jsii.runtime.v*.json"))


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
