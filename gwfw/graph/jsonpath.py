"""The part of JSONPath that selection expressions and parameter mappings take: names, indexes and `*`, no `..`, no filters.

`action`, `service.do`, `items[0].id`, `['a b']`, `items[*].id`. A path with a `*` gives the list of what it finds.
It knows values only, not where they come from. Standard library only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

__all__ = ["MISSING", "JsonPath", "Missing"]


class Missing:
    """The type of MISSING: a path led nowhere. It is not None, because JSON has null."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()

_STEP = re.compile(
    r"""\.?(?P<name>[^\s.\[\]'"$?@(){}*]+) | \.?(?P<star>\*) | \[(?P<index>-?\d+)\] | \[(?P<all>\*)\]
      | \['(?P<single>[^']*)'\] | \["(?P<double>[^"]*)"\]""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class JsonPath:
    """A compiled path: each step is a member name, an index, or None for `*`."""

    steps: tuple[str | int | None, ...]

    @classmethod
    def parse(cls, text: str) -> JsonPath:
        """Compile the text after `$.` or `$`. Raises ValueError for what API Gateway does not take here."""
        steps: list[str | int | None] = []
        position = 0
        while position < len(text):
            match = _STEP.match(text, position)
            if match is None or (position == 0 and text[0] == ".") or (position and match["name"] and text[position] != "."):
                raise ValueError(f"{text!r} is not a path of names, [indexes] and * at {text[position:]!r}")
            steps.append(_step(match))
            position = match.end()
        if not steps:
            raise ValueError("a path has at least one step")
        return cls(tuple(steps))

    def find(self, value: object) -> object:
        """What the path finds in a JSON value, or MISSING. With a `*`: the list of all findings, MISSING if none."""
        found = [value]
        for step in self.steps:
            found = [inner for outer in found for inner in _inside(outer, step)]
        if not found:
            return MISSING
        return found if None in self.steps else found[0]


def _step(match: re.Match[str]) -> str | int | None:
    if match["index"] is not None:
        return int(match["index"])
    return match["name"] or (match["single"] if match["single"] is not None else match["double"])


def _inside(value: object, step: str | int | None) -> list[object]:
    if isinstance(value, dict):
        if step is None:
            return list(value.values())
        return [value[step]] if isinstance(step, str) and step in value else []
    if isinstance(value, list) and not isinstance(step, str):
        if step is None:
            return list(value)
        return [value[step]] if -len(value) <= step < len(value) else []
    return []
