"""What a large broadcast does: `python benchmarks/fanout.py [members ...]` (default: 1000 100000 1000000).

A simulation on a clock of its own: the plan is `gwfw.runtime.fanout`, the service behind it is made up here. Workers post at
a fixed rate, the account allows so many requests a second and answers 429 above, some connections are gone, some answer 429
whatever the rate, some jobs are delivered twice, and some workers die halfway. The shape is checked: everybody who is there
gets the broadcast, nobody twice but for a worker that died, and the account's quota is kept. Times are printed.
"""

from __future__ import annotations

import heapq
import sys
from collections import Counter
from collections.abc import Iterable
from random import Random

from gwfw.runtime.connections import Broadcast
from gwfw.runtime.fanout import ATTEMPTS, Job, Shard, batches, body, estimated, jobs, perform, shards, workers
from gwfw.runtime.membership import SLOTS, slot

POSTS_PER_S = 1_100
"""Posts of one worker that has 32 under way together."""

QUOTA_PER_S = 10_000
"""Requests that an account may make in a Region each second."""

SHARD = 2_000
GONE, SLOW, TWICE, DEATHS = 0.02, 0.001, 0.01, 0.01
"""Shares: of members that are gone, of members that answer 429, of jobs delivered twice, of jobs whose worker dies."""

VISIBILITY_S = 60


class Died(Exception):
    """A worker ended in the middle of a job."""


class Simulation:
    """A room, its queue, and the workers. The clock is the time at which the next job becomes visible to a free worker."""

    def __init__(self, members: int, seed: int = 1) -> None:
        self.random = Random(seed)
        ids = sorted((slot(id), id) for id in (f"{number:07x}FvHcCIhw=" for number in range(members)))
        self.ids = [id for _, id in ids]
        self.slots = [at for at, _ in ids]
        self.gone = {id for id in self.ids if self.random.random() < GONE}
        self.slow = {id for id in self.ids if self.random.random() < SLOW}
        self.got: Counter[str] = Counter()
        self.got_at: list[float] = []
        self.noted: set[str] = set()
        self.queue: list[tuple[float, int, Job]] = []
        self.order = self.posts = self.deaths = self.repeated = self.retried = self.skipped = 0
        self.given_up: list[str] = []
        self.now = self.busy_until = 0.0
        self.posts_at: Counter[int] = Counter()
        self.dying = False

    # What a worker needs of the outside -------------------------------------------------------------------------------

    def is_done(self, key: str) -> bool:
        return key in self.noted

    def note(self, key: str) -> None:
        self.noted.add(key)

    def members(self, room: str, shard: Shard) -> Iterable[str]:
        from bisect import bisect_left, bisect_right

        return self.ids[bisect_left(self.slots, shard.first) : bisect_right(self.slots, shard.last)]

    def deliver(self, ids: list[str], text: str) -> Broadcast:
        results: dict[str, list[str]] = {"sent": [], "gone": [], "failed": []}
        for index, id in enumerate(ids[: len(ids) // 2] if self.dying else ids):
            second = int(self.now + index / POSTS_PER_S)
            self.posts += 1
            self.posts_at[second] += 1
            if id in self.gone:
                results["gone"].append(id)
            elif id in self.slow or self.posts_at[second] > QUOTA_PER_S:
                results["failed"].append(id)
            else:
                self.got[id] += 1
                self.got_at.append(self.now + index / POSTS_PER_S)
                results["sent"].append(id)
        self.busy_until = self.now + len(ids) / POSTS_PER_S
        if self.dying:
            raise Died
        sent, gone, failed = (tuple(results[name]) for name in ("sent", "gone", "failed"))
        return Broadcast(sent=sent, gone=gone, failed=failed)

    def send(self, job: Job, delay_s: int) -> None:
        self.retried += 1
        self.put(job, self.busy_until + delay_s)

    # The queue --------------------------------------------------------------------------------------------------------

    def put(self, job: Job, at: float) -> None:
        self.order += 1
        heapq.heappush(self.queue, (at, self.order, job))

    def run(self, together: int) -> float:
        """Let the workers take the queue's jobs; the second at which the last is done."""
        free = [0.0] * together
        end = 0.0
        while self.queue:
            visible, _, job = heapq.heappop(self.queue)
            self.now = self.busy_until = max(visible, heapq.heappop(free))
            self.dying = job.attempt == 1 and self.random.random() < DEATHS
            try:
                result = perform(job, self, self.random.random)
            except Died:
                self.deaths += 1
                self.put(job, self.now + VISIBILITY_S)
            else:
                self.skipped += result is None
                self.given_up += () if result is None else result.failed
            heapq.heappush(free, self.busy_until)
            end = max(end, self.busy_until)
        return end


def broadcast(members: int) -> None:
    """Simulate one, check its shape and print it."""
    room = Simulation(members)
    page = min(members, 1_001)
    known = estimated(page, room.slots[page - 1] if page < members else SLOTS - 1)
    parts = shards(known, SHARD)
    planned = jobs("b1", "everybody", "x" * 200, parts)
    requests = sum(1 for _ in batches(map(body, planned)))
    together = min(workers(POSTS_PER_S, QUOTA_PER_S), len(planned)) if len(planned) > 1 else 1
    for job in planned:
        room.put(job, 0.0)
        if room.random.random() < TWICE:
            room.repeated += 1
            room.put(job, 0.5)
    end = room.run(together)

    most = sorted(room.got_at)[len(room.got_at) * 99 // 100]
    there = [id for id in room.ids if id not in room.gone]
    twice = sum(count > 1 for count in room.got.values())
    assert {id for id in there if not room.got[id]} == {id for id in room.slow if id not in room.gone}
    assert set(room.given_up) == room.slow - room.gone
    assert twice <= room.deaths * 2 * SHARD
    assert max(room.posts_at.values()) <= QUOTA_PER_S
    print(
        f"{members:>10,}{known:>11,}{len(parts):>8}{requests:>10}{together:>9}{most:>9.1f}{end:>9.1f}{max(room.posts_at.values()):>10,}"
        f"{room.retried:>9}{room.repeated:>11}{room.skipped:>9}{room.deaths:>7}{twice:>8}{len(room.given_up):>9}"
    )


def main(given: list[str]) -> None:
    """Print the table."""
    print(f"{POSTS_PER_S} posts/s per worker, quota {QUOTA_PER_S}/s, shards of {SHARD}, {ATTEMPTS} attempts at most")
    print(
        f"{'members':>10}{'estimated':>11}{'shards':>8}{'requests':>10}{'workers':>9}{'99 % s':>9}{'all s':>9}"
        f"{'posts/s':>10}{'retries':>9}{'delivered2':>11}{'skipped':>9}{'died':>7}{'twice':>8}{'given up':>9}"
    )
    for members in [int(number) for number in given] or [1_000, 100_000, 1_000_000]:
        broadcast(members)


if __name__ == "__main__":
    main(sys.argv[1:])
