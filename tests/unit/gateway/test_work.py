"""Work under way: outcomes, deadlines, and what comes too late."""

from __future__ import annotations

from itertools import count

import pytest

from gwfw.exchange import Action, Failed, InvokeFunction, Outcome, Report, Returned
from gwfw.gateway.work import Pending

WORK = InvokeFunction(function="api", payload=b"{}")
DONE = Returned(payload=b"1")


class Waiting:
    """Work of 100 ms, asked for at second 10."""

    def __init__(self) -> None:
        self.pending = Pending(count(1))
        self.heard: list[tuple[Outcome, float]] = []

    def ask(self, timeout_ms: int = 100, now: float = 10.0) -> int:
        action = self.pending.ask(WORK, timeout_ms, now, self._then)
        assert (action.work, action.timeout_ms) == (WORK, timeout_ms)
        return action.token

    def _then(self, outcome: Outcome, now: float) -> list[Action]:
        self.heard.append((outcome, now))
        return [Report(api="http", subject="x", route_key=None, status=200, duration_ms=0.0)]


@pytest.fixture
def waiting() -> Waiting:
    return Waiting()


def test_an_outcome_goes_to_who_asked(waiting: Waiting) -> None:
    token = waiting.ask()
    assert len(waiting.pending.result(token, DONE, 10.05)) == 1
    assert waiting.heard == [(DONE, 10.05)]
    assert waiting.pending.next_deadline is None


def test_tokens_differ(waiting: Waiting) -> None:
    assert waiting.ask() != waiting.ask()


def test_what_nobody_waits_for_changes_nothing(waiting: Waiting) -> None:
    token = waiting.ask()
    waiting.pending.result(token, DONE, 10.0)
    assert waiting.pending.result(token, DONE, 10.0) == []
    assert waiting.pending.result(99, DONE, 10.0) == []
    assert len(waiting.heard) == 1


def test_the_deadline_is_known_and_kept(waiting: Waiting) -> None:
    token = waiting.ask()
    assert waiting.pending.next_deadline == pytest.approx(10.1)
    assert waiting.pending.advance(10.09) == []
    assert len(waiting.pending.advance(10.1)) == 1
    (heard,) = waiting.heard
    assert heard == (Failed(reason="timeout", detail="no answer within 100 ms"), 10.1)
    assert waiting.pending.result(token, DONE, 10.2) == []


@pytest.mark.parametrize("now", [10.1, 20.0])
def test_an_outcome_from_the_deadline_on_is_a_time_out(waiting: Waiting, now: float) -> None:
    waiting.pending.result(waiting.ask(), DONE, now)
    assert waiting.heard == [(Failed(reason="timeout", detail="no answer within 100 ms"), now)]


def test_several_deadlines_pass_in_their_order(waiting: Waiting) -> None:
    waiting.ask(300)
    waiting.ask(200)
    done = waiting.ask(100)
    waiting.pending.result(done, DONE, 10.0)
    assert waiting.pending.next_deadline == pytest.approx(10.2)
    assert len(waiting.pending.advance(11.0)) == 2
    details = [outcome.detail for outcome, _ in waiting.heard if isinstance(outcome, Failed)]
    assert details == ["no answer within 200 ms", "no answer within 300 ms"]
    assert waiting.pending.next_deadline is None
