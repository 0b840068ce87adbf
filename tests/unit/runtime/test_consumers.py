"""Consumers of queues: each message on its own, and which of them are delivered again."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel

from gwfw.runtime.consumers import serve
from gwfw.runtime.context import LambdaContext
from gwfw.runtime.loops import Loops
from gwfw.runtime.tasks import InvalidInput

TAKEN: list[object] = []


class Job(BaseModel):
    id: int


def work(job: Job) -> None:
    if job.id < 0:
        raise ValueError("negative")
    TAKEN.append(job.id)


async def later(job: Job) -> None:
    TAKEN.append(job.id)


def text(message: str, context: LambdaContext) -> None:
    TAKEN.append((message, context))


def nothing() -> None:
    TAKEN.append(None)


def run(function: Any, *bodies: str) -> object:
    TAKEN.clear()
    records = [{"messageId": f"m{number}", "body": body} for number, body in enumerate(bodies)]
    return serve(function, "jobs", Loops())({"Records": records}, "the context")


@pytest.mark.parametrize(
    ("function", "bodies", "taken"),
    [
        pytest.param(work, ['{"id": 1}', '{"id": 2}'], [1, 2], id="models"),
        pytest.param(later, ['{"id": 1}'], [1], id="coroutine"),
        pytest.param(text, ["tick"], [("tick", "the context")], id="text and context"),
        pytest.param(nothing, ["tick"], [None], id="nothing"),
    ],
)
def test_messages(function: object, bodies: list[str], taken: list[object]) -> None:
    assert run(function, *bodies) == {"batchItemFailures": []}
    assert taken == TAKEN


def test_the_others_are_taken(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(work, '{"id": 1}', '{"id": -1}', "{}") == {
        "batchItemFailures": [{"itemIdentifier": "m1"}, {"itemIdentifier": "m2"}]
    }
    assert TAKEN == [1]
    assert "message m1: ValueError: negative\nmessage m2: gwfw.ValidationError: " in capsys.readouterr().err


@pytest.mark.parametrize(("body", "error"), [('{"id": -1}', ValueError), ('{"id": "x"}', InvalidInput)])
def test_none_is_taken(body: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        run(work, body, body)
