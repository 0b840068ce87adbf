"""API Gateway APIs as tasks."""

from __future__ import annotations

from typing import Any

import pytest

from gwfw.asl.actions import ApiAnswered, CallApi, Failed, Outcome
from tests.unit.asl.conftest import drive, failure, machine, output, told

RESOURCE = "arn:aws:states:::apigateway:invoke"
LEAST: dict[str, Any] = {"ApiEndpoint": "a.example", "Method": "GET"}


def driver(parameters: Any, outcome: Outcome | None) -> Any:
    return drive(machine({"Type": "Task", "Resource": RESOURCE, "Parameters": parameters}), answer=lambda task: outcome)


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        (LEAST, CallApi(work=1, endpoint="a.example", method="GET")),
        (
            {
                **LEAST,
                "Stage": "dev",
                "Path": "/books",
                "QueryParameters": {"q": ["1", "2"]},
                "Headers": {"h": ["x"]},
                "RequestBody": {"a": 1},
                "AuthType": "IAM_ROLE",
            },
            CallApi(
                work=1,
                endpoint="a.example",
                method="GET",
                stage="dev",
                path="/books",
                query={"q": ("1", "2")},
                headers={"h": ("x",)},
                body={"a": 1},
                auth="IAM_ROLE",
            ),
        ),
    ],
)
def test_requests(parameters: Any, expected: CallApi) -> None:
    assert driver(parameters, None).asked == [expected]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"Headers": {"h": "x"}}, "The value of the field 'Headers' has an invalid format"),
        ({"QueryParameters": {"h": [1]}}, "The value of the field 'QueryParameters' has an invalid format"),
        ({"Headers": []}, "The value of the field 'Headers' has an invalid format"),
        ({"Path": 1}, "The value of the field 'Path' has an invalid format"),
        ({"Method": "LINK"}, "The value of the field 'Method' has an invalid format"),
        ({"Body": 1}, "The field 'Body' is not supported by Step Functions"),
    ],
)
def test_arguments_that_do_not_fit(fields: dict[str, Any], reason: str) -> None:
    error, cause = failure(driver({**LEAST, **fields}, None))
    assert error == "States.Runtime"
    assert cause is not None
    assert cause.startswith(told("The Parameters '{"))
    assert cause.endswith(f"could not be used to start the Task: [{reason}]")


@pytest.mark.parametrize(("body", "parsed"), [('{"a":1}', {"a": 1}), ("text", "text"), ("", "")])
def test_a_response(body: str, parsed: object) -> None:
    answer = ApiAnswered(status=200, headers={"h": ("1", "2")}, body=body, reason="OK")
    expected = {"Headers": {"h": ["1", "2"]}, "ResponseBody": parsed, "StatusCode": 200, "StatusText": "OK"}
    assert output(driver(LEAST, answer)) == expected


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (ApiAnswered(status=403, body='{"message":"no"}'), ("ApiGateway.403", '{"message":"no"}')),
        (ApiAnswered(status=500), ("ApiGateway.500", "")),
        (Failed(error="E", cause="c"), ("E", "c")),
    ],
)
def test_failures(outcome: Outcome, expected: tuple[str, str]) -> None:
    assert failure(driver(LEAST, outcome)) == expected
