"""Token buckets on a clock that the test moves."""

from __future__ import annotations

import pytest

from gwfw.gateway.throttle import Bucket
from gwfw.graph.model import Throttle


def bucket(rate: float, burst: int) -> Bucket:
    return Bucket(Throttle(rate_limit=rate, burst_limit=burst))


@pytest.mark.parametrize(
    ("rate", "burst", "times", "taken"),
    [
        pytest.param(1, 2, [0, 0, 0], [True, True, False], id="burst at once"),
        pytest.param(1, 1, [0, 0.5, 1.0], [True, False, True], id="refilled after a second"),
        pytest.param(10, 2, [0, 0, 0.1, 0.1], [True, True, True, False], id="one every 100 ms"),
        pytest.param(1, 2, [0, 0, 100, 100, 100], [True, True, True, True, False], id="never more than the burst"),
        pytest.param(0, 1, [0, 1e9], [True, False], id="no rate refills nothing"),
        pytest.param(100, 0, [0, 1], [False, False], id="no burst lets nothing pass"),
        pytest.param(1, 1, [10, 5, 6, 10.5, 11], [True, False, False, False, True], id="a clock that goes back"),
        pytest.param(0.5, 1, [0, 1, 2], [True, False, True], id="half a request a second"),
    ],
)
def test_bucket(rate: float, burst: int, times: list[float], taken: list[bool]) -> None:
    filled = bucket(rate, burst)
    assert [filled.take(now) for now in times] == taken
