"""Clients that know nothing of gwfw: wscat, boto3, and the event classes of powertools."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3
import httpx
import pytest
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2, APIGatewayWebSocketEvent
from botocore.exceptions import ClientError
from websockets.sync.client import connect

from gwfw.deploy import node
from gwfw.testing import Client

FOLDER = Path(__file__).parent / "clients"
WSCAT = "wscat@6.1.0"
pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("clients")]


@pytest.fixture(scope="module")
def shelf() -> ModuleType:
    spec = importlib.util.spec_from_file_location("shelf", FOLDER / "shelf.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["shelf"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def gw(shelf: Any) -> Iterator[Client]:
    with Client(shelf.app) as client:
        yield client


@pytest.fixture
def running(served: Callable[[Path], Any]) -> Any:
    return served(FOLDER)


@pytest.fixture
def http(running: Any) -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, timeout=60, base_url=running.http) as client:
        yield client


# wscat ------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def wscat(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command that runs wscat, installed by npm."""
    folder, found = tmp_path_factory.mktemp("wscat"), node.find()
    command = [*node.npm(found), "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), WSCAT]
    installed = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    if installed.returncode != 0:
        pytest.skip(f"npm could not install {WSCAT}: {installed.stderr.strip()[-300:]}")
    return [str(found.path), str(folder / "node_modules" / "wscat" / "bin" / "wscat")]


def said(command: list[str], text: str) -> str:
    """The line with that text which wscat prints; its input stays open until then, because its end is wscat's end."""
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if text in line:
                break
        process.terminate()
    return next((line for line in lines if text in line), "".join(lines))


def test_wscat(wscat: list[str], running: Any) -> None:
    command = [*wscat, "--connect", running.ws, "--wait", "60", "--execute", '{"action":"echo","text":"from wscat"}']
    line = said(command, "from wscat")
    answer = json.loads(line[line.index("{") : line.rindex("}") + 1])
    assert (answer["text"], answer["route"]) == ("from wscat", "echo")


def test_wscat_is_refused_where_there_is_no_stage(wscat: list[str], running: Any) -> None:
    command = [*wscat, "--connect", running.ws.replace("/dev", "/prod"), "--wait", "60"]
    assert "Unexpected server response: 403" in said(command, "Unexpected")


# boto3 ------------------------------------------------------------------------------------------------------------------


def beside(service: str, endpoint: str) -> Any:
    """A client of the developer's, who has only said where AWS is."""
    return boto3.Session(aws_access_key_id="x", aws_secret_access_key="y", region_name="us-east-1").client(
        service, endpoint_url=endpoint
    )


def test_boto3_inside_handlers(http: httpx.Client, running: Any) -> None:
    assert http.put("/books/1", json={"title": "x"}).json() == {"id": "1", "title": "x"}
    with connect(running.ws, proxy=None) as ws:
        ws.send('{"action":"echo","text":"hi"}')
        own = json.loads(ws.recv(timeout=60))["id"]
        assert http.post(f"/tell/{own}").json() == 200
        assert json.loads(ws.recv(timeout=60)) == {"told": "by boto3"}
    assert "execution:shelf-dev-printing" in http.post("/print", json={"id": "1", "title": "x"}).json()


def test_boto3_inside_handlers_in_process(gw: Client, shelf: Any) -> None:
    assert gw.put("/books/1", json={"title": "x"}).json() == {"id": "1", "title": "x"}
    assert gw.items(shelf.books) == [shelf.Book(id="1", title="x")]
    with gw.ws() as ws:
        assert gw.post(f"/tell/{ws.id}").json() == 200
        assert ws.receive() == {"told": "by boto3"}
    run = gw.machine(shelf.printing).wait(gw.post("/print", json={"id": "1", "title": "x"}).json())
    assert run.output == {"id": "1", "title": "X"}


def test_dynamodb_beside_handlers(http: httpx.Client, running: Any) -> None:
    client = beside("dynamodb", running.http)
    assert "shelf-dev-books" in client.list_tables()["TableNames"]
    http.put("/books/7", json={"title": "seven"})
    found = client.get_item(TableName="shelf-dev-books", Key={"id": {"S": "7"}})["Item"]
    assert found == {"id": {"S": "7"}, "title": {"S": "seven"}}
    with pytest.raises(ClientError) as caught:
        client.get_item(TableName="nothing", Key={"id": {"S": "7"}})
    assert caught.value.response["Error"]["Code"] == "ResourceNotFoundException"


def test_stepfunctions_beside_handlers(running: Any) -> None:
    client = beside("stepfunctions", running.http)
    [machine] = client.list_state_machines()["stateMachines"]
    started = client.start_execution(stateMachineArn=machine["stateMachineArn"], input='{"id":"1","title":"x"}')
    found = client.describe_execution(executionArn=started["executionArn"])
    while found["status"] == "RUNNING":
        found = client.describe_execution(executionArn=started["executionArn"])
    assert json.loads(found["output"]) == {"id": "1", "title": "X"}


def test_management_beside_handlers(running: Any) -> None:
    client = beside("apigatewaymanagementapi", f"{running.http}/dev")
    with connect(running.ws, proxy=None) as ws:
        ws.send('{"action":"echo","text":"hi"}')
        own = json.loads(ws.recv(timeout=60))["id"]
        client.post_to_connection(ConnectionId=own, Data=b"from outside")
        assert ws.recv(timeout=60) == "from outside"
        assert client.get_connection(ConnectionId=own)["Identity"]["SourceIp"] == "127.0.0.1"
        client.delete_connection(ConnectionId=own)
        assert list(ws) == []
    with pytest.raises(client.exceptions.GoneException):
        client.post_to_connection(ConnectionId=own, Data=b"x")


def test_service_that_is_not_there(running: Any) -> None:
    with pytest.raises(ClientError, match="nothing is sent to AWS from here"):
        beside("lambda", running.http).list_functions()


def test_beside_handlers_in_process(gw: Client) -> None:
    client = boto3.client("dynamodb")
    client.put_item(TableName="shelf-dev-books", Item={"id": {"S": "1"}, "title": {"S": "x"}})
    assert client.scan(TableName="shelf-dev-books")["Count"] == 1
    [machine] = boto3.client("stepfunctions").list_state_machines()["stateMachines"]
    assert machine["name"] == "shelf-dev-printing"


# powertools -------------------------------------------------------------------------------------------------------------


def test_powertools_reads_http_events(gw: Client, shelf: Any) -> None:
    gw.put(
        "/books/a%20b?tag=x&tag=y",
        json={"title": "ä"},
        headers={"X-One": "1", "Accept": "text/html"},
        cookies={"session": "s1", "theme": "dark"},
    )
    event = APIGatewayProxyEventV2(gw.event(shelf.put_book))
    assert (event.version, event.route_key, event.http_method) == ("2.0", "PUT /books/{id}", "PUT")
    assert (event.path, event.raw_query_string) == ("/books/a b", "tag=x&tag=y")
    assert event.path_parameters == {"id": "a b"}
    assert event.query_string_parameters == {"tag": "x,y"}
    assert event.resolved_query_string_parameters == {"tag": ["x", "y"]}
    assert event.headers["x-ONE"] == "1"
    assert event.cookies == ["session=s1", "theme=dark"]
    assert event.json_body == {"title": "ä"}
    context = event.request_context
    assert (context.stage, context.http.method, context.http.source_ip) == ("$default", "PUT", "127.0.0.1")
    assert context.time_epoch == int(gw.clock.now() * 1000)
    assert context.domain_prefix == context.api_id


def test_powertools_reads_websocket_events(gw: Client, shelf: Any) -> None:
    with gw.ws() as ws:
        ws.send("echo", text="hi")
        assert ws.receive() == {"text": "hi", "route": "echo", "id": ws.id}
    event = APIGatewayWebSocketEvent(gw.event(shelf.echo))
    assert (event.is_base64_encoded, event.json_body) == (False, {"action": "echo", "text": "hi"})
    context = event.request_context
    assert (context.event_type, context.message_direction, context.stage) == ("MESSAGE", "IN", "dev")
    assert (context.connection_id, context.identity.source_ip) == (ws.id, "127.0.0.1")
    assert context.connected_at <= context.request_time_epoch
    assert context.domain_name.startswith(context.api_id)
    assert context.message_id
    assert context.disconnect_status_code is None
