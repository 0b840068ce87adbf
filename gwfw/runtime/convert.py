"""Texts of a request -> values of scalar types.

`int`, `float`, `bool`, `str` and enumerations are converted here, everything else (UUID, dates, Literal, constraints) by
pydantic. The sentences and names of faults are pydantic's in both cases, so that a client sees one form.
Stricter than Python's own conversions: no blanks, no `1_000`, no digits of other scripts, no `nan` and no `inf`.
"""

from __future__ import annotations

import enum
from collections.abc import Callable

from gwfw.annotations import NONE, members

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    Convert: TypeAlias = Callable[[str], object]

__all__ = ["Wrong", "converter"]

FINITE_LIMIT = float("inf")
BOOLEANS = {
    **dict.fromkeys(("true", "1", "yes", "on", "t", "y"), True),
    **dict.fromkeys(("false", "0", "no", "off", "f", "n"), False),
}


class Wrong(Exception):
    """A text is no value of the type: `type` and `message` as pydantic gives them."""

    def __init__(self, type: str, message: str) -> None:
        self.type, self.message = type, message
        super().__init__(type, message)


def converter(annotation: object) -> Convert:
    """What turns a text into a value of that type, or raises Wrong. None among the alternatives plays no part."""
    given = [member for member in members(annotation) if member is not NONE] if not metadata(annotation) else [annotation]
    if len(given) == 1:
        plain = given[0]
        if plain in SIMPLE:
            return SIMPLE[plain]
        if isinstance(plain, type) and issubclass(plain, enum.Enum):
            return _enumeration(plain)
    return _by_pydantic(annotation)


def metadata(annotation: object) -> bool:
    """Whether there are constraints around the type."""
    return hasattr(annotation, "__metadata__")


def _text(text: str) -> str:
    return text


def _integer(text: str) -> int:
    digits = text[1:] if text[:1] in ("-", "+") else text
    if digits.isascii() and digits.isdigit() and len(digits) <= 4300:  # more digits than Python itself converts
        return int(text)
    raise Wrong("int_parsing", "Input should be a valid integer, unable to parse string as an integer")


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = FINITE_LIMIT
    if -FINITE_LIMIT < number < FINITE_LIMIT and text.isascii() and "_" not in text and text == text.strip():
        return number
    raise Wrong("float_parsing", "Input should be a valid number, unable to parse string as a number")


def _boolean(text: str) -> bool:
    found = BOOLEANS.get(text.lower())
    if found is None:
        raise Wrong("bool_parsing", "Input should be a valid boolean, unable to interpret input")
    return found


SIMPLE: dict[object, Convert] = {str: _text, int: _integer, float: _number, bool: _boolean}


def _enumeration(type: type[enum.Enum]) -> Convert:
    by_text = {str(member.value): member for member in type}
    *most, last = (repr(member.value) for member in type)
    message = f"Input should be {', '.join(most)} or {last}" if most else f"Input should be {last}"

    def convert(text: str) -> enum.Enum:
        found = by_text.get(text)
        if found is None:
            raise Wrong("enum", message)
        return found

    return convert


def _by_pydantic(annotation: object) -> Convert:
    from pydantic import TypeAdapter, ValidationError

    form: Any = annotation
    validate = TypeAdapter[object](form).validate_strings

    def convert(text: str) -> object:
        try:
            return validate(text)
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False, include_input=False)[0]
            raise Wrong(first["type"], first["msg"]) from None

    return convert
