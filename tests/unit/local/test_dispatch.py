"""Which service a request is for, and how it is asked and answered."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gwfw.exchange import AwsRequest, CallAws, CallHttp, Headers, HttpRequest, HttpResponse, Returned
from gwfw.local import dispatch
from gwfw.local.dispatch import Scope
from gwfw.local.settings import LocalSettings

SETTINGS = LocalSettings(app="shop", region="eu-west-1")
SIGNED = "AWS4-HMAC-SHA256 Credential=AKID/20261124/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0"

SCOPES: dict[str, tuple[str | None, Scope | None]] = {
    "signed": (SIGNED, Scope("dynamodb", "us-east-1")),
    "signed asymmetrically": (SIGNED.replace("HMAC", "ECDSA"), Scope("dynamodb", "us-east-1")),
    "none": (None, None),
    "a token": ("Bearer AWS4", None),
    "no credential": ("AWS4-HMAC-SHA256 Signature=0", None),
    "another end": (SIGNED.replace("aws4_request", "x"), None),
    "too short": ("AWS4-HMAC-SHA256 Credential=dynamodb/aws4_request", None),
}


@pytest.mark.parametrize("case", SCOPES)
def test_the_credential_scope(case: str) -> None:
    header, expected = SCOPES[case]
    assert dispatch.scope(header) == expected


SERVICES: dict[str, tuple[Headers, str, str | None]] = {
    "by its signature": ((("Authorization", SIGNED),), "127.0.0.1:3000", "dynamodb"),
    "by its host": ((), "dynamodb.us-east-1.amazonaws.com", "dynamodb"),
    "by a host with a prefix": ((), "sync-states.us-east-1.amazonaws.com", "sync-states"),
    "by a bucket's host": ((), "pictures.s3.eu-west-1.amazonaws.com", "s3"),
    "by a global host": ((), "sts.amazonaws.com", "sts"),
    "in China": ((), "sqs.cn-north-1.amazonaws.com.cn:443", "sqs"),
    "by nothing": ((), "example.com", None),
}


@pytest.mark.parametrize("case", SERVICES)
def test_the_service_of_a_request(case: str) -> None:
    headers, host, expected = SERVICES[case]
    assert dispatch.service(headers, host) == expected


def test_the_region_of_a_request() -> None:
    assert dispatch.region(AwsRequest(service="dynamodb", headers=(("authorization", SIGNED),))) == "us-east-1"
    assert dispatch.region(AwsRequest(service="dynamodb")) is None


OPERATIONS: dict[str, tuple[AwsRequest, str]] = {
    "JSON": (AwsRequest(service="states", headers=(("X-Amz-Target", "AWSStepFunctions.StartExecution"),)), "StartExecution"),
    "query": (AwsRequest(service="sns", body=b"Version=1&Action=Publish&Message=m"), "Publish"),
    "a query without a value": (AwsRequest(service="sns", body=b"Action="), "POST /"),
    "REST": (AwsRequest(service="s3", method="PUT", path="/b/k"), "PUT /b/k"),
}


@pytest.mark.parametrize("case", OPERATIONS)
def test_the_operation_of_a_request(case: str) -> None:
    request, expected = OPERATIONS[case]
    assert dispatch.operation(request) == expected


def test_a_service_that_speaks_json_is_asked() -> None:
    request = dispatch.called(CallAws(service="events", action="PutEvents", body=b"{}"), SETTINGS)
    assert dict(request.headers) | {"authorization": ""} == {
        "host": "events.eu-west-1.amazonaws.com",
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": "AWSEvents.PutEvents",
        "authorization": "",
    }
    assert dispatch.service(request.headers, "") == "events"
    assert dispatch.region(request) == "eu-west-1"


def test_headers_of_its_own_go_before_the_protocols() -> None:
    work = CallAws(service="sqs", action="SendMessage", body=b"", headers=(("Content-Type", "x"), ("x-a", "1")))
    headers = dispatch.called(work, SETTINGS).headers
    assert [name for name, _ in headers] == ["host", "Content-Type", "x-a", "x-amz-target", "authorization"]


def test_a_request_without_an_action_goes_as_it_is() -> None:
    work = CallAws(service="s3", action=None, body=b"x", method="PUT", path="/b/k", query="acl", headers=(("x-a", "1"),))
    request = dispatch.called(work, SETTINGS)
    assert (request.method, request.path, request.query, request.body) == ("PUT", "/b/k", "acl", b"x")
    assert [name for name, _ in request.headers] == ["host", "x-a", "authorization"]


HOST = SETTINGS.host(SETTINGS.http_api_id)
OWN: dict[str, tuple[CallHttp, dispatch.OwnRequest | None]] = {
    "the HTTP API": (
        CallHttp(method="GET", url=f"https://{HOST}/a?b=c", headers=(("Host", "x"), ("X-A", "1")), body=b"x"),
        dispatch.OwnRequest(
            "http",
            HttpRequest(method="GET", path="/a", query="b=c", headers=(("host", HOST), ("X-A", "1")), body=b"x"),
        ),
    ),
    "its root": (
        CallHttp(method="GET", url=f"https://{HOST}"),
        dispatch.OwnRequest("http", HttpRequest(method="GET", path="/", headers=(("host", HOST),))),
    ),
    "a private target": (CallHttp(method="GET", url=f"https://{HOST}/", target="backend"), None),
    "another host": (CallHttp(method="GET", url="https://example.com/"), None),
}


@pytest.mark.parametrize("case", OWN)
def test_requests_to_the_apps_own_apis(case: str) -> None:
    work, expected = OWN[case]
    assert dispatch.own_request(work, SETTINGS) == expected


TOLD: dict[str, tuple[HttpResponse, tuple[str, str]]] = {
    "in the body": (HttpResponse(status=400, body=b'{"__type": "a.b#NotThere", "message": "m"}'), ("NotThere", "m")),
    "in the header": (
        HttpResponse(status=400, headers=(("x-amzn-errortype", "Bad:http://x"),), body=b'{"Message": "m"}'),
        ("Bad", "m"),
    ),
    "nowhere": (HttpResponse(status=503, body=b"<html>"), ("Status503", "")),
    "in a list": (HttpResponse(status=500, body=b"[]"), ("Status500", "")),
}


@pytest.mark.parametrize("case", TOLD)
def test_what_an_error_says(case: str) -> None:
    response, expected = TOLD[case]
    assert dispatch.told(response) == expected


def test_errors_and_answers_have_the_services_form() -> None:
    error = dispatch.error("Bad", "m", 402)
    assert (error.status, json.loads(error.body)) == (402, {"__type": "Bad", "message": "m"})
    answer: Any = json.loads(dispatch.json_answer({"a": 1}).body)
    assert answer == {"a": 1}


def test_an_engine_gives_no_functions_result() -> None:
    with pytest.raises(AssertionError, match="an engine answered Returned"):
        dispatch.answer(AwsRequest(service="s3"), Returned(payload=b""))
