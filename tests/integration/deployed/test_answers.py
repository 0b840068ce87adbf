"""What ends in Lambda is answered by the deployed copy as by `gwfw local`: HTTP requests, messages, tasks."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from queue import Queue
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import httpx
import pytest
from websockets.sync.client import ClientConnection, connect

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("deploy")]

Outputs: TypeAlias = dict[str, dict[str, str]]
Aws: TypeAlias = Callable[[str], Any]
Ask: TypeAlias = Callable[..., httpx.Response]

HEXADECIMAL = re.compile(r"\b[0-9a-f]{32}\b")
SOCKET_URL = re.compile(r"wss?://[^\"'\s<]+")
PATIENCE_S = 20


@pytest.fixture
def deployed(aws: Aws, outputs: Outputs) -> Ask:
    """Sends a request to a deployed example: ministack knows APIs by the name of their host."""
    here = aws("sts").meta.endpoint_url

    def ask(app: str, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"host": urlsplit(outputs[app]["http"]).netloc}
        return httpx.request(method, here + path, headers=headers, timeout=PATIENCE_S, **options)

    return ask


@pytest.fixture
def served(local: dict[str, str]) -> Ask:
    """Sends a request to a local example."""
    return lambda app, method, path, **options: httpx.request(method, local[app] + path, timeout=PATIENCE_S, **options)


def answer(response: httpx.Response) -> tuple[int, str, str]:
    """Status, content type and body, without ids that differ each time."""
    return response.status_code, response.headers["content-type"], HEXADECIMAL.sub("<id>", response.text)


@pytest.mark.parametrize(
    ("method", "path", "options", "status"),
    [
        pytest.param("POST", "/orders", {"json": {"book_id": "1", "quantity": 2}}, 201, id="an order"),
        pytest.param("POST", "/orders", {"json": {"book_id": "", "quantity": 200}}, 422, id="two wrong fields"),
        pytest.param("POST", "/orders", {"content": b"{"}, 422, id="no JSON"),
        pytest.param("POST", "/orders", {}, 422, id="no body"),
        pytest.param("GET", "/orders/none", {}, 404, id="no such order"),
        pytest.param("GET", "/orders?limit=many", {}, 422, id="a wrong query"),
        pytest.param("GET", "/orders?status=shipped", {}, 200, id="none of that status"),
    ],
)
def test_a_request_is_answered_alike(
    deployed: Ask, served: Ask, method: str, path: str, options: dict[str, Any], status: int
) -> None:
    there, here = (answer(ask("orders", method, path, **options)) for ask in (deployed, served))
    assert there == here
    assert there[0] == status


def test_an_order_is_found_again(deployed: Ask, served: Ask) -> None:
    for ask in (deployed, served):
        placed = ask("orders", "POST", "/orders", json={"book_id": "grün"}).json()
        assert ask("orders", "GET", f"/orders/{placed['id']}").json() == placed
        assert placed in ask("orders", "GET", "/orders").json()


def test_the_page_knows_where_to_connect(deployed: Ask, served: Ask, outputs: Outputs) -> None:
    there, here = deployed("chat", "GET", "/"), served("chat", "GET", "/")
    assert SOCKET_URL.sub("<url>", there.text) == SOCKET_URL.sub("<url>", here.text)
    assert there.headers["content-type"] == here.headers["content-type"]
    [url] = SOCKET_URL.findall(there.text)
    api, stage = urlsplit(outputs["chat"]["websocket"]).netloc.split(".")[0], "dev"
    assert url == f"wss://{api}.execute-api.us-east-1.amazonaws.com/{stage}"


def say(client: ClientConnection, **message: str) -> None:
    client.send(json.dumps(message))


def hear(client: ClientConnection) -> str:
    frame = client.recv(timeout=PATIENCE_S)
    return frame if isinstance(frame, str) else frame.decode()


def conversation(url: str, connected: Callable[[], None]) -> dict[str, list[str]]:
    """What Ann and Bob hear."""
    with connect(url) as ann, connect(url) as bob:
        connected()
        say(ann, action="join", nickname="Ann")
        heard = {"ann": [hear(ann)], "bob": [hear(bob)]}
        say(bob, action="join", nickname="Bob <b>")
        heard["ann"] += [hear(ann)]
        heard["bob"] += [hear(bob)]
        say(ann, action="sendMessage", text="grüße, Bob")
        heard["ann"] += [hear(ann)]
        heard["bob"] += [hear(bob)]
        say(bob, action="sendMessage", text="")
        heard["bob"] += [hear(bob)]
    return heard


def test_a_conversation_is_the_same(aws: Aws, outputs: Outputs, connections: Queue[str], served: Ask) -> None:
    api = urlsplit(outputs["chat"]["websocket"]).netloc.split(".")[0]
    here = aws("sts").meta.endpoint_url.replace("http", "ws")

    def connected() -> None:
        for _ in ("ann", "bob"):
            write_down(aws, api, connections.get(timeout=PATIENCE_S))

    there = conversation(f"{here}/_aws/execute-api/{api}/dev", connected)
    [url] = SOCKET_URL.findall(served("chat", "GET", "/").text)
    assert there == conversation(url, lambda: None)
    assert there["ann"] == [
        '{"joined":"Ann"}',
        '{"joined":"Bob <b>"}',
        '{"nickname":"Ann","text":"grüße, Bob"}',
    ]
    assert '"loc":["body","text"]' in there["bob"][-1]


def write_down(aws: Aws, api: str, connection: str) -> None:
    """Do what API Gateway does at `$connect` and ministack does not: the deployed template's PutItem."""
    gateway = aws("apigatewayv2")
    [target] = [route["Target"] for route in gateway.get_routes(ApiId=api)["Items"] if route["RouteKey"] == "$connect"]
    integration = gateway.get_integration(ApiId=api, IntegrationId=target.removeprefix("integrations/"))
    template: str = integration["RequestTemplates"]["application/json"]
    for variable, value in (("connectionId", connection), ("connectedAt", "1700000000000")):
        template = template.replace(f"$context.{variable}", value)
    aws("dynamodb").put_item(**json.loads(template))


def test_a_machine_runs_the_tasks(aws: Aws, outputs: Outputs, deployed: Ask) -> None:
    states = aws("stepfunctions")
    run = states.start_execution(
        stateMachineArn=outputs["orders"]["machine fulfil"], input=json.dumps({"book_id": "7", "quantity": 3})
    )["executionArn"]
    asked = (states.describe_execution(executionArn=run) for _ in range(10_000))
    found = next(answer for answer in asked if answer["status"] != "RUNNING")
    assert found["status"] == "SUCCEEDED"
    shipped = json.loads(found["output"])
    assert (shipped["book_id"], shipped["quantity"], shipped["status"]) == ("7", 3, "shipped")
    assert deployed("orders", "GET", f"/orders/{shipped['id']}").json() == shipped
