"""RFC 6455 as a client sees it: raw frames over a real socket, after the cases that conformance suites for servers check.

A violation must close with its code, what is valid must be served, and other clients must not notice either. Every frame
is made and read by hand here, so that the library which the server uses is not tested by itself.
"""

from __future__ import annotations

import base64
import hashlib
import socket
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from gwfw.local.server.limits import Limits

pytestmark = pytest.mark.integration

LIMITS = Limits(close_s=0.5)
KEY = "dGhlIHNhbXBsZSBub25jZQ=="
HANDSHAKE = {
    "Host": "x",
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": KEY,
}
CONT, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
MASK = b"\x37\xfa\x21\x3d"
Sent = tuple[int, bytes]


def frame(opcode: int, data: bytes = b"", *, fin: bool = True, rsv: int = 0, mask: bytes | None = MASK) -> bytes:
    """A client's frame, masked if it is as it should be."""
    bit = 0 if mask is None else 0x80
    size = len(data)
    head = bytes([fin << 7 | rsv << 4 | opcode])
    if size < 126:
        head += bytes([bit | size])
    else:
        head += struct.pack("!BH", bit | 126, size) if size < 65_536 else struct.pack("!BQ", bit | 127, size)
    if mask is None:
        return head + data
    key = (mask * (size // 4 + 1))[:size]
    return head + mask + (int.from_bytes(data, "big") ^ int.from_bytes(key, "big")).to_bytes(size, "big")


def part(opcode: int, data: bytes = b"") -> bytes:
    return frame(opcode, data, fin=False)


def close(code: int, reason: bytes = b"") -> bytes:
    return frame(CLOSE, struct.pack("!H", code) + reason)


class Peer:
    """A client that opens one connection and reads what the server sends, frame by frame."""

    def __init__(self, sock: socket.socket, early: bytes = b"", **headers: str) -> None:
        self.socket, self._stream = sock, sock.makefile("rb")
        self.send(head(headers) + early)
        self.status, self.headers = self._answer()

    def _answer(self) -> tuple[int, dict[str, str]]:
        lines = [line.decode().strip() for line in iter(self._stream.readline, b"\r\n")]
        fields = (line.partition(": ") for line in lines[1:])
        return int(lines[0].split()[1]), {name.lower(): value for name, _, value in fields}

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def read(self) -> Sent | None:
        """The next frame, None at the end."""
        start = self._stream.read(2)
        if not start:
            return None
        first, size = start
        assert first & 0x70 == 0, "reserved bits are set"
        assert size < 128, "a server does not mask"
        if size >= 126:
            size = int.from_bytes(self._stream.read(2 if size == 126 else 8), "big")
        assert first & 0x80 or first & 0x0F < CLOSE, "a control frame in fragments"
        return first & 0x0F, self._stream.read(size)

    def close(self) -> None:
        self._stream.close()
        self.socket.close()

    def rest(self) -> list[Sent]:
        """Every frame until the server ends the connection."""
        return list(iter(self.read, None))


def head(changes: dict[str, str], line: str = "GET /dev HTTP/1.1") -> bytes:
    """A handshake; an empty header is left out."""
    headers = HANDSHAKE | {name.replace("_", "-"): value for name, value in changes.items()}
    return "\r\n".join([line, *(f"{name}: {value}" for name, value in headers.items() if value), "", ""]).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """`sent` is answered by `frames` and leaves the connection open; `then` ends it by a close frame with that payload.

    `told` is what `$disconnect` hears; by default the code of that close frame.
    """

    sent: bytes = b""
    frames: tuple[Sent, ...] = ()
    then: bytes = close(1000)
    code: int = 1000
    reason: bytes = b""


def served(sent: bytes, *frames: Sent) -> Case:
    return Case(sent=sent, frames=frames)


def echoed(*parts: bytes) -> Case:
    """One message, in as many frames."""
    middle = b"".join(part(CONT, data) for data in parts[1:-1])
    sent = frame(TEXT, parts[0]) if len(parts) == 1 else part(TEXT, parts[0]) + middle + frame(CONT, parts[-1])
    return served(sent, (TEXT, b"".join(parts)))


def failed(then: bytes, code: int = 1002) -> Case:
    return Case(then=then, code=code)


def closed(code: int, reason: bytes = b"", after: bytes = b"") -> Case:
    """A close that the server echoes."""
    return Case(then=close(code, reason) + after, code=code, reason=reason)


FULL = b"".join([part(TEXT, b"a" * 32_768), *[part(CONT, b"a" * 32_768)] * 3])
HUGE = struct.pack("!BBQ", 0x81, 0xFF, 1 << 40) + MASK
ODD = b"\x00\xff\xfe\xfd\xfc\xfb\x00\xff"
GREEK = "κόσμε".encode()
VALID_TEXTS = {
    "two-bytes": "\u0080\u07ff",
    "three-bytes": "\u0800\uffff",
    "four-bytes": "\U00010000\U0010ffff",
    "last-before-surrogates": "\ud7ff\ue000",
    "replacement-character": "\ufffd",
    "noncharacters": "\ufdd0\ufffe\U0001fffe",
    "nul": "\0",
    "line-separators": "\u2028\u2029\ufeff",
}
INVALID_TEXTS = {
    "overlong-slash": b"\xc0\xaf",
    "overlong-three-bytes": b"\xe0\x9f\xbf",
    "overlong-four-bytes": b"\xf0\x8f\xbf\xbf",
    "overlong-nul": b"\xc0\x80",
    "surrogate": GREEK + b"\xed\xa0\x80edited",
    "pair-of-surrogates": b"\xed\xa0\x80\xed\xb0\x80",
    "above-the-last": b"\xf4\x90\x80\x80",
    "five-bytes": b"\xf8\x88\x80\x80\x80",
    "six-bytes": b"\xfc\x84\x80\x80\x80\x80",
    "byte-fe": b"\xfe",
    "byte-ff": b"\xff",
    "lone-continuation": b"\x80",
    "cut-off-at-the-end": GREEK[:-1],
}

CASES: dict[str, Case] = {
    # Texts and binary ---------------------------------------------------------------------------------------------------
    **{f"text-of-{size}": echoed(b"*" * size) for size in (0, 1, 125, 126, 127, 128, 32_767, 32_768)},
    "mask-of-zeros": served(frame(TEXT, b"hi", mask=b"\0\0\0\0"), (TEXT, b"hi")),
    "binary": failed(frame(BINARY, ODD), 1003),
    "binary-empty": failed(frame(BINARY), 1003),
    "binary-fragment": failed(part(BINARY, ODD), 1003),
    # Masks --------------------------------------------------------------------------------------------------------------
    **{
        f"unmasked-{name}": failed(frame(opcode, data, mask=None))
        for name, opcode, data in [
            ("text", TEXT, b"hi"),
            ("empty-text", TEXT, b""),
            ("ping", PING, b"?"),
            ("close", CLOSE, b"\x03\xe8"),
        ]
    },
    "unmasked-after-masked": Case(
        sent=frame(TEXT, b"a"), frames=((TEXT, b"a"),), then=frame(TEXT, b"b", mask=None), code=1002
    ),
    # Pings and pongs ----------------------------------------------------------------------------------------------------
    **{f"ping-{len(data)}": served(frame(PING, data), (PONG, data)) for data in (b"", b"Hello", ODD, b"\xfe" * 125)},
    "ping-of-126": failed(frame(PING, b"\xfe" * 126)),
    "pong-of-126": failed(frame(PONG, b"\xfe" * 126)),
    "pong-unasked": served(frame(PONG) + frame(PONG, b"?") + frame(PING, b"!"), (PONG, b"!")),
    "ten-pings": served(b"".join(frame(PING, b"%d" % n) for n in range(10)), *((PONG, b"%d" % n) for n in range(10))),
    # Reserved bits and opcodes ------------------------------------------------------------------------------------------
    **{f"reserved-bits-{rsv}": failed(frame(TEXT, b"a", rsv=rsv)) for rsv in range(1, 8)},
    "reserved-bit-of-a-continuation": failed(part(TEXT, b"a") + frame(CONT, b"b", rsv=4)),
    "reserved-bit-of-a-ping": failed(frame(PING, rsv=2)),
    "reserved-bits-of-a-close": failed(frame(CLOSE, rsv=7)),
    "reserved-bit-after-text": Case(
        sent=frame(TEXT, b"a"), frames=((TEXT, b"a"),), then=frame(TEXT, b"b", rsv=3) + frame(PING), code=1002
    ),
    **{f"opcode-{opcode}": failed(frame(opcode, b"a")) for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15)},
    "opcode-after-text": Case(sent=frame(TEXT, b"a"), frames=((TEXT, b"a"),), then=frame(5, b"b") + frame(PING), code=1002),
    # Fragments ----------------------------------------------------------------------------------------------------------
    "fragments-2": echoed(b"one", b"two"),
    "fragments-5": echoed(*b"12345".split(b"3"), b"x", b"y", b"z"),
    "fragments-empty": echoed(b"", b"", b""),
    "fragments-mostly-empty": echoed(b"", b"middle", b""),
    "fragments-of-one-byte": echoed(*(GREEK[at : at + 1] for at in range(len(GREEK)))),
    "ping-between": served(part(TEXT, b"a") + frame(PING, b"?") + frame(CONT, b"b"), (PONG, b"?"), (TEXT, b"ab")),
    "pings-and-pongs-between": served(
        part(TEXT, b"a") + frame(PING, b"1") + part(CONT, b"b") + frame(PONG, b"?") + frame(PING, b"2") + frame(CONT, b"c"),
        (PONG, b"1"),
        (PONG, b"2"),
        (TEXT, b"abc"),
    ),
    "ping-in-fragments": failed(part(PING, b"a") + frame(CONT, b"b")),
    "pong-in-fragments": failed(part(PONG, b"a") + frame(CONT, b"b")),
    "close-in-fragments": failed(part(CLOSE, b"\x03\xe8")),
    "continuation-of-nothing": failed(frame(CONT, b"a") + frame(TEXT, b"b")),
    "continuation-of-nothing-more-to-come": failed(part(CONT, b"a") + frame(TEXT, b"b")),
    "continuation-after-a-whole-message": Case(
        sent=part(TEXT, b"a") + frame(CONT, b"b"), frames=((TEXT, b"ab"),), then=frame(CONT, b"c"), code=1002
    ),
    "text-inside-a-message": failed(part(TEXT, b"a") + frame(TEXT, b"b")),
    "text-fragment-inside-a-message": failed(part(TEXT, b"a") + part(TEXT, b"b")),
    "binary-inside-a-message": failed(part(TEXT, b"a") + frame(BINARY, b"b")),
    # UTF-8 --------------------------------------------------------------------------------------------------------------
    "utf-8": echoed(GREEK),
    "utf-8-across-a-border": echoed(GREEK[:3], GREEK[3:]),
    "utf-8-across-a-ping": served(part(TEXT, GREEK[:1]) + frame(PING) + frame(CONT, GREEK[1:]), (PONG, b""), (TEXT, GREEK)),
    **{f"utf-8-{name}": echoed(text.encode()) for name, text in VALID_TEXTS.items()},
    **{f"not-utf-8-{name}": failed(frame(TEXT, data), 1007) for name, data in INVALID_TEXTS.items()},
    "not-utf-8-across-a-border": failed(part(TEXT, b"\xe2\x98") + frame(CONT, b"a"), 1007),
    "not-utf-8-cut-off-in-the-last-fragment": failed(part(TEXT, b"a") + frame(CONT, b"\xe2\x98"), 1007),
    "not-utf-8-fails-before-the-message-ends": failed(part(TEXT, GREEK) + part(CONT, b"\xf4\x90"), 1007),
    "not-utf-8-fails-in-the-first-fragment": failed(part(TEXT, b"a\xff"), 1007),
    # Closing ------------------------------------------------------------------------------------------------------------
    "close-empty": Case(then=frame(CLOSE), code=1005),
    "close-of-one-byte": failed(frame(CLOSE, b"\x03")),
    "close-with-a-reason": closed(1000, GREEK),
    "close-with-the-longest-reason": closed(1000, b"*" * 123),
    "close-with-a-longer-reason": failed(close(1000, b"*" * 124)),
    "close-with-a-reason-that-is-not-utf-8": failed(close(1000, b"\xce\xba\xed\xa0\x80"), 1007),
    **{
        f"close-{code}": closed(code)
        for code in (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999)
    },
    **{
        f"close-{code}-that-is-none": failed(close(code))
        for code in (0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535)
    },
    "close-then-close": closed(1000, after=close(1001)),
    "close-then-ping": closed(1000, after=frame(PING, b"?")),
    "close-then-text": closed(1000, after=frame(TEXT, b"late")),
    "close-then-a-violation": closed(1000, after=frame(3)),
    "close-inside-a-message": Case(then=part(TEXT, b"a") + close(1000) + frame(CONT, b"b")),
    "close-empty-inside-a-message": Case(then=part(TEXT, b"a") + frame(CLOSE), code=1005),
    "close-of-one-byte-inside-a-message": failed(part(TEXT, b"a") + frame(CLOSE, b"\x03")),
    # Limits -------------------------------------------------------------------------------------------------------------
    "frame-above-32-KB": failed(frame(TEXT, b"a" * 32_769), 1009),
    "continuation-above-32-KB": failed(part(TEXT, b"a") + frame(CONT, b"a" * 32_769), 1009),
    "message-of-128-KB": Case(sent=FULL + frame(CONT), frames=((TEXT, b"a" * 131_072),)),
    "message-of-128-KB-twice": Case(sent=(FULL + frame(CONT)) * 2, frames=((TEXT, b"a" * 131_072),) * 2),
    "ping-inside-a-message-of-128-KB": Case(
        sent=FULL + frame(PING, b"*" * 125) + frame(CONT), frames=((PONG, b"*" * 125), (TEXT, b"a" * 131_072))
    ),
    "message-above-128-KB": failed(FULL + frame(CONT, b"a"), 1009),
    "message-above-128-KB-before-it-ends": failed(FULL + part(CONT, b"a"), 1009),
    "message-far-above-128-KB": failed(FULL + part(CONT, b"a" * 32_768), 1009),
    "frame-that-announces-a-terabyte": failed(HUGE, 1009),
}


@pytest.fixture
def dial(server: Any) -> Iterator[Callable[..., Peer]]:
    peers: list[Peer] = []

    def connect(early: bytes = b"", **headers: str) -> Peer:
        peers.append(Peer(server.connect(), early, **headers))
        return peers[-1]

    yield connect
    for peer in peers:
        peer.close()


def whole(frames: list[Sent]) -> tuple[list[bytes], list[bytes]]:
    """The pongs, and the texts with their fragments joined: an answer to a ping may overtake a message."""
    pongs, texts = [], []
    for opcode, data in frames:
        if opcode == PONG:
            pongs.append(data)
        elif opcode == TEXT:
            texts.append(data)
        else:
            assert opcode == CONT
            texts[-1] += data
    return pongs, texts


def talk(peer: Peer, case: Case, send: Callable[[bytes], None]) -> Sent:
    """Send the case; what the server ends it with."""
    send(case.sent)
    frames: list[Sent] = []
    while whole(frames) != whole(list(case.frames)):
        found = peer.read()
        assert found is not None, "the server ended the connection"
        frames.append(found)
    send(case.then)
    [last] = peer.rest()
    return last


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in CASES.items()])
def test_case(server: Any, dial: Callable[..., Peer], case: Case, eventually: Callable[..., None]) -> None:
    other, peer = dial(), dial()
    opcode, payload = talk(peer, case, peer.send)
    assert opcode == CLOSE
    assert payload[:2] == (b"" if case.code == 1005 else struct.pack("!H", case.code))
    assert payload[2:].decode().isprintable()
    if case.code == 1000 or case.reason:
        assert payload[2:] == case.reason
    eventually(lambda: [code for code, _ in server.core.ends] == [case.code])
    other.send(frame(TEXT, b"still here"))
    assert other.read() == (TEXT, b"still here")


