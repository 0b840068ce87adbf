r"""JSON texts with references in them: the States Language definitions and mapping templates that a graph holds.

A value is written as canonical JSON (sorted keys, no blanks); `Ref`s stay references. A mapping template is such a JSON
text that VTL prints: its constants are written so that VTL sees no character of its own language, by JSON's own escapes
(`$` is `\u0024`), and only `Expression`s are evaluated.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from gwfw.graph.model import Ref, Text

__all__ = ["Expression", "Value", "Words", "document", "escaped", "vtl_document"]


def escaped(expression: str) -> str:
    r"""The VTL that prints `expression`'s text inside a JSON string, whatever it holds.

    `escapeJavaScript` is made for JavaScript: it writes `\'`, which JSON does not have, hence the replacement (documented
    by AWS with `$util.escapeJavaScript`).
    """
    return f'$util.escapeJavaScript({expression}).replaceAll("\\\\\'","\'")'


@dataclass(frozen=True, slots=True)
class Expression:
    """VTL that prints text fit for a JSON string: `$context.connectionId`, or `escaped(...)` of what a client controls."""

    vtl: str


Words: TypeAlias = tuple["str | Ref | Expression", ...]
"""A JSON string of several parts. In a mapping template no `Ref` stands right after an `Expression`."""

Value: TypeAlias = "bool | int | float | str | Ref | Words | list[Value] | dict[str, Value] | None"
"""JSON, where a string may be a reference or a tuple of parts."""


def document(value: Value) -> Text:
    """The value as canonical JSON."""
    return _joined(_write(value, vtl=False))


def vtl_document(value: Value) -> Text:
    """The mapping template that prints the value as JSON."""
    return _joined(_write(value, vtl=True))


def _write(value: Value, *, vtl: bool) -> Iterator[str | Ref]:
    if isinstance(value, dict):
        yield "{"
        for index, (key, held) in enumerate(sorted(value.items())):
            yield "," if index else ""
            yield from _string((key,), vtl=vtl)
            yield ":"
            yield from _write(held, vtl=vtl)
        yield "}"
    elif isinstance(value, list):
        yield "["
        for index, held in enumerate(value):
            yield "," if index else ""
            yield from _write(held, vtl=vtl)
        yield "]"
    elif isinstance(value, str | Ref):
        yield from _string((value,), vtl=vtl)
    elif isinstance(value, tuple):
        yield from _string(value, vtl=vtl)
    else:
        yield json.dumps(value, allow_nan=False)


def _string(words: Words, *, vtl: bool) -> Iterator[str | Ref]:
    yield '"'
    glued = False
    for word in words:
        if isinstance(word, str):
            yield _constant(word, glued=glued) if vtl else json.dumps(word)[1:-1]
        elif glued and isinstance(word, Ref):
            raise ValueError(f"{word} right after an expression: VTL would read both as one")
        else:
            yield word if isinstance(word, Ref) else word.vtl
        glued = isinstance(word, Expression)
    yield '"'


def _constant(text: str, *, glued: bool) -> str:
    """A constant of a template. Right after an expression its first character is escaped as well, since VTL would read
    `$context.stage.x` or `$context.stage(` as one reference."""
    written = [_hex(character) if character in '$#\\"' else json.dumps(character)[1:-1] for character in text]
    if glued and text[:1].isascii() and text[:1] > " ":
        written[0] = _hex(text[0])
    return "".join(written)


def _hex(character: str) -> str:
    return f"\\u{ord(character):04x}"


def _joined(pieces: Iterable[str | Ref]) -> Text:
    """Neighbouring texts become one."""
    text: list[str | Ref] = []
    for piece in pieces:
        if isinstance(piece, str) and text and isinstance(text[-1], str):
            text[-1] += piece
        elif piece != "":
            text.append(piece)
    return tuple(text)
