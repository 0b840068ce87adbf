"""Fields that hold one path: `InputPath`, `ItemsPath`, `SecondsPath`, `ErrorPath` and their like."""

from __future__ import annotations

from gwfw.asl.placement import Placement
from gwfw.asl.query import Constant, Expression, PlainPath, Query, Reading, invalid_path
from gwfw.asl.reader import Reader
from gwfw.asl.template import reference_or_call
from gwfw.jsonpath import PathError

__all__ = ["ROOT", "read_path", "read_placement", "read_query", "read_text_path", "read_whole_path"]

ROOT = Placement("$", ())
"""The `ResultPath` that replaces the whole input."""


def read_query(reader: Reader, name: str) -> Query | None:
    """The path in a field, compiled; None if it is absent or wrong."""
    text = reader.string(name)
    if text is None:
        return None
    try:
        return Query.parse(text)
    except PathError as error:
        reader.refuse(f"The value for the field '{name}' must be a valid JSONPath: {error.reason}", name)
        return None


def read_path(reader: Reader, name: str, reading: Reading = invalid_path) -> Expression | None:
    """The path in a field as an expression; `reading` words the cause if nothing is found."""
    query = read_query(reader, name)
    return None if query is None else PlainPath(query, reading)


def read_whole_path(reader: Reader, name: str) -> Expression | None:
    """An `InputPath` or `OutputPath`: absent (and `$`) None, because nothing is to be done; null gives `{}`."""
    if reader.has(name) and reader.value[name] is None:
        return Constant({})
    return None if reader.value.get(name) == "$" else read_path(reader, name)


def read_placement(reader: Reader, name: str) -> Placement | None:
    """A `ResultPath`: absent `$`, null None."""
    if reader.has(name) and reader.value[name] is None:
        return None
    text = reader.string(name)
    if text is None:
        return ROOT
    try:
        return Placement.parse(text)
    except PathError as error:
        reader.refuse(f"The value for the field '{name}' must be a valid reference path: {error.reason}", name)
        return ROOT


def read_text_path(reader: Reader, name: str) -> Expression | None:
    """An `ErrorPath` or `CausePath`: a path or an intrinsic call."""
    text = reader.string(name)
    if text is None:
        return None
    try:
        return reference_or_call(text, name)
    except ValueError:
        reader.refuse(f"The value for the field '{name}' must be a valid JSONPath or a valid intrinsic function call", name)
        return None
