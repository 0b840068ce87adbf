"""Denied actions."""

from __future__ import annotations

import json

import pytest

from gwfw.exchange import AwsRequest, HttpResponse
from gwfw.testing.denied import Denied, Guarded

PUT = AwsRequest(service="dynamodb", headers=(("X-Amz-Target", "DynamoDB_20120810.PutItem"),))
POST = AwsRequest(service="execute-api", path="/dev/@connections/c1")
METRIC = AwsRequest(service="monitoring", body=b"Action=PutMetricData&Version=2010-08-01")


@pytest.mark.parametrize(
    ("action", "request_", "status"),
    [
        ("dynamodb:PutItem", PUT, 400),
        ("execute-api:ManageConnections", POST, 403),
        ("cloudwatch:PutMetricData", METRIC, 400),
        ("dynamodb:GetItem", PUT, None),
        ("execute-api:Invoke", POST, None),
    ],
)
def test_answer(action: str, request_: AwsRequest, status: int | None) -> None:
    denied = Denied()
    assert denied.answer(request_) is None
    denied.add(action)
    answer = denied.answer(request_)
    assert (None if answer is None else answer.status) == status
    if answer is not None:
        assert json.loads(answer.body)["__type"] == "AccessDeniedException"
        assert action in answer.body.decode()


class Engine:
    def call(self, request: AwsRequest) -> HttpResponse:
        return HttpResponse(status=200)


def test_engine_answers_what_is_not_denied() -> None:
    denied = Denied()
    guarded = Guarded(Engine(), denied)
    assert guarded.call(PUT).status == 200
    denied.add("dynamodb:PutItem")
    assert guarded.call(PUT).status == 400
