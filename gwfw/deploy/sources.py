"""Which files of an app's folder, and of gwfw itself, belong into a bundle.

The app's own modules and whatever lies beside them go in, tests, tools and what was built do not. Of gwfw go the rooms
that a deployed function can reach.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Final

import gwfw

__all__ = ["SourceFile", "app_files", "framework_files", "tree"]

LEFT_OUT_FOLDERS: Final = (
    ".*",
    "__pycache__",
    "*.egg-info",
    "build",
    "cdk.out",
    "dist",
    "node_modules",
    "test",
    "tests",
)
LEFT_OUT_FILES: Final = (
    ".*",
    "*.py[co]",
    "*_test.py",
    "README*",
    "conftest.py",
    "poetry.lock",
    "pyproject.toml",
    "requirements*.txt",
    "test_*.py",
    "uv.lock",
)

# What runs on developers' machines only. The runtime never imports it; a test of the bundle says so.
LOCAL_ROOMS: Final = (
    "apidocs",
    "app_template",
    "asl",
    "cli",
    "deploy",
    "drawing",
    "freeze",
    "gateway",
    "local",
    "synth",
    "testing",
)
LOCAL_MODULES: Final = ("jayway.py", "jsonpath.py", "selection.py")
LOCAL_SIDES: Final = ("emulate.py", "synth.py")
# Of the kinds in these rooms an app's declarations need these modules; what else is there belongs to the local sides.
# (`adapted.py` is what `asgi(...)` and `wsgi(...)` make: apps of other frameworks are found through it.)
KINDS: Final = ("authorizers", "integrations")
DECLARED_SIDES: Final = ("__init__.py", "adapted.py", "declare.py", "spec.py")


@dataclass(frozen=True, slots=True, order=True)
class SourceFile:
    """A file of the bundle: its path there, with `/`, and where it comes from."""

    path: str
    origin: Path

    @property
    def mode(self) -> int:
        """0o755 for shared libraries and what is executable, 0o644 for all else."""
        executable = self.path.endswith(".so") or os.access(self.origin, os.X_OK)
        return 0o755 if executable else 0o644

    def digest(self) -> str:
        """The content's SHA-256."""
        return sha256(self.origin.read_bytes()).hexdigest()


def app_files(folder: Path, *, but: Path | None = None) -> tuple[SourceFile, ...]:
    """The app's own files, sorted by path, without the file `but`.

    Virtual environments are known by their `pyvenv.cfg` and cloud assemblies by their `cdk.out`, whatever their name.
    """
    found = []
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not _left_out(name, LEFT_OUT_FOLDERS) and not _made(parent, name)]
        inside = [Path(parent, name) for name in files if not _left_out(name, LEFT_OUT_FILES)]
        found += [SourceFile(path.relative_to(folder).as_posix(), path) for path in inside if path != but]
    return tuple(sorted(found))


def framework_files() -> tuple[SourceFile, ...]:
    """The files of the gwfw that is running which a deployed function can reach, sorted by path."""
    root = Path(gwfw.__file__).parent
    return tuple(sorted(SourceFile(f"gwfw/{path}", root / path) for path in _framework(root)))


def tree(folder: Path) -> tuple[SourceFile, ...]:
    """Every file below the folder, sorted by path."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return tuple(sorted(SourceFile(path.relative_to(folder).as_posix(), path) for path in found))


def _framework(root: Path) -> Iterator[PurePosixPath]:
    for origin in root.rglob("*"):
        path = PurePosixPath(origin.relative_to(root).as_posix())
        if origin.is_file() and "__pycache__" not in path.parts and not _local(path):
            yield path


def _local(path: PurePosixPath) -> bool:
    """Whether a file of gwfw is for developers' machines only."""
    kind = path.parts[0] in KINDS and len(path.parts) > 2
    return (
        path.parts[0] in (*LOCAL_ROOMS, *LOCAL_MODULES)
        or path.name in LOCAL_SIDES
        or (kind and path.name not in DECLARED_SIDES)
    )


def _left_out(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)


def _made(parent: str, name: str) -> bool:
    """Whether a folder is a virtual environment or an assembly."""
    return any(Path(parent, name, mark).is_file() for mark in ("pyvenv.cfg", "cdk.out"))
