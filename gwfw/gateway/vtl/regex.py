r"""Java's regular expressions, translated to Python's. What would mean something else here is refused.

`\d \w \s \b` mean ASCII, and `.` no line end of any sort, as in Java. Refused: `\p{...}` but the ASCII classes, sets in
sets, `&&`, `\G`, `\R`, `\X`, `\h`, `\c`. https://docs.oracle.com/javase/8/docs/api/java/util/regex/Pattern.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

__all__ = ["compile", "replacement"]

_CLASSES: Final = {
    "Lower": "a-z",
    "Upper": "A-Z",
    "Alpha": "a-zA-Z",
    "Digit": "0-9",
    "Alnum": "a-zA-Z0-9",
    "Punct": "!-/:-@\\[-`{-~",
    "Space": " \\t\\n\\x0b\\f\\r",
    "XDigit": "0-9a-fA-F",
    "ASCII": "\\x00-\\x7f",
}
_TOKEN: Final = re.compile(
    r"""\\Q(?P<quoted>.*?)(?:\\E|$)
      | \\p\{(?P<posix>\w+)\}
      | (?P<end>\\[zZ])
      | \\(?P<escaped>.)
      | (?P<named>\(\?<(?=[A-Za-z]))
      | (?P<set>\[\^?)(?P<first>\]?)
      | (?P<times>\{[0-9]+(?:,[0-9]*)?\})
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_DOT_ALL: Final = re.compile(r"\(\?[A-Za-z]*s")
_ENDS: Final = {"\\z": r"\Z", "\\Z": r"(?=\n?\Z)"}
_REFUSED: Final = frozenset("GRXhHvVNPcpCk")


@lru_cache(maxsize=256)
def compile(pattern: str) -> re.Pattern[str]:
    """Compile Java's pattern. Raises ValueError for one that is wrong, or that cannot be translated."""
    try:
        return re.compile(_translated(pattern), re.ASCII)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"{pattern!r} is not a regular expression: {error}") from error


def _translated(pattern: str) -> str:
    dot = "." if _DOT_ALL.search(pattern) else r"[^\n\r\u0085\u2028\u2029]"
    written: list[str] = []
    in_set = False
    for token in _TOKEN.finditer(pattern):
        part = _inside_set(pattern, token) if in_set else _outside_sets(pattern, token, dot)
        if in_set and part == written[-1] and part in ("-", "\\&"):
            raise ValueError(f"{pattern!r} has {token[0] * 2} in a set, which is not available here")
        in_set = token["set"] is not None or (in_set and token[0] != "]")
        written.append(part)
    return "".join(written)


def _inside_set(pattern: str, token: re.Match[str]) -> str:
    if token["set"] is not None:
        raise ValueError(f"{pattern!r} has a set in a set, which is not available here")
    return f"\\{token[0]}" if token[0] in ("|", "~", "&") else _anywhere(pattern, token)


def _outside_sets(pattern: str, token: re.Match[str], dot: str) -> str:
    if token["set"] is not None:
        return token["set"] + ("\\]" if token["first"] else "")
    if token[0] == "{":
        raise ValueError(f"{pattern!r} has a {{ that is no number of times")
    if token["posix"] is not None:
        return f"[{_posix(pattern, token['posix'])}]"
    return dot if token[0] == "." else _anywhere(pattern, token)


def _anywhere(pattern: str, token: re.Match[str]) -> str:
    if token["quoted"] is not None:
        return re.escape(token["quoted"])
    if token["posix"] is not None:
        return _posix(pattern, token["posix"])
    if token["escaped"] is not None and token["escaped"] in _REFUSED:
        raise ValueError(f"{pattern!r} uses {token[0]}, which is not available here")
    return "(?P<" if token["named"] else _ENDS.get(token[0], token[0])


def _posix(pattern: str, name: str) -> str:
    if name not in _CLASSES:
        raise ValueError(f"{pattern!r} uses \\p{{{name}}}, which is not available here")
    return _CLASSES[name]


_REPLACED: Final = re.compile(r"\\(.)|\$([0-9]+)|\$\{([A-Za-z][A-Za-z0-9]*)\}|([$\\])", re.DOTALL)


def replacement(pattern: re.Pattern[str], written: str) -> Callable[[re.Match[str]], str]:
    """Java's replacement text, where `$1` is a group and a backslash escapes.

    Raises ValueError for a lone `$` or backslash, and for a group that the pattern does not have.
    """
    parts = list(_parts(pattern, written))

    def replaced(found: re.Match[str]) -> str:
        return "".join([part if isinstance(part, str) else found[part] or "" for part in parts])

    return replaced


def _parts(pattern: re.Pattern[str], written: str) -> Iterator[str | int]:
    """Texts, and numbers of groups."""
    position = 0
    for found in _REPLACED.finditer(written):
        yield written[position : found.start()]
        position = found.end()
        if found[4]:
            raise ValueError(f"{written!r} is no replacement: $ and \\ are escaped by \\")
        if found[1]:
            yield found[1]
        elif found[3]:
            yield _known(pattern, pattern.groupindex.get(found[3]), written)
        else:
            digits = found[2]
            while len(digits) > 1 and int(digits) > pattern.groups:
                digits = digits[:-1]
            position = found.start() + 1 + len(digits)
            yield _known(pattern, int(digits), written)
    yield written[position:]


def _known(pattern: re.Pattern[str], group: int | None, written: str) -> int:
    if group is None or group > pattern.groups:
        raise ValueError(f"{written!r} names a group that {pattern.pattern!r} does not have")
    return group
