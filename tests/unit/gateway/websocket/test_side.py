"""The lives of connections: how they end, when, and what a reload leaves of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gwfw.exchange import Accept, CloseConnection, Failed, Perform
from gwfw.gateway.websocket.facts import WebSocketFacts
from gwfw.graph.model import AppGraph, Route, Stage
from tests.unit.gateway.websocket.conftest import PlainNames, graph

if TYPE_CHECKING:
    from tests.unit.gateway.websocket.conftest import Make


@pytest.mark.parametrize(
    ("code", "reason", "told"),
    [
        (1005, "", "Client-side close frame status not set"),
        (1001, "", ""),
        (1006, "", ""),
        (4000, "bye", "bye"),
    ],
)
def test_disconnect_is_told_how_the_client_closed(make: Make, code: int, reason: str, told: str) -> None:
    bench = make("$disconnect")
    connection_id = bench.open("/dev", ("Host", "ws.example.com"))
    bench.now += 3
    bench.tell(bench.side.lost(connection_id, code, reason, bench.now))
    assert bench.asks
    (inputs,) = bench.script.inputs
    assert (inputs.event_type, inputs.route_key, inputs.domain_name) == ("DISCONNECT", "$disconnect", "ws.example.com")
    assert (inputs.disconnect_code, inputs.disconnect_reason, inputs.body) == (code, told, None)
    bench.answer(status=500, after=0.5)
    assert (bench.report.subject, bench.report.status, bench.report.duration_ms) == ("$disconnect", 500, 500.0)
    assert bench.report.extra == {"code": str(code), "reason": told}
    assert bench.side.lost(connection_id, code, reason, bench.now) == []


def test_a_disconnect_that_fails_reaches_nobody_but_the_developer(make: Make) -> None:
    bench = make("$disconnect")
    bench.tell(bench.side.lost(bench.open(), 1000, "", bench.now))
    bench.answer(Failed(reason="bad_response", detail="it raised"))
    assert bench.said == [bench.report]
    assert (bench.report.status, bench.report.error) == (502, "it raised")


def test_without_a_disconnect_route_only_the_report_says_so(make: Make) -> None:
    bench = make("join")
    bench.tell(bench.side.lost(bench.open(), 1000, "", bench.now))
    assert bench.said == [bench.report]
    assert (bench.report.status, bench.report.route_key) == (200, None)


def test_ten_idle_minutes_close(make: Make) -> None:
    bench = make("$disconnect")
    bench.open()
    assert bench.side.next_deadline == bench.now + 600
    assert bench.advance(599.999) == []
    bench.advance(0.001)
    assert bench.closed == (1001, "Going away")
    assert bench.script.inputs[-1].disconnect_reason == "Going away"
    assert bench.side.next_deadline is None


@pytest.mark.parametrize("traffic", ["message", "reply", "post"])
def test_traffic_in_either_direction_keeps_a_connection_open(make: Make, traffic: str) -> None:
    bench = make(Route(key="$default", integration="fn", two_way=True), settings={"websocket": WebSocketFacts()})
    connection_id = bench.open()
    bench.advance(500)
    if traffic == "post":
        bench.manage("POST", f"/dev/@connections/{connection_id}", b"x")
    else:
        bench.message(connection_id, "x")
        bench.answer(body="y" if traffic == "reply" else None, after=20 if traffic == "reply" else 0)
    bench.advance(599)
    assert not bench.all(CloseConnection)
    bench.advance(1)
    assert bench.closed == (1001, "Going away")


def test_asking_for_a_connection_is_no_traffic(make: Make) -> None:
    bench = make("$default")
    connection_id = bench.open()
    bench.advance(599)
    bench.manage("GET", f"/dev/@connections/{connection_id}")
    bench.advance(1)
    assert bench.closed[0] == 1001


@pytest.mark.parametrize("code", [1001, 1000])
def test_two_hours_close_whatever_happens(make: Make, code: int) -> None:
    bench = make("$default", settings={"websocket": WebSocketFacts(age_code=code)})
    connection_id = bench.open()
    for _ in range(14):
        bench.advance(500)
        bench.manage("POST", f"/dev/@connections/{connection_id}", b"x")
    assert len(bench.frames) == 1
    bench.advance(200)
    assert bench.closed == (code, "Going away")


def test_a_handshake_that_takes_long_counts_for_the_age_and_not_as_idle(make: Make) -> None:
    bench = make("$connect")
    bench.upgrade()
    bench.answer(after=20)
    assert bench.side.next_deadline == bench.now + 600


def test_without_limits_nothing_ends_by_itself(make: Make) -> None:
    bench = make("$default", settings={"limits": False})
    bench.open()
    assert bench.side.next_deadline is None
    assert bench.advance(100_000) == []


def test_many_connections_end_in_the_order_of_their_deadlines(make: Make) -> None:
    bench = make("$default")
    first, second, third = (bench.open() for _ in range(3))
    bench.advance(1)
    bench.message(first, "x")
    bench.answer()
    bench.side.lost(second, 1000, "", bench.now)
    bench.advance(599)
    assert [action.connection_id for action in bench.all(CloseConnection)] == [third]
    bench.advance(1)
    assert [action.connection_id for action in bench.all(CloseConnection)] == [first]


# A reload ------------------------------------------------------------------------------------------------------------


def test_a_reload_changes_routes_and_leaves_connections(make: Make) -> None:
    bench = make("old")
    connection_id = bench.open()
    bench.message(connection_id, '{"action":"old"}')
    work = bench.only(Perform)
    bench.side.replace(graph("new", stages=(Stage(name="dev", variables=(("a", "b"),)),)), PlainNames())
    bench.message(connection_id, '{"action":"new"}')
    assert bench.script.inputs[-1].stage_variables == (("a", "b"),)
    bench.message(connection_id, '{"action":"old"}')
    assert "Forbidden" in bench.frames[0]
    bench.tell([work])
    bench.answer()
    assert bench.report.route_key == "old"


def test_a_connection_of_a_stage_that_is_gone_is_served_without_its_variables(make: Make) -> None:
    bench = make("$default", stages=(Stage(name="dev", variables=(("a", "b"),)),))
    connection_id = bench.open()
    bench.side.replace(graph("$default", stages=(Stage(name="prod"),)), PlainNames())
    bench.message(connection_id, "x")
    assert (bench.script.inputs[-1].stage, bench.script.inputs[-1].stage_variables) == ("dev", ())
    bench.side.replace(AppGraph(name="app"), PlainNames())
    bench.message(connection_id, "x")
    assert "Forbidden" in bench.frames[0]


def test_events_that_concern_nobody_say_nothing(make: Make) -> None:
    bench = make("$default", "$disconnect")
    assert bench.message("AAAAAAAAAAAAAAA=", "x") == []
    assert bench.side.lost("AAAAAAAAAAAAAAA=", 1000, "", bench.now) == []
    assert not bench.all(Accept)
