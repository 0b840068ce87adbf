"""Times as the States Language writes them: RFC 3339 with `T`, and `Z` or an offset; fractions up to nanoseconds."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

__all__ = ["iso", "nanoseconds"]

_FORM = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def nanoseconds(text: object) -> int | None:
    """Nanoseconds since the epoch of `2016-03-14T01:59:00.5Z`; None for what is no such text."""
    match = _FORM.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None
    try:
        zone = "+00:00" if match[4] == "Z" else match[4]
        moment = datetime.fromisoformat(f"{match[1]}:{match[2] or '00'}{zone}")
    except ValueError:
        return None
    whole = (moment - _EPOCH) // timedelta(seconds=1)
    return whole * 1_000_000_000 + int((match[3] or "0").ljust(9, "0"))


def iso(epoch: float) -> str:
    """An epoch time as the context object shows it: UTC, milliseconds, `Z`."""
    moment = _EPOCH + timedelta(milliseconds=int(epoch * 1000 + 0.0005))
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"
