"""Lambda's Invoke operation."""

from __future__ import annotations

import json

import pytest

from gwfw.exchange import AwsRequest, Failed, HttpResponse, InvokeFunction, Outcome, Raised, Returned
from gwfw.graph.model import AppGraph, Function
from gwfw.local import lambdas
from gwfw.local.lambdas import Functions
from gwfw.local.settings import LocalSettings

GRAPH = AppGraph(name="shop", functions=(Function(name="api", handlers=(), timeout_s=7),))
FUNCTIONS = Functions(GRAPH, LocalSettings(app="shop"))
ARN = "arn:aws:lambda:us-east-1:123456789012:function:shop-dev-api"


def request(name: str, body: bytes = b"", method: str = "POST", version: str = "2015-03-31") -> AwsRequest:
    return AwsRequest(service="lambda", method=method, path=f"/{version}/functions/{name}/invocations", body=body)


NAMES = {
    "a name": "shop-dev-api",
    "an ARN": ARN,
    "an encoded ARN": ARN.replace(":", "%3A"),
    "a partial ARN": "123456789012:function:shop-dev-api",
    "a shorter one": "function:shop-dev-api",
    "a version": f"{ARN}:$LATEST",
    "an alias": "shop-dev-api:live",
}


@pytest.mark.parametrize("case", NAMES)
def test_a_function_is_found(case: str) -> None:
    assert FUNCTIONS.invocation(request(NAMES[case])) == InvokeFunction(function="api", payload=b"{}")
    assert FUNCTIONS.timeout_ms("api") == 7000


REFUSED: dict[str, tuple[AwsRequest, int, str, str]] = {
    "an unknown function": (
        request("nothing:2"),
        404,
        "ResourceNotFoundException",
        "Function not found: arn:aws:lambda:us-east-1:123456789012:function:nothing:2",
    ),
    "another account's": (
        request(ARN.replace("123456789012", "999999999999")),
        404,
        "ResourceNotFoundException",
        f"Function not found: {ARN.replace('123456789012', '999999999999')}:$LATEST",
    ),
    "no name": (request("a%20b"), 400, "ValidationException", "1 validation error detected: Value 'a b'"),
    "no JSON": (
        request("shop-dev-api", b"{"),
        400,
        "InvalidRequestContentException",
        "Could not parse request body into json: ",
    ),
    "JSON that never ends": (request("shop-dev-api", b"[" * 100_000), 400, "InvalidRequestContentException", "Could not"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused(case: str) -> None:
    asked, status, code, message = REFUSED[case]
    response = FUNCTIONS.invocation(asked)
    assert isinstance(response, HttpResponse)
    assert (response.status, dict(response.headers)["x-amzn-errortype"]) == (status, code)
    assert json.loads(response.body)["message"].startswith(message)


@pytest.mark.parametrize("asked", [request("a", method="GET"), request("a", version="2014-11-13")], ids=["GET", "older"])
def test_other_operations_are_none(asked: AwsRequest) -> None:
    assert FUNCTIONS.invocation(asked) is None


ANSWERS: dict[str, tuple[Outcome, int, str | None, bytes]] = {
    "a result": (Returned(payload=b"1"), 200, None, b"1"),
    "an error": (Raised(payload=b"{}"), 200, "Unhandled", b"{}"),
    "too many": (Failed(reason="throttled"), 429, None, b'{"Type": "User", "message": "Rate Exceeded."}'),
    "a dead process": (
        Failed(reason="refused", detail="it ended"),
        502,
        None,
        b'{"Type": "Service", "message": "it ended"}',
    ),
    "no time left": (Failed(reason="timeout"), 502, None, b'{"Type": "Service", "message": "timeout"}'),
}


@pytest.mark.parametrize("case", ANSWERS)
def test_what_became_of_it(case: str) -> None:
    outcome, status, error, body = ANSWERS[case]
    response = lambdas.answer(outcome)
    assert (response.status, dict(response.headers).get("x-amz-function-error"), response.body) == (status, error, body)
    assert lambdas.answer(response) is response
