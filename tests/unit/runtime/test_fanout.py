"""The plan of large broadcasts: how many shards, which jobs, what is tried again, and what a second delivery does."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pytest

from gwfw.runtime.connections import Broadcast
from gwfw.runtime.fanout import (
    ATTEMPTS,
    BATCH_BYTES,
    LONGEST_DELAY_S,
    Job,
    Shard,
    again,
    backoff_s,
    batches,
    body,
    estimated,
    job,
    jobs,
    perform,
    shards,
    workers,
)
from gwfw.runtime.membership import SLOTS, slot

WHOLE = Shard(0, SLOTS - 1)


@pytest.mark.parametrize(
    ("members", "size", "count"),
    [(0, 10, 1), (1, 10, 1), (10, 10, 1), (11, 10, 2), (100_000, 1_000, 100), (10**6, 1, SLOTS)],
)
def test_shards_cover_every_slot_once(members: int, size: int, count: int) -> None:
    found = shards(members, size)
    assert len(found) == count
    assert (found[0].first, found[-1].last) == (0, SLOTS - 1)
    assert all(shard.last + 1 == following.first for shard, following in pairwise(found))
    assert max(shard.last - shard.first for shard in found) - min(shard.last - shard.first for shard in found) <= 1


def test_a_shard_has_members() -> None:
    with pytest.raises(ValueError, match="a shard has at least one member, not 0"):
        shards(5, 0)


def test_real_connection_ids_fill_shards_evenly() -> None:
    ids = [f"{number:07x}FvHcCIhw=" for number in range(50_000)]
    counts = [sum(shard.first <= slot(id) <= shard.last for id in ids) for shard in shards(len(ids), 5_000)]
    assert sum(counts) == len(ids)
    assert 4_700 < min(counts) <= max(counts) < 5_300


@pytest.mark.parametrize("members", [1_500, 20_000, 100_000])
def test_one_page_says_how_many_there_are(members: int) -> None:
    ordered = sorted(slot(f"{number:07x}FvHcCIhw=") for number in range(members))
    assert abs(estimated(1_000, ordered[999]) - members) < members / 8


def test_all_are_read() -> None:
    assert estimated(17, SLOTS - 1) == 17


@pytest.mark.parametrize(("posts_per_s", "quota", "count"), [(1_100, 10_000, 9), (100, 10_000, 100), (9_000, 10_000, 2)])
def test_workers_stay_below_the_accounts_quota(posts_per_s: float, quota: float, count: int) -> None:
    assert workers(posts_per_s, quota) == count


def test_a_job_for_each_shard() -> None:
    parts = shards(30, 10)
    found = jobs("b1", "blue", "hi", parts, exclude={"z", "a"})
    assert [given.shard for given in found] == list(parts)
    assert {given.exclude for given in found} == {("a", "z")}
    assert len({given.key for given in found}) == 3


@pytest.mark.parametrize(
    "given",
    [
        Job("b1", "blue", "hi", WHOLE),
        Job("b1", "ü\n\"'", "\u2028{}", Shard(1, 2), exclude=("a",), ids=("b", "c"), attempt=3),
    ],
    ids=["plain", "everything"],
)
def test_a_message_is_its_job(given: Job) -> None:
    assert job(body(given)) == given


def test_a_message_that_is_too_large() -> None:
    with pytest.raises(ValueError, match="messages have 262144 at most; send a pointer"):
        body(Job("b1", "blue", "x" * BATCH_BYTES, WHOLE))


@pytest.mark.parametrize(
    ("lengths", "together"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param([1] * 10, [10], id="ten"),
        pytest.param([1] * 21, [10, 10, 1], id="more"),
        pytest.param([BATCH_BYTES, 1], [1, 1], id="a large one"),
        pytest.param([BATCH_BYTES // 2, BATCH_BYTES // 2, 1], [2, 1], id="two that just fit"),
    ],
)
def test_messages_that_are_sent_together(lengths: list[int], together: list[int]) -> None:
    bodies = ["x" * length for length in lengths]
    found = list(batches(bodies))
    assert [len(batch) for batch in found] == together
    assert [written for batch in found for written in batch] == bodies


def test_bytes_count_and_not_characters() -> None:
    assert [len(batch) for batch in batches(["ü" * (BATCH_BYTES // 4)] * 3)] == [2, 1]


@pytest.mark.parametrize(
    ("attempt", "random", "seconds"),
    [(1, 0.0, 1), (1, 0.999, 2), (2, 0.999, 4), (4, 0.5, 9), (20, 0.999, LONGEST_DELAY_S)],
)
def test_the_wait_doubles_and_is_never_the_same(attempt: int, random: float, seconds: int) -> None:
    assert backoff_s(attempt, lambda: random) == seconds


def test_attempts_end() -> None:
    given = Job("b1", "blue", "hi", WHOLE, exclude=("z",))
    tried = [given]
    while (following := again(tried[-1], ["a"])) is not None:
        tried.append(following)
    assert [one.attempt for one in tried] == list(range(1, ATTEMPTS + 1))
    assert tried[1] == Job("b1", "blue", "hi", WHOLE, ids=("a",), attempt=2)
    assert len({one.key for one in tried}) == ATTEMPTS


class Room:
    """Members with what they answer: `sent`, `gone` or `failed`, one after the other."""

    def __init__(self, **answers: str) -> None:
        self.answers = {id: given.split() for id, given in answers.items()}
        self.noted: set[str] = set()
        self.posted: list[str] = []
        self.queue: list[tuple[Job, int]] = []

    def is_done(self, key: str) -> bool:
        return key in self.noted

    def note(self, key: str) -> None:
        self.noted.add(key)

    def members(self, room: str, shard: Shard) -> Iterable[str]:
        return [id for id in self.answers if shard.first <= slot(id) <= shard.last]

    def deliver(self, ids: list[str], text: str) -> Broadcast:
        found: dict[str, tuple[str, ...]] = {"sent": (), "gone": (), "failed": ()}
        for id in ids:
            self.posted.append(id)
            answers = self.answers[id]
            found[answers.pop(0) if len(answers) > 1 else answers[0]] += (id,)
        return Broadcast(sent=found["sent"], gone=found["gone"], failed=found["failed"])

    def send(self, job: Job, delay_s: int) -> None:
        self.queue.append((job, delay_s))


def run(room: Room, *given: Job) -> list[Broadcast | None]:
    """Do these jobs, and what they put into the queue."""
    waiting, results = list(given), list[Broadcast | None]()
    while waiting:
        results.append(perform(waiting.pop(0), room, lambda: 0.0))
        waiting += [job for job, _ in room.queue]
        room.queue.clear()
    return results


def test_a_worker_sends_to_its_shard() -> None:
    room = Room(a="sent", b="gone", c="sent")
    [result] = run(room, Job("b1", "blue", "hi", WHOLE, exclude=("c",)))
    assert result is not None
    assert (result.sent, result.gone, result.failed) == (("a",), ("b",), ())


def test_shards_together_reach_everybody_once() -> None:
    room = Room(**{f"c{number}": "sent" for number in range(200)})
    run(room, *jobs("b1", "blue", "hi", shards(200, 10)))
    assert sorted(room.posted) == sorted(room.answers)


def test_what_failed_is_tried_again_and_alone() -> None:
    room = Room(a="sent", b="failed failed sent")
    results = run(room, Job("b1", "blue", "hi", WHOLE))
    assert room.posted == ["a", "b", "b", "b"]
    assert [result.failed for result in results if result is not None] == [(), (), ()]


def test_what_fails_for_good_is_reported() -> None:
    room = Room(a="failed")
    results = run(room, Job("b1", "blue", "hi", WHOLE))
    assert len(room.posted) == ATTEMPTS
    assert results[-1] is not None
    assert results[-1].failed == ("a",)


def test_a_second_delivery_does_nothing() -> None:
    room = Room(a="sent", b="failed")
    first = Job("b1", "blue", "hi", WHOLE)
    results = run(room, first, first)
    assert results[1] is None
    assert room.posted.count("a") == 1
    assert room.posted.count("b") == ATTEMPTS


def test_a_job_whose_worker_died_is_repeated() -> None:
    """It died after the retry was sent and before the job was noted: the retry comes twice and is done once."""
    room = Room(a="sent", b="failed sent")
    first = Job("b1", "blue", "hi", WHOLE)
    perform(first, room, lambda: 0.0)
    [(retry, _)] = room.queue
    room.noted.clear()
    run(room, retry, retry)
    assert room.posted == ["a", "b", "b"]
    perform(first, room, lambda: 0.0)
    assert room.posted.count("a") == 2
