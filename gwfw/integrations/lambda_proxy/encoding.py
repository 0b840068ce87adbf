"""Events as JSON bytes: compact, UTF-8, any text allowed."""

from __future__ import annotations

import json
from collections.abc import Mapping

__all__ = ["encode"]

_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, check_circular=False).encode


def encode(event: Mapping[str, object]) -> bytes:
    """The event as Lambda gets it. Text that is not Unicode (half a surrogate pair) becomes `?`."""
    return _encode(event).encode("utf-8", "replace")
