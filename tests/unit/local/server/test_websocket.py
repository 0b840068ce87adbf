"""WebSockets from bytes: the client's half is the same library's, or frames made by hand."""

from __future__ import annotations

import json
import struct
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode
from websockets.protocol import Protocol, Side

from gwfw.exchange import HttpRequest
from gwfw.local.server.limits import UNLIMITED, Limits
from gwfw.local.server.websocket import Closed, WebSocket

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
HEADERS = (
    ("Host", "x"),
    ("Connection", "Upgrade"),
    ("Upgrade", "websocket"),
    ("Sec-WebSocket-Version", "13"),
    ("Sec-WebSocket-Key", KEY),
)


def request(*extra: tuple[str, str], without: str = "", method: str = "GET") -> HttpRequest:
    headers = tuple(header for header in HEADERS if header[0] != without)
    return HttpRequest(method=method, path="/dev", headers=headers + extra)


def opened(limits: Limits = Limits()) -> WebSocket:  # noqa: B008 -- a value
    socket = WebSocket(limits)
    assert socket.handshake(request()) is None
    socket.accept(None)
    socket.output()
    return socket


def frame(opcode: int, data: bytes = b"", fin: bool = True) -> bytes:
    return Frame(Opcode(opcode), data, fin).serialize(mask=True)


TEXT, CONT, BINARY, CLOSE, PING, PONG = 1, 0, 2, 8, 9, 10


def close(code: int | None = None, reason: str = "") -> bytes:
    return frame(CLOSE, b"" if code is None else struct.pack("!H", code) + reason.encode())


def sent(socket: WebSocket) -> list[Frame]:
    """What a client reads of the output."""
    client = Protocol(Side.CLIENT, max_size=None)
    client.receive_data(socket.output())
    return [event for event in client.events_received() if isinstance(event, Frame)]


def test_accept_answers_the_key() -> None:
    socket = WebSocket(Limits())
    assert socket.handshake(request()) is None
    assert socket.output() == b""
    socket.accept(None)
    head = socket.output()
    assert head.startswith(b"HTTP/1.1 101 Switching Protocols\r\n")
    assert b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" in head
    assert b"Sec-WebSocket-Protocol" not in head


def test_no_extension_is_negotiated() -> None:
    socket = WebSocket(Limits())
    socket.handshake(request(("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits")))
    socket.accept(None)
    assert b"Extensions" not in socket.output()


@pytest.mark.parametrize(("subprotocol", "line"), [("chat", b"Sec-WebSocket-Protocol: chat\r\n"), ("a\r\nb: c", None)])
def test_subprotocol_is_what_the_gateway_says(subprotocol: str, line: bytes | None) -> None:
    socket = WebSocket(Limits())
    socket.handshake(request(("Sec-WebSocket-Protocol", "mqtt, chat")))
    socket.accept(subprotocol)
    head = socket.output()
    assert (line in head) if line else (b"Protocol:" not in head)


@pytest.mark.parametrize(
    ("bad", "status"),
    [
        pytest.param(request(method="POST"), 405, id="post"),
        pytest.param(request(without="Sec-WebSocket-Key"), 400, id="no-key"),
        pytest.param(request(("Sec-WebSocket-Key", KEY)), 400, id="two-keys"),
        pytest.param(request(("Sec-WebSocket-Key", "short"), without="Sec-WebSocket-Key"), 400, id="bad-key"),
        pytest.param(request(("Sec-WebSocket-Version", "8"), without="Sec-WebSocket-Version"), 400, id="old-version"),
        pytest.param(request(without="Connection"), 426, id="no-connection-upgrade"),
        pytest.param(replace(request(), protocol="HTTP/1.0"), 505, id="http-1.0"),
    ],
)
def test_bad_handshake_is_refused(bad: HttpRequest, status: int) -> None:
    refusal = WebSocket(Limits()).handshake(bad)
    assert refusal is not None
    assert refusal.status == status
    assert json.loads(refusal.body)["message"]


@pytest.mark.parametrize("version", ["", "8", "14"])
def test_other_versions_are_told_the_one_that_is_spoken(version: str) -> None:
    extra = (("Sec-WebSocket-Version", version),) if version else ()
    refusal = WebSocket(Limits()).handshake(request(*extra, without="Sec-WebSocket-Version"))
    assert refusal is not None
    assert refusal.status == 400
    assert ("sec-websocket-version", "13") in refusal.headers


