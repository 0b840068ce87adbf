"""The handle of a machine: starting it from handlers, as a target, and by its ARN."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from gwfw import App
from gwfw.errors import NotBound
from gwfw.testing import Client

app = App("shop")


class Order(BaseModel):
    id: str


@app.sfn.task
def charge(order: Order) -> Order:
    return order


fulfil = app.sfn.machine("fulfil", charge)


@app.http.post("/orders")
def place(order: Order, name: str | None = None) -> str:
    return fulfil.execute(order, name=name)


@app.http.get("/arn")
def arn() -> str:
    return fulfil.arn


@pytest.fixture
def gw() -> Iterator[Client]:
    with Client(app) as client:
        yield client


ARN = "arn:aws:states:us-east-1:123456789012:stateMachine:shop-dev-fulfil"


def test_an_execution_is_started_with_the_models_json(gw: Client) -> None:
    first = gw.post("/orders", json={"id": "a"}).json()
    assert first.startswith(f"{ARN.replace('stateMachine', 'execution')}:")
    [run] = gw.machine("fulfil").runs
    assert (run.arn, run.input) == (first, {"id": "a"})


def test_a_name_makes_it_the_same_execution(gw: Client) -> None:
    answers = [gw.post("/orders", params={"name": "one"}, json={"id": "a"}).json() for _ in range(2)]
    assert set(answers) == {f"{ARN.replace('stateMachine', 'execution')}:one"}


def test_its_arn_is_known_inside_handlers(gw: Client) -> None:
    assert gw.get("/arn").json() == ARN
    with pytest.raises(NotBound):
        _ = fulfil.arn


def test_what_handlers_do_with_it_is_granted(gw: Client) -> None:
    grants = {grant.principal: grant.actions for grant in gw.graph.grants if grant.resource.kind == "machine"}
    assert grants == {"function:api": ("states:StartExecution",)}


def test_it_says_what_it_is() -> None:
    assert repr(fulfil) == "<machine fulfil>"
    assert fulfil.place.text.startswith("fulfil = app.sfn.machine")
    assert repr(app.sfn.asl("x.json")) == "<definition x.json>"
    assert [target.written for target in (fulfil.start(), fulfil.start_sync(), fulfil.stop(execution_arn="x"))] == [
        "sfn.start of fulfil",
        "sfn.start_sync of fulfil",
        "sfn.stop of fulfil",
    ]
