"""Lambda functions as tasks."""

from __future__ import annotations

from typing import Any

import pytest

from gwfw.asl import jsontext
from gwfw.asl.actions import Failed, InvokeFunction, Outcome, Raised, Refused, Returned
from tests.unit.asl.conftest import ARN, drive, failure, machine, output, told

INVOKE = "arn:aws:states:::lambda:invoke"
SDK = "arn:aws:states:::aws-sdk:lambda:invoke"
RAISED = '{"errorMessage": "why", "errorType": "Bad"}'


def asked(resource: str, parameters: Any = None) -> InvokeFunction:
    fields = {} if parameters is None else {"Parameters": parameters}
    (task,) = drive(machine({"Type": "Task", "Resource": resource, **fields}), {"in": 1}, answer=lambda task: None).asked
    assert isinstance(task, InvokeFunction)
    return task


def answered(resource: str, outcome: Outcome) -> Any:
    task = {"Type": "Task", "Resource": resource, "Parameters": {"FunctionName": "F"}}
    driver = drive(machine(task), answer=lambda task: outcome)
    return failure(driver) if driver.run.status == "FAILED" else output(driver)


@pytest.mark.parametrize(
    ("resource", "parameters", "expected"),
    [
        (f"{ARN}F", None, InvokeFunction(work=1, function=f"{ARN}F", payload={"in": 1})),
        (f"{ARN}F:live", None, InvokeFunction(work=1, function=f"{ARN}F", qualifier="live", payload={"in": 1})),
        (INVOKE, {"FunctionName": "F"}, InvokeFunction(work=1, function="F", payload={})),
        (INVOKE, {"FunctionName": "F:2", "Payload": [1]}, InvokeFunction(work=1, function="F", qualifier="2", payload=[1])),
        (
            INVOKE,
            {
                "FunctionName": f"{ARN}F",
                "Qualifier": "3",
                "InvocationType": "Event",
                "LogType": "Tail",
                "ClientContext": "e30=",
            },
            InvokeFunction(
                work=1, function=f"{ARN}F", qualifier="3", payload={}, event=True, log=True, client_context="e30="
            ),
        ),
        (SDK, {"FunctionName": "F", "Payload": '{"a":1}'}, InvokeFunction(work=1, function="F", payload={"a": 1})),
        (SDK, {"FunctionName": "F", "Payload": {"a": 1}}, InvokeFunction(work=1, function="F", payload={"a": 1})),
    ],
)
def test_requests(resource: str, parameters: Any, expected: InvokeFunction) -> None:
    assert asked(resource, parameters) == expected


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({}, "The field 'FunctionName' is required but was missing"),
        ({"FunctionName": 1}, "The value of the field 'FunctionName' has an invalid format"),
        ({"FunctionName": "F", "Qualifier": []}, "The value of the field 'Qualifier' has an invalid format"),
        (
            {"FunctionName": "F", "InvocationType": "DryRun"},
            "The value 'DryRun' of the field 'InvocationType' is not supported",
        ),
        ({"FunctionName": "F", "Body": 1}, "The field 'Body' is not supported by Step Functions"),
    ],
)
def test_arguments_that_do_not_fit(parameters: dict[str, Any], reason: str) -> None:
    driver = drive(machine({"Type": "Task", "Resource": INVOKE, "Parameters": parameters}), answer=lambda task: None)
    cause = f"The Parameters '{jsontext.text(parameters)}' could not be used to start the Task: [{reason}]"
    assert failure(driver) == ("States.Runtime", told(cause))
    assert driver.types()[-2:] == ["TaskStateEntered", "ExecutionFailed"]


def test_arguments_that_are_no_object() -> None:
    driver = drive(machine({"Type": "Task", "Resource": INVOKE}), [1], answer=lambda task: None)
    cause = "The Parameters '[1]' could not be used to start the Task: [The Parameters must be an object]"
    assert failure(driver) == ("States.Runtime", told(cause))


