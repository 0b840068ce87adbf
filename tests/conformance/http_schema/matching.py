"""Compares what was expected with what was seen: subsets, exact values and the schema's matchers.

`$re` full match (numbers as text), `$absent` not there, `$unordered` a list in any order, `$int_ms_now` whole milliseconds
within a minute of now, `$same_as` the value at a dotted path of the same document, or of another one of the step.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

__all__ = ["ABSENT", "at", "differences"]

ABSENT = object()
"""What is not there."""

_NOW_MS = 60_000


def at(document: object, path: str) -> object:
    """The value at a dotted path, or ABSENT."""
    for name in path.split("."):
        if not isinstance(document, Mapping) or name not in document:
            return ABSENT
        document = document[name]
    return document


def differences(
    expected: object,
    actual: object,
    where: str,
    *,
    subset: bool = True,
    lenient: bool = False,
    root: Sequence[object] = (),
) -> Iterator[str]:
    """Sentences that say what differs. `lenient`: a number equals its decimal text. `root`: where `$same_as` looks."""
    root = root or (actual,)
    if isinstance(expected, Mapping) and any(key.startswith("$") for key in expected):
        yield from _matcher(expected, actual, where, root)
    elif isinstance(expected, Mapping):
        yield from _mapping(expected, actual, where, subset, lenient, root)
    elif isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        for index, (wanted, got) in enumerate(zip(expected, actual, strict=True)):
            yield from differences(wanted, got, f"{where}[{index}]", subset=subset, lenient=lenient, root=root)
    elif not _equal(expected, actual, lenient):
        yield f"{where}: expected {_shown(expected)}, got {_shown(actual)}"


def _mapping(
    expected: Mapping[str, Any], actual: object, where: str, subset: bool, lenient: bool, root: Sequence[object]
) -> Iterator[str]:
    if not isinstance(actual, Mapping):
        yield f"{where}: expected an object, got {_shown(actual)}"
        return
    for key, wanted in expected.items():
        yield from differences(wanted, actual.get(key, ABSENT), f"{where}.{key}", subset=subset, lenient=lenient, root=root)
    if not subset and (more := sorted(set(actual) - set(expected))):
        yield f"{where}: has {', '.join(more)} besides"


def _matcher(expected: Mapping[str, Any], actual: object, where: str, root: Sequence[object]) -> Iterator[str]:
    for name, argument in expected.items():
        if name not in _MATCHERS:
            yield f"{where}: unknown matcher {name}"
        elif not _MATCHERS[name](argument, actual, root):
            yield f"{where}: expected {_shown(expected)}, got {_shown(actual)}"


def _matches(pattern: str, actual: object, root: object) -> bool:
    return isinstance(actual, str | int | float) and re.fullmatch(pattern, str(actual), re.DOTALL) is not None


def _is_unordered(wanted: Sequence[object], actual: object, root: Sequence[object]) -> bool:
    if not isinstance(actual, list) or len(actual) != len(wanted):
        return False
    left = list(actual)
    for one in wanted:
        found = next((got for got in left if not any(differences(one, got, "", root=root))), ABSENT)
        if found is ABSENT:
            return False
        left.remove(found)
    return True


def _is_now(wanted: bool, actual: object, root: object) -> bool:
    whole = isinstance(actual, int) and not isinstance(actual, bool)
    return wanted is (whole and abs(time.time() * 1000 - float(str(actual))) <= _NOW_MS)


def _elsewhere(root: Sequence[object], path: str) -> object:
    found = (at(document, path) for document in root)
    return next((value for value in found if value is not ABSENT), ABSENT)


_MATCHERS: dict[str, Any] = {
    "$re": _matches,
    "$absent": lambda wanted, actual, root: (actual is ABSENT) is wanted,
    "$unordered": _is_unordered,
    "$int_ms_now": _is_now,
    "$same_as": lambda path, actual, root: actual is not ABSENT and actual == _elsewhere(root, path),
}


def _equal(expected: object, actual: object, lenient: bool) -> bool:
    if lenient and str in (type(expected), type(actual)) and type(expected) is not type(actual):
        numbers = (int, float)
        if isinstance(expected, numbers) or isinstance(actual, numbers):
            return _decimal(expected) == _decimal(actual)
    return (type(expected) is type(actual) and expected == actual) or _same_number(expected, actual)


def _same_number(expected: object, actual: object) -> bool:
    numbers = (int, float)
    booleans = isinstance(expected, bool) or isinstance(actual, bool)
    return isinstance(expected, numbers) and isinstance(actual, numbers) and not booleans and expected == actual


def _decimal(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _shown(value: object) -> str:
    if value is ABSENT:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) <= 400 else text[:400] + "…"
