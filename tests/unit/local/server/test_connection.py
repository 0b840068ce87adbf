"""One client's connection over a transport that only remembers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from websockets.frames import Frame, Opcode

from gwfw.exchange import HttpResponse
from gwfw.local.server.connection import ClientConnection, House
from gwfw.local.server.limits import Limits

GET = b"GET /a HTTP/1.1\r\nHost: x\r\n\r\n"
WORK = b"GET /work HTTP/1.1\r\nHost: x\r\n\r\n"
HANDSHAKE = (
    b"GET %s HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
LIMITS = replace(Limits(), output_bytes=1000)


def text(data: bytes) -> bytes:
    return Frame(Opcode.TEXT, data).serialize(mask=True)


def close(data: bytes = b"\x03\xe8") -> bytes:
    return Frame(Opcode.CLOSE, data).serialize(mask=True)


class End:
    """A connection, its transport and its clock."""

    def __init__(self, bench: Any, wire: Any) -> None:
        self.bench, self.wire, self.time = bench, wire, 100.0
        self.house = House(driver=bench.driver, limits=LIMITS, monotonic=lambda: self.time)
        self.connection = ClientConnection(self.house)
        self.connection.connection_made(wire)

    def feed(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.connection.data_received(piece)

    def later(self, seconds: float) -> None:
        self.time += seconds
        self.connection.expire(self.time)

    def statuses(self) -> list[int]:
        return [int(part[:3]) for part in self.wire.written.split(b"HTTP/1.1 ")[1:]]

    def calls(self) -> list[str]:
        return [call[0] for call in self.bench.core.calls]


@pytest.fixture
def end(bench: Any, wire: Any) -> End:
    return End(bench, wire)


def test_requests_one_after_another(end: End) -> None:
    end.feed(GET, GET)
    assert end.statuses() == [200, 200]
    assert end.bench.core.calls[0][1].source_ip == "192.0.2.7"
    assert not end.wire.closed


def test_pipelined_requests_wait_for_their_turn(end: End) -> None:
    end.feed(WORK + GET + GET)
    assert end.statuses() == []
    assert end.calls() == ["http"]
    assert not end.wire.reading
    end.bench.work[0][1](HttpResponse(status=201))
    assert end.statuses() == [201, 200, 200]
    assert end.wire.reading


def test_thousands_of_pipelined_requests_do_not_nest(end: End) -> None:
    end.feed(GET * 5000)
    assert end.statuses() == [200] * 5000


def test_continue_is_said_when_the_request_has_its_turn(end: End) -> None:
    head = b"PUT /b HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
    end.feed(WORK + head)
    assert end.statuses() == []
    end.bench.work[0][1](HttpResponse(status=201))
    assert end.statuses() == [201, 100]
    end.feed(b"hi")
    assert end.statuses() == [201, 100, 200]
    assert end.wire.written.endswith(b"PUT /b hi")


def test_connection_close_ends_it(end: End) -> None:
    end.feed(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\nGET /never")
    assert end.statuses() == [200]
    assert b"connection: close\r\n" in end.wire.written
    assert end.wire.ended
    end.feed(b"thrown away")
    assert not end.connection.eof_received()


def test_malformed_request_is_answered_and_reported(end: End) -> None:
    end.feed(b"nonsense\r\n\r\n")
    assert end.statuses() == [400]
    assert end.wire.ended
    assert end.bench.reports[0].status == 400
    end.later(1)
    assert not end.wire.aborted
    end.later(2)
    assert end.wire.aborted


def test_half_closed_client_gets_its_answer(end: End) -> None:
    end.feed(WORK)
    assert end.connection.eof_received()
    end.bench.work[0][1](HttpResponse(status=201))
    assert end.statuses() == [201]
    assert end.wire.closed
    assert not end.wire.aborted


def test_eof_between_requests_closes(end: End) -> None:
    end.feed(GET, b"GET /ha")
    assert not end.connection.eof_received()


def test_client_that_went_away_is_not_answered(end: End) -> None:
    end.feed(WORK + GET)
    end.connection.connection_lost(None)
    end.bench.work[0][1](HttpResponse(status=201))
    assert end.wire.written == b""
    assert end.house.connections == set()


@pytest.mark.parametrize(
    ("pieces", "seconds", "status"),
    [
        pytest.param([], 75, None, id="idle"),
        pytest.param([GET], 75, 200, id="idle-after-a-request"),
        pytest.param([b"GET / HT"], 10, 408, id="headers"),
        pytest.param([b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n"], 30, 408, id="body"),
        pytest.param([b"GET /", b" HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n"], 30, 408, id="body-after-headers"),
    ],
)
def test_slow_clients_are_ended(end: End, pieces: list[bytes], seconds: float, status: int | None) -> None:
    end.feed(*pieces)
    end.later(seconds - 1)
    assert [end.wire.closed, end.wire.ended] == [False, False]
    end.later(1)
    assert end.wire.closed or end.wire.ended
    assert end.statuses() == ([] if status is None else [status])


def test_dripping_bytes_do_not_win_time(end: End) -> None:
    for _ in range(9):
        end.feed(b"G" if end.time == 100 else b"E" if end.time == 101 else b"T" if end.time == 102 else b" ")
        end.later(1)
    end.later(1)
    assert end.wire.ended


def test_request_in_hand_is_not_hurried(end: End) -> None:
    end.feed(WORK)
    end.later(1000)
    assert not end.wire.closed


def test_client_that_does_not_read_its_response(end: End) -> None:
    end.feed(WORK + GET + GET)
    end.connection.pause_writing()
    end.bench.work[0][1](HttpResponse(status=201))
    assert end.statuses() == [201]
    assert not end.wire.reading
    end.later(29)
    end.connection.resume_writing()
    assert end.statuses() == [201, 200, 200]
    end.connection.pause_writing()
    end.later(30)
    assert end.wire.aborted


def test_last_response_that_is_not_read(end: End) -> None:
    end.connection.pause_writing()
    end.feed(b"nonsense\r\n\r\n")
    assert end.statuses() == []
    end.connection.resume_writing()
    assert end.statuses() == [400]
    end.connection.pause_writing()
    end.later(29)
    end.connection.resume_writing()
    assert end.wire.reading
    end.later(2)
    assert end.wire.aborted


def test_drain_of_a_blocked_client_waits_longer(end: End) -> None:
    end.feed(b"GET /work HTTP/1.0\r\n\r\n")
    end.connection.pause_writing()
    end.bench.work[0][1](HttpResponse(status=201))
    end.later(29)
    assert not end.wire.aborted
    end.later(1)
    assert end.wire.aborted


# WebSockets


@pytest.fixture
def open_end(end: End) -> End:
    end.feed(HANDSHAKE % b"/dev")
    assert end.wire.written.startswith(b"HTTP/1.1 101 ")
    end.wire.written = b""
    return end


def test_handshake_waits_for_the_gateway(end: End) -> None:
    end.feed(HANDSHAKE % b"/work" + text(b"early"))
    assert end.wire.written == b""
    assert not end.wire.reading
    end.feed(text(b"earlier still"))
    end.bench.work[0][1](HttpResponse(status=401, body=b"no"))
    assert end.statuses() == [401]
    assert end.wire.ended


def test_frames_that_came_with_the_handshake_are_read(end: End) -> None:
    end.feed(HANDSHAKE % b"/dev" + text(b"early"))
    assert end.wire.written.endswith(b"\x81\x05early")


def test_bad_handshake_never_reaches_the_gateway(end: End) -> None:
    end.feed((HANDSHAKE % b"/dev").replace(b"Version: 13", b"Version: 8"))
    assert end.statuses() == [400]
    assert end.calls() == []
    assert end.bench.reports[0].api == "websocket"


def test_client_that_went_away_during_the_handshake(end: End) -> None:
    end.feed(HANDSHAKE % b"/work")
    end.connection.connection_lost(None)
    end.bench.work[0][1](HttpResponse(status=401))
    assert end.wire.written == b""
    assert end.connection.accept("c9", None) is False


def test_messages_and_pings(open_end: End) -> None:
    open_end.feed(text(b"hi") + Frame(Opcode.PING, b"?").serialize(mask=True))
    assert open_end.wire.written == b"\x8a\x01?\x81\x02hi"


def test_client_closes(open_end: End) -> None:
    open_end.feed(close(b""))
    assert open_end.bench.core.calls[-1] == ("lost", "c1", 1005, "")
    assert open_end.wire.written == b"\x88\x00"
    assert open_end.wire.ended
    open_end.connection.connection_lost(None)
    assert open_end.calls() == ["upgrade", "lost"]


def test_nothing_is_written_to_a_client_that_is_gone(open_end: End) -> None:
    open_end.wire.close()
    assert open_end.connection.send("x")
    open_end.connection.close(1000, "")
    assert open_end.wire.written == b""


def test_network_loss(open_end: End) -> None:
    assert not open_end.connection.eof_received()
    open_end.connection.connection_lost(OSError())
    assert open_end.bench.core.calls[-1] == ("lost", "c1", 1006, "")


def test_gateway_closes_and_waits_a_moment_for_the_client(open_end: End) -> None:
    open_end.feed(text(b"bye"))
    assert open_end.wire.written == b"\x88\x1c\x03\xe8Connection Closed Normally"
    assert not open_end.wire.ended
    open_end.feed(close())
    assert open_end.wire.ended
    assert open_end.calls() == ["upgrade", "message"]


def test_client_that_does_not_answer_the_close_is_cut(open_end: End) -> None:
    open_end.feed(text(b"bye"))
    open_end.later(2)
    assert open_end.wire.aborted


def test_close_of_a_client_that_went_away(open_end: End) -> None:
    open_end.connection.connection_lost(None)
    open_end.connection.close(1001, "")
    assert open_end.wire.written == b""


def test_stalled_client_is_not_read_and_loses_by_the_next_frame(open_end: End) -> None:
    open_end.connection.pause_writing()
    assert not open_end.wire.reading
    outcomes = []
    for open_end.wire.unsent in (999, 1000):
        outcomes.append((open_end.connection.congested, open_end.connection.send("x")))
    assert outcomes == [(False, True), (True, False)]
    assert open_end.wire.aborted
    open_end.connection.connection_lost(None)


def test_client_that_reads_again_is_read_again(open_end: End) -> None:
    open_end.connection.pause_writing()
    open_end.connection.resume_writing()
    assert open_end.wire.reading
    open_end.later(1000)
    assert not open_end.wire.closed


# Stopping


def test_stopping_tells_websockets_1001(open_end: End) -> None:
    open_end.connection.shut()
    assert open_end.wire.written == b"\x88\x0c\x03\xe9Going away"
    open_end.connection.cut()
    assert open_end.wire.aborted


def test_stopping_closes_http_connections_but_lets_answers_out(end: End) -> None:
    end.connection.shut()
    assert end.wire.closed


def test_stopping_leaves_a_last_answer_alone(end: End) -> None:
    end.feed(b"nonsense\r\n\r\n")
    end.connection.shut()
    assert not end.wire.closed
