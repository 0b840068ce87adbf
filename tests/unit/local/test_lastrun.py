"""The last run of a machine, as the local service tells it page by page."""

from __future__ import annotations

import io
import json
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest

from gwfw.local.lastrun import last_run

ARN = "arn:aws:states:us-east-1:123456789012:stateMachine:shop-dev-fulfil"
Serve = Callable[[list[tuple[int, object]]], list[tuple[str, dict[str, Any]]]]


class Answer(io.BytesIO):
    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(body)
        self.status = status


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Serve:
    """Answers requests in that order; gives the operations that were asked for, with what was asked."""

    def start(answers: list[tuple[int, object]]) -> list[tuple[str, dict[str, Any]]]:
        asked: list[tuple[str, dict[str, Any]]] = []
        left = iter(answers)

        def opened(self: object, request: urllib.request.Request, timeout: float) -> Answer:
            assert isinstance(request.data, bytes)
            assert "/us-east-1/states/aws4_request" in str(request.get_header("Authorization"))
            asked.append((str(request.get_header("X-amz-target")), json.loads(request.data)))
            status, body = next(left)
            return Answer(status, body if isinstance(body, bytes) else json.dumps(body).encode())

        monkeypatch.setattr(urllib.request.OpenerDirector, "open", opened)
        return asked

    return start


def test_every_page_of_the_newest_execution(serve: Serve) -> None:
    asked = serve(
        [
            (200, {"executions": [{"executionArn": "newest"}]}),
            (200, {"events": [{"id": 1}], "nextToken": "more"}),
            (200, {"events": [{"id": 2}]}),
        ]
    )
    assert last_run("http://127.0.0.1:3000", ARN) == [{"id": 1}, {"id": 2}]
    assert asked == [
        ("AWSStepFunctions.ListExecutions", {"stateMachineArn": ARN, "maxResults": 1}),
        ("AWSStepFunctions.GetExecutionHistory", {"executionArn": "newest", "maxResults": 1000}),
        ("AWSStepFunctions.GetExecutionHistory", {"executionArn": "newest", "maxResults": 1000, "nextToken": "more"}),
    ]


def test_a_machine_that_has_not_run(serve: Serve) -> None:
    serve([(200, {"executions": []})])
    assert last_run("http://127.0.0.1:3000", ARN) is None


@pytest.mark.parametrize(
    ("status", "body", "why"),
    [
        (400, {"message": "State Machine Does Not Exist"}, "State Machine Does Not Exist"),
        (404, b"<html>", "it answers ListExecutions with status 404"),
        (200, b"[]", "it answers ListExecutions with status 200"),
        (200, {"message": "hello"}, "hello"),
        (200, {"executions": 5}, "it answers ListExecutions with status 200"),
    ],
    ids=["refused", "no JSON", "no object", "another service", "another form"],
)
def test_another_server(serve: Serve, status: int, body: object, why: str) -> None:
    serve([(status, body)])
    with pytest.raises(ValueError, match=why):
        last_run("http://127.0.0.1:3000", ARN)


def test_no_address() -> None:
    with pytest.raises(ValueError, match="this is no HTTP address"):
        last_run("file:///tmp/x", ARN)
