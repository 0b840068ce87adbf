"""Paths of the States Language: JSONPath into the data (`$`), the context object (`$$`) or a variable (`$name`).

What a path that finds nothing means depends on where it stands; the three readings here differ in their cause only,
all are `States.Runtime`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from gwfw.asl import jsontext
from gwfw.asl.failures import StateError, runtime
from gwfw.asl.view import View
from gwfw.jsonpath import MISSING, Path, PathError
from gwfw.jsonpath import compile as compile_path

__all__ = ["Constant", "Expression", "FieldPath", "PlainPath", "Query", "Reading", "invalid_condition", "invalid_path"]


class Expression(Protocol):
    """Anything in a definition that has a value at run time."""

    def evaluate(self, view: View) -> object:
        """The value. Raises StateError."""
        ...


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that the definition gives."""

    value: object

    def evaluate(self, view: View) -> object:
        """The value."""
        return self.value


_ROOT = re.compile(r"\$(\$|[^\W\d]\w*)?(?=[.\[]|$)")


@dataclass(frozen=True, slots=True)
class Query:
    """A compiled path: `root` is "" for the data, "$" for the context object, else a variable's name."""

    text: str
    root: str
    path: Path

    @classmethod
    def parse(cls, text: str) -> Query:
        """Compile `$.a`, `$$.State.Name` or `$count[0]`. Raises PathError."""
        match = _ROOT.match(text)
        if match is None:
            raise PathError(text, "it starts neither with $ nor with $$ nor with a variable's name")
        return cls(text, match[1] or "", compile_path("$" + text[match.end() :]))

    def find(self, view: View) -> object:
        """What the path finds: a value, a list for an indefinite path, or MISSING. Raises StateError."""
        document = self.document(view)
        if document is MISSING:
            return MISSING
        try:
            return self.path.get(document)
        except PathError as error:
            raise runtime(f"Invalid path '{self.text}' : {error.reason}") from error

    def document(self, view: View) -> object:
        """What the path is applied to; MISSING for a variable that is not set."""
        if not self.root:
            return view.data
        return view.context() if self.root == "$" else view.scope.find(self.root)


Reading: TypeAlias = Callable[[Query, View], StateError]
"""Words the cause of a path that finds nothing."""


@dataclass(frozen=True, slots=True)
class PlainPath:
    """A path in a field of its own, such as `InputPath`; `reading` words the cause if nothing is found."""

    query: Query
    reading: Reading

    def evaluate(self, view: View) -> object:
        """The value that the path finds."""
        value = self.query.find(view)
        if value is MISSING:
            raise self.reading(self.query, view)
        return value


@dataclass(frozen=True, slots=True)
class FieldPath:
    """A path under a key that ends with `.$`. An index past an array's end gives null."""

    query: Query
    field: str

    def evaluate(self, view: View) -> object:
        """The value that the path finds."""
        value = self.query.find(view)
        if value is not MISSING:
            return value
        if self.query.path.overruns(self.query.document(view)):
            return None
        raise runtime(
            f"The JSONPath '{self.query.text}' specified for the field '{self.field}' could not be found in the input "
            f"'{jsontext.text(view.data)}'"
        )


def invalid_path(query: Query, view: View) -> StateError:
    """The cause in `InputPath`, `OutputPath` and the paths of numbers."""
    document = query.document(view)
    reason = f"No results for path: {query.text}" if document is MISSING else query.path.explain(document)
    return runtime(f"Invalid path '{query.text}' : {reason}")


def invalid_condition(query: Query, view: View) -> StateError:
    """The cause in a Choice rule."""
    return runtime(f"Invalid path '{query.text}': The choice state's condition path references an invalid value.")
