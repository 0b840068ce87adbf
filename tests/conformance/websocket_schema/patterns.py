"""The pattern language of the schema: literals, subsets, `$any`, `$type`, `$re`, `$length`, `$capture`, `$ref`, `$exact`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

__all__ = ["ABSENT", "Values", "at", "differs"]

ABSENT: Final = object()
"""What `at` gives where nothing is."""

TYPES: Final[dict[str, Callable[[object], bool]]] = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "null": lambda value: value is None,
}


class Values:
    """What was captured, and what is known of clients: `c1.connectionId`."""

    def __init__(self, connection_id: Callable[[str], str]) -> None:
        self._captured: dict[str, object] = {}
        self._connection_id = connection_id

    def capture(self, name: str, value: object) -> None:
        """Keep a value under a name."""
        self._captured[name] = value

    def get(self, name: str) -> object:
        """A captured value, or the connection id of a client. Raises KeyError."""
        client, _, member = name.partition(".")
        return self._connection_id(client) if member == "connectionId" else self._captured[name]

    def filled(self, template: Any) -> Any:
        """A value of the case with every `$ref` in it replaced."""
        if isinstance(template, dict):
            if set(template) == {"$ref"}:
                return self.get(template["$ref"])
            return {name: self.filled(held) for name, held in template.items()}
        return [self.filled(held) for held in template] if isinstance(template, list) else template


def differs(pattern: Any, value: Any, values: Values, where: str = "$", *, exact: bool = False) -> list[str]:
    """What is not as the pattern says, as sentences; none if it matches."""
    if isinstance(pattern, dict):
        operators = [name for name in pattern if name.startswith("$") and name in _OPERATORS]
        if operators and len(pattern) == 1:
            return _OPERATORS[operators[0]](pattern[operators[0]], value, values, where)
        return _object(pattern, value, values, where, exact=exact)
    if isinstance(pattern, list):
        if not isinstance(value, list) or len(value) != len(pattern):
            return [f"{where}: expected {len(pattern)} items, got {value!r}"]
        pairs = enumerate(zip(pattern, value, strict=True))
        return [text for i, (inner, held) in pairs for text in differs(inner, held, values, f"{where}[{i}]", exact=exact)]
    same = type(pattern) is type(value) or not isinstance(pattern, bool) | isinstance(value, bool)
    return [] if same and pattern == value else [f"{where}: expected {pattern!r}, got {_short(value)}"]


def _object(pattern: dict[str, Any], value: Any, values: Values, where: str, *, exact: bool) -> list[str]:
    if not isinstance(value, dict):
        return [f"{where}: expected an object, got {_short(value)}"]
    found = [f"{where}.{name}: unexpected" for name in value if name not in pattern] if exact else []
    for name, inner in pattern.items():
        if name not in value:
            found.append(f"{where}.{name}: missing")
        else:
            found += differs(inner, value[name], values, f"{where}.{name}", exact=exact)
    return found


def _said(holds: bool, where: str, wanted: object, value: object) -> list[str]:
    return [] if holds else [f"{where}: expected {wanted}, got {_short(value)}"]


def _capture(name: str, value: object, values: Values, where: str) -> list[str]:
    values.capture(name, value)
    return []


_OPERATORS: Final[dict[str, Callable[[Any, Any, Values, str], list[str]]]] = {
    "$any": lambda wanted, value, values, where: [],
    "$capture": _capture,
    "$exact": lambda wanted, value, values, where: differs(wanted, value, values, where, exact=True),
    "$length": lambda wanted, value, values, where: _said(
        isinstance(value, str) and len(value) == wanted, where, f"{wanted} characters", value
    ),
    "$re": lambda wanted, value, values, where: _said(
        isinstance(value, str) and re.search(wanted, value) is not None, where, f"/{wanted}/", value
    ),
    "$ref": lambda wanted, value, values, where: _said(values.get(wanted) == value, where, repr(values.get(wanted)), value),
    "$type": lambda wanted, value, values, where: _said(TYPES[wanted](value), where, f"a {wanted}", value),
}


def at(value: Any, path: str) -> Any:
    """The member at a dotted path, or ABSENT."""
    for name in path.split("."):
        if not isinstance(value, dict) or name not in value:
            return ABSENT
        value = value[name]
    return value


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 200 else f"{text[:200]}… ({len(text)} characters)"
