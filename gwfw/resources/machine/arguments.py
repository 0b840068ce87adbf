"""What users write into a step's arguments, as a value of the definition: handles and tasks become references."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from gwfw.flow import Task
from gwfw.graph.model import Ref
from gwfw.graph.template import Value
from gwfw.resources.handle import Handle

__all__ = ["is_jsonata", "mapping", "value"]

ATTRIBUTES: Final[Mapping[str, Literal["name", "arn", "url"]]] = {"machine": "arn", "queue": "url"}
"""By which attribute services know a resource; others go by their name."""


def value(given: object) -> Value:
    """The value. Raises TypeError for what JSON and references cannot hold."""
    if isinstance(given, Handle):
        return reference(given)
    if isinstance(given, Task):
        return Ref("function", f"task-{given.name}", "arn")
    if isinstance(given, Mapping):
        return {**mapping(given)}
    if isinstance(given, list | tuple):
        return [value(held) for held in given]
    if given is None or isinstance(given, bool | int | float | str):
        return given
    raise TypeError(f"a definition holds JSON values, handles and tasks, not {given!r}")


def mapping(given: Mapping[str, object]) -> Mapping[str, Value]:
    """The object. Raises TypeError for a key that is no text."""
    for key in given:
        if not isinstance(key, str):
            raise TypeError(f"the key of an object is a text, not {key!r}")
    return {key: value(held) for key, held in given.items()}


def reference(handle: Handle) -> Ref:
    """How services call the handle's resource."""
    return Ref(handle.KIND, handle.name, ATTRIBUTES.get(handle.KIND, "name"))


def is_jsonata(given: object) -> bool:
    """Whether there is a JSONata expression in it, at any depth."""
    if isinstance(given, str):
        return given.startswith("{%") and given.endswith("%}")
    if isinstance(given, Mapping):
        return any(is_jsonata(held) for held in given.values())
    return isinstance(given, list | tuple) and any(is_jsonata(held) for held in given)
