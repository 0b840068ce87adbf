"""Conditions of Choice rules: comparisons of JSONPath states joined by And, Or and Not, or one JSONata expression."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol, cast

from gwfw.asl.comparison import OPERANDS, OPERATORS, TESTS, Comparison
from gwfw.asl.formulas import FormulaField, read_formula
from gwfw.asl.paths import read_query
from gwfw.asl.query import Constant, Expression, PlainPath, Query, invalid_condition
from gwfw.asl.reader import Reader, is_expression
from gwfw.asl.view import View
from gwfw.jsonpath import MISSING

__all__ = ["NEVER", "RULE_FIELDS", "Condition", "read_condition", "read_formula_condition"]

RULE_FIELDS: Final = frozenset({"Next", "Assign", "Output", "Condition", "Comment"})
"""Fields of a rule that are not its condition."""


class Condition(Protocol):
    """Something that holds or not."""

    def holds(self, view: View) -> bool:
        """Whether it holds; `view` has the effective input as its data. Raises StateError."""
        ...


@dataclass(frozen=True, slots=True)
class Compared:
    """`Variable` against an operand."""

    variable: Expression
    compare: Comparison
    operand: Expression

    def holds(self, view: View) -> bool:
        """Whether the comparison is true."""
        return self.compare(self.variable.evaluate(view), self.operand.evaluate(view))


@dataclass(frozen=True, slots=True)
class Tested:
    """`IsNumeric` and its like."""

    variable: Expression
    test: Callable[[object], bool]
    expected: bool

    def holds(self, view: View) -> bool:
        """Whether the test says what is expected."""
        return self.test(self.variable.evaluate(view)) is self.expected


@dataclass(frozen=True, slots=True)
class Present:
    """`IsPresent`: whether the path finds anything, null included."""

    query: Query
    expected: bool

    def holds(self, view: View) -> bool:
        """Whether the path finds something, as expected."""
        found = self.query.find(view)
        present = bool(found) if not self.query.path.definite else found is not MISSING
        return present is self.expected


@dataclass(frozen=True, slots=True)
class Every:
    """`And`: operands after the first false one are not looked at."""

    operands: tuple[Condition, ...]

    def holds(self, view: View) -> bool:
        """Whether all hold."""
        return all(operand.holds(view) for operand in self.operands)


@dataclass(frozen=True, slots=True)
class Some:
    """`Or`: operands after the first true one are not looked at."""

    operands: tuple[Condition, ...]

    def holds(self, view: View) -> bool:
        """Whether one holds."""
        return any(operand.holds(view) for operand in self.operands)


@dataclass(frozen=True, slots=True)
class Negated:
    """`Not`."""

    operand: Condition

    def holds(self, view: View) -> bool:
        """Whether the operand does not hold."""
        return not self.operand.holds(view)


@dataclass(frozen=True, slots=True)
class Stated:
    """A JSONata condition that is a constant."""

    value: bool

    def holds(self, view: View) -> bool:
        """The constant."""
        return self.value


@dataclass(frozen=True, slots=True)
class Formulated:
    """A JSONata condition."""

    formula: FormulaField

    def holds(self, view: View) -> bool:
        """The expression's value, which must be a boolean."""
        return cast(bool, self.formula.typed(view, "boolean"))


NEVER: Final = Stated(False)
"""Stands for a condition that is wrong, so that reading can go on."""


def read_formula_condition(reader: Reader) -> Condition:
    """Compile the `Condition` of a JSONata rule."""
    reader.require("Condition")
    if is_expression(reader.value.get("Condition")):
        formula = read_formula(reader, "Condition")
        return NEVER if formula is None else Formulated(formula)
    return Stated(reader.boolean("Condition") is True)


def read_condition(reader: Reader, others: frozenset[str] = RULE_FIELDS) -> Condition:
    """Compile the condition of a JSONPath rule; `others` are fields that it may have besides."""
    names = [name for name in reader.value if name not in others]
    joined = [name for name in names if name in _JOINS]
    if joined:
        if len(names) > 1:
            reader.refuse(f"Field '{joined[0]}' must be the only condition")
        return _JOINS[joined[0]](reader, joined[0])
    if not reader.require("Variable"):
        return NEVER
    operators = [name for name in names if name != "Variable"]
    if len(operators) != 1:
        reader.refuse("Exactly one comparison operator is required")
        return NEVER
    return _comparison(reader, operators[0])


def _comparison(reader: Reader, name: str) -> Condition:
    query = read_query(reader, "Variable")
    if query is None:
        return NEVER
    variable = PlainPath(query, invalid_condition)
    if name == "IsPresent" or name in TESTS:
        expected = reader.boolean(name)
        if name == "IsPresent":
            return Present(query, expected is not False)
        return Tested(variable, TESTS[name], expected is not False)
    operand = _operand(reader, name)
    return NEVER if operand is None else Compared(variable, OPERATORS[name.removesuffix("Path")], operand)


def _operand(reader: Reader, name: str) -> Expression | None:
    base = name.removesuffix("Path")
    if base not in OPERATORS or name == "StringMatchesPath":
        reader.refuse(f"Field '{name}' is not supported")
        return None
    if base != name:
        query = read_query(reader, name)
        return None if query is None else PlainPath(query, invalid_condition)
    kind = next(kind for kind in OPERANDS if name.startswith(kind))
    value = reader.value[name]
    if OPERANDS[kind](value):
        return Constant(value)
    message = (
        "String does not match RFC3339 timestamp" if kind == "Timestamp" else f"Expected value of type [{kind.upper()}]"
    )
    reader.refuse(message, name)
    return None


def _operands(reader: Reader, name: str) -> tuple[Condition, ...]:
    operands = tuple(read_condition(child, frozenset({"Comment"})) for child in reader.children(name))
    if not operands:
        reader.refuse("At least one rule is required", name)
    return operands


def _not(reader: Reader, name: str) -> Condition:
    child = reader.child(name)
    return NEVER if child is None else Negated(read_condition(child, frozenset({"Comment"})))


_JOINS: Final[dict[str, Callable[[Reader, str], Condition]]] = {
    "And": lambda reader, name: Every(_operands(reader, name)),
    "Or": lambda reader, name: Some(_operands(reader, name)),
    "Not": _not,
}
