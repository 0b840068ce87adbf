"""What tasks become: requests to APIs, services and activities, and what their answers give."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gwfw.exchange import AwsRequest, CallHttp, Failed, HttpResponse, Outcome
from tests.unit.local.states.conftest import World, definition

API: dict[str, tuple[dict[str, Any], CallHttp]] = {
    "the least": (
        {"ApiEndpoint": "abc.example.com", "Method": "GET"},
        CallHttp(method="GET", url="https://abc.example.com/"),
    ),
    "stage, path and query": (
        {
            "ApiEndpoint": "abc.example.com",
            "Method": "GET",
            "Stage": "dev",
            "Path": "/a/b",
            "QueryParameters": {"x": ["1", "a b"], "y": ["&"]},
        },
        CallHttp(method="GET", url="https://abc.example.com/dev/a/b?x=1&x=a%20b&y=%26"),
    ),
    "a body": (
        {"ApiEndpoint": "abc.example.com", "Method": "POST", "Path": "a", "RequestBody": {"ü": 1}},
        CallHttp(
            method="POST",
            url="https://abc.example.com/a",
            headers=(("Content-Type", "application/json"),),
            body='{"ü":1}'.encode(),
        ),
    ),
    "headers": (
        {
            "ApiEndpoint": "abc.example.com",
            "Method": "POST",
            "Headers": {"content-type": ["text/x"], "X-A": ["1", "2"]},
            "RequestBody": 1,
        },
        CallHttp(
            method="POST",
            url="https://abc.example.com/",
            headers=(("content-type", "text/x"), ("X-A", "1"), ("X-A", "2")),
            body=b"1",
        ),
    ),
}


def called(world: World, resource: str, parameters: dict[str, Any]) -> str:
    """An execution that waits for a task of that resource."""
    state = {"Type": "Task", "Resource": f"arn:aws:states:::{resource}", "Parameters": parameters, "End": True}
    return world.start(world.create(definition(call=state)))


@pytest.mark.parametrize("case", API)
def test_the_request_to_an_api(world: World, case: str) -> None:
    parameters, expected = API[case]
    called(world, "apigateway:invoke", parameters)
    assert world.works == [expected]


def test_what_an_api_answers(world: World) -> None:
    execution = called(world, "apigateway:invoke", {"ApiEndpoint": "a.example.com", "Method": "GET"})
    headers = (("content-type", "application/json"), ("x-a", "1"), ("x-a", "2"))
    world.answer(HttpResponse(status=200, headers=headers, body=b'{"a": 1}'))
    output = json.loads(world.describe(execution)["output"])
    assert (output["StatusCode"], output["ResponseBody"], output["Headers"]["x-a"]) == (200, {"a": 1}, ["1", "2"])


def refusal(code: str, message: str, status: int = 400) -> HttpResponse:
    body = json.dumps({"__type": f"com.amazonaws.dynamodb#{code}", "message": message}).encode()
    return HttpResponse(status=status, headers=(("x-amzn-requestid", "r1"),), body=body)


FAILURES: dict[str, tuple[str, Outcome, str, str]] = {
    "an API that is not there": (
        "apigateway:invoke",
        Failed(reason="unreachable", detail="no such host"),
        "States.TaskFailed",
        "no such host",
    ),
    "a service that says no": (
        "dynamodb:getItem",
        refusal("ResourceNotFoundException", "no table"),
        "DynamoDB.ResourceNotFoundException",
        "no table (Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ResourceNotFoundException; Request ID: r1; "
        "Proxy: null)",
    ),
    "a service that has no words": (
        "dynamodb:getItem",
        HttpResponse(status=503, body=b"<html>"),
        "DynamoDB.Status503Exception",
        " (Service: AmazonDynamoDBv2; Status Code: 503; Error Code: Status503; Request ID: ; Proxy: null)",
    ),
    "a service that nobody has": (
        "dynamodb:getItem",
        Failed(reason="refused", detail="no local engine"),
        "gwfw.NotEmulated",
        "no local engine",
    ),
    "a service that nobody has, as an answer": (
        "dynamodb:getItem",
        HttpResponse(status=501, headers=(("x-amzn-errortype", "Unclaimed"),), body=b'{"message": "nobody"}'),
        "gwfw.NotEmulated",
        "nobody",
    ),
    "a service that does not answer": ("sqs:sendMessage", Failed(reason="timeout"), "States.TaskFailed", "timeout"),
    "a service by its model that does not answer": (
        "sns:publish",
        Failed(reason="bad_response", detail="it raised"),
        "States.TaskFailed",
        "it raised",
    ),
    "a service by its model that says no": (
        "sns:publish",
        HttpResponse(
            status=404,
            body=b"<ErrorResponse><Error><Type>Sender</Type><Code>NotFound</Code><Message>no topic</Message></Error>"
            b"<RequestId>r2</RequestId></ErrorResponse>",
        ),
        "SNS.NotFoundException",
        "no topic (Service: AmazonSNS; Status Code: 404; Error Code: NotFound; Request ID: r2; Proxy: null)",
    ),
    "a service by its model that nobody has": (
        "sns:publish",
        HttpResponse(status=501, headers=(("x-amzn-errortype", "Unclaimed"),), body=b'{"message": "nobody"}'),
        "gwfw.NotEmulated",
        "nobody",
    ),
}
PARAMETERS: dict[str, dict[str, Any]] = {
    "apigateway:invoke": {"ApiEndpoint": "a.example.com", "Method": "GET"},
    "dynamodb:getItem": {"TableName": "t", "Key": {"id": {"S": "a"}}},
    "sns:publish": {"TopicArn": "arn:aws:sns:us-east-1:123456789012:news", "Message": "m"},
    "sqs:sendMessage": {"QueueUrl": "https://sqs/q", "MessageBody": "m"},
}


@pytest.mark.parametrize("case", FAILURES)
def test_work_that_fails(world: World, case: str) -> None:
    resource, outcome, error, cause = FAILURES[case]
    execution = called(world, resource, PARAMETERS[resource])
    world.answer(outcome)
    ended = world.describe(execution)
    assert (ended["status"], ended["error"], ended["cause"]) == ("FAILED", error, cause)


def test_the_request_to_a_service_that_speaks_json(world: World) -> None:
    called(world, "dynamodb:getItem", PARAMETERS["dynamodb:getItem"])
    [request] = world.works
    assert isinstance(request, AwsRequest)
    headers = dict(request.headers)
    assert (request.service, request.method, request.path) == ("dynamodb", "POST", "/")
    assert headers["x-amz-target"] == "DynamoDB_20120810.GetItem"
    assert headers["content-type"] == "application/x-amz-json-1.0"
    assert "/us-east-1/dynamodb/aws4_request" in headers["authorization"]
    assert json.loads(request.body) == PARAMETERS["dynamodb:getItem"]


ACTIVITY = "arn:aws:states:us-east-1:123456789012:activity:pack"


def works(world: World) -> str:
    """The ARN of a machine with an activity's task."""
    world.ask("CreateActivity", name="pack")
    return world.create(definition(a={"Type": "Task", "Resource": ACTIVITY, "TimeoutSeconds": 50, "End": True}))


