"""What a failed integration is for the client: the status of a handshake, or the gateway's own frame."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gwfw.exchange import Failed
from gwfw.gateway.websocket import frames

__all__ = ["explained", "status", "text"]

STATUSES: Final[Mapping[str, int]] = {"configuration": 500, "timeout": 504, "unsupported_media": 415}
"""The status of a refused handshake by the reason of the failure; every other is 502."""

TEXTS: Final[Mapping[str, str]] = {"timeout": frames.TIMED_OUT, "unsupported_media": frames.UNSUPPORTED}
"""What the client reads by the reason of the failure; every other is an internal server error."""


def status(failed: Failed) -> int:
    """The status of the handshake, and of the console's line."""
    return STATUSES.get(failed.reason, 502)


def text(failed: Failed) -> str:
    """The message of the frame, or of the refused handshake's body."""
    return TEXTS.get(failed.reason, frames.INTERNAL_SERVER_ERROR)


def explained(failed: Failed, timeout_ms: int) -> str:
    """What the developer reads."""
    if failed.detail:
        return failed.detail
    return f"no answer within {timeout_ms} ms" if failed.reason == "timeout" else failed.reason.replace("_", " ")
