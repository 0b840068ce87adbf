from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from gwfw.exchange import SendFrame
from gwfw.gateway.websocket.facts import WebSocketFacts
from gwfw.graph.model import Stage

if TYPE_CHECKING:
    from tests.unit.gateway.websocket.conftest import Make

UNKNOWN = "AAAAAAAAAAAAAAA="


@pytest.mark.parametrize("path", ["/dev/@connections/{id}", "/dev/%40connections/{id}", "/dev/@connections/{raw}"])
def test_a_post_is_sent_to_the_client(make: Make, path: str) -> None:
    bench = make("join")
    connection_id = bench.open()
    path = path.format(id=quote(connection_id, safe=""), raw=connection_id)
    response = bench.manage("POST", path, "Hello, wörld".encode())
    assert (response.status, response.headers, response.body) == (200, (), b"")
    assert bench.only(SendFrame) == SendFrame(connection_id=connection_id, text="Hello, wörld")
    report = bench.report
    assert (report.subject, report.status, report.connection_id) == ("POST @connections", 200, connection_id)


def test_what_is_no_utf_8_is_sent_with_replacements(make: Make) -> None:
    bench = make("join")
    bench.manage("POST", f"/dev/@connections/{bench.open()}", b"a\xff")
    assert bench.frames == ["a\ufffd"]


@pytest.mark.parametrize(("size", "limits", "status"), [(131072, True, 200), (131073, True, 413), (131073, False, 200)])
def test_a_post_holds_128_kilobytes(make: Make, size: int, limits: bool, status: int) -> None:
    bench = make("join", settings={"limits": limits})
    response = bench.manage("POST", f"/dev/@connections/{bench.open()}", b"x" * size)
    assert response.status == status
    assert len(bench.frames) == (status == 200)
    if status == 413:
        assert ("x-amzn-errortype", "PayloadTooLargeException") in response.headers
        assert json.loads(response.body) == {"message": "Payload is 131073 bytes, at most 131072 are allowed"}


def test_a_get_tells_of_the_connection(make: Make) -> None:
    bench = make("join")
    connection_id = bench.open("/dev", ("User-Agent", "probe/1"))
    bench.now += 1.25
    bench.message(connection_id, '{"action":"join"}')
    response = bench.manage("GET", f"/dev/@connections/{connection_id}")
    assert response.headers == (("content-type", "application/json"),)
    assert json.loads(response.body) == {
        "connectedAt": "2027-01-15T08:00:00.000Z",
        "identity": {"sourceIp": "192.0.2.1", "userAgent": "probe/1"},
        "lastActiveAt": "2027-01-15T08:00:01.250Z",
    }


def test_a_client_without_a_user_agent_has_none(make: Make) -> None:
    bench = make("join")
    response = bench.manage("GET", f"/dev/@connections/{bench.open()}")
    assert json.loads(response.body)["identity"] == {"sourceIp": "192.0.2.1"}


@pytest.mark.parametrize("seen", [1000, 1001])
def test_a_delete_closes_the_client_and_disconnect_is_told(make: Make, seen: int) -> None:
    bench = make("$disconnect", settings={"websocket": WebSocketFacts(delete_code=seen)})
    connection_id = bench.open()
    response = bench.manage("DELETE", f"/dev/@connections/{connection_id}")
    assert (response.status, response.body) == (204, b"")
    assert bench.closed == (seen, "Connection Closed Normally")
    assert bench.asks
    inputs = bench.script.inputs[-1]
    assert (inputs.disconnect_code, inputs.disconnect_reason) == (1000, "Connection Closed Normally")
    assert bench.manage("GET", f"/dev/@connections/{connection_id}").status == 410


@pytest.mark.parametrize("method", ["POST", "GET", "DELETE"])
def test_a_connection_that_is_not_open_is_gone(make: Make, method: str) -> None:
    bench = make("$connect", stages=(Stage(name="dev"), Stage(name="prod")))
    bench.upgrade()
    opening = bench.script.inputs[0].connection.id
    bench.answer()
    closed = bench.open()
    bench.side.lost(closed, 1000, "", bench.now)
    bench.upgrade()
    still_opening = bench.script.inputs[-1].connection.id
    for path in (
        f"/dev/@connections/{UNKNOWN}",
        f"/dev/@connections/{closed}",
        f"/dev/@connections/{still_opening}",
        f"/prod/@connections/{opening}",
    ):
        response = bench.manage(method, path)
        assert (response.status, response.headers, response.body) == (410, (("x-amzn-errortype", "GoneException"),), b"")
        assert bench.report.error == "no such connection is open (any more, or yet)"


@pytest.mark.parametrize(
    "connection_id", ["x", "AAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAA==", "A%2FAAAAAAAAAAAAA=", "AAAAAAAAAAAAAAA=%0A"]
)
def test_what_can_be_no_connection_id_is_a_bad_request(make: Make, connection_id: str) -> None:
    response = make("join").manage("POST", f"/dev/@connections/{connection_id}")
    assert (response.status, response.headers[0]) == (400, ("x-amzn-errortype", "BadRequestException"))
    assert json.loads(response.body)["message"].startswith("Invalid connectionId: ")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", f"/@connections/{UNKNOWN}"),
        ("POST", f"/other/@connections/{UNKNOWN}"),
        ("POST", f"/dev/more/@connections/{UNKNOWN}"),
        ("POST", "/dev/@connections/"),
        ("POST", "/dev/@connections"),
        ("POST", "/dev"),
        ("PUT", f"/dev/@connections/{UNKNOWN}"),
    ],
)
def test_any_other_path_or_method_is_forbidden(make: Make, method: str, path: str) -> None:
    bench = make("join")
    response = bench.manage(method, path)
    assert (response.status, json.loads(response.body)) == (403, {"message": "Forbidden"})
    assert ("x-amzn-errortype", "ForbiddenException") in response.headers
    assert bench.report.error == f"{method} {path} is no management call of this app: /dev/@connections/{{id}}"


def test_a_custom_domain_leads_to_its_stage_without_the_stages_name(make: Make) -> None:
    bench = make("join", mappings=(("ws.example.com", "chat", "dev"), ("*.example.org", "", "")))
    connection_id = bench.open("/chat", ("Host", "WS.example.com:443"))
    assert bench.manage("GET", f"/chat/@connections/{connection_id}", host="ws.example.com").status == 200
    assert bench.manage("GET", f"/@connections/{connection_id}", host="any.example.org").status == 200
    assert bench.manage("GET", f"/dev/@connections/{connection_id}", host="127.0.0.1:3000").status == 200
    assert bench.manage("GET", f"/dev/@connections/{connection_id}", host="ws.example.com").status == 403


def test_an_app_without_a_websocket_api_manages_nothing(make: Make) -> None:
    from gwfw.graph.model import AppGraph

    bench = make(given=AppGraph(name="app"))
    assert bench.manage("POST", f"/dev/@connections/{UNKNOWN}").status == 403
    assert (bench.report.error or "").endswith("no WebSocket API")


@pytest.mark.parametrize(("why", "status"), [(None, 200), ("it is not signed", 403)])
def test_a_call_may_have_to_be_signed(make: Make, why: str | None, status: int) -> None:
    bench = make("join", settings={"unsigned": lambda request: why})
    response = bench.manage("POST", f"/dev/@connections/{bench.open()}", b"x")
    assert response.status == status
    assert bench.report.error == why
    assert len(bench.frames) == (status == 200)
