from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from gwfw.exchange import (
    Accept,
    Allowed,
    Answered,
    Authorization,
    Denied,
    Failed,
    InvokeFunction,
    Perform,
    Raised,
    Reply,
    Returned,
)
from gwfw.graph.model import Route, Stage, Throttle
from tests.unit.gateway.websocket.conftest import ALLOWED, Gate, Script

if TYPE_CHECKING:
    from tests.unit.gateway.websocket.conftest import Bench, Make


def refused(bench: Bench) -> tuple[int, bytes]:
    reply = bench.only(Reply)
    assert reply.token == 7
    return reply.response.status, reply.response.body


def test_without_a_connect_route_the_socket_opens(make: Make) -> None:
    bench = make("join")
    bench.upgrade()
    assert bench.only(Accept) == Accept(token=7, connection_id="id0000000000001=", subprotocol=None)
    assert (bench.report.subject, bench.report.status, bench.report.route_key) == ("$connect", 101, None)


def test_the_integration_is_told_all_of_the_handshake(make: Make) -> None:
    bench = make("$connect", stages=(Stage(name="prod", variables=(("color", "red"),)),))
    bench.upgrade("/prod?room=blue", ("Host", "127.0.0.1:3000"), ("User-Agent", "probe/1"), ("X-Custom", "abc"))
    assert bench.only(Perform).work == InvokeFunction(function="fn", payload=b"")
    (inputs,) = bench.script.inputs
    assert (inputs.event_type, inputs.route_key, inputs.stage) == ("CONNECT", "$connect", "prod")
    assert (inputs.stage_variables, inputs.domain_name) == ((("color", "red"),), "127.0.0.1:3000")
    assert (inputs.api_id, inputs.account_id, inputs.region) == ("f6g7h8i9j0", "123456789012", "us-east-1")
    assert inputs.trace_id == "1-6b49d200-000000000000000000000000"
    assert (inputs.body, inputs.message_id, inputs.disconnect_code, inputs.two_way) == (None, None, None, False)
    client = inputs.connection
    assert (client.source_ip, client.user_agent, client.query) == ("192.0.2.1", "probe/1", "room=blue")
    assert client.headers[2] == ("X-Custom", "abc")
    assert client.connected_at == inputs.time == bench.now
    assert client.id != inputs.request_id


def test_a_client_without_a_host_header_is_at_the_apis_own(make: Make) -> None:
    bench = make("$connect")
    bench.upgrade()
    (inputs,) = bench.script.inputs
    assert inputs.domain_name == "f6g7h8i9j0.execute-api.us-east-1.amazonaws.com"
    assert inputs.connection.user_agent is None


@pytest.mark.parametrize("target", ["/", "/other", "/dev/more", "/DEV", ""])
def test_a_path_that_is_no_stage_is_forbidden(make: Make, target: str) -> None:
    bench = make("$connect")
    bench.upgrade(target)
    assert refused(bench) == (403, b'{"message":"Forbidden"}')
    assert bench.report.error == f"no stage is at {target}: /dev"
    assert bench.script.inputs == []


@pytest.mark.parametrize("target", ["/dev", "/dev/", "/d%65v"])
def test_a_stages_path_may_be_encoded_and_end_with_a_slash(make: Make, target: str) -> None:
    bench = make("join")
    bench.upgrade(target)
    assert bench.all(Accept)


def test_a_url_above_4096_characters_is_refused(make: Make) -> None:
    bench = make("join")
    bench.upgrade("/dev?" + "x" * 4092)
    assert refused(bench) == (414, b'{"message":"URI Too Long"}')
    bench.upgrade("/dev?" + "x" * 4091)
    assert bench.all(Accept)
    unlimited = make("join", settings={"limits": False})
    unlimited.upgrade("/dev?" + "x" * 9000)
    assert unlimited.all(Accept)