def test_a_payload_of_the_sdk_that_is_no_json() -> None:
    task = {"Type": "Task", "Resource": SDK, "Parameters": {"FunctionName": "F", "Payload": "x"}}
    error, cause = failure(drive(machine(task), answer=lambda task: None))
    assert error == "Lambda.InvalidRequestContentException"
    assert str(cause).startswith("Could not parse request body into json: ")


@pytest.mark.parametrize(
    ("outcome", "result"),
    [
        (Returned(payload='{"a": 1}'), {"a": 1}),
        (Returned(payload="null"), None),
        (Returned(payload="no json"), "no json"),
        (Raised(payload=RAISED), ("Bad", RAISED)),
        (
            Raised(payload='{"errorMessage": "Task timed out after 3.00 seconds"}'),
            (
                "Lambda.Unknown",
                "The cause could not be determined because Lambda did not return an error type. "
                'Returned payload: {"errorMessage": "Task timed out after 3.00 seconds"}',
            ),
        ),
        (
            Raised(payload="[]"),
            (
                "Lambda.Unknown",
                "The cause could not be determined because Lambda did not return an error type. Returned payload: []",
            ),
        ),
        (
            Refused(code="ResourceNotFoundException", message="Function not found: F:$LATEST", status=404, request_id="r"),
            (
                "Lambda.ResourceNotFoundException",
                "Function not found: F:$LATEST (Service: AWSLambda; Status Code: 404; "
                "Error Code: ResourceNotFoundException; Request ID: r; Proxy: null)",
            ),
        ),
        (
            Refused(code="TooManyRequestsException", message="Rate Exceeded.", status=429, request_id="r"),
            (
                "Lambda.TooManyRequestsException",
                "Rate Exceeded. (Service: AWSLambda; Status Code: 429; Error Code: TooManyRequestsException; "
                "Request ID: r; Proxy: null)",
            ),
        ),
        (Failed(error="Lambda.SdkClientException", cause="no way"), ("Lambda.SdkClientException", "no way")),
    ],
)
def test_outcomes_of_a_function(outcome: Outcome, result: object) -> None:
    assert answered(f"{ARN}F", outcome) == result


@pytest.mark.parametrize(
    ("outcome", "result"),
    [
        (
            Returned(payload='{"a": 1}', request_id="r", version="7", log="bG9n"),
            {
                "ExecutedVersion": "7",
                "LogResult": "bG9n",
                "Payload": {"a": 1},
                "SdkHttpMetadata": {
                    "AllHttpHeaders": {"Content-Type": ["application/json"], "X-Amz-Executed-Version": ["7"]},
                    "HttpHeaders": {"Content-Type": "application/json", "X-Amz-Executed-Version": "7"},
                    "HttpStatusCode": 200,
                },
                "SdkResponseMetadata": {"RequestId": "r"},
                "StatusCode": 200,
            },
        ),
        (Raised(payload=RAISED), ("Bad", '{"errorMessage":"why","errorType":"Bad"}')),
        (Failed(error="E"), ("E", None)),
    ],
)
def test_outcomes_of_invoke(outcome: Outcome, result: object) -> None:
    assert answered(INVOKE, outcome) == result


def test_an_event_that_was_accepted() -> None:
    result = answered(INVOKE, Returned(payload=""))
    assert (result["StatusCode"], result["Payload"]) == (202, "")


@pytest.mark.parametrize(
    ("outcome", "result"),
    [
        (Returned(payload='{"a": 1}'), {"ExecutedVersion": "$LATEST", "Payload": '{"a": 1}', "StatusCode": 200}),
        (
            Raised(payload=RAISED),
            {"ExecutedVersion": "$LATEST", "FunctionError": "Unhandled", "Payload": RAISED, "StatusCode": 200},
        ),
        (
            Refused(code="ResourceNotFoundException", message="gone", status=404, request_id="r"),
            (
                "Lambda.ResourceNotFoundException",
                "gone (Service: Lambda, Status Code: 404, Request ID: r) (SDK Attempt Count: 1)",
            ),
        ),
        (Failed(error="E"), ("E", None)),
    ],
)
def test_outcomes_of_the_sdk(outcome: Outcome, result: object) -> None:
    assert answered(SDK, outcome) == result
