"""Private targets of an app's own making, in the test client: nothing is made, and each is bound by its name."""

from __future__ import annotations

import httpx

from gwfw import App
from gwfw.targets import alb
from gwfw.testing import Client

app = App("shop")


@app.construct
def orders(stack: object) -> object:
    raise AssertionError("nothing is made before synthesis")


app.http.any("/orders/{proxy+}", auth=None).to(alb(orders))
app.http.any("/returns/{proxy+}", auth=None).to(alb(orders, server_name="orders.example.com"))


def test_a_construct_is_bound_by_the_name_of_its_function() -> None:
    asked: list[httpx.URL] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url)
        return httpx.Response(201, text="made")

    with Client(app) as gw:
        gw.target("orders", answer)
        made = gw.post("/orders/1", json={})
        assert (made.status_code, made.text) == (201, "made")
        assert gw.get("/returns/1").status_code == 201
    assert [(url.scheme, url.path) for url in asked] == [("http", "/orders/1"), ("https", "/returns/1")]


def test_one_that_nobody_bound_is_not_reached() -> None:
    with Client(app) as gw:
        assert gw.get("/orders/1").status_code == 503
