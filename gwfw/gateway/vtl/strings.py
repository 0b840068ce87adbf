"""Methods of java.lang.String on Python texts. Positions count UTF-16 units, as in Java.

https://docs.oracle.com/javase/8/docs/api/java/lang/String.html
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from typing import Final

from gwfw.gateway.vtl import regex
from gwfw.gateway.vtl.limits import PRODUCED
from gwfw.gateway.vtl.overloads import Overloads, overloads
from gwfw.gateway.vtl.printing import text

__all__ = ["METHODS", "joined", "units"]

_BEYOND: Final = re.compile("[\U00010000-\U0010ffff]")
_PAIR: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_BLANKS: Final = "".join(map(chr, range(33)))


def units(value: str) -> str:
    """The text with one character for each UTF-16 unit."""
    return value if value.isascii() else _BEYOND.sub(_split, value)


def _split(found: re.Match[str]) -> str:
    high, low = divmod(ord(found[0]) - 0x10000, 0x400)
    return chr(0xD800 + high) + chr(0xDC00 + low)


def joined(value: str) -> str:
    """The text with surrogate pairs joined to characters."""
    return value if value.isascii() else _PAIR.sub(_join, value)


def _join(found: re.Match[str]) -> str:
    return chr(0x10000 + ((ord(found[0][0]) - 0xD800) << 10) + ord(found[0][1]) - 0xDC00)


def _substring(value: str, first: int, last: int | None = None) -> str:
    whole = units(value)
    end = len(whole) if last is None else last
    if not 0 <= first <= end <= len(whole):
        raise ValueError(f"there is nothing from {first} to {end} in a text of length {len(whole)}")
    return joined(whole[first:end])


def _char_at(value: str, index: int) -> str:
    return _substring(value, index, index + 1)


def _index_of(value: str, sought: str, first: int = 0) -> int:
    return units(value).find(units(sought), max(first, 0))


def _last_index_of(value: str, sought: str, last: int | None = None) -> int:
    wanted = units(sought)
    if last is None:
        return units(value).rfind(wanted)
    return units(value).rfind(wanted, 0, last + len(wanted)) if last >= 0 else -1


def _starts_with(value: str, sought: str, first: int = 0) -> bool:
    return first >= 0 and units(value).startswith(units(sought), first)


def _compare(value: str, other: str) -> int:
    left, right = units(value), units(other)
    for one, two in zip(left, right, strict=False):
        if one != two:
            return ord(one) - ord(two)
    return len(left) - len(right)


def _matches(value: str, pattern: str) -> bool:
    return regex.compile(pattern).fullmatch(value) is not None


def _replace(value: str, sought: str, by: str) -> str:
    if value.count(sought) * len(by) > PRODUCED:
        raise ValueError(f"more than {PRODUCED} characters")
    return value.replace(sought, by)


def _replace_all(value: str, pattern: str, by: str) -> str:
    return _substituted(value, pattern, by, 0)


def _replace_first(value: str, pattern: str, by: str) -> str:
    return _substituted(value, pattern, by, 1)


def _substituted(value: str, pattern: str, by: str, count: int) -> str:
    compiled = regex.compile(pattern)
    replaced = regex.replacement(compiled, by)
    if by and (len(value) + 1) * len(by) > PRODUCED:
        raise ValueError(f"perhaps more than {PRODUCED} characters")
    return compiled.sub(replaced, value, count=count)


def _split_at(value: str, pattern: str, limit: int = 0) -> tuple[str, ...]:
    """Java's split: no empty text at the end unless `limit` is negative, at most `limit` parts if it is positive."""
    parts: list[str] = []
    position = 0
    for found in regex.compile(pattern).finditer(value):
        if len(parts) + 1 == limit:
            break
        if found.end() == 0 or (found.start() == found.end() == len(value)):
            continue
        parts.append(value[position : found.start()])
        position = found.end()
    if not parts:
        return (value,)
    parts.append(value[position:])
    while limit == 0 and parts and not parts[-1]:
        parts.pop()
    return tuple(parts)


def _hash(value: str) -> int:
    total = 0
    for unit in units(value):
        total = (total * 31 + ord(unit)) & 0xFFFFFFFF
    return total - (1 << 32) if total >= 1 << 31 else total


def _text_of(value: str, other: object) -> str:
    return text(other)


METHODS: Final[Mapping[str, Overloads]] = overloads(
    {
        "charAt(int)": _char_at,
        "compareTo(String)": _compare,
        "compareToIgnoreCase(String)": lambda value, other: _compare(value.upper().lower(), other.upper().lower()),
        "concat(String)": lambda value, other: value + other,
        "contains(String)": lambda value, sought: sought in value,
        "contentEquals(String)": lambda value, other: value == other,
        "endsWith(String)": lambda value, sought: value.endswith(sought),
        "equals(Object)": lambda value, other: value == other,
        "equalsIgnoreCase(String)": lambda value, other: value.upper() == other.upper(),
        "hashCode()": _hash,
        "indexOf(String)": _index_of,
        "indexOf(int)": lambda value, code: _index_of(value, chr(code)) if 0 <= code < sys.maxunicode else -1,
        "indexOf(String,int)": _index_of,
        "isEmpty()": lambda value: not value,
        "lastIndexOf(String)": _last_index_of,
        "lastIndexOf(String,int)": _last_index_of,
        "length()": lambda value: len(units(value)),
        "matches(String)": _matches,
        "replace(String,String)": _replace,
        "replaceAll(String,String)": _replace_all,
        "replaceFirst(String,String)": _replace_first,
        "split(String)": _split_at,
        "split(String,int)": _split_at,
        "startsWith(String)": _starts_with,
        "startsWith(String,int)": _starts_with,
        "subSequence(int,int)": _substring,
        "substring(int)": _substring,
        "substring(int,int)": _substring,
        "toLowerCase()": str.lower,
        "toString()": lambda value: value,
        "toUpperCase()": str.upper,
        "trim()": lambda value: value.strip(_BLANKS),
        "valueOf(Object)": _text_of,
    }
)
"""By name."""
