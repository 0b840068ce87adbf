"""Service tasks through botocore's models: parameters in, results out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gwfw.asl import actions as asl
from gwfw.exchange import AwsRequest, HttpResponse
from gwfw.local.settings import LocalSettings
from gwfw.local.states import sdk
from gwfw.local.states.running import Job

SETTINGS = LocalSettings(app="shop")


def job(service: str, action: str, **parameters: Any) -> Job:
    """The job of an AWS SDK task."""
    made = sdk.job(asl.CallService(work=1, service=service, action=action, parameters=parameters, sdk=True), SETTINGS, 1000)
    assert isinstance(made, Job), made
    return made


def request(service: str, action: str, **parameters: Any) -> AwsRequest:
    """The request of an AWS SDK task."""
    work = job(service, action, **parameters).work
    assert isinstance(work, AwsRequest)
    return work


REQUESTS: dict[str, tuple[AwsRequest, str, str, str, object]] = {
    "JSON": (
        request("secretsmanager", "getSecretValue", SecretId="s"),
        "secretsmanager",
        "POST",
        "/",
        {"SecretId": "s"},
    ),
    "JSON with small letters": (
        request("sfn", "startExecution", StateMachineArn="a", Input={"b": 1}),
        "states",
        "POST",
        "/",
        {"stateMachineArn": "a", "input": '{"b":1}'},
    ),
    "a name of the other SDK": (
        request("cloudwatchlogs", "createLogGroup", LogGroupName="g", Tags={"a": "b"}),
        "logs",
        "POST",
        "/",
        {"logGroupName": "g", "tags": {"a": "b"}},
    ),
    "a name with a hyphen": (
        request("cognitoidentity", "getId", IdentityPoolId="p"),
        "cognito-identity",
        "POST",
        "/",
        {"IdentityPoolId": "p"},
    ),
    "query": (
        request("sns", "publish", TopicArn="t", Message="m", Subject=None),
        "sns",
        "POST",
        "/",
        "Action=Publish&Version=2010-03-31&TopicArn=t&Message=m",
    ),
    "REST in JSON": (
        request("lambda", "publishVersion", FunctionName="f", Description="d"),
        "lambda",
        "POST",
        "/2015-03-31/functions/f/versions",
        {"Description": "d"},
    ),
    "REST in XML, with a body": (
        request("s3", "putObject", Bucket="b", Key="k", Body="text", ContentLength=4.0),
        "s3",
        "PUT",
        "/b/k",
        "text",
    ),
    "lists, structures and numbers": (
        request("sqs", "sendMessageBatch", QueueUrl="q", Entries=[{"Id": "1", "MessageBody": "m", "DelaySeconds": 2.0}]),
        "sqs",
        "POST",
        "/",
        {"QueueUrl": "q", "Entries": [{"Id": "1", "MessageBody": "m", "DelaySeconds": 2}]},
    ),
    "no members": (request("sts", "getCallerIdentity"), "sts", "POST", "/", "Action=GetCallerIdentity&Version=2011-06-15"),
}


@pytest.mark.parametrize("case", REQUESTS)
def test_the_request_of_each_protocol(case: str) -> None:
    made, service, method, path, body = REQUESTS[case]
    assert (made.service, made.method, made.path) == (service, method, path)
    written = made.body.decode()
    assert (json.loads(written) if isinstance(body, dict) else written) == body
    headers = dict(made.headers)
    assert headers["host"].endswith(".us-east-1.amazonaws.com")
    assert f"/us-east-1/{service}/aws4_request" in headers["authorization"]


def test_a_query_in_the_url() -> None:
    made = request("s3", "listObjectsV2", Bucket="b", Prefix="a b")
    assert (made.path, made.query) == ("/b", "list-type=2&prefix=a+b")


NONE: dict[str, tuple[str, str, dict[str, Any], str, str]] = {
    "a service that there is not": ("nothing", "do", {}, "gwfw.NotEmulated", "no service and action nothing:do"),
    "an action that there is not": ("sns", "do", {}, "gwfw.NotEmulated", "no service and action sns:do"),
    "a member that there is not": ("sns", "publish", {"Text": 1}, "States.Runtime", "The field 'Text' is not supported"),
    "a member of another type": (
        "sns",
        "publish",
        {"Message": "m", "MessageAttributes": 1},
        "States.Runtime",
        "Invalid type",
    ),
}


@pytest.mark.parametrize("case", NONE)
def test_what_cannot_be_asked(case: str) -> None:
    service, action, parameters, error, cause = NONE[case]
    call = asl.CallService(work=1, service=service, action=action, parameters=parameters, sdk=True)
    failed = sdk.job(call, SETTINGS, 1000)
    assert isinstance(failed, asl.Failed)
    assert failed.error == error
    assert cause in (failed.cause or "")


def answered(made: Job, body: str | bytes, **headers: str) -> object:
    """The value of a service's answer."""
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    given = HttpResponse(status=200, headers=pairs, body=body if isinstance(body, bytes) else body.encode())
    outcome = made.outcome(given)
    assert isinstance(outcome, asl.Answered)
    return outcome.value


def test_times_and_binary_data_are_texts() -> None:
    made = job("secretsmanager", "getSecretValue", SecretId="s")
    value = answered(made, '{"Name": "s", "CreatedDate": 1700000000.5, "SecretBinary": "/w==", "VersionStages": ["A"]}')
    assert value == {
        "Name": "s",
        "CreatedDate": "2023-11-14T22:13:20.500Z",
        "SecretBinary": "/w==",
        "VersionStages": ["A"],
    }
    value = answered(made, '{"CreatedDate": 1700000000, "SecretBinary": "YQ=="}')
    assert value == {"CreatedDate": "2023-11-14T22:13:20Z", "SecretBinary": "a"}


def test_members_begin_with_a_capital_and_keys_of_maps_stay() -> None:
    made = job("cloudwatchlogs", "listTagsLogGroup", LogGroupName="g")
    assert answered(made, '{"tags": {"team": "a"}}') == {"Tags": {"team": "a"}}


def test_a_body_and_headers_are_members() -> None:
    made = job("s3", "getObject", Bucket="b", Key="k")
    assert answered(made, "text", etag='"1"', content_length="4") == {
        "Body": "text",
        "ETag": '"1"',
        "ContentLength": 4,
        "Metadata": {},
    }


def test_an_answer_without_members() -> None:
    assert answered(job("sqs", "deleteQueue", QueueUrl="q"), "") == {}


def test_a_refusal_without_words() -> None:
    outcome = job("s3", "getObject", Bucket="b", Key="k").outcome(HttpResponse(status=500, body=b""))
    assert isinstance(outcome, asl.Refused)
    assert outcome.status == 500


def test_times_in_parameters() -> None:
    entry = {"Source": "a", "DetailType": "b", "Detail": {"c": 1}, "Time": "2023-11-14T22:13:20Z"}
    [written] = json.loads(request("eventbridge", "putEvents", Entries=[entry]).body)["Entries"]
    assert written == {"Source": "a", "DetailType": "b", "Detail": '{"c":1}', "Time": 1700000000}
