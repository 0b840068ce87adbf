"""Facts of WebSocket APIs on which sources disagree, or which nobody has measured. The defaults are gwfw's decisions."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["WebSocketFacts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSocketFacts:
    """The contested facts of a WebSocket API."""

    empty_reply: bool = False
    """A two-way route whose integration has no body sends an empty message (one weak report)."""
    age_code: int = 1001
    """The close code of a connection that is two hours old (undocumented)."""
    delete_code: int = 1000
    """The close code that the client of a deleted connection sees (recorded is only what `$disconnect` is told: 1000)."""
