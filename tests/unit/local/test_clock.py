"""The clocks of local runs."""

from __future__ import annotations

import time

from gwfw.local.clock import StandingClock, SystemClock


def test_the_systems_clock_is_the_real_time() -> None:
    before = time.time()
    assert before <= SystemClock().now() <= time.time()


def test_a_standing_clock_moves_forward_when_it_is_told_to() -> None:
    clock = StandingClock(10.0)
    assert clock.now() == 10.0
    clock.move(12.5)
    clock.move(11.0)
    assert clock.now() == 12.5


def test_a_standing_clock_begins_now_to_the_millisecond() -> None:
    before = time.time()
    now = StandingClock().now()
    assert before - 0.001 <= now <= time.time() + 0.001
    assert round(now, 3) == now
