"""Deadlines."""

from __future__ import annotations

from gwfw.asl.timers import SLACK, Timers


def rung(timers: Timers, now: float) -> int:
    found = 0
    while (due := timers.due(now)) is not None:
        due(now)
        found += 1
    return found


def test_deadlines_come_in_order_and_those_of_one_time_as_they_were_set() -> None:
    timers, seen = Timers(), []
    for name, deadline in (("c", 3.0), ("a", 1.0), ("b", 1.0)):
        timers.set(deadline, lambda now, name=name: seen.append((name, now)))  # type: ignore[misc]
    assert timers.next_deadline == 1.0
    assert rung(timers, 0.5) == 0
    assert rung(timers, 2.0) == 2
    assert seen == [("a", 2.0), ("b", 2.0)]
    assert timers.next_deadline == 3.0


def test_cancelled_deadlines_do_not_come() -> None:
    timers = Timers()
    first, second = timers.set(1.0, lambda now: None), timers.set(2.0, lambda now: None)
    first.cancel()
    first.cancel()
    assert rung(timers, 1.5) == 0
    second.cancel()
    assert rung(timers, 9.0) == 0
    assert timers.next_deadline is None


def test_a_timer_that_came_can_be_cancelled() -> None:
    timers = Timers()
    timer = timers.set(1.0, lambda now: None)
    assert rung(timers, 1.0) == 1
    timer.cancel()
    assert timers.next_deadline is None


def test_cancelled_deadlines_do_not_pile_up() -> None:
    timers = Timers()
    timers.set(0.0, lambda now: None)
    for index in range(10_000):
        timers.set(float(index + 1), lambda now: None).cancel()
    assert len(timers._heap) <= 2 * SLACK + 2
    assert rung(timers, 99_999.0) == 1


def test_clear() -> None:
    timers = Timers()
    timers.set(1.0, lambda now: None)
    timers.clear()
    assert timers.next_deadline is None


def test_whether_only_time_outs_are_to_come() -> None:
    timers = Timers()
    found = [timers.only_limits]
    timers.set(1.0, lambda now: None, limit=True)
    pause = timers.set(2.0, lambda now: None)
    found.append(timers.only_limits)
    pause.cancel()
    found.append(timers.only_limits)
    assert found == [True, False, True]