@pytest.mark.parametrize(
    ("data", "messages"),
    [
        pytest.param(frame(TEXT, b"hi"), ["hi"], id="one-frame"),
        pytest.param(frame(TEXT, b""), [""], id="empty"),
        pytest.param(frame(TEXT, b"a") + frame(TEXT, b"b"), ["a", "b"], id="two"),
        pytest.param(frame(TEXT, b"a", False) + frame(CONT, b"b", False) + frame(CONT, b"c"), ["abc"], id="fragments"),
        pytest.param(
            frame(TEXT, b"\xe2\x98", False) + frame(PING, b"p") + frame(CONT, b"\x83"), ["☃"], id="cut-inside-a-character"
        ),
        pytest.param(frame(PONG, b"?"), [], id="unsolicited-pong"),
        pytest.param(frame(TEXT, b"a" * 32_768), ["a" * 32_768], id="frame-of-32-KB"),
    ],
)
def test_messages(data: bytes, messages: list[str]) -> None:
    assert opened().receive(data) == (messages, None)
    socket = opened()
    assert [text for byte in data for text in socket.receive(bytes([byte]))[0]] == messages


def test_message_of_128_kb_in_frames() -> None:
    parts = [frame(TEXT, b"a" * 32_768, False), *[frame(CONT, b"a" * 32_768, False)] * 2, frame(CONT, b"a" * 32_768)]
    assert opened().receive(b"".join(parts)) == (["a" * 131_072], None)


def test_ping_inside_a_message_of_128_kb() -> None:
    parts = [frame(TEXT, b"a" * 32_768, False), *[frame(CONT, b"a" * 32_768, False)] * 3, frame(PING, b"?"), frame(CONT)]
    assert opened().receive(b"".join(parts)) == (["a" * 131_072], None)


def test_message_above_128_kb_by_one_byte() -> None:
    parts = [frame(TEXT, b"a" * 32_768, False), *[frame(CONT, b"a" * 32_768, False)] * 3, frame(CONT, b"a")]
    assert opened().receive(b"".join(parts)) == ([], Closed(1009, "A message holds at most 131072 bytes"))


def test_close_inside_a_message() -> None:
    socket = opened()
    assert socket.receive(frame(TEXT, b"a", False) + close(1000, "bye")) == ([], Closed(1000, "bye"))
    assert [bytes(f.data) for f in sent(socket)] == [b"\x03\xe8bye"]


def test_ping_is_answered() -> None:
    socket = opened()
    socket.receive(frame(PING, b"?"))
    assert [(f.opcode, bytes(f.data)) for f in sent(socket)] == [(Opcode.PONG, b"?")]


HUGE = struct.pack("!BBQ", 0x81, 0xFF, 1 << 40) + b"mask"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(frame(BINARY, b"x"), 1003, id="binary"),
        pytest.param(frame(BINARY, b"x") + frame(TEXT, b"late"), 1003, id="text-after-binary"),
        pytest.param(frame(TEXT, b"a" * 32_769), 1009, id="frame-above-32-KB"),
        pytest.param(
            frame(TEXT, b"a" * 32_768, False) + frame(CONT, b"a" * 32_768, False) * 4, 1009, id="message-above-128-KB"
        ),
        pytest.param(HUGE, 1009, id="announced-terabyte"),
        pytest.param(frame(TEXT, b"\xff"), 1007, id="not-utf-8"),
        pytest.param(frame(TEXT, b"\xe2", False) + frame(CONT, b"a"), 1007, id="not-utf-8-in-fragments"),
        pytest.param(frame(TEXT, b"\xe2"), 1007, id="ends-inside-a-character"),
        pytest.param(frame(CONT, b"x"), 1002, id="continuation-of-nothing"),
        pytest.param(frame(TEXT, b"a", False) + frame(TEXT, b"b"), 1002, id="new-message-inside-another"),
        pytest.param(b"\x83\x80mask", 1002, id="reserved-opcode"),
        pytest.param(b"\xc1\x80mask", 1002, id="reserved-bit"),
        pytest.param(b"\x81\x01x", 1002, id="not-masked"),
        pytest.param(b"\x89\xfe\x00\x7e" + b"mask" + b"x" * 126, 1002, id="long-ping"),
        pytest.param(b"\x09\x80mask", 1002, id="fragmented-ping"),
        pytest.param(frame(CLOSE, b"x"), 1002, id="close-of-one-byte"),
        pytest.param(frame(CLOSE, b"\x00\x01"), 1002, id="close-with-a-code-that-is-none"),
        pytest.param(close(1005), 1002, id="close-with-1005"),
    ],
)
def test_violations_close_with_their_code(data: bytes, code: int) -> None:
    socket = opened()
    messages, end = socket.receive(data)
    assert messages == []
    assert end is not None
    assert end.code == code
    assert socket.finished
    (last,) = sent(socket)
    assert struct.unpack("!H", bytes(last.data)[:2]) == (code,)
    assert socket.receive(frame(TEXT, b"more")) == ([], None)
    assert socket.eof() is None


