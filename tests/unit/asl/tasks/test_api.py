"""AWS services as tasks."""

from __future__ import annotations

from typing import Any

import pytest

from gwfw.asl.actions import Answered, CallService, Failed, Outcome, Refused, Started
from gwfw.asl.tasks.api import ServiceTask
from tests.unit.asl.conftest import IDENTITY, drive, failure, machine, output, told

STATES = "arn:aws:states:::"
METADATA = {
    "SdkHttpMetadata": {"AllHttpHeaders": {"X-A": ["1"]}, "HttpHeaders": {"X-A": "1"}, "HttpStatusCode": 200},
    "SdkResponseMetadata": {"RequestId": "r"},
}


def asked(resource: str, parameters: Any) -> CallService:
    driver = drive(
        machine({"Type": "Task", "Resource": STATES + resource, "Parameters": parameters}), answer=lambda task: None
    )
    (task,) = driver.asked
    assert isinstance(task, CallService)
    return task


def answered(resource: str, outcome: Outcome) -> Any:
    task = {"Type": "Task", "Resource": STATES + resource, "Parameters": {"Entries": []}}
    driver = drive(machine(task), answer=lambda task: outcome)
    return failure(driver) if driver.run.status == "FAILED" else output(driver)


@pytest.mark.parametrize(
    ("resource", "parameters", "service", "action", "sent"),
    [
        ("dynamodb:putItem", {"TableName": "t"}, "dynamodb", "PutItem", {"TableName": "t"}),
        ("sqs:sendMessage", {"MessageBody": {"a": 1}}, "sqs", "SendMessage", {"MessageBody": '{"a":1}'}),
        ("sqs:sendMessage", {"MessageBody": "text"}, "sqs", "SendMessage", {"MessageBody": "text"}),
        ("sqs:sendMessage", {"QueueUrl": "u"}, "sqs", "SendMessage", {"QueueUrl": "u"}),
        ("sns:publish", {"Message": [1]}, "sns", "Publish", {"Message": "[1]"}),
        (
            "events:putEvents",
            {"Entries": [{"Detail": {"a": 1}}, {"Detail": "t", "Resources": ["x"]}, {"Resources": 1}, 5]},
            "events",
            "PutEvents",
            {
                "Entries": [
                    {"Detail": '{"a":1}', "Resources": [IDENTITY.machine_arn, IDENTITY.arn]},
                    {"Detail": "t", "Resources": ["x", IDENTITY.machine_arn, IDENTITY.arn]},
                    {"Resources": [IDENTITY.machine_arn, IDENTITY.arn]},
                    5,
                ]
            },
        ),
        ("events:putEvents", {"Entries": 1}, "events", "PutEvents", {"Entries": 1}),
    ],
)
def test_optimized_requests(resource: str, parameters: Any, service: str, action: str, sent: Any) -> None:
    assert asked(resource, parameters) == CallService(work=1, service=service, action=action, parameters=sent)


def test_sdk_requests() -> None:
    expected = CallService(work=1, service="sfn", action="StartSyncExecution", parameters={"Name": "n"}, sdk=True)
    assert asked("aws-sdk:sfn:startSyncExecution", {"Name": "n"}) == expected


@pytest.mark.parametrize(
    ("resource", "place"), [("dynamodb:getItem", "dynamodb"), ("aws-sdk:dynamodb:getItem", "aws-sdk:dynamodb")]
)
def test_a_result_over_the_limit(resource: str, place: str) -> None:
    error, cause = answered(resource, Answered(value={"Item": "x" * 262_144}))
    assert error == "States.DataLimitExceeded"
    assert f"'{place}'" in cause


def test_a_callback_hands_the_token_on() -> None:
    task = asked("sqs:sendMessage.waitForTaskToken", {"MessageBody": {"t.$": "$$.Task.Token"}})
    assert (task.token, task.parameters) == ("id-1", {"MessageBody": '{"t":"id-1"}'})


