"""Finds the branches in a function's own code: a mapping has none, because a request template has none.

It reads byte code, so that every spelling is seen: `if`, `and`, `or`, `x if y else z`, `while`, `match`, `assert`, `try`
with handlers, comparisons and conditional comprehensions. Loops over constants are no branches.
"""

from __future__ import annotations

import dis
from collections.abc import Iterator
from types import CodeType

__all__ = ["branches"]

BRANCHES = frozenset({"COMPARE_OP", "IS_OP", "CONTAINS_OP", "PUSH_EXC_INFO"})
"""Comparisons, and the beginning of an exception handler."""


def branches(code: CodeType) -> tuple[int, ...]:
    """The lines of `code`, and of functions and comprehensions written inside it, on which a branch stands."""
    return tuple(sorted(set(_branches(code))))


def _branches(code: CodeType) -> Iterator[int]:
    line = code.co_firstlineno
    for instruction in dis.get_instructions(code):
        if instruction.positions is not None and instruction.positions.lineno is not None:
            line = instruction.positions.lineno
        name = instruction.opname
        if name in BRANCHES or ("JUMP" in name and "IF" in name):
            yield line
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _branches(constant)
