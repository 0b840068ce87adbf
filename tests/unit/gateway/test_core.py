"""Both APIs behind one object: time, results, and no way in from inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gwfw.exchange import HttpRequest, Returned
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
