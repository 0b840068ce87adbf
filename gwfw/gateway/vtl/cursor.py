"""A text that is being parsed: where we are, what stands there, how deep we are in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

from gwfw.gateway.vtl.errors import TemplateError
from gwfw.gateway.vtl.limits import DEPTH
from gwfw.gateway.vtl.nodes import Block

__all__ = ["Cursor", "ParseText"]

_BLANKS = re.compile(r"[ \t\r\n]*")

ParseText: TypeAlias = Callable[["Cursor"], Block]
"""Parses a whole text: what stands between double quotes is a template of its own."""


class Cursor:
    """A position in `text`. `quoted`: the text stood between double quotes, on the line `first_line` of a template."""

    __slots__ = ("depth", "first_line", "parse_text", "position", "quoted", "text")

    def __init__(
        self, text: str, parse_text: ParseText, *, depth: int = 0, first_line: int = 1, quoted: bool = False
    ) -> None:
        self.text, self.parse_text = text, parse_text
        self.depth, self.first_line, self.quoted = depth, first_line, quoted
        self.position = 0

    @property
    def line(self) -> int:
        """The line of the position, as lines of the whole template are counted."""
        return self.first_line + self.text.count("\n", 0, self.position)

    @property
    def rest(self) -> str:
        """What stands next, shortened for messages."""
        found = self.text[self.position : self.position + 20]
        return repr(found) if found else "the end"

    def at(self, sign: str) -> bool:
        """Whether that text stands here."""
        return self.text.startswith(sign, self.position)

    def take(self, sign: str) -> bool:
        """Go over that text, if it stands here."""
        if not self.text.startswith(sign, self.position):
            return False
        self.position += len(sign)
        return True

    def looks_at(self, pattern: re.Pattern[str]) -> bool:
        """Whether the pattern matches here."""
        return pattern.match(self.text, self.position) is not None

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Go over what the pattern matches here."""
        found = pattern.match(self.text, self.position)
        if found is not None:
            self.position = found.end()
        return found

    def blanks(self) -> None:
        """Go over blanks and line ends."""
        self.match(_BLANKS)

    def expect(self, sign: str, where: str) -> None:
        """Go over that text. Raises TemplateError if something else stands here."""
        if not self.take(sign):
            raise self.error(f"{sign!r} is missing {where}; here is {self.rest}")

    def error(self, reason: str) -> TemplateError:
        """The error at this position."""
        return TemplateError(reason, self.line)

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Count what is inside as one level deeper. Raises TemplateError where it is too deep."""
        if self.depth == DEPTH:
            raise self.error(f"more than {DEPTH} levels inside each other")
        self.depth += 1
        yield
        self.depth -= 1

    def inner(self, text: str, first_line: int) -> Block:
        """Parse a text between double quotes."""
        with self.deeper():
            return self.parse_text(Cursor(text, self.parse_text, depth=self.depth, first_line=first_line, quoted=True))
