"""The floor: an ASGI app without a framework. WebSockets echo, and are sent what is posted to `/@connections/{id}`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from itertools import count
from typing import Any

HEADERS = [(b"content-type", b"application/json")]
BODY = b'{"hello":"world"}'
IDS = count(1)

Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]

opened: dict[str, Send] = {}


async def app(scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
    """Answer everything."""
    if scope["type"] == "websocket":
        await websocket(receive, send)
    elif scope["type"] == "http":
        if scope["method"] == "POST":
            body = (await receive())["body"]
            await opened[scope["path"].rpartition("/")[2]]({"type": "websocket.send", "text": body.decode()})
        head = [*HEADERS, (b"content-length", str(len(BODY)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": BODY})


async def websocket(receive: Receive, send: Send) -> None:
    """One connection from its beginning to its end."""
    own = str(next(IDS))
    await receive()
    opened[own] = send
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        text = message["text"]
        await send({"type": "websocket.send", "text": f'{{"id":"{own}"}}' if "whoami" in text else text})
    del opened[own]
