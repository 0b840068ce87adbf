"""Large broadcasts through a queue: what puts the jobs there, and the worker that does them.

The plan is `gwfw.runtime.fanout`; here are its queue, its table and its posts. A room is read by its workers, each its own
range of slots. The store has no such order: whoever broadcasts reads it, and the jobs carry the ids.
"""

from __future__ import annotations

import logging
import random
import uuid
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from gwfw.runtime import aws, fanout, membership, posts
from gwfw.runtime.bindings import current
from gwfw.runtime.connections import Broadcast
from gwfw.runtime.fanout import Job, Shard
from gwfw.runtime.membership import Member

__all__ = ["QUEUE", "to_all", "to_room", "work"]

LOG = logging.getLogger("gwfw")
QUEUE = "gwfw-fan-out"
"""The queue's name in the graph."""


def to_room(room: str, text: str, first: Sequence[Member], size: int, without: Iterable[str]) -> Broadcast:
    """Leave a broadcast to workers. `first` are members in the order of their slots, more than `size` of them."""
    members = fanout.estimated(len(first), membership.slot(first[-1].id))
    _send(fanout.jobs(uuid.uuid4().hex, room, text, fanout.shards(members, size), without))
    return Broadcast(sent=(), gone=(), failed=(), queued=members)


def to_all(text: str, ids: Iterable[str], size: int) -> Broadcast:
    """Leave a broadcast to workers, `size` of these connections to each job."""
    name, rest, queued = uuid.uuid4().hex, iter(ids), 0
    for number, part in enumerate(iter(lambda: tuple(islice(rest, size)), ())):
        _send([Job(name, "", text, Shard(number, number), ids=part)])
        queued += len(part)
    return Broadcast(sent=(), gone=(), failed=(), queued=queued)


def work(message: str) -> None:
    """Do the job of one message: the handler of the queue's consumer. What is given up is logged."""
    job = fanout.job(message)
    result = fanout.perform(job, _Service(job.room), random.random)
    if result is not None and result.failed:
        LOG.warning("a broadcast did not reach %d connections: %s", len(result.failed), ", ".join(result.failed))


class _Service:
    """What a worker needs, of AWS."""

    def __init__(self, room: str) -> None:
        self._room = room
        self._known: dict[str, Member] = {}

    def is_done(self, key: str) -> bool:
        return membership.is_noted(key)

    def note(self, key: str) -> None:
        membership.note(key)

    def members(self, room: str, shard: Shard) -> Iterator[str]:
        for member in membership.members(room, (shard.first, shard.last)):
            self._known[member.id] = member
            yield member.id

    def deliver(self, ids: list[str], text: str) -> Broadcast:
        return posts.deliver(ids, text, self._prune if self._room else posts.prune_row)

    def send(self, job: Job, delay_s: int) -> None:
        aws.sqs().send_message(QueueUrl=_url(), MessageBody=fanout.body(job), DelaySeconds=delay_s)

    def _prune(self, id: str) -> None:
        member = self._known.get(id) or membership.member(self._room, id)
        if member is not None:
            posts.prune_member(member)


def _send(jobs: Iterable[Job]) -> None:
    """Put jobs into the queue, as many at once as it takes. One that it did not take is sent again, alone."""
    client, url = aws.sqs(), _url()
    for batch in fanout.batches(map(fanout.body, jobs)):
        entries = [{"Id": str(number), "MessageBody": written} for number, written in enumerate(batch)]
        answer = client.send_message_batch(QueueUrl=url, Entries=entries)
        for failed in answer.get("Failed", ()):
            client.send_message(QueueUrl=url, MessageBody=batch[int(failed["Id"])])


def _url() -> str:
    return current().name("queue", QUEUE)
