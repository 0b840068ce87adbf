"""Parses references and literals, in texts and in expressions. They hold each other, hence one file.

What stands where follows Velocity 1.7's grammar: arguments, list items and keys are single terms without operators.
"""

from __future__ import annotations

import re
from typing import Final

from gwfw.gateway.vtl.cursor import Cursor
from gwfw.gateway.vtl.nodes import (
    Call,
    Expression,
    Index,
    Interpolated,
    ListOf,
    Literal,
    MapOf,
    Null,
    Property,
    Range,
    Reference,
    Step,
)

__all__ = ["bracketed", "is_reference", "literal", "mapping", "reference"]

_START: Final = re.compile(r"\$!?(\{)?([A-Za-z_][A-Za-z0-9_-]*)")
_NAME: Final = re.compile(r"\.([A-Za-z][A-Za-z0-9_-]*)")
_WORD: Final = re.compile(r"[A-Za-z_@][A-Za-z0-9_@]*")
_BARE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_TEXT: Final = re.compile(r""""((?:[^"]|"")*)"|'((?:[^']|'')*)\'""")
_INTEGER: Final = re.compile(r"-?[0-9]+")
_NUMBER: Final = re.compile(
    r"(?P<first>-?[0-9]+)(?=\.\.)"
    r"|(?P<float>-?[0-9]+\.[0-9]*(?:[eE][+-]?[0-9]+)?|-?\.[0-9]+(?:[eE][+-]?[0-9]+)?|-?[0-9]+[eE][+-]?[0-9]+)"
    r"|(?P<integer>-?[0-9]+)"
)
_RANGE: Final = re.compile(r"\.\.")


def is_reference(cursor: Cursor) -> bool:
    """Whether a reference begins at the `$` of this position."""
    return _START.match(cursor.text, cursor.position) is not None


def reference(cursor: Cursor) -> Reference:
    """The reference that begins here: `$x`, `$!x`, `${x.y}`, `$x.y($z)[0]`."""
    first, line = cursor.position, cursor.line
    start = cursor.match(_START)
    if start is None:
        raise cursor.error(f"a reference such as $name is missing; here is {cursor.rest}")
    _refuse_keyword(cursor, start[2])
    with cursor.deeper():
        steps = _steps(cursor)
    if start[1]:
        cursor.expect("}", "at the end of ${...}")
    return Reference(start[2], steps, cursor.text[first : cursor.position], line)


def _refuse_keyword(cursor: Cursor, name: str) -> None:
    if name in ("true", "false"):
        raise cursor.error(f"{name} cannot be a name")


def _steps(cursor: Cursor) -> tuple[Step, ...]:
    steps: list[Step] = []
    while True:
        if cursor.take("["):
            steps.append(Index(_key(cursor)))
        elif found := cursor.match(_NAME):
            _refuse_keyword(cursor, found[1])
            steps.append(Call(found[1], _arguments(cursor)) if cursor.take("(") else Property(found[1]))
        else:
            return tuple(steps)


def _key(cursor: Cursor) -> Expression:
    cursor.blanks()
    if cursor.at("$"):
        key: Expression | None = reference(cursor)
    elif found := cursor.match(_INTEGER):
        key = Literal(int(found[0]))
    else:
        key = _text(cursor) or _truth(cursor)
    if key is None:
        raise cursor.error(f"an index is a number, a text or a reference; here is {cursor.rest}")
    cursor.blanks()
    cursor.expect("]", "after an index")
    return key


def _arguments(cursor: Cursor) -> tuple[Expression, ...]:
    if cursor.take(")"):
        return ()
    arguments = [_parameter(cursor, bare=True)]
    while cursor.take(","):
        arguments.append(_parameter(cursor, bare=True))
    cursor.expect(")", "after arguments")
    return tuple(arguments)


def _parameter(cursor: Cursor, *, bare: bool) -> Expression:
    """One term with blanks around it. `bare` words are allowed among a method's arguments, at any depth."""
    cursor.blanks()
    if cursor.at("$"):
        term: Expression | None = reference(cursor)
    else:
        term = literal(cursor) or bracketed(cursor, bare=bare) or mapping(cursor, bare=bare)
    if term is None and bare and cursor.match(_BARE):
        term = Null()
    if term is None:
        raise cursor.error(f"a value is missing; here is {cursor.rest}")
    cursor.blanks()
    return term


def literal(cursor: Cursor) -> Expression | None:
    """The text, number or truth value that stands here, if one does."""
    return _text(cursor) or _number(cursor) or _truth(cursor)


def _text(cursor: Cursor) -> Expression | None:
    """A doubled quote is a quote; backslashes mean nothing; only double quotes look at references."""
    line = cursor.line
    found = cursor.match(_TEXT)
    if found is None:
        if cursor.at('"') or cursor.at("'"):
            raise cursor.error(f"a text is not closed: {cursor.rest}")
        return None
    if found[1] is None:
        return Literal(found[2].replace("''", "'"))
    text = found[1].replace('""', '"')
    return Interpolated(cursor.inner(text, line), line) if "$" in text or "#" in text else Literal(text)


def _number(cursor: Cursor) -> Literal | None:
    found = cursor.match(_NUMBER)
    if found is None:
        return None
    return Literal(float(found["float"])) if found["float"] else Literal(int(found[0]))


def _truth(cursor: Cursor) -> Literal | None:
    found = _WORD.match(cursor.text, cursor.position)
    if found is None or found[0] not in ("true", "false"):
        return None
    cursor.position = found.end()
    return Literal(found[0] == "true")


def bracketed(cursor: Cursor, *, bare: bool = False) -> Expression | None:
    """The list or range that stands here, if one does."""
    line = cursor.line
    if not cursor.take("["):
        return None
    if cursor.take("]"):
        return ListOf(())
    with cursor.deeper():
        items = [_parameter(cursor, bare=bare)]
        if cursor.match(_RANGE):
            return _range(cursor, items[0], line, bare=bare)
        while cursor.take(","):
            items.append(_parameter(cursor, bare=bare))
    cursor.expect("]", "after the items of a list")
    return ListOf(tuple(items))


def _range(cursor: Cursor, start: Expression, line: int, *, bare: bool) -> Range:
    first, last = _whole(cursor, start), _whole(cursor, _parameter(cursor, bare=bare))
    cursor.expect("]", "after a range")
    return Range(first, last, line)


def _whole(cursor: Cursor, term: Expression) -> int | Reference:
    if isinstance(term, Reference):
        return term
    if isinstance(term, Literal) and type(term.value) is int:
        return term.value
    raise cursor.error("a range goes from one whole number to another: [1..3]")


def mapping(cursor: Cursor, *, bare: bool = False) -> Expression | None:
    """The map that stands here, if one does."""
    line = cursor.line
    if not cursor.take("{"):
        return None
    cursor.blanks()
    if cursor.take("}"):
        return MapOf((), line)
    with cursor.deeper():
        pairs = [_pair(cursor, bare=bare)]
        while cursor.take(","):
            pairs.append(_pair(cursor, bare=bare))
    cursor.expect("}", "after the members of a map")
    return MapOf(tuple(pairs), line)


def _pair(cursor: Cursor, *, bare: bool) -> tuple[Expression, Expression]:
    key = _parameter(cursor, bare=bare)
    cursor.expect(":", "after the key of a map")
    return key, _parameter(cursor, bare=bare)
