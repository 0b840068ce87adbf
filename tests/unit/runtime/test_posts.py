"""Broadcasts: to every row of the store, several at a time, reporting what did not arrive."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from gwfw.runtime import aws as clients
from gwfw.runtime import connections, posts, store
from gwfw.runtime.bindings import bind, parse

if TYPE_CHECKING:
    from tests.unit.conftest import Aws


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """botocore waits before it tries again."""
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda seconds: None)


def rows(*ids: str) -> None:
    name = "chat-dev-sessions"
    for id_ in ids:
        clients.dynamodb().put_item(TableName=name, Item={"id": {"S": id_}})


@pytest.mark.parametrize("parallel", [1, 3, 16])
def test_everybody_gets_it(aws: Aws, parallel: int) -> None:
    ids = [f"c{number}" for number in range(7)]
    rows(*ids)
    with bind(parse({**aws.bindings(), "parallel": parallel})):
        result = connections.broadcast({"n": 1})
    assert sorted(result.sent) == ids
    assert (result.gone, result.failed) == ((), ())
    assert aws.posted == {id_: ['{"n":1}'] for id_ in ids}


def test_nobody_is_there(aws: Aws) -> None:
    result = connections.broadcast("x")
    assert (result.sent, result.gone, result.failed) == ((), (), ())


def test_no_more_than_the_bound_are_under_way(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three posts meet at a barrier that a fourth would break."""
    rows(*"abcdef")
    barrier, running, most = threading.Barrier(3, timeout=10), [0], [0]
    lock = threading.Lock()

    def post(connection_id: str, text: str) -> None:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        barrier.wait()
        with lock:
            running[0] -= 1
        barrier.wait()

    monkeypatch.setattr(posts, "post", post)
    with bind(parse({**aws.bindings(), "parallel": 3})):
        connections.broadcast("x")
    assert most == [3]


def test_the_gone_are_reported_and_their_rows_removed(aws: Aws) -> None:
    rows("a", "b", "c")
    aws.answers.update(a=410, c=410)
    result = connections.broadcast("x")
    assert (sorted(result.gone), result.sent, result.failed) == (["a", "c"], ("b",), ())
    assert list(store.connections()) == ["b"]


@pytest.mark.parametrize("status", [429, 500, 0], ids=["throttled", "broken", "unreachable"])
def test_what_failed_is_reported_and_stays(aws: Aws, status: int, caplog: pytest.LogCaptureFixture) -> None:
    rows("a", "b")
    aws.answers["a"] = status
    with caplog.at_level(logging.WARNING, "gwfw"):
        result = connections.broadcast("x")
    assert (result.failed, result.sent) == (("a",), ("b",))
    assert "a broadcast did not reach the connection a" in caplog.text
    assert sorted(store.connections()) == ["a", "b"]


@pytest.mark.parametrize("status", [403, 413], ids=["forbidden", "too large"])
def test_what_is_the_senders_fault_is_raised(aws: Aws, status: int) -> None:
    rows("a")
    aws.answers["a"] = status
    with pytest.raises(ClientError):
        connections.broadcast("x")
