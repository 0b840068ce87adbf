"""The floor: an ASGI app without a framework."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

HEADERS = [(b"content-type", b"application/json")]
BODY = b'{"hello":"world"}'


async def app(scope: Mapping[str, Any], receive: object, send: Callable[[Mapping[str, Any]], Awaitable[None]]) -> None:
    """Answer every request."""
    if scope["type"] == "http":
        head = [*HEADERS, (b"content-length", str(len(BODY)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": BODY})
