"""The driver between fake clients and a stand-in emulator."""

from __future__ import annotations

from typing import Any

import pytest

from gwfw.exchange import Accept, CloseConnection, Ended, HttpRequest, HttpResponse, Reply, SendFrame
from gwfw.local.server.core import Unloaded


class Caller:
    """A client that remembers what it was told."""

    def __init__(self, *, gone: bool = False, full: bool = False) -> None:
        self.told: list[tuple[Any, ...]] = []
        self.gone, self.congested = gone, full

    def reply(self, response: HttpResponse) -> None:
        self.told.append((response.status, response.body))

    def accept(self, connection_id: str, subprotocol: str | None) -> bool:
        self.told.append(("accept", connection_id, subprotocol))
        return not self.gone

    def send(self, text: str) -> bool:
        self.told.append(("send", text))
        return not self.congested

    def close(self, code: int, reason: str) -> None:
        self.told.append(("close", code, reason))


def get(path: str, method: str = "GET", **headers: str) -> HttpRequest:
    return HttpRequest(method=method, path=path, headers=tuple(headers.items()))


def test_what_nobody_waited_for_is_told(bench: Any) -> None:
    ended = Ended(kind="machine", name="fulfil", result="SUCCEEDED", duration_ms=1.0)
    bench.driver.carry_out([ended])
    assert (bench.ended, bench.reports) == ([ended], [])


def test_request_is_answered_and_reported(bench: Any) -> None:
    caller = Caller()
    bench.driver.request(caller, get("/books"))
    assert caller.told == [(200, b"GET /books ")]
    assert [report.subject for report in bench.reports] == ["GET /books"]
    assert bench.core.calls[0][2] == bench.now


def test_work_is_performed_and_its_outcome_reported_back(bench: Any) -> None:
    caller = Caller()
    bench.driver.request(caller, get("/work"))
    assert caller.told == []
    ((perform, done),) = bench.work
    done(HttpResponse(status=201, body=b"done"))
    assert perform.timeout_ms == 1000
    assert caller.told == [(201, b"done")]


def test_work_that_is_done_at_once_does_not_enter_the_emulator_twice(bench: Any) -> None:
    bench.work = type("AtOnce", (), {"append": lambda _, pair: pair[1](HttpResponse(status=202))})()
    caller = Caller()
    bench.driver.request(caller, get("/work"))
    assert caller.told == [(202, b"")]


SIGNATURE = "AWS4-HMAC-SHA256 Credential=A/20261124/us-east-1/{}/aws4_request, SignedHeaders=host, Signature=0"


@pytest.mark.parametrize(
    ("request_", "call"),
    [
        pytest.param(get("/", "POST", authorization=SIGNATURE.format("dynamodb")), "aws", id="aws"),
        pytest.param(get("/dev/@connections/abc", "POST"), "manage", id="management"),
        pytest.param(get("/x", authorization=SIGNATURE.format("execute-api")), "http", id="signed-api-request"),
    ],
)
def test_dispatch(bench: Any, request_: HttpRequest, call: str) -> None:
    bench.driver.request(Caller(), request_)
    assert [made[0] for made in bench.core.calls] == [call]


def test_life_of_a_connection(bench: Any) -> None:
    caller = Caller()
    bench.driver.upgrade(caller, get("/dev", **{"sec-websocket-protocol": "chat"}))
    bench.driver.message("c1", "hi")
    bench.driver.lost("c1", 1001, "")
    bench.driver.lost("c1", 1006, "")
    bench.driver.message("c1", "late")
    assert caller.told == [("accept", "c1", "chat"), ("send", "hi")]
    assert [call[0] for call in bench.core.calls] == ["upgrade", "message", "lost"]


def test_gateway_closes_and_hears_no_more(bench: Any) -> None:
    caller = Caller()
    bench.driver.upgrade(caller, get("/dev"))
    bench.driver.message("c1", "bye")
    bench.driver.lost("c1", 1000, "")
    assert caller.told[-1] == ("close", 1000, "Connection Closed Normally")
    assert bench.core.calls[-1][0] == "message"


def test_refused_upgrade_is_a_reply(bench: Any) -> None:
    caller = Caller()
    bench.driver.upgrade(caller, get("/nowhere"))
    assert caller.told == [(403, b'{"message":"Forbidden"}')]


def test_client_that_is_gone_before_the_accept_is_lost(bench: Any) -> None:
    bench.driver.upgrade(Caller(gone=True), get("/dev"))
    assert bench.core.calls[-1] == ("lost", "c1", 1006, "")


