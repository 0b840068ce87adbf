"""The authorizer's step: at once, after work, after work several times, and what it remembers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from gwfw.exchange import Failed, InvokeFunction, Raised, Returned
from tests.unit.gateway.conftest import NoNames, Ticket, api

if TYPE_CHECKING:
    from tests.unit.gateway.conftest import Open

PASS = ("ticket", "t1")


def test_who_has_no_ticket_is_denied_and_the_integration_is_not_asked(serve: Open) -> None:
    house = serve(api(authorizer=Ticket(name="tickets")))
    response = house.send("GET /a")
    assert response is not None
    assert (response.status, response.body) == (401, b'{"message":"Unauthorized"}')
    assert ("www-authenticate", "Ticket") in response.headers
    assert house.performs == []
    assert (house.report.route_key, house.report.error) == ("GET /a", "no ticket")


def test_who_has_one_passes_and_the_integration_is_told(serve: Open) -> None:
    house = serve(api(authorizer=Ticket(name="tickets")))
    assert house.ask("GET /a", PASS).status == 200
    authorization = house.inputs.authorization
    assert authorization is not None
    assert (authorization.kind, authorization.principal_id) == ("lambda", "t1")


@pytest.mark.parametrize("steps", [1, 3])
def test_an_authorizer_may_ask_for_work_several_times(serve: Open, steps: int) -> None:
    house = serve(api(authorizer=Ticket(name="tickets", steps=steps)))
    assert house.send("GET /a", PASS) is None
    for step in range(steps):
        asked = house.performs[-1]
        assert (asked.work, asked.timeout_ms) == (InvokeFunction(function="auth", payload=str(step).encode()), 1500)
        assert house.answer(Returned(payload=b"true")) is None
    assert house.performs[-1].work == InvokeFunction(function="api", payload=b"")
    assert house.answer(Returned(payload=b"{}")) is not None


def test_a_denial_after_work(serve: Open) -> None:
    house = serve(api(authorizer=Ticket(name="tickets", steps=1)))
    house.send("GET /a", ("ticket", "false"))
    response = house.answer(Returned(payload=b"false"))
    assert response is not None
    assert (response.status, response.body) == (403, b'{"message":"Forbidden"}')


def test_an_authorizer_that_fails_is_a_500_whose_reason_only_the_developer_reads(serve: Open) -> None:
    house = serve(api(authorizer=Ticket(name="tickets", steps=1)))
    house.send("GET /a", PASS)
    response = house.answer(Raised(payload=b'{"errorMessage":"secret"}'))
    assert response is not None
    assert (response.status, response.body) == (500, b'{"message":"Internal Server Error"}')
    assert "secret" in (house.report.error or "")


def test_an_authorizer_that_takes_too_long(serve: Open) -> None:
    house = serve(api(authorizer=Ticket(name="tickets", steps=1)))
    house.send("GET /a", PASS)
    assert house.gateway.next_deadline == house.now + 1.5
    response = house.advance(1.5)
    assert response is not None
    assert response.status == 500
    assert str(Failed(reason="timeout", detail="no answer within 1500 ms")) in (house.report.error or "")


def test_what_it_remembers_is_shared_by_its_routes_until_the_graph_is_replaced(serve: Open) -> None:
    graph = api("GET /a", "GET /b", authorizer=Ticket(name="tickets"))
    house = serve(graph)
    house.ask("GET /a", PASS)
    house.ask("GET /b", ("ticket", "t2"))
    assert house.inputs.authorization is not None
    assert house.inputs.authorization.context is not None
    assert house.inputs.authorization.context["seen"] == ["t1", "t2"]
    house.gateway.replace(graph, NoNames())
    house.ask("GET /a", PASS)
    assert house.inputs.authorization is not None
    assert house.inputs.authorization.context is not None
    assert house.inputs.authorization.context["seen"] == ["t1"]


def test_scopes_of_the_route_reach_the_authorizer(serve: Open) -> None:
    graph = api(authorizer=Ticket(name="tickets"))
    assert graph.http is not None
    routes = tuple(replace(route, scopes=("a", "b")) for route in graph.http.routes)
    house = serve(replace(graph, http=replace(graph.http, routes=routes)))
    house.ask("GET /a", PASS)
    assert house.inputs.authorization is not None
    assert house.inputs.authorization.context is not None
    assert house.inputs.authorization.context["scopes"] == ["a", "b"]
