"""Both APIs behind one object: time, results, and no way in from inside."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from gwfw.exchange import HttpRequest, Returned
from gwfw.graph.model import Route, Throttle, WebSocketApi
from tests.unit.gateway.conftest import NOW, NoNames, api

if TYPE_CHECKING:
    from tests.unit.gateway.conftest import Open


def test_a_request_and_its_result(serve: Open) -> None:
    house = serve()
    assert house.send() is None
    assert house.gateway.next_deadline == NOW + 29
    response = house.answer(Returned(payload=b'{"a":1}'), after=0.25)
    assert response is not None
    assert (response.status, response.body) == (200, b'{"a":1}')
    assert house.report.duration_ms == 250
    assert house.gateway.next_deadline is None


def test_a_graph_without_apis_answers(serve: Open) -> None:
    house = serve(api(integration=None))
    house.gateway.replace(api("GET /b"), NoNames())
    response = house.send("GET /a")
    assert response is not None
    assert response.status == 404


def test_work_under_way_ends_on_the_graph_that_it_began_with(serve: Open) -> None:
    house = serve()
    assert house.send() is None
    house.gateway.replace(api("GET /b"), NoNames())
    response = house.answer(Returned(payload=b"{}"))
    assert response is not None
    assert response.status == 200
    assert house.ask("GET /b").status == 200


def test_the_account_s_limit_is_one_for_all_apis(serve: Open) -> None:
    routes = WebSocketApi(routes=(Route(key="$connect", integration="api"),))
    house = serve(replace(api(), websocket=routes), account_throttle=Throttle(rate_limit=0, burst_limit=2))
    path = "/dev/@connections/AAAAAAAAAAAAAAA%3D"
    assert house.send() is None  # the first request
    gone = house.tell(house.gateway.manage(2, HttpRequest(method="GET", path=path), NOW))
    assert gone is not None
    assert gone.status == 410  # the second
    late = house.tell(house.gateway.manage(3, HttpRequest(method="POST", path=path), NOW))
    assert late is not None
    assert (late.status, dict(late.headers)["x-amzn-errortype"]) == (429, "LimitExceededException")
    shake = house.tell(house.gateway.upgrade(4, HttpRequest(method="GET", path="/dev"), NOW))
    assert shake is not None
    assert shake.status == 429
    assert house.ask().status == 429


def test_nothing_enters_from_inside(serve: Open) -> None:
    house = serve()
    request = HttpRequest(method="GET", path="/a")
    with house.gateway._entrance, pytest.raises(AssertionError, match="entered from inside"):
        house.gateway.http(1, request, NOW)
    assert house.send() is None  # and it is not locked for good


def test_sockets_are_the_other_side(serve: Open) -> None:
    house = serve()
    request = HttpRequest(method="GET", path="/dev")
    assert house.tell(house.gateway.upgrade(1, request, NOW)) is not None
    assert house.tell(house.gateway.manage(2, HttpRequest(method="GET", path="/@connections/x"), NOW)) is not None
    assert house.gateway.message("none", "text", NOW) == []
    assert house.gateway.lost("none", 1006, "", NOW) == []