def test_client_that_does_not_read_is_lost_by_a_frame(bench: Any) -> None:
    bench.driver.upgrade(Caller(full=True), get("/dev"))
    bench.driver.message("c1", "hi")
    assert bench.core.calls[-1] == ("lost", "c1", 1006, "")


def test_post_to_a_client_that_does_not_read_is_429(bench: Any) -> None:
    bench.driver.upgrade(Caller(full=True), get("/dev"))
    poster = Caller()
    bench.driver.request(poster, get("/dev/@connections/c1", "POST"))
    assert poster.told[0][0] == 429
    assert bench.core.calls[-1][0] == "upgrade"
    assert "send buffer is full" in bench.reports[-1].error
    bench.driver.request(poster, get("/dev/@connections/c1"))
    assert poster.told[1][0] == 200


def test_actions_for_unknown_connections_are_dropped(bench: Any) -> None:
    bench.driver.carry_out([SendFrame(connection_id="none", text="x"), CloseConnection(connection_id="none", code=1000)])
    assert bench.core.calls == []


def test_one_timer_for_the_next_deadline(bench: Any) -> None:
    caller = Caller()
    bench.driver.upgrade(caller, get("/dev"))
    bench.core.next_deadline = bench.now + 5
    bench.driver.message("c1", "a")
    bench.driver.message("c1", "b")
    assert [timer.delay for timer in bench.loop.timers] == [5]
    bench.core.next_deadline = bench.now - 1
    bench.driver.message("c1", "c")
    first, second = bench.loop.timers
    assert (first.cancelled, second.delay) == (True, 0.0)
    bench.core.advanced = [SendFrame(connection_id="c1", text="tick")]
    second.call()
    assert caller.told[-1] == ("send", "tick")
    assert len(bench.loop.timers) == 2


def test_a_timer_that_is_early_is_left_alone_and_set_again(bench: Any) -> None:
    bench.driver.upgrade(Caller(), get("/dev"))
    bench.core.next_deadline = bench.now + 5
    bench.driver.message("c1", "a")
    bench.core.next_deadline = bench.now + 9
    bench.driver.message("c1", "b")
    (timer,) = bench.loop.timers
    assert not timer.cancelled
    bench.now += 5
    bench.core.keep = bench.core.next_deadline
    timer.call()
    assert [timer.delay for timer in bench.loop.timers] == [5, 4]


def test_whoever_moves_the_clock_says_so(bench: Any) -> None:
    bench.core.next_deadline = bench.now + 600
    bench.driver.request(Caller(), get("/"))
    bench.now += 700
    bench.driver.advance()
    assert bench.loop.timers[0].cancelled
    assert ("advance", bench.now) in bench.core.calls


def test_stopping_cancels_the_timer(bench: Any) -> None:
    bench.core.next_deadline = bench.now + 5
    bench.driver.request(Caller(), get("/"))
    bench.driver.stop()
    assert bench.loop.timers[0].cancelled


def test_no_timer_is_set_after_stopping(bench: Any) -> None:
    bench.driver.stop()
    bench.core.next_deadline = bench.now + 5
    bench.driver.request(Caller(), get("/"))
    assert bench.loop.timers == []


def test_nothing_is_loaded_yet(bench: Any) -> None:
    bench.driver.core = Unloaded()
    caller = Caller()
    bench.driver.request(caller, get("/books"))
    bench.driver.request(caller, get("/dev/@connections/x", "DELETE"))
    bench.driver.request(caller, get("/", authorization=SIGNATURE.format("states")))
    bench.driver.upgrade(caller, get("/dev"))
    assert [status for status, _ in caller.told] == [503] * 4
    assert [report.subject for report in bench.reports] == ["GET /books", "DELETE /dev/@connections/x", "GET /", "GET /dev"]


def test_unloaded_knows_no_connections() -> None:
    core = Unloaded()
    assert [
        core.message("c", "x", 0),
        core.lost("c", 1006, "", 0),
        core.result(1, HttpResponse(status=200), 0),
        core.advance(0),
    ] == [()] * 4


def test_types_are_told_apart(bench: Any) -> None:
    caller = Caller()
    bench.core.http = lambda token, request, now: [
        Accept(token=token, connection_id="x"),
        SendFrame(connection_id="x", text="1"),
    ]
    bench.driver.request(caller, get("/"))
    assert caller.told == [("accept", "x", None), ("send", "1")]
    bench.core.http = lambda token, request, now: [Reply(token=token, response=HttpResponse(status=299))]
    bench.driver.request(caller, get("/"))
    assert caller.told[-1] == (299, b"")
