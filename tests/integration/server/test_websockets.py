"""WebSockets over real sockets, by the websockets library's client."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from gwfw.local.server.limits import Limits

pytestmark = pytest.mark.integration

LIMITS = Limits(close_s=0.5, output_bytes=300_000)
Eventually = Callable[[Callable[[], Any]], None]


def dial(server: Any, path: str = "/dev", **options: Any) -> ClientConnection:
    client: ClientConnection = connect(f"ws://127.0.0.1:{server.port}{path}", max_size=None, **options)
    return client


def test_echo_and_close(server: Any, eventually: Eventually) -> None:
    with dial(server) as client:
        client.send("☃")
        assert client.recv(10) == "☃"
        client.send(["in ", "three ", "frames"])
        assert client.recv(10) == "in three frames"
        assert client.ping().wait(10)
        assert client.protocol.extensions == []
    eventually(lambda: server.core.ends == [(1000, "")])


def test_subprotocol(server: Any) -> None:
    with dial(server, subprotocols=[Subprotocol("chat")]) as client:
        assert client.subprotocol == "chat"


def test_refused_handshake(server: Any) -> None:
    with pytest.raises(InvalidStatus) as refusal:
        dial(server, "/nowhere")
    assert refusal.value.response.status_code == 403
    assert refusal.value.response.body == b'{"message":"Forbidden"}'


@pytest.mark.parametrize(
    ("message", "code"),
    [
        pytest.param("a" * 32_769, 1009, id="frame-above-32-KB"),
        pytest.param(["a" * 32_768] * 5, 1009, id="message-above-128-KB"),
        pytest.param(b"binary", 1003, id="binary"),
        pytest.param("bye", 1000, id="gateway-closes"),
    ],
)
def test_closed_by_the_server(server: Any, message: Any, code: int) -> None:
    with dial(server) as client:
        with suppress(ConnectionClosed):  # the answer may come while the last frames are still being sent
            client.send(message)
        with pytest.raises(ConnectionClosed):
            client.recv(10)
        assert client.protocol.close_code == code


def test_messages_at_the_limit(server: Any) -> None:
    with dial(server) as client:
        client.send("a" * 32_768)
        assert client.recv(10) == "a" * 32_768
        client.send(["a" * 32_768] * 4)
        assert client.recv(10) == "a" * 131_072


def test_network_loss(server: Any, eventually: Eventually) -> None:
    client = dial(server)
    client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.socket.shutdown(socket.SHUT_RDWR)
    client.socket.close()
    eventually(lambda: server.core.ends == [(1006, "")])


def test_stalled_client_holds_up_nobody_and_is_bounded(server: Any, eventually: Eventually) -> None:
    stalled = server.connect()
    stalled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    stalled.sendall(
        b"GET /dev HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n\x81\x83\0\0\0\0who"
    )
    raw = b""
    while b"c1 who" not in raw:
        raw += stalled.recv(100)
    url = f"http://127.0.0.1:{server.port}/dev/@connections/c1"
    with httpx.Client() as poster, dial(server) as other:
        statuses = [poster.post(url, content=b"z" * 30_000).status_code for _ in range(400)]
        assert {*statuses} == {200, 429}
        assert statuses == sorted(statuses)
        other.send("still here")
        assert other.recv(10) == "still here"
    (connection,) = [found for found in server.listener.connections if found.congested]
    assert not connection.send("one frame too many")
    eventually(lambda: connection not in server.listener.connections)
    stalled.close()


def test_stopping_says_1001(server: Any) -> None:
    with dial(server) as client:
        server.stop()
        with pytest.raises(ConnectionClosed):
            client.recv(10)
        assert client.protocol.close_code == 1001


def test_client_that_does_not_answer_the_close_is_cut(server: Any) -> None:
    with server.connect() as sock:
        sock.sendall(
            b"GET /dev HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        assert sock.recv(1000).startswith(b"HTTP/1.1 101 ")
        sock.sendall(b"\x81\x83\0\0\0\0bye")
        raw = b""
        try:
            while data := sock.recv(1000):
                raw += data
        except ConnectionResetError:
            pass
        assert raw == b"\x88\x1c\x03\xe8Connection Closed Normally"
