"""Filters as Jayway's library understands them, on top of python-jsonpath, which follows the RFC.

| | Jayway | RFC 9535 |
|---|---|---|
| `$.order[?(@.total > 1)]` of an object | the object itself, if it fits | those of its members that fit |
| `in nin subsetof anyof noneof size empty` | operators | unknown |

Imported only when a path has a filter, `..` or several names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from jsonpath import JSONPath, JSONPathEnvironment, JSONPathMatch
from jsonpath.lex import Lexer
from jsonpath.match import NodeList
from jsonpath.parse import Parser
from jsonpath.selectors import Filter, FilterContext, KeysFilter
from jsonpath.stream import TokenStream

__all__ = ["compile"]

OPERATORS: Final = ("nin", "subsetof", "anyof", "noneof", "size", "empty")


def compile(path: str) -> Callable[[object], list[object]]:
    """What finds everything that the path leads to. Raises JSONPathError for what is no path, and when it is applied."""
    query = _ENVIRONMENT.compile(path)
    if not isinstance(query, JSONPath):
        raise ValueError("several paths are joined, and one is expected")

    def find(document: Any) -> list[object]:
        found: dict[object, object] = {}
        for match in query.finditer(document):
            found.setdefault(match.parts, match.obj)  # a filter after `..` comes to an object twice
        return list(found.values())

    return find


class _Lexer(Lexer):
    """Knows the names of the operators; names of members follow a dot or stand in quotes."""

    def compile_rules(self) -> re.Pattern[str]:
        own = "|".join(rf"(?P<{name.upper()}>(?<!\.){name}\b)" for name in OPERATORS)
        return re.compile(f"{own}|{super().compile_rules().pattern}", re.DOTALL)


class _Filter(Filter):
    """Asks an object about itself, and an array about its members."""

    def resolve(self, node: JSONPathMatch) -> Iterable[JSONPathMatch]:
        if not isinstance(node.obj, Mapping):
            yield from super().resolve(node)
        elif self.expression.evaluate(
            FilterContext(env=self.env, current=node.obj, root=node.root, extra_context=node.filter_context())
        ):
            yield node


class _Parser(Parser):
    """Makes such filters."""

    PRECEDENCES = {**Parser.PRECEDENCES, **{name.upper(): Parser.PRECEDENCE_MEMBERSHIP for name in OPERATORS}}  # noqa: RUF012
    BINARY_OPERATORS = {**Parser.BINARY_OPERATORS, **{name.upper(): name for name in OPERATORS}}  # noqa: RUF012
    INFIX_LITERAL_OPERATORS = Parser.INFIX_LITERAL_OPERATORS | {*OPERATORS}

    def parse_filter_selector(self, stream: TokenStream, *, keys: bool = False) -> Filter | KeysFilter:
        made = super().parse_filter_selector(stream, keys=keys)
        return _Filter(env=self.env, token=made.token, expression=made.expression) if isinstance(made, Filter) else made


class _Environment(JSONPathEnvironment):
    """Knows what the operators mean."""

    lexer_class = _Lexer
    parser_class = _Parser

    def compare(self, left: object, operator: str, right: object) -> bool:
        """Whether `left operator right` holds; what a path does not find is a list without members here."""
        if operator not in OPERATORS and operator != "in":
            return super().compare(left, operator, right)
        missing = isinstance(left, NodeList)
        if operator in ("size", "empty"):
            length = len(left) if isinstance(left, list | str) and not missing else None
            return length is not None and (length == right if operator == "size" else (length == 0) is right)
        members = right if isinstance(right, list) else []
        if operator in ("in", "nin"):
            return self._among(left, members) is (operator == "in")
        if missing or not isinstance(left, list):
            return False
        held = [self._among(value, members) for value in left]
        return all(held) if operator == "subsetof" else any(held) is (operator == "anyof")

    def _among(self, value: object, members: list[object]) -> bool:
        return any(super(_Environment, self).compare(value, "==", member) for member in members)


_ENVIRONMENT: Final = _Environment()
