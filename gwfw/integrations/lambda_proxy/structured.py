"""The parts of a structured response (`statusCode`, `headers`, `body`) that payload formats and WebSockets share.

Every function takes one member as the function returned it and gives its meaning, or raises Malformed with the sentence
that the developer reads ("api answered …"); the client then gets the gateway's own error.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Mapping

from gwfw.exchange import Headers
from gwfw.graph.headers import is_name, wire_text

__all__ = ["Malformed", "header_lines", "mapping", "response_body", "shown", "status_code", "with_content_type"]

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_SHOWN = 200


class Malformed(ValueError):
    """The function's answer is no proxy response; the text says why."""


def shown(value: object) -> str:
    """A value as the developer's log shows it: JSON, cut after 200 characters."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def status_code(value: object, lowest: int = 200) -> int:
    """The status: an integer up to 599, or its decimal text. Zero, floats, booleans and null are malformed."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) == 3:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= 599:
        raise Malformed(f"statusCode {shown(value)}; allowed are integers from {lowest} to 599")
    return value


def mapping(value: object, member: str) -> Mapping[str, object]:
    """A member that is an object, or absent or null (empty)."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Malformed(f"{member} {shown(value)}, which is no object of names and values")
    return value


def header_lines(name: str, value: object) -> Headers:
    """One header as lower-case line. Numbers and booleans are written as JSON, null is left out."""
    if value is None:
        return ()
    text = value if isinstance(value, str) else json.dumps(value) if isinstance(value, int | float) else None
    if text is None:
        raise Malformed(f"the header {name!r} with the value {shown(value)}; a value is a string")
    if not is_name(name) or (not text.isprintable() and _CONTROL.search(text)):
        raise Malformed(f"the header {name!r}: {shown(value)}, which HTTP cannot carry")
    return ((name.lower(), wire_text(text)),)


def with_content_type(headers: Headers) -> Headers:
    """The headers, with `text/plain; charset=utf-8` if they name no content type: whatever the body looks like."""
    for name, _ in headers:
        if name == "content-type":
            return headers
    return (("content-type", "text/plain; charset=utf-8"), *headers)


def response_body(body: object, is_base64: object) -> bytes:
    """The body's bytes; absent and null are empty, base64 is always decoded."""
    if not isinstance(is_base64, bool | None):
        raise Malformed(f"isBase64Encoded {shown(is_base64)}; allowed are true and false")
    if body is None:
        return b""
    if not isinstance(body, str):
        raise Malformed(f"a body that is no string: {shown(body)}; wrap it in json.dumps(...)")
    if not is_base64:
        return body.encode("utf-8", "replace")
    try:
        return b64decode(body.replace("\r", "").replace("\n", ""), validate=True)
    except ValueError as error:
        raise Malformed(f"isBase64Encoded with a body that is no base64: {error}") from error
