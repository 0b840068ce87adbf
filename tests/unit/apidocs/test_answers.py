"""Routes without a handler: the service's own answers, and what of a request its parameters are made of."""

from __future__ import annotations

from typing import Any

import pytest

from gwfw.apidocs.answers import MEDIA, RESULTS, answers, body_read, parameters_read
from gwfw.graph.model import Integration
from gwfw.integrations.aws_service.spec import AwsService
from gwfw.integrations.aws_service.subtypes import SUBTYPES
from gwfw.integrations.http_proxy.spec import HttpProxy
from gwfw.integrations.stepfunctions.spec import StepFunctions

PROXY = HttpProxy(name="p", url="https://old.example.com")
START = StepFunctions(name="s", machine="fulfil")


def service(subtype: str, **parameters: str) -> AwsService:
    return AwsService(name="s", subtype=subtype, request_parameters=tuple(parameters.items()))


@pytest.mark.parametrize(
    ("spec", "media", "required"),
    [
        (START, "application/x-amz-json-1.0", ["executionArn", "startDate"]),
        (
            StepFunctions(name="s", machine="m", action="StartSyncExecution"),
            "application/x-amz-json-1.0",
            ["executionArn", "startDate", "status", "stopDate"],
        ),
        (StepFunctions(name="s", machine="m", action="StopExecution"), "application/x-amz-json-1.0", ["stopDate"]),
        (service("Kinesis-PutRecord"), "application/x-amz-json-1.1", ["SequenceNumber", "ShardId"]),
        (service("SQS-SendMessage"), "text/xml", None),
        (service("AppConfig-GetConfiguration"), "*/*", None),
    ],
    ids=["start", "sync", "stop", "kinesis", "sqs", "appconfig"],
)
def test_results(spec: Integration, media: str, required: list[str] | None) -> None:
    found = answers(spec, "it")
    assert list(found) == ["200", "default"]
    ((told, content),) = found["200"]["content"].items()
    assert (told, content["schema"].get("required")) == (media, required)


def test_a_backend_answers_what_it_likes() -> None:
    assert answers(PROXY, "old.example.com") == {"default": {"description": "The answer of old.example.com, passed on."}}


def test_the_tables_know_only_what_there_is() -> None:
    assert set(RESULTS) <= set(SUBTYPES)
    assert set(MEDIA) <= {subtype.service for subtype in SUBTYPES.values()}


def test_parameters() -> None:
    spec = service(
        "SQS-SendMessage",
        MessageBody="${request.querystring.text} of ${request.header.X-From}",
        MessageGroupId="$request.querystring.group",
        DelaySeconds="3",
        MessageDeduplicationId="$context.requestId",
    )
    assert [(each["in"], each["name"], each["required"]) for each in parameters_read(spec)] == [
        ("header", "X-From", True),
        ("query", "group", True),
        ("query", "text", True),
    ]


@pytest.mark.parametrize(
    ("spec", "media", "schema"),
    [
        (START, "application/json", {}),
        (service("SQS-SendMessage", MessageBody="$request.body"), "*/*", {}),
        (
            service("EventBridge-PutEvents", Detail="$request.body.order", Source="${request.body.by}"),
            "application/json",
            {"type": "object", "required": ["by", "order"]},
        ),
    ],
    ids=["machine", "queue", "members"],
)
def test_bodies(spec: Integration, media: str, schema: dict[str, Any]) -> None:
    found = body_read(spec, "post")
    assert found is not None
    assert (found["required"], found["content"]) == (True, {media: {"schema": schema}})


def test_a_service_that_reads_no_body() -> None:
    assert body_read(service("SQS-SendMessage", MessageBody="x"), "post") is None


@pytest.mark.parametrize(("method", "passed"), [("post", True), ("put", True), ("patch", True), ("get", False)])
def test_a_backend_is_passed_the_body(method: str, passed: bool) -> None:
    assert body_read(PROXY, method) == ({"content": {"*/*": {}}} if passed else None)
