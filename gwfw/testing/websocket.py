"""A WebSocket client's end in a test: sends messages, receives what the app sends, knows how it was closed."""

from __future__ import annotations

import json
from collections import deque
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from gwfw.errors import Misuse, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from gwfw.testing.driver import Driver

__all__ = ["HandshakeRefused", "NothingReceived", "WebSocket"]


class HandshakeRefused(Exception):
    """The WebSocket was not opened: API Gateway answered the handshake with `status` and `body`."""

    def __init__(self, status: int, body: str) -> None:
        self.status, self.body = status, body
        super().__init__(status, body)

    def __str__(self) -> str:
        return f"the WebSocket was refused: {self.status} {self.body}".rstrip()


class NothingReceived(AssertionError):
    """`receive` was called, and the app has sent nothing more to this client."""


class WebSocket:
    """An open connection; `with gw.ws() as client:` closes it at the end. `subprotocol` is what the app chose."""

    def __init__(self, driver: Driver, selection: str, noticed: Callable[[str], None]) -> None:
        self._driver, self._selection, self._noticed = driver, selection, noticed
        self._frames: deque[str] = deque()
        self._closed: tuple[int, str] | None = None
        self.id = ""
        self.subprotocol: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # Sending ---------------------------------------------------------------------------------------------------------

    def send(self, route_key: str, /, **fields: object) -> None:
        """Send a JSON message that the route selection expression finds `route_key` in, with these fields.

        With `$request.body.action`: `send("join", name="Ann")` sends `{"action": "join", "name": "Ann"}`. A field may be
        a pydantic model.
        """
        message: dict[str, object] = {}
        place = message
        *outer, last = _selected(self._selection)
        for key in outer:
            place[key] = place = {}
        place[last] = route_key
        overlap = sorted(message.keys() & fields.keys())
        if overlap:
            raise TypeError(
                f"send() sets {overlap[0]!r} itself, by the selection expression {self._selection}; use send_json"
            )
        self.send_json({**message, **fields})

    def send_json(self, value: object) -> None:
        """Send any JSON value; pydantic models in it are dumped."""
        self.send_text(json.dumps(value, default=_plain, ensure_ascii=False, separators=(",", ":")))

    def send_text(self, text: str, *, frame_bytes: int | None = None) -> None:
        """Send a text message as it is, in one frame or in frames of `frame_bytes`. Returns when what it invoked is done."""
        self._send(text, frame_bytes)

    def send_bytes(self, data: bytes) -> None:
        """Send a binary message, which API Gateway does not take: it closes the connection with 1003."""
        self._send(data, None)

    def _send(self, data: str | bytes, frame_bytes: int | None) -> None:
        if self._closed is not None:
            raise Misuse(
                Problem(
                    code="websocket-closed",
                    what="this WebSocket is closed, nothing can be sent on it",
                    received=f"closed = {self._closed}",
                    remedy="send before the connection is closed, or open another one by gw.ws()",
                )
            )
        self._driver.message(self.id, data, frame_bytes=frame_bytes)

    # Receiving -------------------------------------------------------------------------------------------------------

    def receive(self) -> Any:
        """The next message, parsed as JSON. Raises NothingReceived if there is none, once everything has settled."""
        return json.loads(self.receive_text())

    def receive_text(self) -> str:
        """The next message as it is. Raises NothingReceived."""
        if not self._frames:
            self._driver.settle()
        if not self._frames:
            told = "" if self._closed is None else f"; it was closed with {self._closed[0]} {self._closed[1]}".rstrip()
            raise NothingReceived(f"no message waits for this client, and nothing is running that could send one{told}")
        text = self._frames.popleft()
        self._noticed(text)
        return text

    def receive_none(self) -> None:
        """Assert that no message waits for this client, once everything has settled."""
        self._driver.settle()
        if self._frames:
            raise AssertionError(
                f"this client should have received nothing, but {len(self._frames)} wait: {self._frames[0]}"
            )

    # Closing ---------------------------------------------------------------------------------------------------------

    @property
    def closed(self) -> tuple[int, str] | None:
        """The close code and reason, whoever closed; None while the connection is open."""
        return self._closed

    def close(self, code: int = 1000, reason: str = "") -> None:
        """Close from the client's side, and run what that invokes. A closed connection stays as it is."""
        if self._closed is None:
            self._closed = (code, reason)
            self._driver.lost(self.id, code, reason)

    # The driver's side -----------------------------------------------------------------------------------------------

    def frame(self, text: str) -> None:
        """The app sent a message."""
        self._frames.append(text)

    def close_frame(self, code: int, reason: str) -> None:
        """The gateway closed the connection."""
        self._closed = (code, reason)


def _selected(selection: str) -> list[str]:
    """The keys under which a selection expression looks: `$request.body.action` looks under `action`."""
    prefix = "$request.body."
    path = selection.removeprefix("${").removesuffix("}").lstrip("$")
    path = f"${path}"
    if not path.startswith(prefix) or not all(key.isidentifier() for key in path[len(prefix) :].split(".")):
        raise Misuse(
            Problem(
                code="selection",
                what="send(route_key, ...) can build messages only for a selection expression that names a key of the body",
                received=selection,
                allowed="$request.body.action, $request.body.a.b",
                remedy="build the message yourself: send_json(...) or send_text(...)",
            )
        )
    return path[len(prefix) :].split(".")


def _plain(value: object) -> object:
    dump = getattr(value, "model_dump", None)
    if dump is None:
        raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")
    return dump(mode="json")
