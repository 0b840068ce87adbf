"""Fail: ends the machine with an error, or fails the branch or iteration. Both `Error` and `Cause` may be missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from gwfw.asl import jsontext
from gwfw.asl.failures import StateError, runtime
from gwfw.asl.formulas import FormulaField, read_formula
from gwfw.asl.paths import read_text_path
from gwfw.asl.query import Constant, Expression
from gwfw.asl.reader import Reader, is_expression, looks_like_path
from gwfw.asl.states.base import State
from gwfw.asl.view import View

if TYPE_CHECKING:
    from gwfw.asl.chain import Chain

__all__ = ["Fail", "read_fail"]


@dataclass(frozen=True, slots=True)
class PathText:
    """An `ErrorPath` or `CausePath`."""

    expression: Expression
    field: str

    def evaluate(self, view: View) -> str:
        """The text. Raises StateError for anything else."""
        value = self.expression.evaluate(view)
        if isinstance(value, str):
            return value
        raise runtime(f"The {self.field} field must point to a string, but was: {jsontext.text(value)}")


@dataclass(frozen=True, slots=True)
class FormulaText:
    """An `Error` or `Cause` that is an expression."""

    formula: FormulaField

    def evaluate(self, view: View) -> str:
        """The text. Raises StateError for anything else."""
        value = self.formula.typed(view, "string")
        assert isinstance(value, str)
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Fail(State):
    """A Fail state."""

    kind: ClassVar[str] = "Fail"

    error: PathText | FormulaText | Constant | None
    cause: PathText | FormulaText | Constant | None

    def begin(self, chain: Chain, now: float) -> None:
        """Fail at once."""
        view = chain.view(now)
        error, cause = (None if text is None else str(text.evaluate(view)) for text in (self.error, self.cause))
        raise StateError(error, cause)


def read_fail(reader: Reader, name: str) -> Fail:
    """Compile a Fail state."""
    return Fail(name=name, error=_text(reader, "Error"), cause=_text(reader, "Cause"))


def _text(reader: Reader, name: str) -> PathText | FormulaText | Constant | None:
    path = f"{name}Path"
    if reader.exclusive(name, path) == path:
        expression = read_text_path(reader, path)
        return None if expression is None else PathText(expression, path)
    if reader.jsonata and is_expression(reader.value.get(name)):
        formula = read_formula(reader, name)
        return None if formula is None else FormulaText(formula)
    text = reader.string(name)
    if not reader.jsonata and looks_like_path(text):
        reader.warn(f"The value of the field '{name}' looks like a path, which needs '{path}'", name, code="NO_PATH")
    return None if text is None else Constant(text)
