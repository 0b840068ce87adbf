"""Parses directives: `#set`, `#if`, `#foreach`, `#define`, `#stop`, `#break`, and those that API Gateway does not have."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from gwfw.gateway.vtl.cursor import Cursor
from gwfw.gateway.vtl.errors import TemplateError
from gwfw.gateway.vtl.expressions import expression
from gwfw.gateway.vtl.nodes import Block, Break, Call, Define, Expression, Foreach, If, Node, Set, Stop, Text, Unknown
from gwfw.gateway.vtl.terms import bracketed, literal, mapping, reference

__all__ = ["SET", "ParseBlock", "directive", "ends", "known", "name_at", "over_name", "set_directive"]

ParseBlock: TypeAlias = Callable[[Cursor], Block]
"""Parses up to `#end`, `#else` or `#elseif`."""

SET: Final = re.compile(r"[ \t]*#(?:set|\{set\}) *\(")
"""`#set` with the blanks before it, which vanish."""

_NAME: Final = re.compile(r"#(?:([A-Za-z_@][A-Za-z0-9_@]*)|\{([A-Za-z_][A-Za-z0-9_@]*)\})")
_LINE_END: Final = re.compile(r"[ \t]*(?:\r\n|\n|\r)")
_OPEN: Final = re.compile(r"[ \t\r\n]*\(")
_COMMA: Final = re.compile(r"[ \t\r\n]*(?:,[ \t\r\n]*)?")
_WORD: Final = re.compile(r"[A-Za-z_@][A-Za-z0-9_@]*")
_IN: Final = re.compile(r"[ \t\r\n]*in(?![A-Za-z0-9_@])[ \t\r\n]*")

_ENDS: Final = ("end", "else", "elseif")
_UNSUPPORTED: Final = ("macro", "evaluate", "parse", "include", "literal")
_WITH_BLOCK: Final = ("macro", "literal")
_KNOWN: Final = frozenset({*_ENDS, *_UNSUPPORTED, "if", "set", "stop", "foreach", "define", "break"})


def name_at(cursor: Cursor) -> str | None:
    """The name of the directive that begins here, with or without braces; None if none does."""
    found = _NAME.match(cursor.text, cursor.position)
    return None if found is None else found[1] or found[2]


def known(cursor: Cursor) -> bool:
    """Whether a directive that Velocity knows begins here."""
    return name_at(cursor) in _KNOWN


def ends(cursor: Cursor) -> bool:
    """Whether a block ends here."""
    return name_at(cursor) in _ENDS


def directive(cursor: Cursor, block: ParseBlock) -> Node:
    """The directive that begins here. One that nobody knows is text; so is the call of a macro, since there are none."""
    first, line, name = cursor.position, cursor.line, name_at(cursor)
    assert name is not None
    over_name(cursor)
    if name in _PARSERS:
        return _PARSERS[name](cursor, block)
    if name.startswith("@"):
        return Unknown(name, f"#{name}", line)
    _arguments(cursor)
    written = cursor.text[first : cursor.position]
    if name not in _UNSUPPORTED:
        return Text(written)
    if name in _WITH_BLOCK:
        block(cursor)
        _end(cursor, name, line)
        written = ""
    return Unknown(name, written, line)


def over_name(cursor: Cursor) -> str:
    """Go over `#name` or `#{name}`, which stands here, and give it."""
    found = cursor.match(_NAME)
    assert found is not None
    return found[0]


def _open(cursor: Cursor, name: str) -> None:
    if not cursor.match(_OPEN):
        raise cursor.error(f"( is missing after #{name}; here is {cursor.rest}")


def _close(cursor: Cursor, name: str) -> None:
    """`)` and the line end after it."""
    cursor.blanks()
    cursor.expect(")", f"at the end of #{name}(...)")
    cursor.match(_LINE_END)


def _end(cursor: Cursor, name: str, line: int) -> None:
    """`#end` and the line end after it."""
    found = name_at(cursor)
    if found is None:
        raise TemplateError(f"#{name} has no #end", line)
    if found != "end":
        raise cursor.error(f"this #{found} does not belong to #{name}")
    over_name(cursor)
    cursor.match(_LINE_END)


def set_directive(cursor: Cursor) -> Set:
    """What follows `#set(`."""
    cursor.blanks()
    target = reference(cursor)
    if target.source.startswith(("${", "$!")) or (target.steps and isinstance(target.steps[-1], Call)):
        raise cursor.error(f"#set cannot give {target.source} a value; it takes $name, $name.member or $name[key]")
    cursor.blanks()
    cursor.expect("=", "in #set")
    value = expression(cursor)
    _close(cursor, "set")
    return Set(target, value)


def _if(cursor: Cursor, block: ParseBlock) -> If:
    line = cursor.line
    branches = [_branch(cursor, "if", block)]
    while name_at(cursor) == "elseif":
        over_name(cursor)
        branches.append(_branch(cursor, "elseif", block))
    otherwise: Block = ()
    if name_at(cursor) == "else":
        over_name(cursor)
        cursor.match(_LINE_END)
        otherwise = block(cursor)
    _end(cursor, "if", line)
    return If(tuple(branches), otherwise)


def _branch(cursor: Cursor, name: str, block: ParseBlock) -> tuple[Expression, Block]:
    _open(cursor, name)
    condition = expression(cursor)
    _close(cursor, name)
    return condition, block(cursor)


def _foreach(cursor: Cursor, block: ParseBlock) -> Foreach:
    line = cursor.line
    _open(cursor, "foreach")
    name = _variable(cursor, "foreach")
    if not cursor.match(_IN):
        raise cursor.error(f"'in' is missing in #foreach; here is {cursor.rest}")
    items = reference(cursor) if cursor.at("$") else literal(cursor) or bracketed(cursor) or mapping(cursor)
    if items is None:
        raise cursor.error(f"what #foreach goes through is missing; here is {cursor.rest}")
    _close(cursor, "foreach")
    body = block(cursor)
    _end(cursor, "foreach", line)
    return Foreach(name, items, body, line)


def _define(cursor: Cursor, block: ParseBlock) -> Define:
    line = cursor.line
    _open(cursor, "define")
    name = _variable(cursor, "define")
    _close(cursor, "define")
    body = block(cursor)
    _end(cursor, "define", line)
    return Define(name, body, line)


def _variable(cursor: Cursor, name: str) -> str:
    cursor.blanks()
    variable = reference(cursor)
    if variable.steps:
        raise cursor.error(f"#{name} takes a variable, not {variable.source}")
    return variable.name


def _stop(cursor: Cursor, block: ParseBlock) -> Stop:
    _arguments(cursor)
    return Stop()


def _break(cursor: Cursor, block: ParseBlock) -> Break:
    _arguments(cursor)
    return Break()


def _arguments(cursor: Cursor) -> None:
    """Go over the arguments in parentheses, if there are any. Raises TemplateError if they cannot be read."""
    if cursor.match(_OPEN):
        cursor.blanks()
        while not cursor.take(")"):
            _argument(cursor)
            cursor.match(_COMMA)


def _argument(cursor: Cursor) -> None:
    if cursor.at("$"):
        reference(cursor)
    elif not (literal(cursor) or bracketed(cursor) or mapping(cursor) or cursor.match(_WORD)):
        raise cursor.error(f"an argument is missing; here is {cursor.rest}")


_PARSERS: Final[Mapping[str, Callable[[Cursor, ParseBlock], Node]]] = {
    "if": _if,
    "foreach": _foreach,
    "define": _define,
    "stop": _stop,
    "break": _break,
}
