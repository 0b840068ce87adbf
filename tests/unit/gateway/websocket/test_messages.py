from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from gwfw.exchange import Answered, CloseConnection, Failed, Perform, Report, SendFrame
from gwfw.graph.model import Route, Stage, Throttle
from tests.unit.gateway.websocket.conftest import Script

if TYPE_CHECKING:
    from tests.unit.gateway.websocket.conftest import Make

FRAME = re.compile(
    r'\{"message": "(?P<message>[^"]+)", "connectionId":"(?P<connection>id\d+=)", "requestId":"(?P<id>id\d+=)"\}'
)


def frame(text: str) -> tuple[str, str, str]:
    match = FRAME.fullmatch(text)
    assert match is not None, text
    return match["message"], match["connection"], match["id"]


def test_a_message_is_told_to_its_route(make: Make) -> None:
    bench = make("$connect", "join", stages=(Stage(name="dev", variables=(("color", "red"),)),))
    connection_id = bench.open("/dev", ("Host", "ws.example.com"))
    bench.now += 5
    text = '{"action":"join",  "text":"hé"}'
    bench.message(connection_id, text)
    inputs = bench.script.inputs[-1]
    assert (inputs.event_type, inputs.route_key, inputs.body) == ("MESSAGE", "join", text)
    assert (inputs.domain_name, inputs.stage, inputs.stage_variables) == ("ws.example.com", "dev", (("color", "red"),))
    assert (inputs.connection.id, inputs.connection.connected_at, inputs.time) == (connection_id, bench.now - 5, bench.now)
    ids = {inputs.request_id, inputs.message_id, connection_id, bench.script.inputs[0].request_id}
    assert len(ids) == 4


@pytest.mark.parametrize(
    ("selection", "message", "key"),
    [
        ("$request.body.action", '{"action":"join"}', "join"),
        ("${request.body.action}", '{"action":"join"}', "join"),
        ("$request.body.service.do", '{"service":{"do":"join"}}', "join"),
        ("$request.body.items[1]", '{"items":["a","join"]}', "join"),
        ("${request.body.service}/${request.body.action}", '{"service":"chat","action":"join"}', "chat/join"),
        ("${request.body.action}-${request.body.gone}", '{"action":"join"}', "join-"),
        ("$request.body.op", '{"op":5}', "5"),
        ("$request.body.op", '{"op":true}', "true"),
        ("$request.body.op", '{"op":["a","b"]}', "[a, b]"),
        ("join", "no JSON", "join"),
        (r"\$default", '{"action":"join"}', "$default"),
        ("$request.body.action", '{"action":"Join"}', "$default"),
        ("$request.body.action", '{"other":"join"}', "$default"),
        ("$request.body.action", '{"action":null}', "$default"),
        ("$request.body.action", "no JSON", "$default"),
        ("${request.body.action}-", "no JSON", "$default"),
        ("${request.body.action}-", "[]", "$default"),
        ("$request.body.action", '"join"', "$default"),
        ("$request.body.action", '["join"]', "$default"),
        ("$request.body.action", "", "$default"),
        ("$request.body.action", '{"action":"$connect"}', "$default"),
        ("$request.body.action", '{"action":"$disconnect"}', "$default"),
        ("$request.body.action", '{"action":"$default"}', "$default"),
        ("$request.header.action", '{"action":"join"}', "$default"),
        ("${request.header.action}${request.body.action}", '{"action":"join"}', "join"),
    ],
)
def test_a_route_is_selected(make: Make, selection: str, message: str, key: str) -> None:
    keys = ("$connect", "$disconnect", "$default", "join", "chat/join", "join-", "5", "true", "[a, b]")
    bench = make(*keys, selection=selection)
    bench.message(bench.open(), message)
    assert bench.script.inputs[-1].route_key == key


@pytest.mark.parametrize("message", ['{"action":"nope"}', "hi", '{"action":"$disconnect"}'])
def test_without_a_route_the_message_is_forbidden_and_the_socket_stays(make: Make, message: str) -> None:
    bench = make("join", "$disconnect")
    connection_id = bench.open()
    bench.message(connection_id, message)
    text, sender, _ = frame(bench.frames[0])
    assert (text, sender) == ("Forbidden", connection_id)
    assert (bench.report.subject, bench.report.status, bench.report.route_key) == ("message", 403, None)
    assert bench.report.error == "$request.body.action of this message selects none of: join"
    bench.message(connection_id, '{"action":"join"}')
    assert bench.asks


