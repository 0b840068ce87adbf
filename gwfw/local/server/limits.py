"""The sizes and times that the server keeps to.

The sizes are API Gateway's quotas (HTTP APIs: request line and headers, payload; WebSocket APIs: frame, message). The
times and the send buffer are the server's own protection: no client can hold memory or a socket without end.
"""

from __future__ import annotations

from dataclasses import dataclass

from gwfw.gateway.websocket.limits import FRAME_BYTES, MESSAGE_BYTES

__all__ = ["UNLIMITED", "Limits"]

_NONE = 1 << 62


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Sizes in bytes, times in seconds.

    `head_bytes` counts request line and headers (above: 431), `body_bytes` the payload (413), `frame_bytes` and
    `message_bytes` what a WebSocket client sends (1009). `output_bytes` is how much unsent output one WebSocket
    connection may hold: while it is full, `@connections` posts to it are answered 429, and a frame of the gateway's own
    closes it. `head_s` and `body_s` run from the first byte of a request and from the end of its headers (408),
    `idle_s` between requests, `close_s` while a closing connection is waited for, `stalled_s` while a client does not
    read its response.
    """

    head_bytes: int = 10_240
    body_bytes: int = 10 * 1024 * 1024
    frame_bytes: int = FRAME_BYTES
    message_bytes: int = MESSAGE_BYTES
    output_bytes: int = 1024 * 1024
    head_s: float = 10.0
    body_s: float = 30.0
    idle_s: float = 75.0
    close_s: float = 2.0
    stalled_s: float = 30.0


UNLIMITED = Limits(head_bytes=_NONE, body_bytes=_NONE, frame_bytes=_NONE, message_bytes=_NONE)
"""What `limits=False` gives: no quota of API Gateway's; the server's own times and the send buffer stay."""
