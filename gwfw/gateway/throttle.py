"""Token buckets on the gateway's clock. AWS applies its limits on a best-effort basis; here they are exact.

It follows "Throttling requests to your HTTP APIs": a bucket holds `burst_limit` requests and gains `rate_limit` a second.
"""

from __future__ import annotations

from gwfw.graph.model import Throttle

__all__ = ["Bucket"]


class Bucket:
    """A bucket, full at first. A clock that goes back fills nothing and takes nothing."""

    __slots__ = ("_burst", "_filled_at", "_level", "_rate")

    def __init__(self, throttle: Throttle) -> None:
        self._rate, self._burst = throttle.rate_limit, float(throttle.burst_limit)
        self._level = self._burst
        self._filled_at: float | None = None

    def take(self, now: float) -> bool:
        """Take one token, if there is one. `now` in epoch seconds."""
        if self._filled_at is not None and now > self._filled_at:
            self._level = min(self._burst, self._level + (now - self._filled_at) * self._rate)
        self._filled_at = now if self._filled_at is None else max(now, self._filled_at)
        if self._level < 1:
            return False
        self._level -= 1
        return True
