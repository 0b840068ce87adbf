"""The schemas that operations share: `$defs` of contracts moved to `components/schemas`, under names of their own.

Two definitions are one if they and all that they refer to are equal; others of the same name get a number behind it
(`Order`, `Order-2`). Component names follow "Components Object" of OpenAPI 3.1.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterator, Mapping
from typing import Any, Final, TypeAlias

__all__ = ["Components", "Schema", "free_name"]

Schema: TypeAlias = dict[str, Any]

OWN: Final = "#/$defs/"
SHARED: Final = "#/components/schemas/"
_WRONG: Final = re.compile(r"[^A-Za-z0-9._-]+")


class Components:
    """The shared schemas so far, by name."""

    def __init__(self) -> None:
        self.schemas: dict[str, Schema] = {}
        self._names: dict[tuple[str, str], str] = {}

    def lifted(self, text: str) -> Schema:
        """The schema of that text, referring to shared ones."""
        schema: Schema = json.loads(text)
        return self.shared(schema.pop("$defs", {}), schema)

    def shared(self, definitions: Mapping[str, Schema], schema: Schema) -> Schema:
        """The schema, its definitions moved to the shared ones."""
        names: dict[str, str] = {}
        fresh: list[str] = []
        for name in sorted(definitions):
            parts = {part: definitions[part] for part in sorted(_reached(name, definitions))}
            key = (name, json.dumps(parts, sort_keys=True))
            if key not in self._names:
                self._names[key] = free_name(name, set(self._names.values()))
                fresh.append(name)
            names[name] = self._names[key]
        for name in fresh:
            self.schemas[names[name]] = _renamed(definitions[name], names)
        renamed: Schema = _renamed(schema, names)
        return renamed


def free_name(wanted: str, taken: Container[str]) -> str:
    """The name as a component may be named, with a number behind it where it is taken."""
    name = _WRONG.sub("-", wanted).strip("-") or "unnamed"
    if name not in taken:
        return name
    number = 2
    while f"{name}-{number}" in taken:
        number += 1
    return f"{name}-{number}"


def _reached(name: str, definitions: Mapping[str, Schema]) -> set[str]:
    """The definitions that one refers to, at any depth, itself included."""
    found: set[str] = set()
    left = [name]
    while left:
        each = left.pop()
        if each not in found and each in definitions:
            found.add(each)
            left += _references(definitions[each])
    return found


def _references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for part in value.values():
            if isinstance(part, str) and part.startswith(OWN):
                yield part.removeprefix(OWN)
            else:
                yield from _references(part)
    elif isinstance(value, list):
        for part in value:
            yield from _references(part)


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    """References are in `$ref` and in the `mapping` of a discriminator; both hold nothing else of this form."""
    if isinstance(value, dict):
        return {key: _renamed(part, names) for key, part in value.items()}
    if isinstance(value, list):
        return [_renamed(part, names) for part in value]
    if isinstance(value, str) and value.startswith(OWN):
        return SHARED + names.get(value.removeprefix(OWN), value.removeprefix(OWN))
    return value