@pytest.mark.parametrize(
    ("resource", "outcome", "result"),
    [
        ("dynamodb:putItem", Answered(value={}, headers={"X-A": "1"}, request_id="r"), METADATA),
        ("dynamodb:putItem", Answered(value=None, headers={"X-A": "1"}, request_id="r"), METADATA),
        ("dynamodb:getItem", Answered(value={"Item": 1}, headers={"X-A": "1"}, request_id="r"), {"Item": 1, **METADATA}),
        ("aws-sdk:dynamodb:getItem", Answered(value={"Item": 1}, headers={"X-A": "1"}), {"Item": 1}),
        ("events:putEvents", Answered(value={"Entries": [], "FailedEntryCount": 0}), {"Entries": [], "FailedEntryCount": 0}),
        ("events:putEvents", Answered(value={"FailedEntryCount": 1}), ("EventBridge.FailedEntry", '{"FailedEntryCount":1}')),
        ("events:putEvents", Failed(error="E", cause="c"), ("E", "c")),
        ("dynamodb:putItem", Failed(error="E", cause="c"), ("E", "c")),
        ("aws-sdk:dynamodb:putItem", Failed(error="E", cause="c"), ("E", "c")),
    ],
)
def test_outcomes(resource: str, outcome: Outcome, result: object) -> None:
    assert answered(resource, outcome) == result


@pytest.mark.parametrize(
    ("resource", "code", "error", "service"),
    [
        (
            "dynamodb:putItem",
            "ConditionalCheckFailedException",
            "DynamoDB.ConditionalCheckFailedException",
            "AmazonDynamoDBv2",
        ),
        ("dynamodb:putItem", "ValidationException", "DynamoDB.AmazonDynamoDBException", "AmazonDynamoDBv2"),
        ("sqs:sendMessage", "MissingParameter", "SQS.AmazonSQSException", "AmazonSQS"),
        ("sns:publish", "NotFound", "SNS.NotFoundException", "AmazonSNS"),
        ("sns:publish", "InvalidParameter", "SNS.InvalidParameterException", "AmazonSNS"),
        ("events:putEvents", "InternalException", "EventBridge.InternalException", "AmazonCloudWatchEvents"),
        ("batch:submitJob", "ClientException", "Batch.ClientException", "AWSBatch"),
    ],
)
def test_refusals_of_optimized_integrations(resource: str, code: str, error: str, service: str) -> None:
    cause = f"why (Service: {service}; Status Code: 400; Error Code: {code}; Request ID: r; Proxy: null)"
    assert answered(resource, Refused(code=code, message="why", request_id="r")) == (error, cause)


@pytest.mark.parametrize(
    ("resource", "code", "error", "service"),
    [
        ("dynamodb:putItem", "ResourceNotFoundException", "DynamoDb.ResourceNotFoundException", "DynamoDb"),
        (
            "dynamodb:putItem",
            "com.amazonaws.dynamodb.v20120810#ValidationException",
            "DynamoDb.DynamoDbException",
            "DynamoDb",
        ),
        ("sns:publish", "NotFound", "Sns.NotFoundException", "Sns"),
        ("sfn:sendTaskSuccess", "InvalidToken", "Sfn.InvalidTokenException", "Sfn"),
        ("s3:getObject", "NoSuchKey", "S3.NoSuchKeyException", "S3"),
        ("sqs:sendMessage", "AWS.SimpleQueueService.NonExistentQueue", "Sqs.NonExistentQueueException", "Sqs"),
        ("eventbridge:putEvents", "InternalException:http://internal", "EventBridge.InternalException", "EventBridge"),
    ],
)
def test_refusals_of_the_sdk(resource: str, code: str, error: str, service: str) -> None:
    cause = f"why (Service: {service}, Status Code: 400, Request ID: r) (SDK Attempt Count: 1)"
    assert answered(f"aws-sdk:{resource}", Refused(code=code, message="why", request_id="r")) == (error, cause)


@pytest.mark.parametrize("resource", ["dynamodb:putItem", "aws-sdk:dynamodb:putItem", "events:putEvents"])
def test_arguments_that_are_no_object(resource: str) -> None:
    driver = drive(machine({"Type": "Task", "Resource": STATES + resource}), "text", answer=lambda task: None)
    cause = "The Parameters '\"text\"' could not be used to start the Task: [The Parameters must be an object]"
    assert failure(driver) == ("States.Runtime", told(cause))


def test_an_outcome_of_another_kind_of_task_is_the_drivers_mistake() -> None:
    with pytest.raises(TypeError, match="Started is no outcome of this task"):
        ServiceTask("sqs", "sendMessage").result(Started(execution="e", started_at=0))