@pytest.mark.parametrize("name", ["ping-125", "ping-between", "utf-8-across-a-border", "text-of-126", "close-4999"])
def test_byte_by_byte(dial: Callable[..., Peer], name: str) -> None:
    case, peer = CASES[name], dial()
    peer.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(data: bytes) -> None:
        for byte in data:
            peer.send(bytes([byte]))

    assert talk(peer, case, send) == (CLOSE, struct.pack("!H", case.code))


# Handshakes -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="plain"),
        pytest.param({"Upgrade": "WebSocket", "Connection": "keep-alive, UPGRADE"}, id="case-and-lists"),
        pytest.param({"Sec_WebSocket_Extensions": "x-unknown; a=1, permessage-deflate"}, id="extensions"),
        pytest.param({"Origin": "http://example.com", "Host": "other:1"}, id="origin"),
    ],
)
def test_handshake(dial: Callable[..., Peer], headers: dict[str, str]) -> None:
    peer = dial(frame(TEXT, b"sent at once"), **headers)
    digest = hashlib.sha1(f"{KEY}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode(), usedforsecurity=False).digest()
    assert (peer.status, peer.headers["sec-websocket-accept"]) == (101, base64.b64encode(digest).decode())
    assert (peer.headers["upgrade"].lower(), peer.headers["connection"].lower()) == ("websocket", "upgrade")
    assert {"sec-websocket-extensions", "sec-websocket-protocol"}.isdisjoint(peer.headers)
    assert peer.read() == (TEXT, b"sent at once")


@pytest.mark.parametrize(
    ("line", "headers", "status"),
    [
        pytest.param("GET /dev HTTP/1.1", {"Sec-WebSocket-Key": ""}, 400, id="no-key"),
        pytest.param("GET /dev HTTP/1.1", {"Sec-WebSocket-Key": "c2hvcnQ="}, 400, id="short-key"),
        pytest.param("GET /dev HTTP/1.1", {"Sec-WebSocket-Key": "not base64 at all"}, 400, id="key-not-base64"),
        pytest.param("GET /dev HTTP/1.1", {"Sec-WebSocket-Key": f"{KEY}\r\nSec-WebSocket-Key: {KEY}"}, 400, id="two-keys"),
        pytest.param("GET /dev HTTP/1.1", {"Sec-WebSocket-Version": ""}, 400, id="no-version"),
        pytest.param("GET /dev HTTP/1.1", {"Sec-WebSocket-Version": "8"}, 400, id="version-8"),
        pytest.param("GET /dev HTTP/1.1", {"Sec-WebSocket-Version": "14"}, 400, id="version-14"),
        pytest.param("POST /dev HTTP/1.1", {}, 405, id="post"),
        pytest.param("GET /dev HTTP/1.0", {}, 505, id="http-1.0"),
        pytest.param("GET /nowhere HTTP/1.1", {}, 403, id="other-stage"),
    ],
)
def test_handshake_error(server: Any, dial: Callable[..., Peer], line: str, headers: dict[str, str], status: int) -> None:
    other = dial()
    answer = server.raw(head({**headers, "Connection": "Upgrade, close"}, line))
    assert answer.split(b" ", 2)[1] == str(status).encode()
    unknown = headers.get("Sec-WebSocket-Version", "13") != "13"
    assert (b"\r\nsec-websocket-version: 13\r\n" in answer.lower()) is unknown
    assert b"sec-websocket-accept" not in answer.lower()
    other.send(frame(TEXT, b"still here"))
    assert other.read() == (TEXT, b"still here")
