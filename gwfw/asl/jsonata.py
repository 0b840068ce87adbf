"""JSONata expressions, as Step Functions evaluates them.

    formula = parse("$sum($states.input.lines.(price * qty))")       # SyntaxFault for a broken expression
    formula.evaluate({"states": {...}}, view)                        # a JSON value, MISSING for nothing; Fault

The library comes with this module, so import it only for a JSONata state. Nothing reads the real clock or global
randomness: `$now`, `$random` and their like are replaced by `jsonata_functions`. Numbers follow AWS: integers are exact
within 64 bits (those written in an expression: within 53), and a result that is not finite becomes text.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from copy import copy
from functools import lru_cache
from typing import Final

from gwfw.asl.jsonata_functions import library
from gwfw.asl.jsonata_library import JException, Jsonata, Utils, frames
from gwfw.asl.view import View
from gwfw.jsonpath import MISSING

__all__ = ["DEPTH_LIMIT", "SIZE_LIMIT", "STEP_LIMIT", "Fault", "Formula", "SyntaxFault", "UnsupportedResult", "parse"]

DEPTH_LIMIT: Final = 100
"""How deep evaluation may nest."""
SIZE_LIMIT: Final = 6_990_000
"""Characters or members that one value may have while it is built (AWS: about 6.99 MB)."""
STEP_LIMIT: Final = 5_000_000
"""Evaluated nodes after which an expression is taken to be an endless loop."""


class SyntaxFault(ValueError):
    """A text that is not a JSONata expression; the message has no code."""


class Fault(Exception):
    """An evaluation that failed: `coded` says whether the message starts with a code such as `T2001`."""

    def __init__(self, message: str, *, coded: bool) -> None:
        self.message, self.coded = message, coded
        super().__init__(message)


class UnsupportedResult(Exception):
    """An expression whose result is no JSON value: a function."""


class Formula:
    """A parsed expression. `tree` is the library's syntax tree, for looking only."""

    __slots__ = ("_expression", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._expression = _Expression(text)
        self._expression.set_output_convert_nulls(False)

    @property
    def tree(self) -> object:
        """The root node."""
        return self._expression.ast

    def evaluate(self, bindings: Mapping[str, object], view: View) -> object:
        """The result as a JSON value, or MISSING. Raises Fault, and UnsupportedResult for a function."""
        bounds = _Bounds()
        variables = library(view) | {name: _bound(value) for name, value in bindings.items()}
        variables |= {"__evaluate_entry": bounds.enter, "__evaluate_exit": bounds.leave}
        previous = getattr(Jsonata.CURRENT, "jsonata", None)
        # An evaluator keeps state while it works, so that each evaluation has its own copy.
        Jsonata.CURRENT.jsonata = evaluator = copy(self._expression)
        try:
            with frames():
                return _plain(evaluator.evaluate(None, variables))
        except (Fault, UnsupportedResult):
            raise
        except JException as error:
            raise Fault(_message(error), coded=True) from error
        except Exception as error:  # the library lets Python's own errors through for values it does not foresee
            raise Fault(str(error) or type(error).__name__, coded=False) from error
        finally:
            Jsonata.CURRENT.jsonata = previous


@lru_cache(maxsize=512)
def parse(text: str) -> Formula:
    """Parse the text between `{%` and `%}`. Raises SyntaxFault."""
    try:
        return Formula(text)
    except RecursionError as error:
        raise SyntaxFault("the expression is nested too deeply") from error
    except Exception as error:  # as above: a broken expression may end in any of Python's errors
        raise SyntaxFault(str(error)) from error


class _Bounds:
    """Counts one evaluation's nesting and steps."""

    __slots__ = ("depth", "steps")

    def __init__(self) -> None:
        self.depth = self.steps = 0

    def enter(self, node: object, value: object, frame: object) -> None:
        self.depth += 1
        self.steps += 1
        if self.depth > DEPTH_LIMIT:
            raise Fault(
                "Stack overflow error: Check for non-terminating recursive function.  Consider rewriting as "
                f"tail-recursive. Depth={self.depth} max={DEPTH_LIMIT}",
                coded=False,
            )
        if self.steps > STEP_LIMIT:
            raise Fault("Expression evaluation timeout: Check for infinite loop", coded=False)

    def leave(self, node: object, value: object, frame: object, result: object) -> None:
        self.depth -= 1
        if isinstance(result, str | list) and len(result) > SIZE_LIMIT:
            raise Fault("Expression evaluation memory limit exceeded", coded=False)


class _Expression(Jsonata):  # type: ignore[misc]  # the library has no types
    """The library's evaluator with the service's arithmetic."""

    def evaluate_numeric_expression(self, lhs: object, rhs: object, op: str) -> object:
        """`lhs op rhs`: undefined if a side is; exact for integers."""
        if lhs is not None and not Utils.is_numeric(lhs):
            raise JException("T2001", -1, op, lhs)
        if rhs is not None and not Utils.is_numeric(rhs):
            raise JException("T2002", -1, op, rhs)
        if lhs is None or rhs is None:
            return None
        assert isinstance(lhs, int | float)
        assert isinstance(rhs, int | float)
        return _number(_computed(lhs, rhs, op))


def _computed(lhs: float, rhs: float, op: str) -> float:
    try:
        if op in "+-*":
            return lhs + rhs if op == "+" else lhs - rhs if op == "-" else lhs * rhs
        if op == "%":
            return math.fmod(lhs, rhs)
        exact = isinstance(lhs, int) and isinstance(rhs, int) and rhs != 0 and lhs % rhs == 0
        return lhs // rhs if exact else lhs / rhs
    except (ZeroDivisionError, ValueError):
        return math.nan if op == "%" or lhs == 0 else _infinity(lhs > 0)
    except OverflowError:
        return _infinity((lhs > 0) is (rhs > 0))


def _number(value: float) -> float:
    """An integer beyond 64 bits as a double, a double without fraction as an integer."""
    if isinstance(value, int):
        return value if -(1 << 63) <= value < 1 << 63 else _double(value)
    return int(value) if value.is_integer() and abs(value) < 1 << 53 else value


def _double(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        return _infinity(value > 0)


def _infinity(positive: bool) -> float:
    return math.inf if positive else -math.inf


def _bound(value: object) -> object:
    return Utils.NULL_VALUE if value is None else value


def _plain(value: object) -> object:
    """The library's value as a JSON value of its own; MISSING for nothing."""
    if value is None:
        return MISSING
    if value is Utils.NULL_VALUE:
        return None
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        value = _number(value)
    if isinstance(value, int | float):
        return value if math.isfinite(value) else "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, list):
        return [_member(member) for member in value]
    if isinstance(value, dict):
        return {str(name): _member(member) for name, member in value.items()}
    raise UnsupportedResult


def _member(value: object) -> object:
    return None if value is None else _plain(value)


def _message(error: JException) -> str:
    return f"{error.error}: {error}"
