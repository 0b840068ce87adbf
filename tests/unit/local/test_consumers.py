"""What Lambda's event source mapping does, step by step, on the emulator's clock."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import pytest

from gwfw.exchange import (
    AwsRequest,
    CallAws,
    Ended,
    Failed,
    HttpResponse,
    InvokeFunction,
    Outcome,
    Perform,
    Raised,
    Returned,
)
from gwfw.graph.model import AppGraph, Consumer, Function, Queue
from gwfw.local.consumers import Consumers
from gwfw.local.settings import LocalSettings

SETTINGS = LocalSettings(app="shop")
GRAPH = AppGraph(
    name="shop",
    functions=(Function(name="queue-jobs", handlers=(), timeout_s=20),),
    consumers=(Consumer(queue="jobs", function="queue-jobs", batch=2),),
    resources=(Queue(name="idle"), Queue(name="jobs", visibility_s=20)),
)
URL = "https://sqs.us-east-1.amazonaws.com/123456789012/shop-dev-jobs"
MESSAGE = {
    "MessageId": "m1",
    "ReceiptHandle": "r1",
    "Body": "{}",
    "Attributes": {"ApproximateReceiveCount": "1"},
    "MessageAttributes": {"n": {"DataType": "String", "StringValue": "x"}},
    "MD5OfBody": "99914b932bd37a50b983c5e7c90ae93b",
}
OTHER = {"MessageId": "m2", "ReceiptHandle": "r2", "Body": "x"}


def request(action: str, **members: object) -> AwsRequest:
    return AwsRequest(service="sqs", headers=(("x-amz-target", f"AmazonSQS.{action}"),), body=json.dumps(members).encode())


def answer(value: object) -> HttpResponse:
    return HttpResponse(status=200, body=json.dumps(value).encode())


def work(actions: Sequence[Perform | Ended]) -> list[Perform]:
    return [action for action in actions if isinstance(action, Perform)]


def told(actions: Sequence[Perform | Ended]) -> list[tuple[str | None, Any]]:
    found = []
    for action in work(actions):
        asked = action.work
        assert isinstance(asked, CallAws | InvokeFunction)
        found.append(
            (asked.action, json.loads(asked.body)) if isinstance(asked, CallAws) else (None, json.loads(asked.payload))
        )
    return found


class Scene:
    """Consumers, and the last thing that they asked for."""

    def __init__(self) -> None:
        self.consumers = Consumers(GRAPH, SETTINGS)
        self.last: list[Perform] = []
        self.ended: list[Ended] = []

    def send(self, now: float = 0.0) -> Scene:
        self.last = work(self.consumers.asked(request("SendMessage"), now))
        return self

    def then(self, outcome: Outcome, now: float = 0.0) -> Any:
        (action,) = self.last
        actions = self.consumers.result(action.token, outcome, now)
        self.last = work(actions)
        self.ended += [action for action in actions if isinstance(action, Ended)]
        return told(self.last)


def test_messages_are_received_handled_and_deleted() -> None:
    scene = Scene().send()
    asked = {"QueueUrl": URL, "MaxNumberOfMessages": 2, "AttributeNames": ["All"], "MessageAttributeNames": ["All"]}
    assert told(scene.last) == [("ReceiveMessage", asked)]
    ((_, event),) = scene.then(answer({"Messages": [MESSAGE, OTHER]}))
    assert scene.last[0].timeout_ms == 20_000
    assert event["Records"][0] == {
        "messageId": "m1",
        "receiptHandle": "r1",
        "body": "{}",
        "attributes": {"ApproximateReceiveCount": "1"},
        "messageAttributes": {
            "n": {"dataType": "String", "stringValue": "x", "stringListValues": [], "binaryListValues": []}
        },
        "md5OfBody": "99914b932bd37a50b983c5e7c90ae93b",
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:shop-dev-jobs",
        "awsRegion": "us-east-1",
    }
    entries = [{"Id": "0", "ReceiptHandle": "r1"}, {"Id": "1", "ReceiptHandle": "r2"}]
    assert scene.then(Returned(payload=b"null")) == [("DeleteMessageBatch", {"QueueUrl": URL, "Entries": entries})]
    assert [action for action, _ in scene.then(answer({}))] == ["ReceiveMessage"]
    assert scene.then(answer({})) == []
    assert scene.consumers.next_deadline is None


LEFT: dict[str, tuple[Outcome, list[str], list[str]]] = {
    "one of them": (Returned(payload=b'{"batchItemFailures": [{"itemIdentifier": "m2"}]}'), ["r1"], ["r2"]),
    "one that is not there": (Returned(payload=b'{"batchItemFailures": [{"itemIdentifier": "m9"}]}'), [], ["r1", "r2"]),
    "all, by an exception": (Raised(payload=b"{}"), [], ["r1", "r2"]),
    "all, by a time-out": (Failed(reason="timeout"), [], ["r1", "r2"]),
    "none": (Returned(payload=b'{"batchItemFailures": null}'), ["r1", "r2"], []),
    "none, whatever is returned": (Returned(payload=b'"done"'), ["r1", "r2"], []),
}


@pytest.mark.parametrize(("outcome", "taken", "left"), LEFT.values(), ids=LEFT)
def test_what_is_left_is_shown_again(outcome: Outcome, taken: list[str], left: list[str]) -> None:
    scene = Scene().send()
    scene.then(answer({"Messages": [MESSAGE, OTHER]}))
    following = scene.then(outcome, 100.0)
    if taken:
        assert [entry["ReceiptHandle"] for entry in following[0][1]["Entries"]] == taken
        following = scene.then(answer({}), 100.0)
    assert [action for action, _ in following] == ["ReceiveMessage"]
    assert scene.then(answer({"Messages": []}), 100.0) == []
    assert scene.consumers.next_deadline == (120.0 if left else None)
    assert scene.consumers.advance(119.0) == []
    scene.last = work(scene.consumers.advance(120.0))
    entries = [{"Id": str(number), "ReceiptHandle": receipt, "VisibilityTimeout": 0} for number, receipt in enumerate(left)]
    assert told(scene.last) == ([("ChangeMessageVisibilityBatch", {"QueueUrl": URL, "Entries": entries})] if left else [])
    if left:
        assert [action for action, _ in scene.then(answer({}), 120.0)] == ["ReceiveMessage"]


ENDED: dict[str, tuple[Outcome, str, str | None]] = {
    "all taken": (Returned(payload=b"null"), "2 of 2 taken", None),
    "one left": (
        Returned(payload=b'{"batchItemFailures": [{"itemIdentifier": "m2"}]}'),
        "1 of 2 taken",
        "the consumer named them in batchItemFailures; what is left is shown again after 20 s",
    ),
    "raised": (
        Raised(payload=b'{"errorType": "KeyError", "errorMessage": "x"}'),
        "0 of 2 taken",
        "the consumer raised KeyError: x; what is left is shown again after 20 s",
    ),
    "timed out": (
        Failed(reason="timeout"),
        "0 of 2 taken",
        "the consumer was not run to its end (timeout); what is left is shown again after 20 s",
    ),
}


@pytest.mark.parametrize(("outcome", "result", "error"), ENDED.values(), ids=ENDED)
def test_the_console_is_told_of_each_invocation(outcome: Outcome, result: str, error: str | None) -> None:
    scene = Scene().send()
    scene.then(answer({"Messages": [MESSAGE, OTHER]}), 10.0)
    scene.then(outcome, 10.5)
    (ended,) = scene.ended
    assert ended == Ended(kind="queue", name="jobs", result=result, duration_ms=500.0, failed=error is not None, error=error)


def test_a_message_that_comes_while_others_are_received() -> None:
    scene = Scene().send()
    assert scene.consumers.asked(request("SendMessageBatch"), 0.0) == []
    assert [action for action, _ in scene.then(answer({}))] == ["ReceiveMessage"]
    assert scene.then(answer({})) == []


@pytest.mark.parametrize(
    "body",
    [b'{"DelaySeconds": 5}', urlencode({"Action": "SendMessage", "DelaySeconds": 5}).encode(), b'{"DelaySeconds": "5"}'],
)
def test_delayed_messages(body: bytes) -> None:
    consumers = Consumers(GRAPH, SETTINGS)
    (first,) = work(
        consumers.asked(AwsRequest(service="sqs", headers=(("x-amz-target", "AmazonSQS.SendMessage"),), body=body), 1.0)
    )
    assert consumers.result(first.token, answer({}), 1.0) == []
    assert consumers.next_deadline == 6.0
    assert [action for action, _ in told(consumers.advance(6.0))] == ["ReceiveMessage"]


@pytest.mark.parametrize("outcome", [Failed(reason="refused"), HttpResponse(status=400, body=b"{}")])
def test_a_queue_that_cannot_be_asked(outcome: Outcome) -> None:
    assert Scene().send().then(outcome) == []


def test_who_is_not_interested() -> None:
    assert Consumers(GRAPH, SETTINGS).asked(request("ReceiveMessage"), 0.0) == []
    assert Consumers(AppGraph(name="shop"), SETTINGS).asked(request("SendMessage"), 0.0) == []


def test_a_reload_takes_the_consumer_away() -> None:
    scene = Scene().send()
    scene.then(answer({"Messages": [MESSAGE]}))
    scene.then(Raised(payload=b"{}"), 0.0)
    scene.consumers.replace(AppGraph(name="shop", resources=GRAPH.resources))
    assert scene.then(answer({})) == []
    scene.last = work(scene.consumers.advance(20.0))
    assert scene.then(answer({}), 20.0) == []


def test_a_reload_takes_the_queue_away() -> None:
    scene = Scene().send()
    scene.then(answer({"Messages": [MESSAGE]}))
    scene.consumers.replace(AppGraph(name="shop"))
    entries = [{"Id": "0", "ReceiptHandle": "r1"}]
    assert scene.then(Returned(payload=b"null")) == [("DeleteMessageBatch", {"QueueUrl": URL, "Entries": entries})]
    assert [action for action, _ in scene.then(answer({}))] == ["ReceiveMessage"]
    assert scene.then(HttpResponse(status=400, body=b"{}")) == []
