"""What an expression may refer to: checked when a definition is compiled, on the parsed expression.

There is no context item in a state's expression, so a bare name, or `$` alone, at the top level means nothing and is
refused, as is `$$`. Inside predicates, sort terms, later steps of a path and group expressions names are an item's
members; the body of a function keeps the outer (empty) context. Of `$states` only the members that exist there may be
named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

__all__ = ["references"]

_INSIDE = ("predicate", "stages", "group", "terms", "pattern", "update", "delete")
"""Parts of a node in which an item is the context."""
_AROUND = (
    "procedure",
    "arguments",
    "body",
    "lhs",
    "rhs",
    "lhs_object",
    "expression",
    "expressions",
    "expr",
    "condition",
    "then",
    "_else",
)
"""Parts of a node that keep its context."""


def references(tree: object, members: frozenset[str]) -> Iterator[str]:
    """What is wrong with an expression's references; `members` are those of `$states` where it stands."""
    return _node(tree, members, True)


def _node(node: object, members: frozenset[str], outside: bool) -> Iterator[str]:
    if isinstance(node, list | tuple):
        for part in node:
            yield from _node(part, members, outside)
        return
    kind = getattr(node, "type", None)
    if kind == "variable":
        yield from _variable(str(getattr(node, "value", "")), outside)
    elif kind == "path":
        yield from _path(list(getattr(node, "steps", ())), members, outside)
    yield from _parts(node, _AROUND if kind != "lambda" else ("body",), members, outside)
    yield from _parts(node, _INSIDE, members, False)


def _parts(node: object, names: Iterable[str], members: frozenset[str], outside: bool) -> Iterator[str]:
    for name in names:
        part = getattr(node, name, None)
        if part is not None:
            yield from _node(part, members, outside)


def _variable(name: str, outside: bool) -> Iterator[str]:
    if name == "$":
        yield "Reference to '$$' is not supported."
    elif not name and outside:
        yield "Reference to '$' at the top level is not supported."


def _path(steps: list[object], members: frozenset[str], outside: bool) -> Iterator[str]:
    first, *later = steps
    if outside and getattr(first, "type", None) == "name":
        yield f"Reference to '{getattr(first, 'value', '')}' at the top level is not supported."
    if getattr(first, "type", None) == "variable" and getattr(first, "value", "") == "states" and later:
        member = getattr(later[0], "value", "")
        if getattr(later[0], "type", None) == "name" and member not in members:
            yield f"Field '$states.{member}' does not exist."
    yield from _node(first, members, outside)
    for step in later:
        yield from _node(step, members, False)
