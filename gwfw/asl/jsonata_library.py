"""The library jsonata-python: the one place that imports it.

It sets the process's recursion limit when it is imported; that is undone here, and `frames` gives room while it
evaluates. Another package (jsonata-rs) installs a module of the same name and is told from this one by its parts.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_frames = sys.getrecursionlimit()
try:
    from jsonata.functions import Functions
    from jsonata.jexception import JException
    from jsonata.jsonata import Jsonata
    from jsonata.utils import Utils
except ImportError as error:  # pragma: no cover -- depends on what is installed
    raise ImportError(
        "JSONata needs the package jsonata-python (pip install 'gwfw[local]'); jsonata-rs has the same module name and "
        "cannot be installed beside it"
    ) from error
finally:
    sys.setrecursionlimit(_frames)

__all__ = ["FRAMES", "Functions", "JException", "Jsonata", "Utils", "frames"]

FRAMES: Final = 10_000
"""The recursion limit that the library wants."""

_lock = threading.Lock()
_inside = 0


@contextmanager
def frames() -> Iterator[None]:
    """Room for the library's recursion, while any thread is in here."""
    global _inside, _frames
    with _lock:
        if not _inside:
            _frames = sys.getrecursionlimit()
            sys.setrecursionlimit(max(_frames, FRAMES))
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if not _inside:
                sys.setrecursionlimit(_frames)
