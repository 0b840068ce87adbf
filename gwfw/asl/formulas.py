"""Fields of JSONata states: literals of any JSON type with expressions (`{% ... %}`) at any depth.

The causes name the expression and the field as AWS words them; `jsonata`, which evaluates them, is imported when the
first expression is compiled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gwfw.asl import jsontext
from gwfw.asl.failures import QUERY, StateError
from gwfw.asl.query import Constant, Expression
from gwfw.asl.reader import Reader, is_expression
from gwfw.asl.template import ArrayTemplate, ObjectTemplate
from gwfw.asl.view import View
from gwfw.jsonpath import MISSING

if TYPE_CHECKING:
    from gwfw.asl.jsonata import Formula

__all__ = ["CAUGHT", "INPUT", "RESULT", "FormulaField", "query_failure", "read_formula", "read_value"]

INPUT: Final = frozenset({"input", "context"})
"""The members of `$states` that exist everywhere."""
RESULT: Final = INPUT | {"result"}
"""Those of the `Output` and `Assign` of a state that has a result."""
CAUGHT: Final = INPUT | {"errorOutput"}
"""Those of a catcher's `Output` and `Assign`."""


def query_failure(cause: str, field: str) -> StateError:
    """A `States.QueryEvaluationError` of a field."""
    return StateError(QUERY, cause, evaluated=True, location=field)


@dataclass(frozen=True, slots=True)
class FormulaField:
    """One expression in its field."""

    formula: Formula
    field: str

    def evaluate(self, view: View) -> object:
        """The expression's value. Raises StateError for nothing, for a function and for a failed evaluation."""
        from gwfw.asl.jsonata import Fault, UnsupportedResult

        try:
            value = self.formula.evaluate(_bindings(view), view)
        except Fault as fault:
            mark = "." if fault.coded else ":"
            raise self._failure(f"threw an error during evaluation{mark} {fault.message}") from fault
        except UnsupportedResult as error:
            raise self._failure("returned an unsupported result type.") from error
        if value is MISSING:
            raise self._failure("returned nothing (undefined).")
        return value

    def typed(self, view: View, kind: str) -> object:
        """The value if it is of that JSON type (`array`, `boolean`, `number`, `string`). Raises StateError."""
        value = self.evaluate(view)
        if jsontext.type_name(value) != kind:
            raise self.unexpected(kind, value)
        return value

    def unexpected(self, kind: str, value: object) -> StateError:
        """What a value of another type than `kind` gives."""
        found, text = jsontext.type_name(value), jsontext.text(value)
        return self._failure(f"returned an unexpected result type. Expected '{kind}', but was '{found}' for value: {text}")

    def _failure(self, what: str) -> StateError:
        cause = f"The JSONata expression '{self.formula.text}' specified for the field '{self.field}' {what}"
        return query_failure(cause, self.field)


def read_value(reader: Reader, name: str, members: frozenset[str] = INPUT) -> Expression | None:
    """Compile a field that may hold any JSON value; None if it is absent."""
    return _value(reader, name, reader.value[name], members) if reader.has(name) else None


def read_formula(reader: Reader, name: str, members: frozenset[str] = INPUT) -> FormulaField | None:
    """Compile a field that holds an expression; None if it does not, or is broken (which is reported)."""
    text = reader.value.get(name)
    return _formula(reader, name, text, members) if isinstance(text, str) and is_expression(text) else None


def _value(reader: Reader, name: str, value: object, members: frozenset[str]) -> Expression:
    if isinstance(value, str) and is_expression(value):
        return _formula(reader, name, value, members) or Constant(None)
    if isinstance(value, Mapping):
        inner = Reader(value, f"{reader.path}/{name}", reader.site)
        fields = {key: _value(inner, key, member, members) for key, member in value.items()}
        if all(isinstance(member, Constant) for member in fields.values()):
            return Constant(value)
        return ObjectTemplate(tuple(fields.items()))
    if isinstance(value, list):
        parts = tuple(_value(reader, f"{name}[{index}]", member, members) for index, member in enumerate(value))
        return Constant(value) if all(isinstance(part, Constant) for part in parts) else ArrayTemplate(parts)
    return Constant(value)


def _formula(reader: Reader, name: str, text: str, members: frozenset[str]) -> FormulaField | None:
    from gwfw.asl.jsonata import SyntaxFault, parse
    from gwfw.asl.jsonata_references import references

    try:
        formula = parse(text[2:-2].strip())
    except SyntaxFault as fault:
        reader.refuse(str(fault), name, code="INVALID_JSONATA_EXPRESSION")
        return None
    for message in references(formula.tree, members):
        reader.refuse(message, name, code="UNSUPPORTED_JSONATA_EXPRESSION")
    return FormulaField(formula, reader.label(name))


def _bindings(view: View) -> dict[str, object]:
    states: dict[str, object] = {"input": view.input, "context": view.context()}
    if view.result is not MISSING:
        states["result"] = view.result
    if view.error is not MISSING:
        states["errorOutput"] = view.error
    return {**view.scope.all(), "states": states}
