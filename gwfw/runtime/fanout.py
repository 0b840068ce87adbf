"""The plan of a broadcast that is too large for one invocation: shards of a room, jobs of workers, and what is tried again.

    one query        a page of members in the order of their slots says how many there are           estimated
    shards           ranges of slots, of equal size since slots are spread evenly                    shards
    jobs             one for each shard, sent to a queue ten at a time                               jobs, batches
    a worker         reads its range, posts, sends what failed as a job of its own, notes the job    perform
    the end          a job that has failed ATTEMPTS times is given up, and its connections reported

Queues deliver at least once. A job that is noted is not done again; one whose worker died is, so that some members may get
a frame twice and nobody none. Pure: queue, table and management API are behind `Service`. Follows "Amazon SQS quotas" and
"Exponential backoff and jitter".
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple, Protocol

from gwfw.runtime.connections import Broadcast
from gwfw.runtime.membership import SLOTS

__all__ = [
    "ATTEMPTS",
    "BATCH",
    "BATCH_BYTES",
    "LONGEST_DELAY_S",
    "Job",
    "Service",
    "Shard",
    "again",
    "backoff_s",
    "batches",
    "body",
    "estimated",
    "job",
    "jobs",
    "perform",
    "shards",
    "workers",
]

ATTEMPTS = 5
"""How often a member is tried: the first time and four more."""

LONGEST_DELAY_S = 60
"""What is waited at most before a member is tried again. A slow reader is no reason to hold a broadcast for long."""

BATCH = 10
"""Messages of one SendMessageBatch."""

BATCH_BYTES = 262_144
"""Bytes of one message, and of all that are sent together."""


class Shard(NamedTuple):
    """A range of slots, `first` and `last` inside."""

    first: int
    last: int


class Job(NamedTuple):
    """What a worker does: send `text` to the members of the shard, or of those to `ids` alone, if there are any."""

    broadcast: str
    room: str
    text: str
    shard: Shard
    exclude: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    attempt: int = 1

    @property
    def key(self) -> str:
        """What the job is noted by: the same for every delivery of it."""
        return f"{self.broadcast}:{self.shard.first:04x}:{self.attempt}"


class Service(Protocol):
    """What a worker needs of the outside."""

    def is_done(self, key: str) -> bool:
        """Whether a job has been noted."""
        ...

    def note(self, key: str) -> None:
        """Note that a job is done."""
        ...

    def members(self, room: str, shard: Shard) -> Iterable[str]:
        """The members of a room whose slots are in the range."""
        ...

    def deliver(self, ids: list[str], text: str) -> Broadcast:
        """Post to these, and let those go that are gone."""
        ...

    def send(self, job: Job, delay_s: int) -> None:
        """Put a job into the queue, hidden for some seconds."""
        ...


# Shards --------------------------------------------------------------------------------------------------------------


def estimated(read: int, slot: int) -> int:
    """How many members a room has of which `read` fill the slots up to `slot`; with 1 000 read, to some 3 %."""
    return -(-read * SLOTS // (slot + 1))


def shards(members: int, size: int) -> tuple[Shard, ...]:
    """Ranges that cover every slot, each with about `size` members or fewer. Raises ValueError for a size below 1."""
    if size < 1:
        raise ValueError(f"a shard has at least one member, not {size}")
    count = min(SLOTS, max(1, -(-members // size)))
    bounds = [SLOTS * index // count for index in range(count + 1)]
    return tuple(Shard(first, following - 1) for first, following in pairwise(bounds))


def workers(posts_per_s: float, quota_per_s: float) -> int:
    """How many workers may run together so that all of them stay below the account's requests a second; at least 2, the
    least that Lambda takes as a queue's maximum."""
    return max(2, int(quota_per_s // posts_per_s))


# Jobs ----------------------------------------------------------------------------------------------------------------


def jobs(broadcast: str, room: str, text: str, parts: Iterable[Shard], exclude: Iterable[str] = ()) -> tuple[Job, ...]:
    """A job for each shard. `broadcast` is an id that no other broadcast has."""
    without = tuple(sorted(exclude))
    return tuple(Job(broadcast, room, text, shard, without) for shard in parts)


def body(given: Job) -> str:
    """The message of a job. Raises ValueError if it is too large for one."""
    written = json.dumps(given, ensure_ascii=False, separators=(",", ":"))
    if len(written.encode()) > BATCH_BYTES:
        raise ValueError(f"a job of {len(written.encode())} bytes: messages have {BATCH_BYTES} at most; send a pointer")
    return written


def job(written: str) -> Job:
    """The job of a message."""
    broadcast, room, text, shard, exclude, ids, attempt = json.loads(written)
    return Job(broadcast, room, text, Shard(*shard), tuple(exclude), tuple(ids), attempt)


def batches(bodies: Iterable[str]) -> Iterator[list[str]]:
    """The messages as they can be sent together."""
    batch, held = list[str](), 0
    for written in bodies:
        length = len(written.encode())
        if batch and (len(batch) == BATCH or held + length > BATCH_BYTES):
            yield batch
            batch, held = [], 0
        batch.append(written)
        held += length
    if batch:
        yield batch


# A worker ------------------------------------------------------------------------------------------------------------


def perform(given: Job, service: Service, random: Callable[[], float]) -> Broadcast | None:
    """Do a job: what became of its members, None if it has been done before. `failed` are those that are given up.

    What is tried again is in the queue before the job is noted: a worker that dies in between repeats the job, and its
    repetition sends a job of the same key.
    """
    if service.is_done(given.key):
        return None
    without = frozenset(given.exclude)
    ids = given.ids or (id for id in service.members(given.room, given.shard) if id not in without)
    result = service.deliver(list(ids), given.text)
    following = again(given, result.failed) if result.failed else None
    if following is not None:
        service.send(following, backoff_s(given.attempt, random))
        result = Broadcast(sent=result.sent, gone=result.gone, failed=())
    service.note(given.key)
    return result


def again(given: Job, failed: Iterable[str]) -> Job | None:
    """The job that tries these once more; None if they have been tried often enough."""
    if given.attempt >= ATTEMPTS:
        return None
    return given._replace(ids=tuple(failed), exclude=(), attempt=given.attempt + 1)


def backoff_s(attempt: int, random: Callable[[], float]) -> int:
    """Seconds until the next attempt: anything from 1 to 2, 4, 8, ... (full jitter, so that workers do not meet again)."""
    return 1 + int(random() * (min(LONGEST_DELAY_S, 2**attempt)))
