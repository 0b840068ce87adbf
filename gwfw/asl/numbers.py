"""Fields that hold a number: written out, by a path (JSONPath), or by an expression (JSONata).

A number that is known is checked when the definition is read. One that is only known at run time fails the state:
`States.Runtime` for a path, `States.QueryEvaluationError` for an expression, in the words of the field.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from gwfw.asl import jsontext
from gwfw.asl.failures import StateError, runtime
from gwfw.asl.formulas import FormulaField, query_failure, read_formula
from gwfw.asl.paths import read_query
from gwfw.asl.query import Query, invalid_path
from gwfw.asl.reader import Reader, is_expression
from gwfw.asl.view import View
from gwfw.jsonpath import MISSING

__all__ = ["PARAMETER", "REFERS", "Bounds", "NumberField", "Wording", "read_number"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a number may be (both ends included), and the cause if a value at run time is outside."""

    least: float
    most: float
    cause: str
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Wording:
    """How a kind of path field words its causes."""

    missing: Callable[[Query, View, str], StateError]
    wrong: Callable[[Query, str, object, bool], str]
    outside: Callable[[Query, str, object, Bounds], str]


def _parameter_outside(query: Query, field: str, value: object, bounds: Bounds) -> str:
    if isinstance(value, int | float) and value < 0:
        return f"The {field} parameter references a negative value: {query.text} == {jsontext.text(value)}"
    return bounds.cause


PARAMETER: Final = Wording(
    missing=lambda query, view, field: (
        runtime(f"The {field} parameter does not reference an input value: {query.text}")
        if field == "SecondsPath"
        else invalid_path(query, view)
    ),
    wrong=lambda query, field, value, whole: (
        f"The {field} parameter cannot be parsed as a long value: {query.text} == {jsontext.text(value)}"
    ),
    outside=_parameter_outside,
)
"""`SecondsPath`, `TimeoutSecondsPath`, `HeartbeatSecondsPath`."""

REFERS: Final = Wording(
    missing=lambda query, view, field: invalid_path(query, view),
    wrong=lambda query, field, value, whole: (
        f'The {field} field refers to value "{value if isinstance(value, str) else jsontext.text(value)}" which is not a '
        f"valid {'integer' if whole else 'float'}: {query.text}"
    ),
    outside=lambda query, field, value, bounds: bounds.cause,
)
"""The paths of Map's numbers."""


@dataclass(frozen=True, slots=True)
class PathNumber:
    """A number that a path finds."""

    query: Query
    field: str
    bounds: Bounds
    wording: Wording

    def evaluate(self, view: View) -> float:
        """The number. Raises StateError."""
        value = self.query.find(view)
        if value is MISSING:
            raise self.wording.missing(self.query, view, self.field)
        if not (jsontext.is_integer(value) if self.bounds.whole else jsontext.is_number(value)):
            raise runtime(self.wording.wrong(self.query, self.field, value, self.bounds.whole))
        assert isinstance(value, int | float)
        if not self.bounds.least <= value <= self.bounds.most:
            raise runtime(self.wording.outside(self.query, self.field, value, self.bounds))
        return int(value) if self.bounds.whole else value


@dataclass(frozen=True, slots=True)
class FormulaNumber:
    """A number that an expression gives."""

    formula: FormulaField
    bounds: Bounds

    def evaluate(self, view: View) -> float:
        """The number. Raises StateError."""
        value = self.formula.typed(view, "number")
        assert isinstance(value, int | float)
        if value < self.bounds.least or (self.bounds.whole and not jsontext.is_integer(value)):
            kind = "a whole number" if self.bounds.whole else "a number"
            least, text = jsontext.text(self.bounds.least), jsontext.text(value)
            cause = f"The {self.formula.field} field must be {kind} of at least {least}, but was: {text}"
            raise query_failure(cause, self.formula.field)
        if value > self.bounds.most:
            raise query_failure(self.bounds.cause, self.formula.field)
        return int(value) if self.bounds.whole else value


@dataclass(frozen=True, slots=True)
class FixedNumber:
    """A number that the definition gives."""

    value: float

    def evaluate(self, view: View) -> float:
        """The number."""
        return self.value


NumberField: TypeAlias = PathNumber | FormulaNumber | FixedNumber


def read_number(reader: Reader, name: str, bounds: Bounds, wording: Wording = REFERS) -> NumberField | None:
    """Compile `name` or, in JSONPath, `name` + "Path"; None if both are absent."""
    path = f"{name}Path"
    if reader.exclusive(name, path) == path:
        query = read_query(reader, path)
        return None if query is None else PathNumber(query, path, bounds, wording)
    if reader.jsonata and is_expression(reader.value.get(name)):
        formula = read_formula(reader, name)
        return None if formula is None else FormulaNumber(formula, bounds)
    value = _written(reader, name, bounds)
    return None if value is None else FixedNumber(value)


def _written(reader: Reader, name: str, bounds: Bounds) -> float | None:
    if bounds.whole:
        return reader.integer(name, int(bounds.least), int(bounds.most))
    return reader.number(name, bounds.least, bounds.most)
