r"""Parses a template: text, comments, references in the text, and where directives begin.

How Velocity 1.7 splits a text, as far as it shows:
- A line end right after `)`, `#else` or `#end`, with blanks in between, is swallowed, and a `##` comment with its line end.
- Blanks before `#set` are swallowed only where they do not follow other text of the same run: at the beginning, and after a
  reference, a directive or a comment.
- `\$x` prints `$x`, `\\$x` a backslash and the value; the same with directives that there are. Elsewhere `\` is text.
- `$` and `#` that begin nothing are text, but not at the very end of a template.
Where Velocity loses text or takes it for something else, the template is refused.
"""

from __future__ import annotations

import re
from typing import Final

from gwfw.gateway.vtl.cursor import Cursor
from gwfw.gateway.vtl.directives import SET, directive, ends, known, name_at, over_name, set_directive
from gwfw.gateway.vtl.nodes import Block, Node, Print, Property, Reference, Text
from gwfw.gateway.vtl.terms import is_reference, reference

__all__ = ["parse"]

_PLAIN: Final = re.compile(r"[^$#\\]+")
_BACKSLASHES: Final = re.compile(r"\\+")
_CURLY: Final = re.compile(r"\{(?:\$!?)?[A-Za-z_]")
_STUCK: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*(?:\[|\.[A-Za-z])")
_NO_COMMENT: Final = re.compile(r"##(?!#)")
_COMMENT: Final = re.compile(r"##[^\r\n]*(\r\n|\n|\r)?")
_OPEN_END: Final = re.compile(r"##.*(?:\$!?|#\*?|#\[\[)", re.DOTALL)


def parse(template: str) -> Block:
    """The template's nodes. Raises TemplateError where Velocity raises a parse error."""
    return _whole(Cursor(template, _whole))


def _whole(cursor: Cursor) -> Block:
    nodes = _block(cursor)
    if cursor.position < len(cursor.text):
        raise cursor.error(f"{cursor.rest} has no beginning")
    return nodes


def _block(cursor: Cursor) -> Block:
    """Everything up to an `#end`, `#else` or `#elseif`, which stays."""
    nodes: list[Node] = []
    with cursor.deeper():
        while cursor.position < len(cursor.text):
            if cursor.match(SET):
                nodes.append(set_directive(cursor))
            elif found := cursor.match(_PLAIN):
                nodes.append(Text(found[0]))
            elif cursor.at("\\"):
                nodes.append(_escaped(cursor))
            elif cursor.at("$"):
                nodes.extend(_dollar(cursor))
            elif ends(cursor):
                break
            else:
                nodes.extend(_hash(cursor))
    return _joined(nodes)


def _joined(nodes: list[Node]) -> Block:
    """Neighbouring texts become one."""
    joined: list[Node] = []
    for node in nodes:
        if isinstance(node, Text) and joined and isinstance(joined[-1], Text):
            joined[-1] = Text(joined[-1].text + node.text)
        else:
            joined.append(node)
    return tuple(joined)


def _dollar(cursor: Cursor) -> Block:
    """A reference, or just `$`; `$!` that begins nothing loses its `!`."""
    if is_reference(cursor):
        found = reference(cursor)
        return (Print(found), *_after(cursor, found))
    cursor.position += 1
    if cursor.at("!") and not cursor.text.startswith(("{", "[", "$"), cursor.position + 1):
        cursor.position += 1
    _refuse_last(cursor, "$")
    if cursor.looks_at(SET) or known(cursor):
        raise cursor.error("Velocity loses a $ right before a directive; print it from a variable: #set($dollar = '$')")
    return (Text("$"),)


def _refuse_last(cursor: Cursor, sign: str) -> None:
    """A lone `$` or `#` cannot end a template; in a text between double quotes it can."""
    if cursor.position == len(cursor.text) and not cursor.quoted:
        raise cursor.error(f"a template cannot end with {sign}")


def _after(cursor: Cursor, found: Reference) -> Block:
    """What Velocity misreads right after a reference without braces.

    `{$y` begins another reference there, and so does a word after `)` or `]`; `##` after a name is no comment.
    """
    if found.source.endswith("}"):
        return ()
    if cursor.looks_at(_CURLY):
        raise cursor.error(f"Velocity takes the {{ right after {found.source} for part of a reference; write ${{...}} there")
    if found.steps and isinstance(found.steps[-1], Property):
        return _hashes(cursor, found)
    if found.steps and cursor.looks_at(_STUCK):
        raise cursor.error(f"Velocity takes the word right after {found.source} for a reference; write ${{...}} there")
    return ()


def _hashes(cursor: Cursor, found: Reference) -> Block:
    if not cursor.match(_NO_COMMENT):
        return ()
    cursor.position -= 1
    if known(cursor):
        raise cursor.error(f"a # between {found.source} and a directive is lost; write ${{...}} for the reference")
    cursor.position += 1
    return (Text("##"),)


def _escaped(cursor: Cursor) -> Node:
    """The backslashes that stand here, with what they escape."""
    found = cursor.match(_BACKSLASHES)
    assert found is not None
    half = "\\" * (len(found[0]) // 2)
    odd = len(found[0]) % 2 == 1
    if cursor.at("$") and is_reference(cursor):
        inner = reference(cursor)
        return Text(half + inner.source) if odd else Print(inner, half)
    if not known(cursor):
        return Text(found[0])
    if not odd:
        return Text(found[0] if name_at(cursor) == "set" else half)
    return Text(half + over_name(cursor))


def _hash(cursor: Cursor) -> Block:
    """A comment, a text block, a directive, or just `#`."""
    if comment := cursor.match(_COMMENT):
        if not comment[1] and not cursor.quoted and _OPEN_END.fullmatch(comment[0]):
            raise cursor.error("a comment at the end of a template cannot end with $ or #")
        return ()
    if cursor.take("#*"):
        _, _, rest = cursor.text[cursor.position :].partition("*#")
        cursor.position = len(cursor.text) - len(rest)
        return ()
    if cursor.take("#[["):
        text, closed, _ = cursor.text[cursor.position :].partition("]]#")
        if not closed:
            raise cursor.error("#[[ is not closed")
        cursor.position += len(text) + len(closed)
        return (Text(text),)
    if name_at(cursor) is not None:
        return (directive(cursor, _block),)
    cursor.position += 1
    _refuse_last(cursor, "#")
    if cursor.looks_at(SET):
        raise cursor.error("Velocity loses a # right before #set; print it from a variable: #set($hash = '#')")
    return (Text("#"),)
