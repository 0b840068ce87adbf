"""Broadcasts that are left to workers: what is put into the queue, and what doing it does."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pytest

from gwfw.graph.model import AppGraph, Queue, Table, WebSocketApi
from gwfw.runtime import aws as clients
from gwfw.runtime import connections, fanout, membership, store, workers
from gwfw.runtime.bindings import current
from gwfw.runtime.fanout import Job
from gwfw.runtime.rooms import Room

if TYPE_CHECKING:
    from tests.unit.conftest import Aws

NOW_MS = 1_800_000_000_000
SIZE = 10


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    now = [NOW_MS]
    monkeypatch.setattr(membership, "_now_ms", lambda: now[0])
    monkeypatch.setattr(store, "_now_ms", lambda: now[0])
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda seconds: None)
    return now


@pytest.fixture
def aws(serve_aws: Callable[[AppGraph], Aws]) -> Aws:
    rooms = Table(name="gwfw-rooms", key="pk", sort="sk", expires="expires")
    resources = (Queue(name="gwfw-fan-out", deliveries=5), rooms, Table(name="sessions", key="id"))
    api = WebSocketApi(routes=(), rooms=rooms.name, store="sessions", fan_out=SIZE)
    return serve_aws(AppGraph(name="chat", websocket=api, resources=resources))


def ids(number: int) -> list[str]:
    return [f"c{index:03}" for index in range(number)]


def waiting() -> list[str]:
    """The messages of the queue, which are taken out."""
    client: Any = clients.sqs()
    url, found = current().name("queue", workers.QUEUE), list[str]()
    while messages := client.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        found += [message["Body"] for message in messages]
        for message in messages:
            client.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return found


@pytest.mark.parametrize(("number", "queued"), [(SIZE, 0), (SIZE + 1, 1)], ids=["as many", "one more"])
def test_more_than_the_size_are_left_to_workers(aws: Aws, number: int, queued: int) -> None:
    for id in ids(number):
        Room("blue").join(id)
        store.add(id)
    for broadcast in (Room("blue").broadcast, connections.broadcast):
        result = broadcast("x")
        assert (len(result.sent), bool(result.queued)) == (0 if queued else number, bool(queued))
        assert bool(waiting()) is bool(queued)


def test_a_rooms_workers_read_it_themselves(aws: Aws) -> None:
    for id in ids(60):
        Room("blue").join(id)
    Room("red").join("stranger")
    result = Room("blue").broadcast({"n": 1}, exclude=["c007", "c059"])
    assert 20 < result.queued < 200
    assert repr(result).endswith(f"0 failed, {result.queued} queued>")
    jobs = [fanout.job(written) for written in waiting()]
    assert len(jobs) == -(-result.queued // SIZE)
    assert {(job.room, job.text, job.ids) for job in jobs} == {("blue", '{"n":1}', ())}
    for job in jobs:
        workers.work(fanout.body(job))
    assert sorted(aws.posted) == [id for id in ids(60) if id not in ("c007", "c059")]
    assert {len(frames) for frames in aws.posted.values()} == {1}


def test_jobs_of_the_store_carry_the_ids(aws: Aws) -> None:
    for id in ids(25):
        store.add(id)
    assert connections.broadcast("x").queued == 25
    written = waiting()
    assert sorted(len(fanout.job(one).ids) for one in written) == [5, 10, 10]
    for one in written:
        workers.work(one)
    assert aws.posted == {id: ["x"] for id in ids(25)}


def test_a_job_is_done_once(aws: Aws) -> None:
    Room("blue").join("a")
    written = fanout.body(Job("b1", "blue", "x", fanout.shards(1, 1)[0]))
    workers.work(written)
    workers.work(written)
    assert aws.posted == {"a": ["x"]}
    assert membership.by_room() == {"blue": ["a"]}
    assert membership.connections() == []


@pytest.mark.parametrize("alone", [False, True], ids=["by range", "tried again"])
@pytest.mark.parametrize(("age_ms", "stays"), [(0, True), (30_001, False)], ids=["young", "old"])
def test_the_gone_leave_their_rooms(aws: Aws, clock: list[int], age_ms: int, stays: bool, alone: bool) -> None:
    store.add("a")
    Room("blue").join("a")
    Room("red").join("a")
    clock[0] += age_ms
    aws.answers["a"] = 410
    workers.work(fanout.body(Job("b1", "blue", "x", fanout.shards(1, 1)[0], ids=("a",) if alone else ())))
    assert membership.rooms("a") == (["blue", "red"] if stays else [])
    assert list(store.connections()) == (["a"] if stays else [])


def test_one_that_has_left_meanwhile(aws: Aws) -> None:
    aws.answers["a"] = 410
    workers.work(fanout.body(Job("b1", "blue", "x", fanout.shards(1, 1)[0], ids=("a",))))
    assert aws.posted == {}


def test_the_gone_of_the_store(aws: Aws, clock: list[int]) -> None:
    store.add("a")
    Room("blue").join("a")
    clock[0] += 30_001
    aws.answers["a"] = 410
    workers.work(fanout.body(Job("b1", "", "x", fanout.Shard(0, 0), ids=("a",))))
    assert (list(store.connections()), Room("blue").members()) == ([], [])


def test_what_failed_is_sent_again_and_given_up_in_the_end(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sent: list[tuple[str, int]] = []

    class Sqs:
        def send_message(self, *, QueueUrl: str, MessageBody: str, DelaySeconds: int) -> None:
            sent.append((MessageBody, DelaySeconds))

    monkeypatch.setattr(clients, "sqs", Sqs)
    Room("blue").join("a")
    aws.answers["a"] = 429
    sent.append((fanout.body(Job("b1", "blue", "x", fanout.shards(1, 1)[0])), 0))
    for attempt in range(fanout.ATTEMPTS):
        assert len(sent) == attempt + 1
        assert "1 connections" not in caplog.text
        with caplog.at_level(logging.WARNING, "gwfw"):
            workers.work(sent[attempt][0])
    assert len(sent) == fanout.ATTEMPTS
    assert all(1 <= delay_s <= fanout.LONGEST_DELAY_S for _, delay_s in sent[1:])
    assert "a broadcast did not reach 1 connections: a" in caplog.text


def test_messages_that_the_queue_does_not_take_at_once_are_sent_alone(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    alone: list[str] = []

    class Sqs:
        def send_message_batch(self, *, QueueUrl: str, Entries: Sequence[Mapping[str, str]]) -> Mapping[str, Any]:
            return {"Failed": [{"Id": entry["Id"]} for entry in Entries[1:2]]}

        def send_message(self, *, QueueUrl: str, MessageBody: str) -> None:
            alone.append(MessageBody)

    monkeypatch.setattr(clients, "sqs", Sqs)
    for id in ids(40):
        Room("blue").join(id)
    Room("blue").broadcast("x")
    assert len(alone) == 1
    assert fanout.job(alone[0]).shard.first > 0
