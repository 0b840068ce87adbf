"""What requests need, by service."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gwfw.exchange import AwsRequest
from gwfw.local import asked
from gwfw.local.settings import LocalSettings

SETTINGS = LocalSettings(app="shop")
TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/"
QUEUE = "arn:aws:sqs:us-east-1:123456789012:"
BUS = "arn:aws:events:us-east-1:123456789012:event-bus/"
STREAM = "arn:aws:kinesis:us-east-1:123456789012:stream/"
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:"
MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:fulfil"
EXECUTION = "arn:aws:states:us-east-1:123456789012:execution:fulfil:1"


def called(service: str, operation: str, body: object = None, **members: Any) -> AwsRequest:
    text = body if isinstance(body, bytes) else json.dumps(members if body is None else body).encode()
    return AwsRequest(service=service, headers=(("X-Amz-Target", f"T.{operation}"),), body=text)


@pytest.mark.parametrize(
    ("request_", "needs"),
    [
        (called("dynamodb", "PutItem", TableName="books"), [("dynamodb:PutItem", f"{TABLE}books")]),
        (called("dynamodb", "PutItem", TableName=f"{TABLE}books"), [("dynamodb:PutItem", f"{TABLE}books")]),
        (called("dynamodb", "Query", TableName="books", IndexName="i"), [("dynamodb:Query", f"{TABLE}books/index/i")]),
        (
            called("dynamodb", "BatchGetItem", RequestItems={"a": {}, "b": {}}),
            [("dynamodb:BatchGetItem", f"{TABLE}a"), ("dynamodb:BatchGetItem", f"{TABLE}b")],
        ),
        (
            called(
                "dynamodb",
                "TransactWriteItems",
                TransactItems=[{"Put": {"TableName": "a"}}, {"ConditionCheck": {"TableName": "b"}}],
            ),
            [("dynamodb:PutItem", f"{TABLE}a"), ("dynamodb:ConditionCheckItem", f"{TABLE}b")],
        ),
        (called("dynamodb", "ListTables"), [("dynamodb:ListTables", "*")]),
        (
            called("sqs", "SendMessageBatch", QueueUrl="https://sqs.us-east-1.amazonaws.com/123456789012/jobs"),
            [("sqs:SendMessage", f"{QUEUE}jobs")],
        ),
        (called("sqs", "GetQueueUrl", QueueName="jobs"), [("sqs:GetQueueUrl", f"{QUEUE}jobs")]),
        (called("sqs", "ListQueues"), [("sqs:ListQueues", "*")]),
        (
            AwsRequest(service="sqs", body=b"Action=SendMessage&QueueUrl=https%3A%2F%2Fsqs%2F1%2Fjobs&MessageBody=x"),
            [("sqs:SendMessage", f"{QUEUE}jobs")],
        ),
        (
            called("events", "PutEvents", Entries=[{"EventBusName": "main"}, {}]),
            [("events:PutEvents", f"{BUS}main"), ("events:PutEvents", f"{BUS}default")],
        ),
        (called("events", "PutRule"), [("events:PutRule", "*")]),
        (called("kinesis", "PutRecord", StreamName="s"), [("kinesis:PutRecord", f"{STREAM}s")]),
        (called("kinesis", "PutRecord", StreamARN=f"{STREAM}s"), [("kinesis:PutRecord", f"{STREAM}s")]),
        (called("kinesis", "ListStreams"), [("kinesis:ListStreams", "*")]),
        (called("states", "StartExecution", stateMachineArn=MACHINE), [("states:StartExecution", MACHINE)]),
        (called("states", "StopExecution", executionArn=EXECUTION), [("states:StopExecution", EXECUTION)]),
        (called("states", "SendTaskSuccess", taskToken="t"), [("states:SendTaskSuccess", "*")]),
        (
            AwsRequest(service="lambda", path="/2015-03-31/functions/f/invocations"),
            [("lambda:InvokeFunction", f"{FUNCTION}f")],
        ),
        (
            AwsRequest(service="lambda", path=f"/2015-03-31/functions/{FUNCTION}f/invocations".replace(":", "%3A")),
            [("lambda:InvokeFunction", f"{FUNCTION}f")],
        ),
        (AwsRequest(service="lambda", method="GET", path="/functions"), [("lambda:GET /functions", "*")]),
        (
            AwsRequest(service="execute-api", path="/dev/%40connections/abc"),
            [
                (
                    "execute-api:ManageConnections",
                    f"arn:aws:execute-api:us-east-1:123456789012:{SETTINGS.websocket_api_id}"
                    "/dev/POST/@connections/{connectionId}",
                )
            ],
        ),
        (
            AwsRequest(service="appconfig", method="GET", path="/applications/a/environments/dev/configurations/f%20g"),
            [
                (
                    "appconfig:GetConfiguration",
                    "arn:aws:appconfig:us-east-1:123456789012:application/a/environment/dev/configuration/f g",
                )
            ],
        ),
        (AwsRequest(service="appconfig", method="GET", path="/applications"), [("appconfig:GET /applications", "*")]),
        (AwsRequest(service="s3", method="GET", path="/b/k/l"), [("s3:GetObject", "*")]),
        (AwsRequest(service="s3", method="PATCH", path="/b/k"), [("s3:PATCH /b/k", "*")]),
        (AwsRequest(service="s3", method="GET", path="/b"), [("s3:ListBucket", "*")]),
        (called("monitoring", "PutMetricData"), [("cloudwatch:PutMetricData", "*")]),
        (called("dynamodb", "PutItem", b"not json"), [("dynamodb:PutItem", "*")]),
        (called("dynamodb", "PutItem", []), [("dynamodb:PutItem", "*")]),
        (called("dynamodb", "PutItem", b"[" * 100_000), [("dynamodb:PutItem", "*")]),
        (called("sqs", "SendMessage", QueueUrl="http://[::1/1/jobs"), [("sqs:SendMessage", f"{QUEUE}jobs")]),
        (called("dynamodb", "BatchGetItem", RequestItems=[], TransactItems={}), [("dynamodb:BatchGetItem", "*")]),
        (
            called("dynamodb", "TransactWriteItems", TransactItems=["x", {"Put": 1, "X": {}}]),
            [("dynamodb:TransactWriteItems", "*")],
        ),
        (called("events", "PutEvents", Entries="x"), [("events:PutEvents", "*")]),
        (called("events", "PutEvents", Entries=["x"]), [("events:PutEvents", "*")]),
    ],
    ids=lambda given: f"{given.service}-{given.method}-{given.body[:24]!r}" if isinstance(given, AwsRequest) else "",
)
def test_needs(request_: AwsRequest, needs: list[tuple[str, str]]) -> None:
    assert list(asked.needs(request_, SETTINGS)) == needs


def test_the_region_is_that_of_the_signature() -> None:
    signed = ("authorization", "AWS4-HMAC-SHA256 Credential=local/20260101/eu-north-1/dynamodb/aws4_request, Signature=x")
    request = AwsRequest(service="dynamodb", headers=(signed, ("x-amz-target", "T.Scan")), body=b'{"TableName": "books"}')
    assert asked.needs(request, SETTINGS) == (("dynamodb:Scan", "arn:aws:dynamodb:eu-north-1:123456789012:table/books"),)


def test_a_request_to_an_api_is_no_management_call() -> None:
    assert asked.action(AwsRequest(service="execute-api", path="/dev/orders")) == "execute-api:Invoke"
