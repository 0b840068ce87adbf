"""The quotas of WebSocket APIs, in bytes, characters and seconds. It follows "Amazon API Gateway quotas".

Frames are counted by whoever reads them: a server, or the client in a test.
"""

from __future__ import annotations

from typing import Final

__all__ = ["AGE_S", "FRAME_BYTES", "IDLE_S", "MESSAGE_BYTES", "URL_CHARACTERS", "frame_too_big", "message_too_big", "size"]

FRAME_BYTES: Final = 32 * 1024
"""One frame of a client."""
MESSAGE_BYTES: Final = 128 * 1024
"""All frames of a message, and what the management API sends at once."""
URL_CHARACTERS: Final = 4096
"""Path and query of a handshake."""
IDLE_S: Final = 600.0
"""A connection without a message or a post in either direction for so long is closed."""
AGE_S: Final = 7200.0
"""A connection is closed when it is so old, whatever happens on it."""


def size(text: str) -> int:
    """The bytes of a text message."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "replace"))


def frame_too_big(limit: int = FRAME_BYTES) -> str:
    """The reason of the close frame (1009)."""
    return f"A frame holds at most {limit} bytes"


def message_too_big(limit: int = MESSAGE_BYTES) -> str:
    """The reason of the close frame (1009)."""
    return f"A message holds at most {limit} bytes"
