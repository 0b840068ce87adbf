"""First-class integrations at the local gateway: what each service is sent, and what becomes of its answer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import pytest

from gwfw.exchange import Answered, CallAws, Failed, HttpResponse
from gwfw.graph.model import AppGraph, Queue, Ref
from gwfw.integrations.aws_service import emulate
from gwfw.integrations.aws_service.spec import AwsService
from gwfw.integrations.aws_service.subtypes import SUBTYPES
from gwfw.local.names import LocalNames
from gwfw.local.settings import LocalSettings
from gwfw.ports import Emulate
from tests.unit.integrations.conftest import render

if TYPE_CHECKING:
    from tests.unit.integrations.conftest import Make

SIDE: Emulate[AwsService] = emulate
NAMES = LocalNames(AppGraph(name="shop", resources=(Queue(name="jobs"),)), LocalSettings(app="shop"))
URL = "https://sqs.us-east-1.amazonaws.com/123456789012/shop-dev-jobs"
QUEUE = {"QueueUrl": "https://queue.example/1/q"}


def call(subtype: str, given: object, parameters: dict[str, str], **fields: Any) -> Any:
    spec = AwsService(name="sv", subtype=subtype, request_parameters=tuple(parameters.items()), **fields)
    return SIDE.request(spec, given, NAMES, render)  # type: ignore[arg-type]  # the inputs of the fixture


JSON: dict[str, tuple[str, dict[str, str], str, object]] = {
    "an event is one entry": (
        "EventBridge-PutEvents",
        {"Detail": "$request.body", "DetailType": "t", "Source": "s", "Resources": '["a", "b"]', "Time": "1.5"},
        "events:PutEvents",
        {"Entries": [{"Detail": '{"a": 1}', "DetailType": "t", "Source": "s", "Resources": ["a", "b"], "Time": 1.5}]},
    ),
    "times in words, lists with commas": (
        "EventBridge-PutEvents",
        {"Detail": "{}", "DetailType": "t", "Source": "s", "Resources": "a, b", "Time": "1970-01-01T00:00:10Z"},
        "events:PutEvents",
        {"Entries": [{"Detail": "{}", "DetailType": "t", "Source": "s", "Resources": ["a", "b"], "Time": 10.0}]},
    ),
    "a time without a zone is UTC": (
        "EventBridge-PutEvents",
        {"Detail": "{}", "DetailType": "t", "Source": "s", "Time": "1970-01-01T00:00:10"},
        "events:PutEvents",
        {"Entries": [{"Detail": "{}", "DetailType": "t", "Source": "s", "Time": 10.0}]},
    ),
    "a record's data becomes base64": (
        "Kinesis-PutRecord",
        {"StreamName": "s", "Data": "$request.body", "PartitionKey": "k"},
        "kinesis:PutRecord",
        {"StreamName": "s", "Data": "eyJhIjogMX0=", "PartitionKey": "k"},
    ),
    "a record's data is base64": (
        "Kinesis-PutRecord",
        {"StreamName": "s", "Data": "aGk=", "PartitionKey": "k"},
        "kinesis:PutRecord",
        {"StreamName": "s", "Data": "aGk=", "PartitionKey": "k"},
    ),
    "members of Step Functions": (
        "StepFunctions-StartSyncExecution",
        {"StateMachineArn": "arn", "Input": "$request.body", "TraceHeader": "t"},
        "states:StartSyncExecution",
        {"stateMachineArn": "arn", "input": '{"a": 1}', "traceHeader": "t"},
    ),
}


@pytest.mark.parametrize(("subtype", "parameters", "called", "body"), JSON.values(), ids=JSON)
def test_services_that_speak_json(inputs: Make, subtype: str, parameters: dict[str, str], called: str, body: object) -> None:
    work = call(subtype, inputs(body=b'{"a": 1}'), parameters)
    assert isinstance(work, CallAws)
    assert (f"{work.service}:{work.action}", json.loads(work.body)) == (called, body)


FORMS: dict[str, tuple[str, dict[str, str], list[tuple[str, str]]]] = {
    "a message": (
        "SendMessage",
        {"MessageBody": "ü&=", "DelaySeconds": "5"},
        [("MessageBody", "ü&="), ("DelaySeconds", "5")],
    ),
    "attributes of a message": (
        "SendMessage",
        {"MessageBody": "x", "MessageAttributes": "$request.body"},
        [
            ("MessageBody", "x"),
            ("MessageAttribute.1.Name", "n"),
            ("MessageAttribute.1.Value.DataType", "Number"),
            ("MessageAttribute.1.Value.StringValue", "1"),
            ("MessageAttribute.2.Name", "m"),
            ("MessageAttribute.2.Value.DataType", "String"),
        ],
    ),
    "names of attributes": (
        "ReceiveMessage",
        {"AttributeNames": "All", "MessageAttributeNames": '["a", "b"]'},
        [("AttributeName.1", "All"), ("MessageAttributeName.1", "a"), ("MessageAttributeName.2", "b")],
    ),
    "a receipt": ("DeleteMessage", {"ReceiptHandle": "$request.querystring.r"}, [("ReceiptHandle", "a b")]),
    "nothing else": ("PurgeQueue", {}, []),
}


@pytest.mark.parametrize(("action", "parameters", "form"), FORMS.values(), ids=FORMS)
def test_sqs_is_sent_a_form(inputs: Make, action: str, parameters: dict[str, str], form: list[tuple[str, str]]) -> None:
    body = b'{"n": {"DataType": "Number", "StringValue": 1}, "m": {"DataType": "String"}}'
    work = call(f"SQS-{action}", inputs(body=body, query="r=a%20b"), {**QUEUE, **parameters})
    assert isinstance(work, CallAws)
    assert (work.service, work.action, work.path) == ("sqs", None, "/")
    assert dict(work.headers)["content-type"].startswith("application/x-www-form-urlencoded")
    asked = [("Action", action), ("Version", "2012-11-05"), ("QueueUrl", QUEUE["QueueUrl"]), *form]
    assert parse_qsl(work.body.decode(), keep_blank_values=True) == asked


@pytest.mark.parametrize(
    ("version", "query"),
    [
        ({}, "client_id=me"),
        ({"ClientConfigurationVersion": "1"}, "client_id=me&client_configuration_version=1"),
    ],
)
def test_a_configuration_is_asked_for_by_path(inputs: Make, version: dict[str, str], query: str) -> None:
    names = {"Application": "a/b", "Environment": "e", "Configuration": "ü", "ClientId": "me"}
    work = call("AppConfig-GetConfiguration", inputs(), {**names, **version})
    assert isinstance(work, CallAws)
    path = "/applications/a%2Fb/environments/e/configurations/%C3%BC"
    assert (work.method, work.path, work.query, work.body) == ("GET", path, query, b"")


def test_references_are_resolved(inputs: Make) -> None:
    bound = (("QueueUrl", (Ref("queue", "jobs", "url"),)),)
    work = call("SQS-SendMessage", inputs(body=b"hi"), {"MessageBody": "$request.body"}, bound=bound)
    assert dict(parse_qsl(work.body.decode()))["QueueUrl"] == URL


@pytest.mark.parametrize("subtype", [name for name in SUBTYPES if name.startswith(("SQS-Purge", "StepFunctions-Stop"))])
def test_another_region(inputs: Make, subtype: str) -> None:
    parameters = dict.fromkeys(SUBTYPES[subtype].required, "x")
    work = call(subtype, inputs(), {**parameters, "Region": "eu-west-1"})
    assert work.region == "eu-west-1"
    assert b"Region" not in work.body
    assert call(subtype, inputs(), parameters).region is None


MESSAGE = {**QUEUE, "MessageBody": "x"}
UNRESOLVED = {
    "a header that is not there": ("SQS-SendMessage", {**QUEUE, "MessageBody": "$request.header.no"}, "MessageBody"),
    "attributes that are none": (
        "SQS-SendMessage",
        {**MESSAGE, "MessageAttributes": "$request.body.a.b"},
        "MessageAttributes",
    ),
    "attributes that are no objects": (
        "SQS-SendMessage",
        {**MESSAGE, "MessageAttributes": "$request.body.a"},
        "MessageAttributes",
    ),
    "no list of texts": ("SQS-ReceiveMessage", {**QUEUE, "AttributeNames": "[1]"}, "AttributeNames"),
    "no time": ("EventBridge-PutEvents", {"Detail": "{}", "DetailType": "t", "Source": "s", "Time": "soon"}, "Time"),
}


@pytest.mark.parametrize(("subtype", "parameters", "name"), UNRESOLVED.values(), ids=UNRESOLVED)
def test_what_cannot_be_resolved(inputs: Make, subtype: str, parameters: dict[str, str], name: str) -> None:
    failed = call(subtype, inputs(body=b'{"a": {"b": 1}}'), parameters)
    assert isinstance(failed, Failed)
    assert failed.reason == "bad_request"
    assert failed.detail.startswith(f"Unable to resolve property {name} from source {parameters[name]}")


@pytest.mark.parametrize(
    ("subtype", "headers", "kept"),
    [
        ("SQS-PurgeQueue", (("content-type", "text/xml"), ("x-amzn-requestid", "r")), (("content-type", "text/xml"),)),
        ("SQS-PurgeQueue", (), (("content-type", "text/xml"),)),
        ("EventBridge-PutEvents", (), (("content-type", "application/x-amz-json-1.1"),)),
        ("AppConfig-GetConfiguration", (("configuration-version", "3"),), (("configuration-version", "3"),)),
    ],
)
def test_the_services_answer(inputs: Make, subtype: str, headers: Any, kept: Any) -> None:
    spec = AwsService(name="sv", subtype=subtype)
    answer = SIDE.response(spec, inputs(), HttpResponse(status=200, headers=headers, body=b"b"), render)
    assert answer == Answered(status=200, headers=kept, body=b"b")


def test_the_services_refusal_is_told(inputs: Make) -> None:
    spec = AwsService(name="sv", subtype="SQS-PurgeQueue")
    answer = SIDE.response(spec, inputs(), HttpResponse(status=400, body=b"<no/>"), render)
    assert isinstance(answer, Answered)
    assert (answer.status, answer.body, answer.detail) == (400, b"<no/>", "sqs:PurgeQueue answered 400: <no/>")


def test_no_answer(inputs: Make) -> None:
    failed = Failed(reason="timeout")
    assert SIDE.response(AwsService(name="sv", subtype="SQS-PurgeQueue"), inputs(), failed, render) is failed