@pytest.mark.parametrize("status", [200, 201, 299])
def test_a_status_of_success_opens(make: Make, status: int) -> None:
    bench = make("$connect")
    bench.upgrade()
    bench.answer(status=status, body="welcome", headers=[["x-extra", "1"]], after=0.25)
    assert bench.only(Accept).subprotocol is None
    assert (bench.report.status, bench.report.integration, bench.report.duration_ms) == (101, "fn", 250.0)


@pytest.mark.parametrize(("status", "seen"), [(301, 301), (400, 400), (401, 401), (403, 403), (501, 501), (100, 502)])
def test_any_other_status_is_that_of_the_handshake(make: Make, status: int, seen: int) -> None:
    bench = make("$connect")
    bench.upgrade()
    bench.answer(status=status, body="secret")
    assert refused(bench) == (seen, b"")
    assert bench.report.error == f"$connect answered {status}: the connection does not open"
    assert bench.side.message("id0000000000001=", "x", bench.now) == []


def test_an_answer_that_explains_itself_is_reported_so(make: Make) -> None:
    bench = make("$connect")
    bench.upgrade()
    bench.answer(status=400, detail="dynamodb:PutItem answered 400")
    assert bench.report.error == "dynamodb:PutItem answered 400"


@pytest.mark.parametrize("name", ["Sec-WebSocket-Protocol", "sec-websocket-protocol"])
def test_only_the_sub_protocol_of_the_answer_reaches_the_client(make: Make, name: str) -> None:
    bench = make("$connect")
    bench.upgrade("/dev", ("Sec-WebSocket-Protocol", "a, b"))
    bench.answer(headers=[["x-extra", "1"], [name, "b"]])
    assert bench.only(Accept).subprotocol == "b"


def test_a_sub_protocol_is_not_chosen_for_the_integration(make: Make) -> None:
    bench = make("join")
    bench.upgrade("/dev", ("Sec-WebSocket-Protocol", "graphql-ws"))
    assert bench.only(Accept).subprotocol is None


@pytest.mark.parametrize(
    ("failed", "status", "message"),
    [
        (Failed(reason="bad_response", detail="it raised"), 502, "Internal server error"),
        (Failed(reason="throttled"), 502, "Internal server error"),
        (Failed(reason="unreachable"), 502, "Internal server error"),
        (Failed(reason="configuration"), 500, "Internal server error"),
        (Failed(reason="unsupported_media"), 415, "Unsupported Media Type"),
        (Failed(reason="timeout"), 504, "Endpoint request timed out"),
    ],
    ids=lambda value: getattr(value, "reason", None),
)
def test_a_failed_integration_refuses(make: Make, failed: Failed, status: int, message: str) -> None:
    bench = make("$connect")
    bench.upgrade()
    bench.answer(failed)
    assert refused(bench) == (status, json.dumps({"message": message}, separators=(",", ":")).encode())
    assert bench.report.error


def test_no_answer_in_29_seconds_is_a_time_out(make: Make) -> None:
    bench = make("$connect")
    bench.upgrade()
    assert bench.advance(28.999) == []
    bench.advance(0.001)
    assert refused(bench)[0] == 504
    assert bench.report.error == "no answer within 29000 ms"


def test_an_answer_without_work_needs_no_driver(make: Make) -> None:
    bench = make(Route(key="$connect", integration="own"), integrations=(Script(name="own", at_once=Answered(status=200)),))
    bench.upgrade()
    assert bench.all(Accept)


@pytest.mark.parametrize("script", [Script(name="own", template="broken"), Script(name="own", answer_template="broken")])
def test_a_template_that_fails_is_an_error_of_the_configuration(make: Make, script: Script) -> None:
    bench = make(Route(key="$connect", integration="own"), integrations=(script,))
    bench.upgrade()
    if bench.all(Perform):
        bench.answer()
    assert refused(bench)[0] == 500
    assert bench.report.error == "a mapping template cannot be rendered: a lone $"


def test_handshakes_are_throttled(make: Make) -> None:
    bench = make("$connect", stages=(Stage(name="dev", throttle=Throttle(rate_limit=1, burst_limit=1)),))
    bench.open()
    bench.upgrade()
    assert refused(bench) == (429, b'{"message":"Too Many Requests"}')
    assert bench.report.route_key == "$connect"
    bench.now += 1
    bench.open()


