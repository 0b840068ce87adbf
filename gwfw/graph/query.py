"""Query strings and percent-encoding as API Gateway reads them: UTF-8, `+` is a blank in a query, nothing is refused."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, unquote_plus

__all__ = ["decode", "decode_query", "encode_path", "encode_segment", "pairs"]

_SEGMENT = "!$&'()*+,;=:@-._~"
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def decode(path: str) -> str:
    """The percent-decoded path. Bytes that are not UTF-8 become U+FFFD; `+` stays."""
    return unquote(path, errors="replace") if "%" in path else path


def decode_query(part: str) -> str:
    """A decoded name or value of a query string."""
    return unquote_plus(part, errors="replace") if "%" in part or "+" in part else part


def pairs(query: str) -> list[tuple[str, str]]:
    """The decoded (name, value) pairs in order, repetitions kept. `a` and `a=` both have the value `""`."""
    if not query:
        return []
    found = []
    coded = "%" in query or "+" in query
    for part in query.split("&"):
        if not part:
            continue
        name, _, value = part.partition("=")
        if coded:
            name, value = unquote_plus(name, errors="replace"), unquote_plus(value, errors="replace")
        found.append((name, value))
    return found


def encode_segment(text: str) -> str:
    """A text as one segment of a path: what would end it or begin a query is percent-encoded."""
    return quote(text, safe=_SEGMENT, errors="replace")


def encode_path(text: str) -> str:
    """A text as a path. What is percent-encoded already stays as it is."""
    return quote(_BARE_PERCENT.sub("%25", text), safe=_SEGMENT + "/%", errors="replace")