def test_what_came_before_a_violation_counts() -> None:
    messages, end = opened().receive(frame(PING) + frame(TEXT, b"ok") + b"\x83\x80mask")
    assert messages == ["ok"]
    assert end is not None
    assert end.code == 1002


def test_without_limits_long_messages_pass() -> None:
    assert opened(UNLIMITED).receive(frame(TEXT, b"a" * 300_000)) == (["a" * 300_000], None)


@pytest.mark.parametrize(
    ("data", "end"),
    [
        pytest.param(close(), Closed(1005, ""), id="no-status"),
        pytest.param(close(1000), Closed(1000, ""), id="normal"),
        pytest.param(close(4001, "bye"), Closed(4001, "bye"), id="own-code-and-text"),
    ],
)
def test_client_closes(data: bytes, end: Closed) -> None:
    socket = opened()
    assert socket.receive(frame(TEXT, b"last") + data) == (["last"], end)
    assert [f.opcode for f in sent(socket)] == [Opcode.CLOSE]
    assert socket.finished
    assert socket.eof() is None


def test_vanished_client() -> None:
    socket = opened()
    assert socket.eof() == Closed(1006, "")
    assert socket.eof() is None


def test_gateway_closes() -> None:
    socket = opened()
    socket.close(1000, "Connection Closed Normally")
    assert not socket.finished
    assert [bytes(f.data) for f in sent(socket)] == [b"\x03\xe8Connection Closed Normally"]
    socket.send("too late")
    socket.close(1001, "again")
    assert socket.output() == b""
    assert socket.receive(frame(TEXT, b"ignored") + close(1000)) == ([], None)
    assert socket.finished


def test_violation_after_the_gateways_close_is_not_told_again() -> None:
    socket = opened()
    socket.close(1001, "")
    assert socket.receive(frame(BINARY, b"x")) == ([], None)
    assert socket.finished


def test_long_reason_is_cut_between_characters() -> None:
    socket = opened()
    socket.close(1000, "☃" * 60)
    (last,) = sent(socket)
    assert bytes(last.data)[2:].decode() == "☃" * 41


@pytest.mark.parametrize("size", [0, 1, 32_768, 32_769, 131_072])
def test_output_is_split_into_frames_of_32_kb(size: int) -> None:
    socket = opened()
    socket.send("a" * size)
    frames = sent(socket)
    assert b"".join(bytes(f.data) for f in frames) == b"a" * size
    assert all(len(f.data) <= 32_768 for f in frames)
    assert [f.fin for f in frames] == [False] * (len(frames) - 1) + [True]


def test_lone_surrogate_does_not_break_the_connection() -> None:
    socket = opened()
    socket.send("\ud800")
    assert [bytes(f.data) for f in sent(socket)] == [b"?"]


@settings(max_examples=200)
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=20),
            st.builds(frame, st.sampled_from([0, 1, 2, 8, 9, 10]), st.binary(max_size=40)),
            st.builds(frame, st.sampled_from([0, 1, 2]), st.text(max_size=9).map(str.encode), st.booleans()),
        ),
        max_size=6,
    ),
    st.integers(1, 40),
)
def test_hostile_frames_never_raise_and_cuts_do_not_matter(pieces: list[bytes], step: int) -> None:
    stream, whole, cut = b"".join(pieces), opened(), opened()
    messages: list[str] = []
    end: Closed | None = None
    for at in range(0, len(stream), step):
        texts, closed = cut.receive(stream[at : at + step])
        messages, end = messages + texts, end or closed
    at_once, end_at_once = whole.receive(stream)
    assert messages == at_once
    assert (end is None) == (end_at_once is None)