def test_a_connection_may_be_for_listening_only(make: Make) -> None:
    bench = make("$connect")
    bench.message(bench.open(), '{"action":"join"}')
    assert bench.report.error == "$request.body.action of this message selects none of: no route of messages"


TWO_WAY = Route(key="$default", integration="fn", two_way=True)


def test_a_two_way_route_sends_the_body_as_it_is(make: Make) -> None:
    bench = make(TWO_WAY)
    connection_id = bench.open()
    bench.message(connection_id, "x")
    bench.answer(body='{"b": 1,   "a":[1,2]}', status=501, after=0.25)
    assert bench.only(SendFrame) == SendFrame(connection_id=connection_id, text='{"b": 1,   "a":[1,2]}')
    assert bench.report == Report(
        api="websocket",
        subject="$default",
        route_key="$default",
        status=501,
        duration_ms=250.0,
        integration="fn",
        connection_id=connection_id,
    )


@pytest.mark.parametrize("body", [None, ""], ids=["none", "empty"])
@pytest.mark.parametrize(("empty_reply", "frames"), [(False, []), (True, [""])])
def test_a_two_way_route_without_a_body(make: Make, body: str | None, empty_reply: bool, frames: list[str]) -> None:
    from gwfw.gateway.websocket.facts import WebSocketFacts

    bench = make(TWO_WAY, settings={"websocket": WebSocketFacts(empty_reply=empty_reply)})
    bench.message(bench.open(), "x")
    bench.answer(body=body)
    assert bench.frames == frames


@pytest.mark.parametrize("status", [200, 201, 301, 401, 501])
def test_a_one_way_route_sends_nothing_whatever_the_status(make: Make, status: int) -> None:
    bench = make("$default")
    bench.message(bench.open(), "x")
    bench.answer(status=status, body="dropped")
    assert bench.said == [bench.report]
    assert bench.report.status == status


@pytest.mark.parametrize("two_way", [False, True])
@pytest.mark.parametrize(
    ("failed", "message", "status"),
    [
        (Failed(reason="bad_response", detail="it raised"), "Internal server error", 502),
        (Failed(reason="throttled"), "Internal server error", 502),
        (Failed(reason="configuration", detail="no response fits"), "Internal server error", 500),
        (Failed(reason="unsupported_media"), "Unsupported Media Type", 415),
    ],
    ids=lambda value: getattr(value, "reason", None),
)
def test_a_failed_integration_is_told_the_client(
    make: Make, failed: Failed, message: str, status: int, two_way: bool
) -> None:
    bench = make(Route(key="$default", integration="fn", two_way=two_way))
    connection_id = bench.open()
    bench.message(connection_id, "x")
    request_id = bench.script.inputs[-1].request_id
    bench.answer(failed)
    assert [frame(text) for text in bench.frames] == [(message, connection_id, request_id)]
    assert (bench.report.status, bench.report.error) == (status, failed.detail or failed.reason.replace("_", " "))
    assert not bench.all(CloseConnection)


def test_no_answer_in_time_is_told_the_client_and_a_late_one_is_lost(make: Make) -> None:
    bench = make(
        Route(key="$default", integration="slow", two_way=True), integrations=(Script(name="slow", timeout_ms=200),)
    )
    connection_id = bench.open()
    bench.message(connection_id, "x")
    work = bench.only(Perform)
    assert work.timeout_ms == 200
    bench.advance(0.2)
    assert frame(bench.frames[0])[0] == "Endpoint request timed out"
    assert (bench.report.status, bench.report.error) == (504, "no answer within 200 ms")
    assert bench.pending.result(work.token, Failed(reason="throttled"), bench.now) == []


def test_a_template_that_fails_is_an_internal_server_error(make: Make) -> None:
    bench = make(Route(key="$default", integration="own"), integrations=(Script(name="own", template="broken"),))
    bench.message(bench.open(), "x")
    assert frame(bench.frames[0])[0] == "Internal server error"
    assert bench.report.status == 500


def test_an_integration_without_work_answers_at_once(make: Make) -> None:
    script = Script(name="own", at_once=Answered(status=200, body=b"pong"), template="fine")
    bench = make(Route(key="$default", integration="own", two_way=True), integrations=(script,))
    bench.message(bench.open(), "x")
    assert bench.frames == ["pong"]


