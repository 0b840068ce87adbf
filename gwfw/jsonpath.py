"""JSONPath as Step Functions and mapping templates use it (Jayway's dialect), compiled once and asked many times.

Names, indexes, `*` and slices are compiled and evaluated here. What needs more (filters, `..`, unions) goes to
python-jsonpath, imported only when such a path is compiled. A path starts with `$`; functions (`.length()`) are refused.
It knows JSON values only: the context object and variables of the States Language are the interpreter's matter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

__all__ = ["MISSING", "Missing", "Path", "PathError", "Step", "compile"]


class Missing:
    """The type of MISSING: a path led nowhere. It is not None, because JSON has null."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()


class PathError(ValueError):
    """A text that is not a JSONPath: `path` is the text, `reason` what is wrong with it."""

    def __init__(self, path: str, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(path, reason)

    def __str__(self) -> str:
        return f"{self.path!r} is not a JSONPath: {self.reason}"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a member's name, an index, or (both None) every child from `start` to `stop`."""

    name: str | None = None
    index: int | None = None
    start: int | None = None
    stop: int | None = None

    @property
    def single(self) -> bool:
        """Whether the step leads to one value at most."""
        return self.name is not None or self.index is not None

    @property
    def sliced(self) -> bool:
        """Whether the step is a slice, which looks into arrays only."""
        return self.start is not None or self.stop is not None

    def __str__(self) -> str:
        return f"['{self.name}']" if self.name is not None else f"[{self.index}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A compiled path. `definite`: it names one value, so that a template gets the value itself and not a list.

    `steps` is None if the path is evaluated by the library; a definite path always has steps.
    """

    text: str
    definite: bool
    steps: tuple[Step, ...] | None
    foreign: Callable[[object], list[object]] | None = field(default=None, repr=False, compare=False)

    def find(self, document: object) -> list[object]:
        """Everything that the path finds in a JSON value, in document order; empty if nothing.

        Raises PathError for a filter that cannot be applied to the document.
        """
        if self.foreign is not None:
            return self.foreign(document)
        found: Iterable[object] = (document,)
        for step in self.steps or ():
            found = [inner for outer in found for inner in _children(outer, step)]
        return list(found)

    def get(self, document: object) -> object:
        """The value of a definite path or MISSING; of an indefinite one the list of what it finds."""
        if not self.definite:
            return self.find(document)
        value = document
        for step in self.steps or ():
            value = _child(value, step)
            if value is MISSING:
                return MISSING
        return value

    def explain(self, document: object) -> str:
        """Why a definite path finds nothing in a document, in the words of Jayway's library."""
        steps = self.steps or ()
        place = "$"
        for step in steps[:-1]:
            if step.name is not None and not isinstance(document, dict):
                break
            document = _child(document, step)
            place += str(step)
            if document is MISSING:
                return f"Missing property in path {place}"
        if steps and steps[-1].name is not None and not isinstance(document, dict):
            return (
                f"Expected to find an object with property {steps[-1]} in path {place} but found a value that is no object."
            )
        return f"No results for path: ${''.join(map(str, steps))}"

    def overruns(self, document: object) -> bool:
        """Whether the path ends with an index past the end of an array that is there."""
        if not self.definite or not self.steps or self.steps[-1].index is None:
            return False
        array = document
        for step in self.steps[:-1]:
            array = _child(array, step)
        return isinstance(array, list) and _child(array, self.steps[-1]) is MISSING


@lru_cache(maxsize=1024)
def compile(path: str) -> Path:
    """Compile a path such as `$.rows[0]['first name']`. Raises PathError."""
    if not path.startswith("$"):
        raise PathError(path, "it does not start with $")
    steps = _steps(path)
    if steps is not None:
        return Path(text=path, steps=steps, definite=all(step.single for step in steps))
    if not any(sign in path for sign in ("..", "?", ",")):
        raise PathError(path, "after $ stand .name, ['name'], [index], [from:to], [*], [?(filter)] and ..name")
    return Path(text=path, steps=None, definite=False, foreign=_foreign(path))


_STEP = re.compile(
    r"""\.(?P<name>(?:\\u[0-9A-Fa-f]{4} | \\. | [^\\\s.\[\]()*?@,:'"])+)
      | \[\s*(?P<index>-?\d+)\s*\]
      | \[\s*(?:'(?P<single>(?:\\.|[^\\'])*)' | "(?P<double>(?:\\.|[^\\"])*)")\s*\]
      | (?P<all>\.\* | \[\s*\*\s*\])
      | \[\s*(?P<start>-?\d+)?\s*:\s*(?P<stop>-?\d+)?\s*\]""",
    re.VERBOSE,
)
_ESCAPE = re.compile(r"((?:\\u[0-9A-Fa-f]{4})+)|\\(.)")


def _steps(path: str) -> tuple[Step, ...] | None:
    steps = []
    position = 1
    while position < len(path):
        match = _STEP.match(path, position)
        if match is None:
            return None
        steps.append(_step(match))
        position = match.end()
    return tuple(steps)


def _step(match: re.Match[str]) -> Step:
    for group in ("name", "single", "double"):
        if match[group] is not None:
            return Step(name=_ESCAPE.sub(_unescaped, match[group]))
    if match["index"] is not None:
        return Step(index=int(match["index"]))
    start, stop = match["start"], match["stop"]
    return Step(start=int(start) if start else (None if match["all"] else 0), stop=int(stop) if stop else None)


def _unescaped(match: re.Match[str]) -> str:
    if match[1]:
        units = bytes.fromhex(match[1].replace("\\u", ""))
        return units.decode("utf-16-be", "replace")
    return match[2]


def _child(value: object, step: Step) -> object:
    if step.name is not None:
        return value.get(step.name, MISSING) if isinstance(value, dict) else MISSING
    if isinstance(value, list) and step.index is not None and -len(value) <= step.index < len(value):
        return value[step.index]
    return MISSING


def _children(value: object, step: Step) -> Iterator[object]:
    if step.single:
        child = _child(value, step)
        if child is not MISSING:
            yield child
    elif isinstance(value, list):
        yield from value[step.start : step.stop]
    elif isinstance(value, dict) and not step.sliced:
        yield from value.values()


def _foreign(path: str) -> Callable[[object], list[object]]:
    from jsonpath import JSONPathError

    from gwfw import jayway

    try:
        query = jayway.compile(path)
    except (JSONPathError, ValueError) as error:
        raise PathError(path, str(error).splitlines()[0]) from error

    def find(document: object) -> list[object]:
        if not isinstance(document, list | dict):
            return []
        try:
            return query(document)
        except (JSONPathError, RecursionError) as error:
            raise PathError(path, f"it cannot be applied: {error}") from error

    return find
