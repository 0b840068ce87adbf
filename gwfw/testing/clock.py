"""The clock of a test: that of the gateway and the machines. User code and the engines keep the real time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gwfw.testing.driver import Driver

__all__ = ["Clock"]


class Clock:
    """`gw.clock`. It stands still, but where a call or a wait needs time to pass."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def now(self) -> float:
        """Epoch seconds."""
        return self._driver.clock.now()

    def advance(self, seconds: float) -> None:
        """Let so many seconds pass, and run everything that becomes due: waits, retries, idle connections, time-outs."""
        if seconds < 0:
            raise ValueError("time passes forwards only")
        self._driver.advance(seconds)