def test_nothing_is_sent_to_a_client_that_is_gone(make: Make) -> None:
    bench = make(TWO_WAY)
    connection_id = bench.open()
    bench.message(connection_id, "x")
    work = bench.only(Perform)
    bench.side.lost(connection_id, 1001, "", bench.now)
    bench.tell([work])
    bench.answer(body="too late")
    assert bench.said == [bench.report]
    assert bench.message(connection_id, "y") == []


# Limits --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "code", "reason"),
    [
        (b"\x00\x01", 1003, "Binary frames are not supported"),
        ("x" * 131073, 1009, "A message holds at most 131072 bytes"),
        ("é" * 65537, 1009, "A message holds at most 131072 bytes"),
    ],
    ids=["binary", "ascii", "utf-8"],
)
def test_what_a_client_may_not_send_closes(make: Make, data: str | bytes, code: int, reason: str) -> None:
    bench = make("$default", "$disconnect")
    connection_id = bench.open()
    bench.message(connection_id, data)
    assert bench.closed == (code, reason)
    (inputs,) = bench.script.inputs
    assert (inputs.route_key, inputs.disconnect_code, inputs.disconnect_reason) == ("$disconnect", code, reason)
    assert (bench.report.subject, bench.report.error) == ("message", f"{reason}: closed with {code}")
    assert bench.message(connection_id, "x") == []


@pytest.mark.parametrize("data", ["x" * 131072, "é" * 65536])
def test_a_message_of_128_kilobytes_is_fine(make: Make, data: str) -> None:
    bench = make("$default")
    bench.message(bench.open(), data)
    assert bench.asks


def test_without_limits_a_message_may_be_longer(make: Make) -> None:
    bench = make("$default", settings={"limits": False})
    bench.message(bench.open(), "x" * 200_000)
    assert bench.asks


def test_a_route_is_throttled_by_its_own_limit(make: Make) -> None:
    none, one = Throttle(rate_limit=0, burst_limit=0), Throttle(rate_limit=1, burst_limit=1)
    stage = Stage(name="dev", throttle=one, route_throttles=(("never", none),))
    bench = make("often", "never", stages=(stage,))
    connection_id = bench.open()
    bench.message(connection_id, '{"action":"never"}')
    assert frame(bench.frames[0])[0] == "Too Many Requests"
    assert (bench.report.status, bench.report.error) == (429, "more messages for never than its throttle allows")
    for expected in (1, 0):
        bench.message(connection_id, '{"action":"often"}')
        assert len(bench.all(Perform)) == expected
    bench.now += 1
    bench.message(connection_id, '{"action":"often"}')
    assert bench.asks


def test_an_account_is_throttled_as_a_whole(make: Make) -> None:
    bench = make("a", "b", settings={"account_throttle": Throttle(rate_limit=0, burst_limit=2)})
    connection_id = bench.open()
    bench.message(connection_id, '{"action":"a"}')
    assert bench.asks
    bench.message(connection_id, '{"action":"b"}')
    assert frame(bench.frames[0])[0] == "Too Many Requests"
    bench.upgrade()
    assert bench.report.status == 429


@pytest.mark.parametrize(("key", "frames"), [("secret", 0), ("other", 1)])
def test_a_message_route_may_require_the_key_of_the_handshake(make: Make, key: str, frames: int) -> None:
    route = Route(key="$default", integration="fn", api_key_required=True)
    bench = make(route, settings={"api_keys": ("secret",)})
    bench.message(bench.open("/dev", ("x-api-key", key)), "x")
    assert [frame(text)[0] for text in bench.frames] == ["Forbidden"] * frames
    assert len(bench.all(Perform)) == 1 - frames


# Models --------------------------------------------------------------------------------------------------------------

MODEL = '{"type":"object","required":["v"],"properties":{"v":{"type":"number"}}}'


def test_a_message_that_its_model_refuses_is_answered_in_the_documented_form(make: Make) -> None:
    bench = make(Route(key="put", integration="fn", models=(("$default", MODEL),)))
    connection_id = bench.open()
    bench.message(connection_id, '{"action":"put","v":"nan"}')
    (text,) = bench.frames
    before = f'{{"message" : "Bad request body", "connectionId": "{connection_id}", "messageId": "'
    assert re.fullmatch(re.escape(before) + r'id\d{13}="\}', text)
    assert bench.report.error == "the model of put refuses the message: $.v: 'nan' is not of type 'number'"
    assert (bench.report.status, bench.script.inputs) == (400, [])
    bench.message(connection_id, '{"action":"put","v":1}')
    assert bench.asks
