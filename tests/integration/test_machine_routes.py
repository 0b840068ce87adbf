"""Routes that start, run and stop machines without a function in between: what clients are answered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from gwfw import App, Flow
from gwfw.mapping import context, request
from gwfw.testing import Client

app = App("shop")
http, ws, sfn = app.http, app.ws, app.sfn


@sfn.task
def charge(order: dict[str, Any]) -> dict[str, Any]:
    if order.get("fail"):
        raise ValueError("no")
    return order


@sfn.start("/orders")
def fulfil() -> Flow[dict[str, Any], dict[str, Any]]:
    return charge >> sfn.wait(60)


quote = sfn.machine("quote", charge, express=True)
slow = sfn.machine("slow", sfn.wait(40) >> charge, express=True)
sfn.start("/nested", fulfil, input=request.body["order"], name=f"order-{request.query['name']}")
sfn.start("/constant/{id}", fulfil, input={"kind": "test"}, name=request.path["id"])
sfn.start("/nothing", fulfil, input=None)
sfn.start_sync("/quote", quote)
sfn.start_sync("/slow", slow)
sfn.stop("/stop", fulfil, execution_arn=request.query["executionArn"], error="Stopped", cause=context.request_id)
ws.route("order").to(quote.start())
ws.route("ping").to(quote.start(input={"ping": 1}, name="ping"))
http.put("/quote").to(quote.start(input=request.header["x-order"]))


@pytest.fixture
def gw() -> Iterator[Client]:
    with Client(app, start=1_700_000_000.5) as client:
        yield client


EXECUTION = "arn:aws:states:us-east-1:123456789012:execution:shop-dev-fulfil"


def test_starting_answers_at_once(gw: Client) -> None:
    answer = gw.post("/orders", content=b'{"id":  "a"}')
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/x-amz-json-1.0"
    assert set(answer.json()) == {"executionArn", "startDate"}
    assert answer.json()["startDate"] == 1_700_000_000.5
    run = gw.machine(fulfil).wait(answer)
    assert (run.status, run.output) == ("SUCCEEDED", {"id": "a"})


STARTED: dict[str, tuple[str, dict[str, Any], object, str | None]] = {
    "a member and a name": ("/nested?name=7", {"json": {"order": {"id": "a"}}}, {"id": "a"}, "order-7"),
    "a constant": ("/constant/c1", {"content": b"ignored"}, {"kind": "test"}, "c1"),
    "no input": ("/nothing", {"json": {"ignored": 1}}, {}, None),
}


@pytest.mark.parametrize("case", STARTED)
def test_what_an_execution_is_started_with(gw: Client, case: str) -> None:
    path, given, expected, name = STARTED[case]
    run = gw.machine(fulfil).wait(gw.post(path, **given))
    assert run.input == expected
    if name is not None:
        assert run.arn == f"{EXECUTION}:{name}"


def test_running_synchronously(gw: Client) -> None:
    answer = gw.post("/quote", json={"id": "a"})
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {
        *("billingDetails", "executionArn", "input", "inputDetails", "name", "output", "outputDetails", "startDate"),
        *("stateMachineArn", "status", "stopDate"),
    }
    assert (body["status"], json.loads(body["output"])) == ("SUCCEEDED", {"id": "a"})


def test_what_fails_synchronously_is_a_200(gw: Client) -> None:
    answer = gw.post("/quote", json={"fail": 1})
    body = answer.json()
    assert (answer.status_code, body["status"], body["error"]) == (200, "FAILED", "ValueError")
    assert "output" not in body
    assert gw.failures


def test_what_takes_longer_than_the_gateway_waits(gw: Client) -> None:
    answer = gw.post("/slow", json={})
    assert answer.status_code == 503
    assert answer.json() == {"message": "Service Unavailable"}
    gw.clock.advance(60)
    [run] = gw.machine("slow").runs
    assert run.status == "SUCCEEDED"


def test_stopping(gw: Client) -> None:
    arn = gw.post("/orders", json={}).json()["executionArn"]
    answer = gw.post("/stop", params={"executionArn": arn})
    assert (answer.status_code, answer.json()) == (200, {"stopDate": 1_700_000_000.5})
    [run] = gw.machine(fulfil).runs
    assert (run.status, run.error) == ("ABORTED", "Stopped")
    assert run.cause == answer.headers["apigw-requestid"]


REFUSED: dict[str, tuple[str, str, dict[str, Any], int, str]] = {
    "an empty body": ("POST", "/orders", {}, 400, "InvalidExecutionInput"),
    "no JSON": ("POST", "/orders", {"content": b"{"}, 400, "InvalidExecutionInput"),
    "a name that may not be": ("POST", "/nested?name=a%20b", {"json": {"order": 1}}, 400, "InvalidName"),
    "a header that is not JSON": ("PUT", "/quote", {"headers": {"x-order": "hello"}}, 400, "InvalidExecutionInput"),
    "an execution that is not there": (
        "POST",
        f"/stop?executionArn={EXECUTION}:nothing",
        {},
        400,
        "ExecutionDoesNotExist",
    ),
    "another machine's execution": (
        "POST",
        f"/stop?executionArn={EXECUTION.replace('fulfil', 'other')}:a",
        {},
        400,
        "AccessDeniedException",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_the_service_refuses_is_passed_on(gw: Client, case: str) -> None:
    method, path, given, status, code = REFUSED[case]
    answer = gw.request(method, path, **given)
    assert (answer.status_code, answer.json()["__type"]) == (status, code)


@pytest.mark.parametrize(
    ("method", "path", "given"),
    [
        ("POST", "/nested?name=a", {"json": {"other": 1}}),
        ("POST", "/nested", {"json": {"order": 1}}),
        ("POST", "/stop", {}),
        ("PUT", "/quote", {}),
    ],
    ids=["a member", "a parameter in a template", "an ARN", "a header"],
)
def test_what_a_mapping_needs_and_the_request_has_not(gw: Client, method: str, path: str, given: dict[str, Any]) -> None:
    answer = gw.request(method, path, **given)
    assert (answer.status_code, answer.json()) == (400, {"message": "Bad Request"})


def test_a_name_twice(gw: Client) -> None:
    first, same, other = (gw.post("/nested?name=x", json={"order": order}) for order in ({"a": 1}, {"a": 1}, {"a": 2}))
    assert first.json() == same.json()
    assert (other.status_code, other.json()["__type"]) == (400, "ExecutionAlreadyExists")


HOSTILE = [
    'he said "hé" \\\\ $input.body #set($x=1) ${x}',
    "\u2028\u2029\x7f\t\n'",
    "{} [] \\u0022 \\",
]


@pytest.mark.parametrize("text", HOSTILE, ids=["signs", "separators", "escapes"])
def test_a_message_is_the_input_whatever_is_in_it(gw: Client, text: str) -> None:
    with gw.ws() as client:
        client.send("order", text=text, deep={"list": [1, None, text]})
    [run] = gw.machine("quote").runs
    assert run.input == {"action": "order", "text": text, "deep": {"list": [1, None, text]}}


def test_a_message_starts_what_the_route_says(gw: Client) -> None:
    with gw.ws() as client:
        client.send("ping")
    [run] = gw.machine("quote").runs
    assert (run.input, ":ping:" in run.arn) == ({"ping": 1}, True)
