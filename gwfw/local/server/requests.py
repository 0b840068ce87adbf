"""HTTP/1.1 requests from bytes: sans-I/O, over httptools (llhttp in its strict form).

Sizes are enforced while reading: a declared length above the limit is refused before the body, headers as soon as they
are too long. What is refused ends the connection: after it the position in the stream is not known.
Follows RFC 9112; sizes and their statuses follow the quotas of HTTP APIs. Knows neither sockets nor the gateway.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

import httptools

from gwfw.exchange import Headers, HttpRequest
from gwfw.local.server.limits import Limits

__all__ = ["Event", "Expecting", "Received", "Refused", "RequestReader", "Upgrading"]


@dataclass(frozen=True, slots=True)
class Received:
    """A whole request. `keep_alive`: the client wants to send another one on this connection."""

    request: HttpRequest
    keep_alive: bool


@dataclass(frozen=True, slots=True)
class Expecting:
    """The client waits for `100 Continue` before it sends the body of its request."""


@dataclass(frozen=True, slots=True)
class Upgrading:
    """A WebSocket handshake; `rest` holds bytes that came after it. Nothing more is read as HTTP."""

    request: HttpRequest
    rest: bytes


@dataclass(frozen=True, slots=True)
class Refused:
    """The request cannot be served: answer `status` and close. `detail` is for the console, `subject` names the request."""

    status: int
    detail: str
    subject: str = "-"


Event: TypeAlias = Received | Expecting | Upgrading | Refused


_AUTHORITY: Final = r"(?:[A-Za-z0-9._~!$&'()*+,;=%-]*|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?"
_HOST: Final = re.compile(_AUTHORITY)
_ABSOLUTE: Final = re.compile(rf"(?i:https?)://(?P<authority>(?=[^/?:]){_AUTHORITY})(?P<target>(?:[/?].*)?)")
_NOT_SERVED: Final = frozenset(
    [
        "CONNECT",
        "ANNOUNCE",
        "DESCRIBE",
        "FLUSH",
        "GET_PARAMETER",
        "PAUSE",
        "PLAY",
        "RECORD",
        "REDIRECT",
        "SETUP",
        "SET_PARAMETER",
        "SOURCE",
        "TEARDOWN",
    ]
)
"""CONNECT, and the methods of RTSP and ICE, which the parser takes as well."""


class _Stop(Exception):
    """Leaves the parser's callback after a refusal."""


