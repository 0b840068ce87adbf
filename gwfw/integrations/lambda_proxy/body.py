"""How a request body is put into an event: as text or as base64, by content type alone; the same in both payload formats.

Measured on live HTTP APIs: only `text/*` and three application types are text. Everything else is base64, forms and
bodies without a content type included. A text body that is not UTF-8 is base64 too, so that no byte is lost.
"""

from __future__ import annotations

from binascii import b2a_base64

__all__ = ["event_body"]

_TEXT_TYPES = frozenset(("application/javascript", "application/json", "application/xml"))


def event_body(body: bytes, content_type: str) -> tuple[str, bool]:
    """The event's `body` and `isBase64Encoded` of a body that is not empty. Parameters and case of the type are ignored."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind in _TEXT_TYPES or kind.startswith("text/"):
        try:
            return body.decode("utf-8"), False
        except UnicodeDecodeError:
            pass
    return b2a_base64(body, newline=False).decode("ascii"), True
