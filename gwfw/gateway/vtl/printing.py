r"""Values as text: as Java's toString prints them, and as json-smart writes JSON.

Double: https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/lang/Double.html#toString(double)
A list from a JSON text prints as json-smart writes it, with `/` as `\/`; `$input.json` writes `/`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from gwfw.gateway.vtl.limits import PRODUCED
from gwfw.gateway.vtl.values import Entry, JsonList, Loop

__all__ = ["Printable", "double", "json_text", "text"]

_SHORT: Final = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "/": "\\/"}
_ESCAPED: Final = re.compile(r'["\\/\x00-\x1f\x7f-\x9f\u2000-\u20ff]')
_ESCAPED_BUT_SLASH: Final = re.compile(r'["\\\x00-\x1f\x7f-\x9f\u2000-\u20ff]')


class Printable:
    """A value that says its text itself, by `str`."""

    __slots__ = ()


def text(value: object) -> str:
    """The value as printed. Raises ValueError for what has no text worth printing, and for too much of it."""
    if type(value) is str:
        return value
    if type(value) is int:
        return str(value)
    return _joined(_pieces(value))


def json_text(value: object, *, slash: bool = False) -> str:
    r"""The value as JSON without blanks; with `slash` a `/` is written `\/`."""
    return _joined(_json(value, _ESCAPED if slash else _ESCAPED_BUT_SLASH))


def _joined(pieces: Iterator[str]) -> str:
    """One text. Values may hold each other many times over, so it is counted while it grows."""
    held = []
    room = PRODUCED
    for piece in pieces:
        room -= len(piece) + 1
        if room < 0:
            raise ValueError(f"more than {PRODUCED} characters")
        held.append(piece)
    return "".join(held)


def _pieces(value: object) -> Iterator[str]:
    if value is None:
        yield "null"
    elif isinstance(value, bool):
        yield "true" if value else "false"
    elif isinstance(value, float):
        yield double(value)
    elif isinstance(value, JsonList):
        yield from _json(value, _ESCAPED)
    elif isinstance(value, list):
        yield from _between("[", value, "]")
    elif isinstance(value, dict):
        yield from _between("{", (Entry(key, held) for key, held in value.items()), "}")
    elif isinstance(value, Entry):
        yield from _pieces(value.key)
        yield "="
        yield from _pieces(value.value)
    elif isinstance(value, Loop):
        yield "{}"
    elif isinstance(value, int | str | Decimal | Printable):
        yield str(value)
    else:
        raise ValueError(
            "an array has no text; #foreach goes through it" if isinstance(value, tuple) else "this has no text"
        )


def _between(first: str, values: Iterator[object] | list[object], last: str) -> Iterator[str]:
    yield first
    for index, value in enumerate(values):
        yield ", " if index else ""
        yield from _pieces(value)
    yield last


def _json(value: object, escaped: re.Pattern[str]) -> Iterator[str]:
    if isinstance(value, dict):
        yield "{"
        for index, (key, held) in enumerate(value.items()):
            yield "," if index else ""
            yield f'"{escaped.sub(_escape, text(key))}":'
            yield from _json(held, escaped)
        yield "}"
    elif isinstance(value, list):
        yield "["
        for index, held in enumerate(value):
            yield "," if index else ""
            yield from _json(held, escaped)
        yield "]"
    elif value is None or isinstance(value, bool | int | Decimal):
        yield text(value)
    elif isinstance(value, float):
        yield double(value) if math.isfinite(value) else "null"
    else:
        yield f'"{escaped.sub(_escape, text(value))}"'


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    return _SHORT.get(character) or f"\\u{ord(character):04X}"


def double(value: float) -> str:
    """`1.0`, `0.001`, `1.0E7`, `1.5E-10`."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")
    if value == 0 or 1e-3 <= abs(value) < 1e7:
        return repr(value)
    mantissa, _, exponent = f"{Decimal(repr(value)).normalize():E}".partition("E")
    return f"{mantissa if '.' in mantissa else mantissa + '.0'}E{int(exponent)}"