def test_a_worker_waits_for_a_task_a_minute_at_most(world: World) -> None:
    works(world)
    token = world.send("GetActivityTask", activityArn=ACTIVITY)
    world.pass_time(59)
    assert token not in world.answers
    world.pass_time(1)
    assert json.loads(world.answers[token].body) == {"taskToken": None}
    assert world.machines.next_deadline is None


def test_a_worker_that_waits_gets_the_next_task(world: World) -> None:
    arn = works(world)
    token = world.send("GetActivityTask", activityArn=ACTIVITY, workerName="ann")
    execution = world.start(arn, {"box": 1})
    task = json.loads(world.answers[token].body)
    assert json.loads(task["input"]) == {"box": 1}
    world.ask("SendTaskFailure", taskToken=task["taskToken"])
    ended = world.describe(execution)
    assert (ended["status"], ended.get("error")) == ("FAILED", None)
    events = world.ask("GetExecutionHistory", executionArn=execution)["events"]
    assert [event["activityStartedEventDetails"] for event in events if event["type"] == "ActivityStarted"] == [
        {"workerName": "ann"}
    ]


def test_a_task_whose_execution_was_stopped_is_not_given_out(world: World) -> None:
    arn = works(world)
    stopped, other = world.start(arn, "stopped"), world.start(arn, "other")
    world.ask("StopExecution", executionArn=stopped)
    task = world.ask("GetActivityTask", activityArn=ACTIVITY)
    assert task["input"] == '"other"'
    world.ask("SendTaskHeartbeat", taskToken=task["taskToken"])
    world.pass_time(50)
    assert world.describe(other)["error"] == "States.Timeout"


def test_an_activity_that_is_not_there(world: World) -> None:
    arn = works(world)
    assert world.ask("CreateActivity", name="pack")["creationDate"] == 1000.0
    world.ask("DeleteActivity", activityArn=ACTIVITY)
    assert world.describe(world.start(arn))["cause"].endswith(f"Activity Does Not Exist: '{ACTIVITY}'")
