"""Watches what a mapping calls, for two things that no symbol can notice.

- A function of the app that gets a symbol and branches: `re.match`, `in` and their like see a text, not a symbol, and
  would always say the same.
- The clock: what it says is frozen into the template.
"""

from __future__ import annotations

import os
import sys
from datetime import date
from types import CodeType, FrameType, TracebackType
from typing import Any, Final

from gwfw.declarations import Mark
from gwfw.tracing.branches import branches
from gwfw.tracing.symbols import Symbols

__all__ = ["Watch"]

CLOCKS: Final = frozenset({"time", "time_ns", "monotonic", "monotonic_ns", "gmtime", "localtime", "strftime", "ctime"})
DATES: Final = frozenset({"now", "utcnow", "today"})


class Watch:
    """A context in which a mapping is called. `branch` and `clock` are the first place of each, None if there is none."""

    def __init__(self, mapping: CodeType, symbols: Symbols, folder: str) -> None:
        self._mapping, self._symbols = mapping, symbols
        self._folder = folder.rstrip(os.sep) + os.sep if folder else None
        self._before: Any = None
        self.branch: Mark | None = None
        self.clock: Mark | None = None

    def __enter__(self) -> Watch:
        self._before = sys.getprofile()
        sys.setprofile(self.see)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        sys.setprofile(self._before)

    def own(self, file: str) -> bool:
        """Whether that file is the app's."""
        return self._folder is not None and file.startswith(self._folder)

    def see(self, frame: FrameType, event: str, called: object) -> None:
        """What the interpreter tells of each call."""
        if event == "c_call" and self.clock is None and _is_clock(called):
            self.clock = self._place(frame)
        elif event == "call" and self.branch is None and self._takes_symbol(frame):
            lines = branches(frame.f_code)
            self.branch = Mark(frame.f_code.co_filename, lines[0]) if lines else None

    def _takes_symbol(self, frame: FrameType) -> bool:
        code = frame.f_code
        if code is self._mapping or not self.own(code.co_filename):
            return False
        names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        return any(self._symbols.inside(frame.f_locals[name]) for name in names)

    def _place(self, frame: FrameType) -> Mark:
        """The innermost line of the app; the one that called, where nothing is the app's."""
        inner: FrameType | None = frame
        while inner is not None and not self.own(inner.f_code.co_filename):
            inner = inner.f_back
        found = inner or frame
        return Mark(found.f_code.co_filename, found.f_lineno)


def _is_clock(called: object) -> bool:
    name = getattr(called, "__name__", "")
    if getattr(called, "__module__", None) == "time":
        return name in CLOCKS
    owner = getattr(called, "__self__", None)
    return name in DATES and isinstance(owner, type) and issubclass(owner, date)
