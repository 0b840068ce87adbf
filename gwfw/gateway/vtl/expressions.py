"""Parses conditions and the right sides of #set: operators by precedence, `!`, parentheses.

Precedence from the weakest: `||`, `&&`, `== !=`, `< <= > >=`, `+ -`, `* / %`; all bind to the left. Words such as `eq`
stand for signs. A `-` right before a digit belongs to the number, as in Velocity 1.7: `$x -1` is an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from gwfw.gateway.vtl.cursor import Cursor
from gwfw.gateway.vtl.nodes import And, Arithmetic, Compare, Expression, Not, Or
from gwfw.gateway.vtl.terms import bracketed, literal, mapping, reference

__all__ = ["expression"]

Build: TypeAlias = Callable[[Expression, Expression, int], Expression]

_LEVELS: Final[tuple[Mapping[str, Build], ...]] = (
    {"||": lambda left, right, line: Or(left, right)},
    {"&&": lambda left, right, line: And(left, right)},
    {
        "==": lambda left, right, line: Compare("==", left, right, line),
        "!=": lambda left, right, line: Compare("!=", left, right, line),
    },
    {
        "<": lambda left, right, line: Compare("<", left, right, line),
        "<=": lambda left, right, line: Compare("<=", left, right, line),
        ">": lambda left, right, line: Compare(">", left, right, line),
        ">=": lambda left, right, line: Compare(">=", left, right, line),
    },
    {
        "+": lambda left, right, line: Arithmetic("+", left, right, line),
        "-": lambda left, right, line: Arithmetic("-", left, right, line),
    },
    {
        "*": lambda left, right, line: Arithmetic("*", left, right, line),
        "/": lambda left, right, line: Arithmetic("/", left, right, line),
        "%": lambda left, right, line: Arithmetic("%", left, right, line),
    },
)
_WORDS: Final = {"or": "||", "and": "&&", "eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_OPERATOR: Final = re.compile(r"(\|\||&&|==|!=|<=|>=|[<>+*/%]|-(?!\.?[0-9]))|(or|and|eq|ne|lt|le|gt|ge)(?![A-Za-z0-9_@])")
_NOT: Final = re.compile(r"!|not(?![A-Za-z0-9_@])")


def expression(cursor: Cursor) -> Expression:
    """The expression that begins here, with the blanks around it."""
    return _level(cursor, 0)


def _level(cursor: Cursor, weakest: int) -> Expression:
    """Operators at least as strong as that level."""
    left = _unary(cursor)
    while True:
        found = _OPERATOR.match(cursor.text, cursor.position)
        if found is None:
            return left
        sign = found[1] or _WORDS[found[2]]
        level = next(index for index, signs in enumerate(_LEVELS) if sign in signs)
        if level < weakest:
            return left
        line = cursor.line
        cursor.position = found.end()
        left = _LEVELS[level][sign](left, _level(cursor, level + 1), line)


def _unary(cursor: Cursor) -> Expression:
    cursor.blanks()
    if cursor.match(_NOT):
        with cursor.deeper():
            return Not(_unary(cursor))
    found = _primary(cursor)
    cursor.blanks()
    return found


def _primary(cursor: Cursor) -> Expression:
    if cursor.at("$"):
        return reference(cursor)
    if cursor.take("("):
        with cursor.deeper():
            inner = expression(cursor)
        cursor.expect(")", "after an expression")
        return inner
    found = literal(cursor) or bracketed(cursor) or mapping(cursor)
    if found is None:
        raise cursor.error(f"a value is missing; here is {cursor.rest}")
    return found
