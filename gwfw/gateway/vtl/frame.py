"""One rendering: its variables, what it has printed, and how much it may still do."""

from __future__ import annotations

from collections.abc import Callable

from gwfw.gateway.vtl.errors import TemplateError
from gwfw.gateway.vtl.limits import PRODUCED, TURNS
from gwfw.gateway.vtl.printing import Printable

__all__ = ["Defined", "Frame", "Run", "StopBlock", "StopTemplate"]


class StopBlock(Exception):
    """`#break`: the innermost loop ends."""


class StopTemplate(Exception):
    """`#stop`: the template ends."""


class Frame:
    """The state of one rendering. `names` are the variables by name, `out` is what is printed so far."""

    __slots__ = ("names", "out", "room", "turns")

    def __init__(self, names: dict[str, object]) -> None:
        self.names = names
        self.out: list[str] = []
        self.room, self.turns = PRODUCED, TURNS

    def spend(self, characters: int, line: int) -> None:
        """Count produced characters. Raises TemplateError when there are too many."""
        self.room -= characters
        if self.room < 0:
            raise TemplateError(f"more than {PRODUCED} characters produced", line)

    def turn(self, line: int) -> None:
        """Count one iteration of a loop. Raises TemplateError when there are too many."""
        self.turns -= 1
        if self.turns < 0:
            raise TemplateError(f"more than {TURNS} iterations of all loops together", line)

    def printed(self, run: Run) -> str:
        """What `run` prints, as a text of its own."""
        outside, self.out = self.out, []
        try:
            run(self)
            return "".join(self.out)
        finally:
            self.out = outside


Run = Callable[[Frame], None]
"""A compiled block."""


class Defined(Printable):
    """What `#define` gives a name: it prints anew, with the variables of the moment, whenever it is printed."""

    __slots__ = ("_frame", "_line", "_name", "_run", "_running")

    def __init__(self, name: str, run: Run, frame: Frame, line: int) -> None:
        self._name, self._run, self._frame, self._line = name, run, frame, line
        self._running = False

    def __str__(self) -> str:
        if self._running:
            raise TemplateError(f"${self._name} prints itself", self._line)
        self._running = True
        try:
            printed = self._frame.printed(self._run)
        finally:
            self._running = False
        self._frame.spend(len(printed), self._line)
        return printed
