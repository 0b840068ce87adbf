"""The orders API as its clients see it."""

import httpx
import pytest
from orders import fulfil, orders

from gwfw.testing import Client


def test_an_order_is_placed_read_and_listed(gw: Client) -> None:
    placed = gw.post("/orders", json={"book_id": "b1", "quantity": 2})
    assert placed.status_code == 201
    order = placed.json()
    assert order["status"] == "placed"
    assert gw.get(f"/orders/{order['id']}").json() == order
    assert gw.get("/orders").json() == [order]
    assert gw.get("/orders", params={"status": "shipped"}).json() == []


def test_every_wrong_field_is_named(gw: Client) -> None:
    answer = gw.post("/orders", json={"quantity": 0})
    assert answer.status_code == 422
    assert [problem["loc"] for problem in answer.json()["detail"]] == [["body", "book_id"], ["body", "quantity"]]


@pytest.mark.parametrize("limit", ["many", "1.5"])
def test_a_limit_is_a_number(gw: Client, limit: str) -> None:
    answer = gw.get("/orders", params={"limit": limit})
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["query", "limit"]


def test_an_order_that_is_not_there(gw: Client) -> None:
    assert gw.get("/orders/nothing").status_code == 404


def test_the_machine_charges_and_ships(gw: Client) -> None:
    run = gw.machine(fulfil).wait(gw.post("/orders/start", json={"book_id": "b1"}))
    assert run.status == "SUCCEEDED"
    assert run.states == ["charge", "ship"]
    [order] = gw.items(orders)
    assert (order.book_id, order.status) == ("b1", "shipped")


def test_the_first_task_refuses_a_wrong_order(gw: Client) -> None:
    run = gw.machine(fulfil).wait(gw.post("/orders/start", json={"quantity": 1}))
    assert run.status == "FAILED"
    assert run.error == "gwfw.ValidationError"


def test_the_legacy_system_is_asked_for_its_own_paths(gw: Client) -> None:
    def legacy(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, text=f"{request.method} {request.url.path}")

    gw.target("https://legacy.example.com", legacy)
    assert gw.get("/legacy/invoices/7").text == "GET /invoices/7"