class RequestReader:
    """Turns a connection's bytes into events; `phase` tells what the reader waits for.

    `idle`: the next request; `head`: the rest of request line and headers; `body`: the rest of the payload; `done`:
    nothing, the connection is refused or upgraded and further bytes are ignored.
    """

    def __init__(self, limits: Limits, source_ip: str) -> None:
        self._limits, self._source_ip = limits, source_ip
        self.phase: Literal["idle", "head", "body", "done"] = "idle"
        self._events: list[Event] = []
        self._parser = httptools.HttpRequestParser(self)
        self.on_message_begin()
        self.phase = "idle"

    def feed(self, data: bytes) -> list[Event]:
        """The events that these bytes complete, in order. No bytes make it raise."""
        if self.phase == "done":
            return []
        was_in_head = self.phase == "head"
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._upgraded(data[upgrade.args[0] :])
        except httptools.HttpParserCallbackError as error:
            if not (self._events and isinstance(self._events[-1], Refused)):  # then it was no _Stop
                raise error.__context__ or error from None
        except httptools.HttpParserError as error:
            self._refuse(400, f"not an HTTP request: {error}")
        if was_in_head and self.phase == "head":
            self._head_fed += len(data)
            if self._head_fed > self._limits.head_bytes:
                self._refuse(431, self._too_long())
        events, self._events = self._events, []
        return events

    # What the parser calls -------------------------------------------------------------------------------------------

    def on_message_begin(self) -> None:  # noqa: D102
        self._url = b""
        self._headers: list[tuple[str, str]] = []
        self._body: list[bytes] = []
        self._head_size = self._head_fed = self._body_size = 0
        self._request: HttpRequest | None = None
        self.phase = "head"

    def on_url(self, url: bytes) -> None:  # noqa: D102
        self._url += url
        self._grow_head(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:  # noqa: D102
        self._head_size += len(name) + len(value) + 4
        if self._head_size > self._limits.head_bytes:
            self._refuse(431, self._too_long(), stop=True)
        if self.phase == "head":  # otherwise a trailer, which API Gateway does not pass on
            self._headers.append((name.decode("latin-1"), value.strip(b" \t").decode("latin-1")))

    def on_headers_complete(self) -> None:  # noqa: D102
        method = self._parser.get_method().decode("ascii")
        self._grow_head(len(method) + len(" HTTP/1.1") + 5)
        target, authority = self._target(method)
        path, _, query = target.partition("?")
        self._request = request = HttpRequest(
            method=method,
            path=path,
            query=query,
            headers=tuple(self._headers),
            source_ip=self._source_ip,
            protocol=f"HTTP/{self._parser.get_http_version()}",
        )
        self._check_head(request)
        if authority is not None:  # it counts, whatever the header says (RFC 9112, 3.2.2)
            others = (header for header in request.headers if header[0].lower() != "host")
            self._request = replace(request, headers=(("Host", authority), *others))
        self.phase = "body"

    def on_body(self, body: bytes) -> None:  # noqa: D102
        self._body_size += len(body)
        if self._body_size > self._limits.body_bytes:
            self._refuse(413, f"the body is longer than {self._limits.body_bytes} bytes", stop=True)
        self._body.append(body)

    def on_message_complete(self) -> None:  # noqa: D102
        if self._parser.should_upgrade():
            return  # feed() is told by an exception, with the bytes that follow
        request = self._request
        assert request is not None
        if self._body:
            request = HttpRequest(
                method=request.method,
                path=request.path,
                query=request.query,
                headers=request.headers,
                body=b"".join(self._body),
                source_ip=request.source_ip,
                protocol=request.protocol,
            )
        self._events.append(Received(request, self._parser.should_keep_alive()))
        self._request, self._url = None, b""
        self.phase = "idle"

    # Rules -----------------------------------------------------------------------------------------------------------

    def _grow_head(self, size: int) -> None:
        self._head_size += size
        if self._head_size > self._limits.head_bytes:
            self._refuse(431, self._too_long(), stop=True)

    def _too_long(self) -> str:
        return f"request line and headers are longer than {self._limits.head_bytes} bytes"

    def _target(self, method: str) -> tuple[str, str | None]:
        """Path and query as sent, and of an absolute form the authority."""
        if method in _NOT_SERVED:
            self._refuse(400, f"{method} is not served: this is no proxy, and speaks HTTP only", stop=True)
        url = str(self._url, "ascii")  # llhttp refuses anything else
        if "#" in url:
            self._refuse(400, "a request target has no fragment", stop=True)
        return (url, None) if url.startswith("/") else self._absolute(method, url)

    def _absolute(self, method: str, url: str) -> tuple[str, str | None]:
        if url == "*" and method == "OPTIONS":
            return url, None
        match = _ABSOLUTE.fullmatch(url)
        if match is None:
            self._refuse(400, "a request target is a path, or an http URL without a user", stop=True)
        assert match is not None
        target = match["target"]
        return target if target.startswith("/") else f"/{target}", match["authority"]

    def _check_head(self, request: HttpRequest) -> None:
        if request.protocol not in ("HTTP/1.0", "HTTP/1.1"):
            self._refuse(400, f"{request.protocol} is not served", stop=True)
        headers, names = request.headers, [name.lower() for name, _ in request.headers]
        hosts = names.count("host")
        if hosts != 1 and (hosts > 1 or request.protocol == "HTTP/1.1"):
            self._refuse(400, f"{hosts or 'no'} Host headers; one is needed", stop=True)
        if hosts and _HOST.fullmatch(headers[names.index("host")][1]) is None:
            self._refuse(400, "the Host header names no host", stop=True)
        if "transfer-encoding" in names:
            coding = headers[names.index("transfer-encoding")][1]
            if coding.lower() != "chunked" or request.protocol == "HTTP/1.0":
                self._refuse(400, "chunked is the only transfer coding that is served, and of HTTP/1.1 only", stop=True)
        if "content-length" in names:
            length = headers[names.index("content-length")][1]
            if int(length) > self._limits.body_bytes:
                self._refuse(413, f"the body is {length} bytes long, {self._limits.body_bytes} are allowed", stop=True)
        if "expect" in names and request.protocol == "HTTP/1.1":
            self._expect(headers[names.index("expect")][1])

    def _expect(self, expectation: str) -> None:
        if expectation.lower() != "100-continue":
            self._refuse(417, "only 100-continue can be expected", stop=True)
        self._events.append(Expecting())

    def _refuse(self, status: int, detail: str, *, stop: bool = False) -> None:
        method = self._parser.get_method().decode("ascii") if self._request or self._url else ""
        path = self._url.partition(b"?")[0].decode("latin-1")
        self._events.append(Refused(status, detail, f"{method} {path}".strip() or "-"))
        self.phase = "done"
        if stop:
            raise _Stop

    # Upgrades --------------------------------------------------------------------------------------------------------

    def _upgraded(self, rest: bytes) -> None:
        request = self._request
        assert request is not None
        if (request.header("upgrade") or "").lower() == "websocket":
            self.phase = "done"
            self._events.append(Upgrading(request, rest))
        else:
            self._decline(request, rest)

    def _decline(self, request: HttpRequest, rest: bytes) -> None:
        """Read the request again without its offer of another protocol (such as h2c), which RFC 9110 7.8 lets us ignore.

        The parser skips the body of an upgrade, so the head is given to a fresh one.
        """
        lines = [f"{name}: {value}\r\n" for name, value in _without_offer(request.headers)]
        head = f"{request.method} {self._url.decode('latin-1')} {request.protocol}\r\n{''.join(lines)}\r\n"
        events: list[Event] = [event for event in self._events if not isinstance(event, Expecting)]
        self._events, self.phase = [], "idle"
        self._parser = httptools.HttpRequestParser(self)
        events += self.feed(head.encode("latin-1"))
        events += self.feed(rest)
        self._events = events


def _without_offer(headers: Headers) -> Iterator[tuple[str, str]]:
    """The headers without what offers another protocol; what else `Connection` says stays."""
    offers = ("upgrade", "http2-settings")
    for name, value in headers:
        if name.lower() == "connection":
            kept = [option.strip() for option in value.split(",") if option.strip().lower() not in offers]
            if kept:
                yield name, ", ".join(kept)
        elif name.lower() not in offers:
            yield name, value
