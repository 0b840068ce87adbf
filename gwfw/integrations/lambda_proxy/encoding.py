"""Events as JSON bytes (compact, UTF-8, any text allowed), and the bytes that functions return as values.

The standard library says what is written. orjson, where it is installed, writes the same bytes ten times as fast, of all
that events consist of but numbers with a fraction; what it refuses (half a surrogate pair) is left to the standard library.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

__all__ = ["decode", "encode"]

_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, check_circular=False).encode
_decode = json.JSONDecoder().raw_decode
try:
    import orjson
except ImportError:  # there is none for every interpreter
    _dumps: Callable[[object], bytes] | None = None
else:
    _dumps = orjson.dumps
_BLANKS = " \t\n\r"


def encode(event: Mapping[str, object], *, plain: bool = False) -> bytes:
    """The event as Lambda gets it. Text that is not Unicode (half a surrogate pair) becomes `?`.

    A `plain` event has no numbers of somebody else's in it, such as an authorizer's.
    """
    if not plain or _dumps is None:
        return _encode(event).encode("utf-8", "replace")
    try:
        return _dumps(event)
    except TypeError:
        return encode(event)


def decode(payload: bytes) -> object:
    """The value of a JSON text. Raises ValueError, and RecursionError for one that is nested too deeply."""
    text = payload.decode().strip(_BLANKS)
    value, end = _decode(text)
    if end != len(text):
        raise ValueError("there is more than one JSON text")
    return value