# API keys ------------------------------------------------------------------------------------------------------------

KEYED = Route(key="$connect", integration="fn", api_key_required=True)


@pytest.mark.parametrize(
    ("headers", "error"),
    [
        ((), "the route requires an API key, and $request.header.x-api-key holds none"),
        ((("x-api-key", "wrong"),), "the API key is not among those that are known here (1 are)"),
    ],
    ids=["none", "unknown"],
)
def test_a_route_that_requires_a_key_refuses_without(make: Make, headers: tuple[tuple[str, str], ...], error: str) -> None:
    bench = make(KEYED, settings={"api_keys": ("secret",)})
    bench.upgrade("/dev", *headers)
    assert refused(bench) == (403, b'{"message":"Forbidden"}')
    assert bench.report.error == error
    assert bench.script.inputs == []


def test_a_known_key_opens(make: Make) -> None:
    bench = make(KEYED, settings={"api_keys": ("secret",)})
    bench.open("/dev", ("X-API-Key", "secret"))


@pytest.mark.parametrize(("key", "opens"), [("secret", True), ("other", False), (None, False)])
def test_an_authorizer_may_give_the_key(make: Make, key: str | None, opens: bool) -> None:
    authorization = Authorization(kind="lambda", context={}, usage_identifier_key=key)
    bench = make(
        Route(key="$connect", integration="fn", api_key_required=True, authorizer="gate"),
        gate=Gate(name="gate", verdict=Allowed(authorization=authorization)),
        api_key_selection="$context.authorizer.usageIdentifierKey",
        settings={"api_keys": ("secret",)},
    )
    bench.upgrade()
    if opens:
        bench.answer()
        assert bench.all(Accept)
    else:
        assert refused(bench)[0] == 403


# Authorizers ---------------------------------------------------------------------------------------------------------

GUARDED = Route(key="$connect", integration="fn", authorizer="gate")


@pytest.mark.parametrize(
    ("denied", "message"),
    [
        (Denied(status=401, headers=(("www-authenticate", "x"),), detail="no X-Auth"), "Unauthorized"),
        (Denied(status=403), "Forbidden"),
        (Denied(status=500, detail="it raised"), "Internal server error"),
    ],
    ids=["401", "403", "500"],
)
def test_an_authorizer_that_says_no_ends_the_handshake(make: Make, denied: Denied, message: str) -> None:
    bench = make(GUARDED, gate=Gate(name="gate", verdict=denied))
    bench.upgrade()
    status, body = refused(bench)
    assert (status, json.loads(body)) == (denied.status, {"message": message})
    assert set(denied.headers) <= set(bench.only(Reply).response.headers)
    assert bench.report.error == (denied.detail or message)
    assert bench.script.inputs == []


def test_an_authorizer_may_ask_first_and_its_word_stays_with_the_connection(make: Make) -> None:
    bench = make(GUARDED, "$default", "$disconnect", gate=Gate(name="gate", verdict=ALLOWED, asks=True))
    bench.upgrade()
    assert bench.only(Perform).work == InvokeFunction(function="gate", payload=b"")
    assert bench.only(Perform).timeout_ms == 1000
    bench.answer(Raised(payload=b"{}"))
    bench.answer(Returned(payload=b"{}"))
    connection_id = bench.only(Accept).connection_id
    bench.message(connection_id, "x")
    bench.tell(bench.side.lost(connection_id, 1000, "", bench.now))
    events = [(inputs.event_type, inputs.connection.authorization) for inputs in bench.script.inputs]
    assert events == [(event, ALLOWED.authorization) for event in ("CONNECT", "MESSAGE", "DISCONNECT")]


def test_an_app_without_a_websocket_api_forbids(make: Make) -> None:
    from gwfw.graph.model import AppGraph

    bench = make(given=AppGraph(name="app"))
    bench.upgrade()
    assert refused(bench)[0] == 403
    assert bench.report.error == "no stage is at /dev: this app has no WebSocket API"
