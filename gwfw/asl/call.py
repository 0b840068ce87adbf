"""Calls of intrinsic functions as they are written under a `.$` key: `States.Format('{} of {}', $.n, States.Array(1))`.

Arguments are 'texts', numbers, null, true, false, paths and further calls, nested 10 deep at most. In a text, `'`, `{`,
`}` and the backslash are written with a backslash; any other escape is refused.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from gwfw.asl.intrinsics import FUNCTIONS, Function
from gwfw.asl.query import Constant, Expression, FieldPath, Query
from gwfw.asl.view import View

__all__ = ["DEPTH_LIMIT", "Call", "CallError", "parse_call"]

DEPTH_LIMIT = 10


class CallError(ValueError):
    """A text that is not a call of an intrinsic function."""


@dataclass(frozen=True, slots=True)
class Call:
    """A compiled call."""

    function: Function
    arguments: tuple[Expression, ...]

    def evaluate(self, view: View) -> object:
        """The function's value. Raises StateError."""
        return self.function.body([argument.evaluate(view) for argument in self.arguments], view)


def parse_call(text: str, field: str) -> Call:
    """Compile a call that stands under the key `field`. Raises CallError, and PathError for a path in it."""
    reader = _Reader(text, field)
    call = reader.call(1)
    if reader.rest():
        raise CallError(f"{reader.rest()!r} stands after the call")
    return call


_TOKEN = re.compile(
    r"""\s*(?:(?P<name>States\.\w+)\s*\( | '(?P<text>(?:\\.|[^\\'])*)' | (?P<word>null|true|false)(?!\w)
      | (?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?) | (?P<path>\$) )""",
    re.VERBOSE,
)
_SEPARATOR = re.compile(r"\s*([,)])")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_PATH = re.compile(
    r"""(?:[^\[\](),'"\s\\] | \\. | \[(?:[^\[\]'"] | '(?:\\.|[^\\'])*' | "(?:\\.|[^\\"])*" | \[[^\[\]]*\])*\])+""",
    re.VERBOSE,
)
_WORDS = {"null": None, "true": True, "false": False}


def _number(text: str) -> float:
    if not set(text) & set(".eE"):
        return int(text)
    if math.isinf(value := float(text)):
        raise CallError(f"the number {text} is too large")
    return value


class _Reader:
    """Reads one text from left to right."""

    def __init__(self, text: str, field: str) -> None:
        self._text, self._field, self._position = text, field, 0

    def rest(self) -> str:
        return self._text[self._position :].strip()

    def call(self, depth: int) -> Call:
        match = self._token()
        if match["name"] is None:
            raise CallError(f"{self._text!r} is not a call")
        return self._call(match["name"], depth)

    def _call(self, name: str, depth: int) -> Call:
        function = FUNCTIONS.get(name)
        if function is None:
            raise CallError(f"there is no function {name}")
        if depth > DEPTH_LIMIT:
            raise CallError(f"calls are nested deeper than {DEPTH_LIMIT}")
        arguments = self._arguments(name, depth)
        if len(arguments) < function.least or (function.most is not None and len(arguments) > function.most):
            raise CallError(f"{name} does not take {len(arguments)} arguments")
        return Call(function, arguments)

    def _arguments(self, name: str, depth: int) -> tuple[Expression, ...]:
        arguments: list[Expression] = []
        separator = _SEPARATOR.match(self._text, self._position)
        if separator is not None and separator[1] == ")":
            self._position = separator.end()
            return ()
        while True:
            arguments.append(self._argument(depth, template=name == "States.Format" and not arguments))
            separator = _SEPARATOR.match(self._text, self._position)
            if separator is None:
                raise CallError(f"a comma or closing bracket is missing at {self.rest()!r}")
            self._position = separator.end()
            if separator[1] == ")":
                return tuple(arguments)

    def _argument(self, depth: int, *, template: bool) -> Expression:
        match = self._token()
        if match["name"] is not None:
            return self._call(match["name"], depth + 1)
        if match["text"] is not None:
            return Constant(match["text"] if template else _ESCAPE.sub(r"\1", match["text"]))
        if match["word"] is not None:
            return Constant(_WORDS[match["word"]])
        if match["number"] is not None:
            return Constant(_number(match["number"]))
        return self._path(match.end() - 1)

    def _path(self, start: int) -> Expression:
        match = _PATH.match(self._text, start)
        assert match is not None
        self._position = match.end()
        return FieldPath(Query.parse(match[0]), self._field)

    def _token(self) -> re.Match[str]:
        match = _TOKEN.match(self._text, self._position)
        if match is None:
            raise CallError(f"an argument is expected at {self.rest()!r}")
        for escaped in _ESCAPE.finditer(match["text"] or ""):
            if escaped[1] not in "'{}\\":
                raise CallError(f"{escaped[0]!r} is no escape: only ', {{, }} and the backslash take one")
        self._position = match.end()
        return match
