"""Watching an app's folder for saves, by watchfiles, on a thread of its own.

What counts is what an app is made of: Python, pyproject.toml, state machines (`.asl.json`, `.asl.yaml`), templates and
other text that code reads when it is imported. Other JSON does not count: handlers write such files themselves. Nor do
the tests, virtual environments, caches, hidden folders, and what `cdk` and `node` leave behind.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path, PurePath

__all__ = ["Watcher", "counts"]

_SUFFIXES = (".py", ".toml", ".asl.json", ".asl.yaml", ".asl.yml", ".html", ".css", ".js", ".jinja", ".j2", ".sql")
_IGNORED = frozenset({"__pycache__", "node_modules", "venv", "env", "site-packages", "tests", "cdk.out", "build", "dist"})
_STEP_MS, _DEBOUNCE_MS = 20, 300


def counts(path: PurePath) -> bool:
    """Whether a save of that file, given relative to the app's folder, restarts the app's code."""
    if not path.name.endswith(_SUFFIXES) or path.name.startswith((".", "test_")) or path.name == "conftest.py":
        return False
    return not any(part in _IGNORED or part.startswith(".") for part in path.parts[:-1])


class Watcher:
    """Calls `changed` on the loop's thread with the saved files, relative to the folder; saves at one time count as one."""

    def __init__(self, folder: Path, changed: Callable[[tuple[str, ...]], None], loop: asyncio.AbstractEventLoop) -> None:
        self._folder, self._changed, self._loop = folder.resolve(), changed, loop
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watcher", daemon=True)

    def start(self) -> None:
        """Watch from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Watch no more. Returns within a step of the watcher."""
        self._stop.set()
        self._thread.join(1.0)

    def _watch(self) -> None:
        from watchfiles import watch

        saves = watch(
            self._folder,
            watch_filter=lambda _, path: counts(self._relative(path)),
            step=_STEP_MS,
            debounce=_DEBOUNCE_MS,
            stop_event=self._stop,
            raise_interrupt=False,
            ignore_permission_denied=True,
        )
        for changes in saves:
            names = tuple(sorted({str(self._relative(path)) for _, path in changes}))
            try:
                self._loop.call_soon_threadsafe(self._changed, names)
            except RuntimeError:
                return  # the loop is closed

    def _relative(self, path: str) -> PurePath:
        return PurePath(path).relative_to(self._folder)
