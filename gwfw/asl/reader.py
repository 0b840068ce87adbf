"""Reading a definition: objects with their place, fields with their type, and one list of findings for everything wrong.

Reading never stops at a mistake. A field of the wrong type is reported and read as if it were absent, so that one pass
finds everything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, TypeVar

from gwfw.asl import jsontext
from gwfw.asl.findings import Code, Finding

__all__ = ["JSONATA", "JSONPATH", "Area", "Language", "Reader", "Setting", "Site", "is_expression", "looks_like_path"]

Language: TypeAlias = Literal["JSONPath", "JSONata"]
JSONPATH: Language = "JSONPath"
JSONATA: Language = "JSONata"

NumberT = TypeVar("NumberT", int, float)


def looks_like_path(value: object) -> bool:
    """Whether a value looks like a path or an intrinsic call, where neither is evaluated."""
    return isinstance(value, str) and value.startswith(("$.", "$$.", "$[", "States."))


def is_expression(value: object) -> bool:
    """Whether a value is a JSONata expression: `{% ... %}`, with nothing outside."""
    return isinstance(value, str) and len(value) >= 4 and value.startswith("{%") and value.endswith("%}")


@dataclass(slots=True)
class Setting:
    """What holds for a whole definition: its query language, its kind, and what has been found so far."""

    language: Language
    express: bool
    findings: list[Finding] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    resources: dict[str, None] = field(default_factory=dict)
    depth: int = 0


@dataclass(slots=True)
class Area:
    """A machine, branch or iteration that is being read: its transitions, its variables, and the areas inside.

    `targets` are (state, place, target), `assigned` the places of variables by name. The children of a distributed Map
    are no inner area, because they share no variables.
    """

    targets: list[tuple[str, str, str]] = field(default_factory=list)
    assigned: dict[str, str] = field(default_factory=dict)
    inner: list[Area] = field(default_factory=list)


@dataclass(slots=True)
class Site:
    """The state that is being read (or, with an empty name, what is around states)."""

    setting: Setting
    area: Area
    path: str
    name: str
    language: Language


class Reader:
    """One object of a definition. `path` is its place."""

    __slots__ = ("path", "site", "value")

    def __init__(self, value: Mapping[str, object], path: str, site: Site) -> None:
        self.value, self.path, self.site = value, path, site

    @property
    def jsonata(self) -> bool:
        """Whether the state that is read uses JSONata."""
        return self.site.language == JSONATA

    def has(self, name: str) -> bool:
        """Whether the field is there, whatever its value."""
        return name in self.value

    def label(self, name: str) -> str:
        """The field as causes name it: `Choices[1]/Condition`."""
        return f"{self.path}/{name}".removeprefix(f"{self.site.path}/")

    def refuse(self, message: str, name: str | None = None, *, code: Code = "SCHEMA_VALIDATION_FAILED") -> None:
        """Report a mistake of this object, or of its field `name`."""
        path = self.path if name is None else f"{self.path}/{name}"
        self.site.setting.findings.append(Finding(code=code, message=message, path=path or "/"))

    def refuse_placeless(self, message: str, *, code: Code) -> None:
        """Report a mistake for which the service gives no place."""
        self.site.setting.findings.append(Finding(code=code, message=message))

    def warn(self, message: str, name: str, *, code: Code = "SCHEMA_VALIDATION_FAILED") -> None:
        """Report something about the field `name` that refuses nothing."""
        finding = Finding(code=code, message=message, path=f"{self.path}/{name}", severity="WARNING")
        self.site.setting.findings.append(finding)

    def require(self, *names: str) -> bool:
        """Report fields that must be there."""
        missing = [name for name in names if name not in self.value]
        if missing:
            self.refuse(f"These fields are required: [{', '.join(missing)}]")
        return not missing

    def exclusive(self, *names: str, required: bool = False) -> str | None:
        """The one of these fields that is there; several, or none if one is `required`, are reported."""
        found = [name for name in names if name in self.value]
        if len(found) > 1 or (required and not found):
            self.refuse(f"Exactly one of these fields is allowed: [{', '.join(names)}]")
        return found[0] if found else None

    # Fields by type --------------------------------------------------------------------------------------------------

    def string(self, name: str) -> str | None:
        """A string, None if absent."""
        value = self.value.get(name)
        if isinstance(value, str):
            return value
        self._wrong(name, "STRING")
        return None

    def choice(self, name: str, allowed: tuple[str, ...]) -> str | None:
        """One of a few strings, None if absent."""
        value = self.string(name)
        if value is None or value in allowed:
            return value
        self.refuse(f"Value should be one of the following: [{', '.join(allowed)}]", name)
        return None

    def boolean(self, name: str) -> bool | None:
        """A boolean, None if absent."""
        value = self.value.get(name)
        if isinstance(value, bool):
            return value
        self._wrong(name, "BOOLEAN")
        return None

    def integer(self, name: str, least: int, most: int) -> int | None:
        """An integer between both (inclusive), None if absent."""
        value = self.value.get(name)
        if isinstance(value, int | float) and jsontext.is_integer(value):
            return self._between(name, int(value), least, most)
        self._wrong(name, "INTEGER")
        return None

    def number(self, name: str, least: float, most: float) -> float | None:
        """A number between both (inclusive), None if absent."""
        value = self.value.get(name)
        if isinstance(value, int | float) and jsontext.is_number(value):
            return self._between(name, value, least, most)
        self._wrong(name, "NUMBER")
        return None

    def strings(self, name: str) -> tuple[str, ...] | None:
        """A list of strings with at least one member, None if absent."""
        value = self.value.get(name)
        if isinstance(value, list) and value and all(isinstance(member, str) for member in value):
            return tuple(value)
        self._wrong(name, "ARRAY of STRING")
        return None

    def child(self, name: str) -> Reader | None:
        """An object, None if absent."""
        value = self.value.get(name)
        if isinstance(value, dict):
            return Reader(value, f"{self.path}/{name}", self.site)
        self._wrong(name, "OBJECT")
        return None

    def children(self, name: str) -> Iterator[Reader]:
        """The objects of a list; nothing if absent."""
        value = self.value.get(name)
        if not isinstance(value, list):
            self._wrong(name, "ARRAY")
            return
        for index, member in enumerate(value):
            if isinstance(member, dict):
                yield Reader(member, f"{self.path}/{name}[{index}]", self.site)
            else:
                self.refuse("Expected value of type [OBJECT]", f"{name}[{index}]")

    def target(self, name: str) -> str:
        """The name of a state in the same container; what becomes of it is checked when all are known."""
        value = self.string(name)
        if value is None:
            return ""
        self.site.area.targets.append((self.site.name, f"{self.path}/{name}", value))
        return value

    def _wrong(self, name: str, kind: str) -> None:
        if name in self.value:
            self.refuse(f"Expected value of type [{kind}]", name)

    def _between(self, name: str, value: NumberT, least: float, most: float) -> NumberT | None:
        if least <= value <= most:
            return value
        self.refuse(f"Value should be between {least} and {most}", name)
        return None
