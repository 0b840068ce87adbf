"""Compiled modules for a bundle: Lambda's task folder is read-only, so that nothing would be cached there.

They cut the import of pydantic and powertools to a third. Only the very Python version that will run them may compile
them; they are not checked against their sources, whose times mean nothing in a zip.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

__all__ = ["TASK_ROOT", "compile_folder", "possible"]

TASK_ROOT: Final = "/var/task"
"""Where Lambda unpacks a bundle: what tracebacks show."""


def possible(python_version: str) -> bool:
    """Whether this interpreter compiles for that version of Python."""
    return python_version == f"{sys.version_info.major}.{sys.version_info.minor}"


def compile_folder(folder: Path) -> None:
    """Write a `.pyc` for every module below the folder. The same sources give the same bytes.

    A process of its own starts with the same state every time, and sets are written in the order of a fixed hash.
    A module that does not compile (a template, a test of syntax) is left without.
    """
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    command = [sys.executable, "-m", "compileall", "-q", "-f", "--invalidation-mode", "unchecked-hash"]
    command += ["-s", str(folder), "-p", TASK_ROOT, str(folder)]
    subprocess.run(command, env=variables | {"PYTHONHASHSEED": "0"}, capture_output=True, check=False)  # noqa: S603
