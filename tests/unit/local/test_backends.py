"""The engines: moto behind one lock, with a state for each run."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from gwfw.errors import Unclaimed
from gwfw.exchange import AwsRequest, CallAws, HttpResponse
from gwfw.graph.model import AppGraph, Bus, Configuration, Queue, Stream, Table
from gwfw.local import dispatch
from gwfw.local.backends import Backends
from gwfw.local.settings import LocalSettings

SETTINGS = LocalSettings(app="shop")
BOOKS = Table(name="books", key="id")
NOTES = Table(name="notes", key="user", sort="day", sort_type="N")
NAME = "shop-dev-books"


@pytest.fixture
def backends() -> Iterator[Backends]:
    made = Backends(AppGraph(name="shop", resources=(BOOKS, NOTES)), SETTINGS)
    yield made
    made.reset()


def ask(backends: Backends, service: str, action: str, **members: Any) -> Any:
    """Ask a service that speaks JSON."""
    body = json.dumps(members).encode()
    response = backends.call(dispatch.called(CallAws(service=service, action=action, body=body), SETTINGS))
    return json.loads(response.body)


def put(backends: Backends, key: str, **more: Any) -> Any:
    return ask(backends, "dynamodb", "PutItem", TableName=NAME, Item={"id": {"S": key}}, **more)


def keys(backends: Backends) -> list[str]:
    return sorted(item["id"]["S"] for item in ask(backends, "dynamodb", "Scan", TableName=NAME)["Items"])


def test_the_apps_tables_are_there(backends: Backends) -> None:
    assert sorted(ask(backends, "dynamodb", "ListTables")["TableNames"]) == [NAME, "shop-dev-notes"]
    table = ask(backends, "dynamodb", "DescribeTable", TableName="shop-dev-notes")["Table"]
    assert table["KeySchema"] == [
        {"AttributeName": "user", "KeyType": "HASH"},
        {"AttributeName": "day", "KeyType": "RANGE"},
    ]
    assert {"AttributeName": "day", "AttributeType": "N"} in table["AttributeDefinitions"]
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert table["TableArn"] == "arn:aws:dynamodb:us-east-1:123456789012:table/shop-dev-notes"


def test_items_are_written_and_refused(backends: Backends) -> None:
    put(backends, "a")
    refused = put(backends, "a", ConditionExpression="attribute_not_exists(id)")
    assert refused["__type"].endswith("#ConditionalCheckFailedException")
    assert keys(backends) == ["a"]


def test_each_run_has_its_own_state(backends: Backends) -> None:
    other = Backends(AppGraph(name="shop", resources=(BOOKS,)), SETTINGS)
    put(backends, "a")
    put(other, "b")
    put(backends, "c")
    assert (keys(backends), keys(other)) == (["a", "c"], ["b"])
    other.reset()
    assert (keys(backends), keys(other)) == (["a", "c"], [])
    backends.reset()
    assert (keys(backends), keys(other)) == ([], [])
    other.reset()
    other.reset()


def test_after_a_reload_new_tables_are_there_and_old_items_still(backends: Backends) -> None:
    put(backends, "a")
    backends.replace(AppGraph(name="shop", resources=(BOOKS, Table(name="more", key="id"))))
    assert "shop-dev-more" in ask(backends, "dynamodb", "ListTables")["TableNames"]
    assert keys(backends) == ["a"]


def test_other_services_in_other_protocols(backends: Backends) -> None:
    url = ask(backends, "sqs", "CreateQueue", QueueName="jobs")["QueueUrl"]
    ask(backends, "sqs", "SendMessage", QueueUrl=url, MessageBody="hi")
    [message] = ask(backends, "sqs", "ReceiveMessage", QueueUrl=url)["Messages"]
    assert message["Body"] == "hi"
    written = backends.call(s3("PUT", "/pictures"))
    assert written.status == 200
    backends.call(s3("PUT", "/pictures/a.txt", body=b"text"))
    found = backends.call(s3("GET", "/pictures/a.txt"))
    assert (found.status, found.body) == (200, b"text")
    assert b"<Key>a.txt</Key>" in backends.call(s3("GET", "/pictures", query="list-type=2")).body


def s3(method: str, path: str, query: str = "", body: bytes = b"") -> AwsRequest:
    call = CallAws(service="s3", action=None, body=body, method=method, path=path, query=query)
    return dispatch.called(call, SETTINGS)


def test_what_an_engine_refuses_is_its_answer(backends: Backends) -> None:
    answer = ask(backends, "sqs", "GetQueueUrl", QueueName="nothing")
    assert "QueueDoesNotExist" in answer["__type"] or "NonExistentQueue" in answer["__type"]
    assert backends.call(s3("GET", "/nothing")).status == 404


UNCLAIMED = {
    "what the emulator serves itself": AwsRequest(service="states", headers=(("x-amz-target", "A.Start"),)),
    "functions": AwsRequest(service="lambda", method="GET", path="/2015-03-31/functions"),
    "an operation that moto does not have": dispatch.called(
        CallAws(service="appconfig", action=None, body=b"", method="GET", path="/applications"), SETTINGS
    ),
    "what nobody knows": AwsRequest(service="nothing", headers=(("host", "nothing.us-east-1.amazonaws.com"),)),
}


@pytest.mark.parametrize("case", UNCLAIMED)
def test_what_no_engine_has(backends: Backends, case: str) -> None:
    with pytest.raises(Unclaimed):
        backends.call(UNCLAIMED[case])


def test_another_region_is_another_state(backends: Backends) -> None:
    elsewhere = LocalSettings(app="shop", region="eu-west-1")
    body = json.dumps({"QueueName": "jobs"}).encode()
    made = backends.call(dispatch.called(CallAws(service="sqs", action="CreateQueue", body=body), elsewhere))
    assert "eu-west-1" in json.loads(made.body)["QueueUrl"]
    assert ask(backends, "sqs", "ListQueues").get("QueueUrls", []) == []


def test_many_threads_at_a_time(backends: Backends) -> None:
    """Every increment counts and every conditional write has one winner."""
    put(backends, "n")
    won: list[str] = []

    def work(number: int) -> None:
        for index in range(20):
            key = {"id": {"S": "n"}}
            add = {"UpdateExpression": "ADD c :one", "ExpressionAttributeValues": {":one": {"N": "1"}}}
            ask(backends, "dynamodb", "UpdateItem", TableName=NAME, Key=key, **add)
            if not put(backends, f"k{index}", ConditionExpression="attribute_not_exists(id)"):
                won.append(f"k{index}")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    item = ask(backends, "dynamodb", "GetItem", TableName=NAME, Key={"id": {"S": "n"}})["Item"]
    assert item["c"] == {"N": "80"}
    assert sorted(won) == sorted(f"k{index}" for index in range(20))


def test_headers_are_lower_case_and_bodies_bytes(backends: Backends) -> None:
    response = backends.call(dispatch.called(CallAws(service="dynamodb", action="ListTables", body=b"{}"), SETTINGS))
    assert isinstance(response, HttpResponse)
    assert all(name == name.lower() for name, _ in response.headers)


def test_queues_buses_streams_and_configurations_are_there() -> None:
    resources = (
        Bus(name="events"),
        Configuration(name="flags", content='{"on": true}'),
        Queue(name="jobs", visibility_s=7),
        Stream(name="clicks"),
    )
    backends = Backends(AppGraph(name="shop", resources=resources), SETTINGS)
    url = ask(backends, "sqs", "GetQueueUrl", QueueName="shop-dev-jobs")["QueueUrl"]
    attributes = ask(backends, "sqs", "GetQueueAttributes", QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert attributes["VisibilityTimeout"] == "7"
    buses = ask(backends, "events", "ListEventBuses")["EventBuses"]
    assert sorted(bus["Name"] for bus in buses) == ["default", "shop-dev-events"]
    assert ask(backends, "kinesis", "ListStreams")["StreamNames"] == ["shop-dev-clicks"]
    path = "/applications/shop-dev-flags/environments/dev/configurations/flags"
    call = CallAws(service="appconfig", action=None, body=b"", method="GET", path=path, query="client_id=c")
    assert backends.call(dispatch.called(call, SETTINGS)).body == b'{"on": true}'
    backends.reset()


def test_messages_that_were_received_too_often_are_dead_letters() -> None:
    resources = (Queue(name="jobs", visibility_s=0, deliveries=2),)
    backends = Backends(AppGraph(name="shop", resources=resources), SETTINGS)
    url = ask(backends, "sqs", "GetQueueUrl", QueueName="shop-dev-jobs")["QueueUrl"]
    ask(backends, "sqs", "SendMessage", QueueUrl=url, MessageBody="hi")
    received = [len(ask(backends, "sqs", "ReceiveMessage", QueueUrl=url).get("Messages", [])) for _ in range(3)]
    assert received == [1, 1, 0]
    letters = ask(backends, "sqs", "GetQueueUrl", QueueName="shop-dev-jobs-dead-letters")["QueueUrl"]
    [message] = ask(backends, "sqs", "ReceiveMessage", QueueUrl=letters)["Messages"]
    assert message["Body"] == "hi"
    backends.reset()
