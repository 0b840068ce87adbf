"""The rows of the store: written, kept while a handshake may last, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gwfw.runtime import aws as clients
from gwfw.runtime import store

if TYPE_CHECKING:
    from tests.unit.conftest import Aws

NOW_MS = 1_800_000_000_000


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_now_ms", lambda: NOW_MS)


def row(**attributes: object) -> None:
    clients.dynamodb().put_item(TableName="chat-dev-sessions", Item={"id": {"S": "c1"}, **attributes})  # type: ignore[dict-item]


def read() -> object:
    return clients.dynamodb().scan(TableName="chat-dev-sessions")["Items"]


def test_a_row_notes_when_it_was_written(aws: Aws) -> None:
    store.add("c1")
    assert read() == [{"id": {"S": "c1"}, "gwfw:connected_at": {"N": str(NOW_MS)}}]
    assert list(store.connections()) == ["c1"]


def test_a_row_that_the_handler_wrote_keeps_what_it_has(aws: Aws) -> None:
    row(label={"S": "ann"})
    store.add("c1")
    assert read() == [{"id": {"S": "c1"}, "label": {"S": "ann"}, "gwfw:connected_at": {"N": str(NOW_MS)}}]


def test_a_row_is_removed(aws: Aws) -> None:
    store.add("c1")
    store.remove("c1")
    store.remove("c1")
    assert read() == []


@pytest.mark.parametrize(
    ("written_ms_ago", "stays"),
    [
        pytest.param(0, True, id="now"),
        (29_999, True),
        (30_000, True),
        pytest.param(30_001, False, id="older"),
        (None, False),
    ],
)
def test_the_young_are_not_pruned(aws: Aws, written_ms_ago: int | None, stays: bool) -> None:
    row(**({} if written_ms_ago is None else {store.STAMP: {"N": str(NOW_MS - written_ms_ago)}}))
    store.prune("c1")
    assert bool(read()) is stays


def test_pruning_what_is_gone_already(aws: Aws) -> None:
    store.prune("c1")
    assert read() == []
