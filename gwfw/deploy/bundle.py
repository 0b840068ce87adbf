"""The zip that every function of an app runs: the app's files, gwfw, their dependencies, and a table of the handlers.

The same inputs give the same bytes, so that a second deployment changes nothing. What is built is kept by its inputs'
digest in the app's `.gwfw/build`, dependencies apart from code: an unchanged app costs the reading of its files.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from gwfw.deploy import archive, bytecode, dependencies
from gwfw.deploy import requirements as needs
from gwfw.deploy.sources import SourceFile, app_files, framework_files, tree
from gwfw.errors import Failure, Problem
from gwfw.graph.model import AppGraph
from gwfw.runtime.bundle import FILE, table
from gwfw.synth.settings import Architecture

__all__ = ["UNPACKED_LIMIT", "BundleResult", "build"]

UNPACKED_LIMIT: Final = 250 * 1024 * 1024
"""Bytes that Lambda unpacks (its quota page)."""
KEPT: Final = 4
"""Bundles and sets of dependencies that stay in the cache."""
FORMAT: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleResult:
    """A bundle: `size` and `unpacked` in bytes, `files` their number, `compiled` whether modules are precompiled."""

    path: Path
    sha256: str
    size: int
    unpacked: int
    files: int
    compiled: bool


def build(
    folder: Path,
    graph: AppGraph,
    *,
    requirements: tuple[str, ...] | None = None,
    python_version: str,
    architecture: Architecture,
    out: Path,
) -> BundleResult:
    """Write the bundle of the app in `folder` to `out`. `requirements` None reads them from the app's files.

    Raises Failure where dependencies cannot be installed or the bundle is larger than Lambda unpacks.
    """
    lines = tuple(sorted({*(needs.of_app(folder) if requirements is None else requirements), *needs.framework()}))
    pins = needs.pins()
    sources = (*app_files(folder, but=out), *framework_files())
    written = json.dumps(table(graph), indent=1, sort_keys=True, ensure_ascii=False)
    target = (python_version, architecture, _compiler(python_version))
    deps_key = _digest([FORMAT, target, lines, pins])
    key = _digest([FORMAT, deps_key, written, [(file.path, file.mode, file.digest()) for file in sources]])
    cache = _cache(folder)
    kept = cache / f"bundle-{key}.zip"
    if not kept.is_file():
        compiling = bytecode.possible(python_version)
        install = partial(dependencies.install, lines, pins=pins, python_version=python_version, architecture=architecture)
        deps = _dependencies(cache / f"deps-{deps_key}", install, compiling=compiling)
        _assemble(kept, sources, written, deps, compiling=compiling)
        _prune(cache)
    return _hand_over(kept, out)


def _compiler(python_version: str) -> str | None:
    """What decides the bytes of compiled modules; None where none are made."""
    return sys.version if bytecode.possible(python_version) else None


def _dependencies(kept: Path, install: Callable[..., None], *, compiling: bool) -> Path:
    """The folder of the installed dependencies, made if it is not there."""
    if not kept.is_dir():
        with TemporaryDirectory(dir=kept.parent, prefix="new-") as folder:
            fresh = Path(folder) / "deps"
            fresh.mkdir()
            install(target=fresh)
            if compiling:
                bytecode.compile_folder(fresh)
            _place(fresh, kept)
    return kept


def _assemble(kept: Path, sources: Iterable[SourceFile], handlers: str, deps: Path, *, compiling: bool) -> None:
    """Lay the app and gwfw out beside their compiled modules, then zip all. The app's files win, as they do locally."""
    with TemporaryDirectory(dir=kept.parent, prefix="new-") as folder:
        stage, zipped = Path(folder) / "stage", Path(folder) / "bundle.zip"
        for file in sources:
            target = stage / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file.origin, target)
            target.chmod(file.mode)
        if compiling:
            bytecode.compile_folder(stage)
        (stage / FILE).write_text(handlers, encoding="utf-8")
        files = {file.path: file for file in (*dependencies.files(deps), *tree(stage))}
        archive.write(zipped, files.values())
        told = {"files": len(files), "unpacked": _within_limit(files.values()), "compiled": compiling}
        kept.with_suffix(".json").write_text(json.dumps(told), encoding="utf-8")
        _place(zipped, kept)


def _within_limit(files: Iterable[SourceFile]) -> int:
    sizes: dict[str, int] = {}
    for file in files:
        top = file.path.partition("/")[0]
        sizes[top] = sizes.get(top, 0) + file.origin.stat().st_size
    total = sum(sizes.values())
    if total > UNPACKED_LIMIT:
        largest = sorted(sizes, key=lambda name: -sizes[name])[:5]
        raise Failure(
            Problem(
                code="bundle-too-large",
                what="the bundle is larger than Lambda unpacks",
                received=f"{total / 1024**2:.0f} MB; largest: "
                + ", ".join(f"{name} {sizes[name] / 1024**2:.0f} MB" for name in largest),
                allowed=f"{UNPACKED_LIMIT // 1024**2} MB",
                remedy="remove data or dependencies that no handler uses",
            )
        )
    return total


def _hand_over(kept: Path, out: Path) -> BundleResult:
    out.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(kept, out)
    told = json.loads(kept.with_suffix(".json").read_text(encoding="utf-8"))
    return BundleResult(path=out, sha256=sha256(out.read_bytes()).hexdigest(), size=out.stat().st_size, **told)


def _cache(folder: Path) -> Path:
    """The app's cache, which git is told to ignore."""
    cache = folder / ".gwfw" / "build"
    cache.mkdir(parents=True, exist_ok=True)
    (folder / ".gwfw" / ".gitignore").write_text("*\n", encoding="utf-8")
    return cache


def _place(made: Path, kept: Path) -> None:
    """Move what was made to where it is kept; another build may have been first with the same."""
    try:
        made.replace(kept)
    except OSError:
        if not kept.exists():
            raise


def _prune(cache: Path) -> None:
    for pattern in ("bundle-*.zip", "deps-*"):
        newest = sorted(cache.glob(pattern), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in newest[KEPT:]:
            path.with_suffix(".json").unlink(missing_ok=True)
            shutil.rmtree(path) if path.is_dir() else os.unlink(path)


def _digest(value: object) -> str:
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:24]
