"""Grants in tests: what a handler may do is what its role will be able to, and a missing grant fails here."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from pydantic import BaseModel

from gwfw import App, Connection
from gwfw.errors import Misuse
from gwfw.targets import aws
from gwfw.testing import Client, HandshakeRefused

app = App("granted")
http, ws, sfn, dynamo = app.http, app.ws, app.sfn, app.dynamo


class Book(BaseModel):
    id: str


books = dynamo.table("books", Book, key="id")
others = dynamo.table("others", Book, key="id")
MADE: Any = boto3.client("dynamodb", region_name="us-east-1")
"""As apps make one: with the module, before there is any client of a test."""

ITEM = {"id": {"S": "1"}}


def put(client: Any, table: str) -> dict[str, str]:
    """Write with plain boto3; the error's code and message."""
    try:
        client.put_item(TableName=table, Item=ITEM)
    except ClientError as error:
        return {"code": error.response["Error"]["Code"], "message": error.response["Error"]["Message"]}
    return {}


def forms(table: str) -> dict[str, dict[str, str]]:
    found = {"module": put(MADE, table), "handler": put(boto3.client("dynamodb"), table)}
    given = boto3.client("dynamodb", aws_access_key_id="own", aws_secret_access_key="own")
    return {**found, "own": put(given, table)}


@http.post("/declared", auth=None, uses=[books.write])
def declared() -> dict[str, dict[str, str]]:
    return forms("granted-dev-books")


@http.post("/forgotten", auth=None)
def forgotten() -> dict[str, dict[str, str]]:
    return forms("granted-dev-others")


@http.get("/scan", auth=None)
def scan() -> int:
    return len(MADE.scan(TableName="granted-dev-books")["Items"])


@http.post("/thread", auth=None)
def thread() -> dict[str, str]:
    found: list[dict[str, str]] = []
    running = threading.Thread(target=lambda: found.append(put(MADE, "granted-dev-others")))
    running.start()
    running.join()
    return found[0]


@http.post("/async", auth=None)
async def in_a_loop() -> dict[str, str]:
    return put(MADE, "granted-dev-others")


@http.get("/who", auth=None)
def who() -> str:
    return str(boto3.client("sts").get_caller_identity()["Account"])


@http.get("/file", auth=None)
def file() -> str:
    try:
        boto3.client("s3").get_object(Bucket="b", Key="k")
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return "found"


@http.post("/publish", auth=None)
def publish() -> str:
    try:
        boto3.client("sns").publish(TopicArn="arn:aws:sns:us-east-1:123456789012:t", Message="m")
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return "sent"


@ws.route("hello")
def hello(connection: Connection) -> None:
    connection.send({"hello": True})


ws.connect().to(
    aws("dynamodb", "PutItem", on=others, template='{"TableName": "granted-dev-books", "Item": {"id": {"S": "1"}}}')
)


@sfn.task
def copy(book: Book) -> Book:
    if (told := put(MADE, "granted-dev-books")) == {}:
        return book
    raise PermissionError(told["message"])


WRITE = {"TableName": "granted-dev-books", "Item": ITEM}

copying = sfn.machine("copying", copy)
writing = sfn.machine("writing", sfn.service("dynamodb:putItem", WRITE), uses=[others.write])
sfn.start("/copying", copying, auth=None)
sfn.start("/writing", writing, auth=None)


@pytest.fixture
def gw() -> Iterator[Client]:
    with Client(app) as client:
        yield client


@pytest.mark.parametrize("how", ["module", "handler", "own"])
def test_what_is_declared_is_permitted_to_plain_boto3(gw: Client, how: str) -> None:
    assert gw.post("/declared").json()[how] == {}
    assert gw.items(books) == [Book(id="1")]


@pytest.mark.parametrize("how", ["module", "handler", "own"])
def test_what_is_not_declared_is_answered_as_by_aws(gw: Client, how: str) -> None:
    assert gw.post("/forgotten").json()[how] == {
        "code": "AccessDeniedException",
        "message": "User: arn:aws:sts::123456789012:assumed-role/granted-dev-api/granted-dev-api is not authorized to "
        "perform: dynamodb:PutItem on resource: arn:aws:dynamodb:us-east-1:123456789012:table/granted-dev-others "
        "because no identity-based policy allows the dynamodb:PutItem action",
    }
    assert gw.items(others) == []


def test_the_log_names_the_remedy(gw: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="gwfw"):
        gw.post("/forgotten")
    assert "remedy: uses=[others.write] where the function is declared" in caplog.text


def test_an_action_is_not_another(gw: Client) -> None:
    assert gw.get("/scan").status_code == 500
    (failure,) = gw.failures
    assert "dynamodb:Scan" in failure.message


def test_an_async_handler_is_the_same_function(gw: Client) -> None:
    assert gw.post("/async").json()["code"] == "AccessDeniedException"


def test_a_thread_without_the_context_is_nobodys(gw: Client) -> None:
    assert gw.post("/thread").json() == {}


def test_beside_handlers_nothing_is_restricted(gw: Client) -> None:
    gw.seed(others, Book(id="2"))
    assert put(MADE, "granted-dev-others") == {}
    assert sorted(book.id for book in gw.items(others)) == ["1", "2"]


def test_what_needs_no_permission(gw: Client) -> None:
    assert gw.get("/who").json() == "123456789012"


@pytest.mark.parametrize(
    ("method", "path", "action"),
    [("GET", "/file", "s3:GetObject"), ("POST", "/publish", "sns:Publish")],
    ids=["rest-xml", "query"],
)
def test_services_that_no_handle_stands_for(gw: Client, method: str, path: str, action: str) -> None:
    assert gw.request(method, path).json() == "AccessDenied"
    gw.allow(action)
    assert gw.request(method, path).json() not in ("AccessDenied", "found", "sent")


def test_no_action(gw: Client) -> None:
    with pytest.raises(Misuse, match="an action is a service and an operation"):
        gw.allow("everything")


def test_what_gwfw_does_for_a_handler_is_granted(gw: Client) -> None:
    gw.allow("dynamodb:PutItem")
    with gw.ws() as client:
        client.send("hello")
        assert client.receive() == {"hello": True}


def test_the_role_of_an_integration(gw: Client) -> None:
    with pytest.raises(HandshakeRefused) as refused:
        gw.ws()
    assert refused.value.status == 400
    assert gw.items(books) == []


@pytest.mark.parametrize(
    ("name", "error", "role"),
    [("copying", "PermissionError", "task-copy"), ("writing", "DynamoDB.AmazonDynamoDBException", "writing")],
    ids=["its-function", "itself"],
)
def test_the_role_of_a_machine(gw: Client, name: str, error: str, role: str) -> None:
    run = gw.machine(name).wait(gw.post(f"/{name}", json={"id": "1"}))
    assert (run.status, run.error) == ("FAILED", error)
    assert f"assumed-role/granted-dev-{role}/" in str(run.cause)
    assert gw.items(books) == []
    assert len(gw.failures) <= 1
