"""Clients: one for each way to reach a service, made once, whoever asks first."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

from gwfw.runtime import aws
from gwfw.runtime.bindings import bind, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

FORM = {"region": "eu-west-1", "credentials": ["id", "secret"], "websocket": "https://x.example.com/dev"}


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(aws, "_clients", {})
    with bind(parse(FORM)):
        yield


def test_a_client_is_made_once() -> None:
    assert aws.dynamodb() is aws.dynamodb()
    assert aws.management() is aws.management()
    assert aws.stepfunctions() is aws.stepfunctions()
    assert aws.management().meta.endpoint_url == "https://x.example.com/dev"


@pytest.mark.parametrize(
    "other", [{"region": "us-east-1"}, {"endpoint": "http://127.0.0.1:1"}, {"credentials": ["a", "b"]}], ids=repr
)
def test_other_bindings_have_another(other: dict[str, Any]) -> None:
    first = aws.dynamodb()
    with bind(parse({**FORM, **other})):
        assert aws.dynamodb() is not first
    assert aws.dynamodb() is first


def test_the_bindings_say_how_aws_is_reached() -> None:
    with bind(parse({**FORM, "endpoint": "http://127.0.0.1:1"})):
        meta = aws.dynamodb().meta
    assert (meta.endpoint_url, meta.region_name) == ("http://127.0.0.1:1", "eu-west-1")


def test_threads_share_the_first() -> None:
    barrier, found = threading.Barrier(4), []

    def ask() -> None:
        with bind(parse(FORM)):
            barrier.wait()
            found.append(aws.dynamodb())

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(map(id, found))) == 1
