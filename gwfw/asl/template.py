"""Payload templates of JSONPath states: objects in which a key ending with `.$` has a path or an intrinsic call.

Inside arrays only the objects are looked at; a bare `"$.a"` in an array stays text. A template without any such key is
a constant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gwfw.asl.query import Constant, Expression, FieldPath, Query
from gwfw.asl.reader import Reader, looks_like_path
from gwfw.asl.view import View

__all__ = ["read_template", "reference_or_call"]

SUFFIX = ".$"


@dataclass(frozen=True, slots=True)
class ObjectTemplate:
    """An object with at least one member that is evaluated."""

    members: tuple[tuple[str, Expression], ...]

    def evaluate(self, view: View) -> object:
        """The object with every member evaluated."""
        return {name: member.evaluate(view) for name, member in self.members}


@dataclass(frozen=True, slots=True)
class ArrayTemplate:
    """An array with at least one member that is evaluated."""

    members: tuple[Expression, ...]

    def evaluate(self, view: View) -> object:
        """The array with every member evaluated."""
        return [member.evaluate(view) for member in self.members]


def read_template(reader: Reader, name: str) -> Expression | None:
    """Compile the template in a field; None if it is absent or wrong (which is reported)."""
    child = reader.child(name)
    return None if child is None else _object(child)


def reference_or_call(text: object, field: str) -> Expression:
    """Compile what stands under a `.$` key. Raises ValueError for what is neither a path nor a call."""
    if not isinstance(text, str):
        raise ValueError("it is not a string")
    if text.startswith("$"):
        return FieldPath(Query.parse(text), field)
    from gwfw.asl.call import parse_call  # with all functions, which most machines do not need

    return parse_call(text, field)


def _object(reader: Reader) -> Expression:
    members: dict[str, Expression] = {}
    for key, value in reader.value.items():
        name = key.removesuffix(SUFFIX)
        if name in members:
            reader.refuse(f"The field '{name}' is given more than once")
        members[name] = _value(reader, key, value) if name == key else _evaluated(reader, key, value)
    if all(isinstance(member, Constant) for member in members.values()):
        return Constant({name: member.value for name, member in members.items() if isinstance(member, Constant)})
    return ObjectTemplate(tuple(members.items()))


def _value(reader: Reader, key: str, value: object) -> Expression:
    if isinstance(value, Mapping):
        return _object(Reader(value, f"{reader.path}/{key}", reader.site))
    if isinstance(value, list):
        members = tuple(_value(reader, f"{key}[{index}]", member) for index, member in enumerate(value))
        if not all(isinstance(member, Constant) for member in members):
            return ArrayTemplate(members)
    if looks_like_path(value):
        message = f"The value of the field '{key}' looks like a path or an intrinsic call, which needs '{key}.$'"
        reader.warn(message, key, code="NO_DOLLAR")
    return Constant(value)


def _evaluated(reader: Reader, key: str, value: object) -> Expression:
    try:
        return reference_or_call(value, key)
    except ValueError:
        reader.refuse(
            f"The value for the field '{key}' must be a valid JSONPath or a valid intrinsic function call",
        )
        return Constant(None)
