"""The members of a request, read by name and checked as the service's model says: type, length, allowed values.

botocore checks a part of this before it sends, other SDKs and API Gateway do not. Several findings make one message.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from gwfw.local.states.faults import Fault

__all__ = ["Members", "validation"]

ARN_LENGTH: Final = 256
DATA_LENGTH: Final = 262_144
PAGE_SIZES: Final = (0, 1000)


class Members:
    """One request's members. Every reader raises Fault for a value that the service refuses; a missing one is None."""

    def __init__(self, given: Mapping[str, object]) -> None:
        self._given = given

    @classmethod
    def parse(cls, body: bytes) -> Members:
        """The members of a request's body. Raises Fault for what is no JSON object."""
        try:
            given = json.loads(body or b"{}")
        except (ValueError, RecursionError):
            given = None
        if not isinstance(given, dict):
            raise Fault("SerializationException", "Start of structure or map found where not expected.")
        return cls(given)

    def text(self, name: str, *, longest: int | None = None, shortest: int = 0) -> str | None:
        """A text of `shortest` to `longest` characters."""
        value = self._given.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            raise Fault("SerializationException", f"{_json_type(value)} can not be converted to a String")
        if longest is not None and len(value) > longest:
            raise validation(name, value, f"Member must have length less than or equal to {longest}")
        if len(value) < shortest:
            raise validation(name, value, f"Member must have length greater than or equal to {shortest}")
        return value

    def needed(self, name: str, *, longest: int | None = None, shortest: int = 0) -> str:
        """A text that must be there."""
        value = self.text(name, longest=longest, shortest=shortest)
        if value is None:
            raise Fault(
                "ValidationException",
                f"1 validation error detected: Value null at '{name}' failed to satisfy constraint: Member must not be null",
            )
        return value

    def arn(self, name: str) -> str:
        """The text of an ARN, which must be there; it is not taken apart."""
        return self.needed(name, longest=ARN_LENGTH, shortest=1)

    def choice(self, name: str, allowed: Sequence[str]) -> str | None:
        """One of the allowed texts."""
        value = self.text(name)
        if value is not None and value not in allowed:
            raise validation(name, value, f"Member must satisfy enum value set: [{', '.join(allowed)}]")
        return value

    def number(self, name: str, low: int, high: int) -> int | None:
        """A whole number from `low` to `high`."""
        value = self._given.get(name)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool):
            raise Fault("SerializationException", f"{_json_type(value)} can not be converted to an Integer")
        if value > high:
            raise validation(name, str(value), f"Member must have value less than or equal to {high}")
        if value < low:
            raise validation(name, str(value), f"Member must have value greater than or equal to {low}")
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """True or false."""
        value = self._given.get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise Fault("SerializationException", f"{_json_type(value)} can not be converted to a Boolean")
        return value

    def structure(self, name: str) -> Mapping[str, object] | None:
        """A structure, as it came."""
        value = self._given.get(name)
        if value is not None and not isinstance(value, dict):
            raise Fault("SerializationException", "Unexpected field type")
        return value

    def items(self, name: str) -> list[object]:
        """A list, as it came; empty where there is none."""
        value = self._given.get(name)
        if value is not None and not isinstance(value, list):
            raise Fault("SerializationException", "Expected list or null")
        return value or []

    def has(self, name: str) -> bool:
        """Whether the member was given a value."""
        return self._given.get(name) is not None


def validation(member: str, value: str, constraint: str) -> Fault:
    """A value that breaks a constraint of the model."""
    said = f"Value '{value}' at '{member}' failed to satisfy constraint: {constraint}"
    return Fault("ValidationException", f"1 validation error detected: {said}")


def _json_type(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE_VALUE" if value else "FALSE_VALUE"
    names = {int: "NUMBER_VALUE", float: "NUMBER_VALUE", str: "STRING_VALUE"}
    return names.get(type(value), "START_OBJECT" if isinstance(value, dict) else "START_ARRAY")
