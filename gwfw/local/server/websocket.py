"""One WebSocket on the server's side: sans-I/O, over the frames of the `websockets` library's ServerProtocol.

Follows RFC 6455 and API Gateway's limits: a frame above 32 KB or a message above 128 KB closes with 1009, a binary frame
with 1003, text that is not UTF-8 with 1007, anything else that is against the protocol with 1002. No extension is
negotiated: permessage-deflate is not documented for API Gateway, and without it limits count the same bytes everywhere.
Messages longer than a frame are sent in frames of 32 KB. Knows neither sockets nor the gateway.
"""

from __future__ import annotations

import codecs
import json
import logging
import re
from dataclasses import dataclass

from websockets.datastructures import Headers
from websockets.frames import CloseCode, Frame, Opcode
from websockets.http11 import Request, Response
from websockets.protocol import State
from websockets.server import ServerProtocol

from gwfw.exchange import HttpRequest, HttpResponse
from gwfw.gateway.websocket.limits import FRAME_BYTES, frame_too_big, message_too_big
from gwfw.local.server.limits import Limits

__all__ = ["Closed", "WebSocket"]

_REASON_BYTES = 123
_CONTROL_BYTES = 125
_VERSION = "13"
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_silent = logging.Logger("gwfw.websocket", logging.CRITICAL + 1)  # hostile bytes are no reason for a log line


@dataclass(frozen=True, slots=True)
class Closed:
    """The client closed, broke the protocol or vanished (1006): what `$disconnect` is told."""

    code: int
    reason: str


class _Protocol(ServerProtocol):
    """The library's, which by itself takes a close inside a fragmented message for a violation (RFC 6455, 5.4)."""

    def recv_frame(self, frame: Frame) -> None:
        if frame.opcode is Opcode.CLOSE:
            self.current_size = None
        super().recv_frame(frame)


class WebSocket:
    """A handshake, then messages until one side closes. After every call, write `output()` and then look at `finished`.

    `Closed` comes at most once, and never after `close()`: then the gateway has forgotten the connection already.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        largest = limits.message_bytes + _CONTROL_BYTES  # the library's limit also counts a ping inside a long message
        self._protocol = _Protocol(state=State.OPEN, max_size=largest, logger=_silent)
        self._response: Response | None = None
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._parts: list[str] = []
        self._size = 0
        self._head = b""
        self._told = self._broken = False

    # Handshake -------------------------------------------------------------------------------------------------------

    def handshake(self, request: HttpRequest) -> HttpResponse | None:
        """None if this is a valid handshake (`accept()` or an answer of your own comes next), else the refusal."""
        if request.method != "GET":
            return _refusal(405, "a WebSocket handshake is a GET request")
        if request.protocol == "HTTP/1.0":
            return _refusal(505, "a WebSocket handshake needs HTTP/1.1")
        headers = Headers()
        for name, value in request.headers:
            headers[name] = value
        handshake = ServerProtocol(logger=_silent)
        response = handshake.accept(Request(request.path, headers))
        if response.status_code != 101:
            return _refusal(response.status_code, str(handshake.handshake_exc), request.header("sec-websocket-version"))
        self._response = response
        return None

    def accept(self, subprotocol: str | None) -> None:
        """Answer 101; from here on the WebSocket is open. A subprotocol that is no token is left out."""
        response = self._response
        assert response is not None, "handshake() comes first"
        if subprotocol is not None and _TOKEN.fullmatch(subprotocol):
            response.headers["Sec-WebSocket-Protocol"] = subprotocol
        self._head = response.serialize()

    # Incoming --------------------------------------------------------------------------------------------------------

    def receive(self, data: bytes) -> tuple[list[str], Closed | None]:
        """The text messages that these bytes complete, and the end if they bring it. Never raises."""
        if self.finished:
            return [], None
        self._protocol.receive_data(data)
        messages: list[str] = []
        for frame in self._protocol.events_received():
            assert isinstance(frame, Frame)
            text = self._text(frame)
            if text is not None and not self._told:
                messages.append(text)
            if self._broken:
                break
        return messages, self._end()

    def eof(self) -> Closed | None:
        """The network is gone: Closed with 1006, unless the end was told before."""
        if self._told:
            return None
        self._told = True
        return Closed(1006, "")

    def _text(self, frame: Frame) -> str | None:
        if frame.opcode is Opcode.BINARY:
            self._fail(CloseCode.UNSUPPORTED_DATA, "Binary frames are not supported")
        elif frame.opcode is Opcode.TEXT or frame.opcode is Opcode.CONT:
            self._size += len(frame.data)
            if len(frame.data) > self._limits.frame_bytes:
                self._fail(CloseCode.MESSAGE_TOO_BIG, frame_too_big(self._limits.frame_bytes))
            elif self._size > self._limits.message_bytes:
                self._fail(CloseCode.MESSAGE_TOO_BIG, message_too_big(self._limits.message_bytes))
            else:
                return self._assembled(bytes(frame.data), frame.fin)
        return None

    def _assembled(self, data: bytes, final: bool) -> str | None:
        try:
            if final and not self._parts:  # of one frame, as most are
                self._size = 0
                return data.decode()
            self._parts.append(self._decoder.decode(data, final))
        except UnicodeDecodeError:
            self._fail(CloseCode.INVALID_DATA, "Text must be UTF-8")
            return None
        if not final:
            return None
        text = "".join(self._parts)
        self._parts.clear()
        self._size = 0
        return text

    def _fail(self, code: CloseCode, reason: str) -> None:
        self._broken = True
        if not self.finished:
            self._protocol.fail(code, reason)

    def _end(self) -> Closed | None:
        close = self._protocol.close_sent
        if self._told or close is None:
            return None
        self._told = True
        return Closed(int(close.code), close.reason)

    # Outgoing --------------------------------------------------------------------------------------------------------

    @property
    def finished(self) -> bool:
        """Nothing more will be sent: once the output is written, the network connection can be closed."""
        return self._protocol.eof_sent

    def send(self, text: str) -> None:
        """Send a text message, in frames of at most 32 KB. After the end it is dropped."""
        if self._protocol.state is not State.OPEN:
            return
        data = text.encode("utf-8", "replace")
        first, rest = data[:FRAME_BYTES], range(FRAME_BYTES, len(data), FRAME_BYTES)
        self._protocol.send_text(first, fin=not rest)
        for start in rest:
            end = start + FRAME_BYTES
            self._protocol.send_continuation(data[start:end], fin=end >= len(data))

    def close(self, code: int, reason: str) -> None:
        """Start the closing handshake; the gateway has forgotten the connection."""
        self._told = True
        if self._protocol.state is State.OPEN:
            self._protocol.send_close(code, reason.encode("utf-8", "replace")[:_REASON_BYTES].decode("utf-8", "ignore"))

    def output(self) -> bytes:
        """The bytes to be written now."""
        output = self._head + b"".join(self._protocol.data_to_send())
        self._head = b""
        return output


def _refusal(status: int, reason: str, version: str | None = _VERSION) -> HttpResponse:
    headers: tuple[tuple[str, str], ...] = (("content-type", "application/json"),)
    if status == 426:
        headers += (("upgrade", "websocket"),)
    if version != _VERSION:
        headers += (("sec-websocket-version", _VERSION),)
    return HttpResponse(status=status, headers=headers, body=json.dumps({"message": reason}).encode())
