from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gwfw.exchange import Denied, Failed, Report
from gwfw.gateway.websocket.access_log import AccessLog
from gwfw.graph.model import Route, Stage
from tests.unit.gateway.websocket.conftest import ALLOWED, Gate

if TYPE_CHECKING:
    from tests.unit.gateway.websocket.conftest import Bench, Make

FORMAT = (
    "$context.requestId $context.eventType $context.routeKey $context.status $context.connectionId $context.messageId "
    "i=$context.integration.status/$context.integrationLatency/$context.integration.error "
    "e=$context.error.message/$context.error.messageString/$context.error.validationErrorString "
    "a=$context.authorizer.principalId/$context.authorizer.tier/$context.authorizer.error w=$context.waf.status"
)
STAGES = (Stage(name="dev", access_log=FORMAT),)


def line(bench: Bench) -> str:
    return bench.report.access_log or ""


def test_every_event_of_a_connection_is_a_line(make: Make) -> None:
    bench = make(
        Route(key="$connect", integration="fn", authorizer="gate"),
        "$default",
        "$disconnect",
        stages=STAGES,
        gate=Gate(name="gate", verdict=ALLOWED),
    )
    bench.upgrade()
    bench.answer(after=0.25)
    opened = bench.only(Report).connection_id or ""
    assert line(bench) == f"id0000000000002= CONNECT $connect 101 {opened} - i=200/250/- e=-/-/- a=user-1/gold/- w=-"
    bench.message(opened, "x")
    bench.answer(status=201)
    assert line(bench) == (
        f"id0000000000004= MESSAGE $default 201 {opened} id0000000000003= i=201/0/- e=-/-/- a=user-1/gold/- w=-"
    )
    bench.tell(bench.side.lost(opened, 1000, "", bench.now))
    bench.answer(Failed(reason="bad_response", detail="it raised"))
    assert (
        line(bench) == f"id0000000000005= DISCONNECT $disconnect 502 {opened} - i=-/0/it raised e=-/-/- a=user-1/gold/- w=-"
    )


def test_what_the_gateway_says_itself_is_logged(make: Make) -> None:
    bench = make(Route(key="$default", integration="fn", models=(("$default", '{"type":"object"}'),)), stages=STAGES)
    connection_id = bench.open()
    bench.message(connection_id, "[]")
    assert "400" in line(bench)
    assert "e=Bad request body/\"Bad request body\"/$: [] is not of type 'object'" in line(bench)
    bench.message(connection_id, "{}")
    assert bench.asks
    bench.answer(Failed(reason="timeout"))
    assert 'i=-/0/timeout e=Endpoint request timed out/"Endpoint request timed out"/-' in line(bench)


def test_what_an_authorizer_said_is_logged(make: Make) -> None:
    gate = Gate(name="gate", verdict=Denied(status=500, detail="it raised"))
    bench = make(Route(key="$connect", integration="fn", authorizer="gate"), stages=STAGES, gate=gate)
    bench.upgrade()
    assert line(bench).endswith('e=Internal server error/"Internal server error"/- a=-/-/it raised w=-')


def test_a_stage_without_a_format_writes_none(make: Make) -> None:
    bench = make("$default")
    bench.message(bench.open(), "x")
    bench.answer()
    assert bench.report.access_log is None


def test_a_variable_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\$context.nope is no variable of WebSocket APIs"):
        AccessLog("$context.requestId $context.nope")
