"""Timers: their order, what is called off, and what becomes due by another one."""

from __future__ import annotations

from gwfw.local.states.timers import Timers


def test_timers_are_due_in_the_order_of_their_times() -> None:
    timers, done = Timers(), list[tuple[str, float]]()
    timers.set(3.0, lambda now: done.append(("c", now)))
    timers.set(1.0, lambda now: done.append(("a", now)))
    timers.set(1.0, lambda now: done.append(("b", now)))
    assert timers.next_deadline == 1.0
    timers.advance(2.0)
    assert done == [("a", 2.0), ("b", 2.0)]
    assert timers.next_deadline == 3.0
    timers.advance(3.0)
    assert timers.next_deadline is None


def test_what_is_called_off_is_not_due() -> None:
    timers, done = Timers(), list[str]()
    timer = timers.set(1.0, lambda now: done.append("a"))
    timers.set(2.0, lambda now: done.append("b"))
    timer.cancel()
    assert timers.next_deadline == 2.0
    timers.advance(9.0)
    assert done == ["b"]


def test_a_timer_may_set_another_one() -> None:
    timers, done = Timers(), list[float]()

    def again(now: float) -> None:
        timers.set(1.5, done.append)

    timers.set(1.0, again)
    timers.advance(2.0)
    assert done == [2.0]
