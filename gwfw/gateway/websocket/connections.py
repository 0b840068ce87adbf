"""The connections of a gateway, and when each of them ends by itself: after 10 idle minutes, or after 2 hours.

Times are looked at only when a deadline is due. A message or a post moves a connection's deadline by one assignment; its
place in the queue of deadlines is corrected when it comes up, so a deadline may be told too early, never too late. It
knows neither routes nor integrations and follows the quotas of WebSocket APIs.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapify, heappop, heappush, heapreplace
from typing import Final

from gwfw.exchange import Connection
from gwfw.gateway.websocket.limits import AGE_S, IDLE_S

__all__ = ["Connections", "Held"]

_SPARE: Final = 64
"""Deadlines of connections that are gone are thrown away once they are more than those that count, and than this."""


@dataclass(slots=True, kw_only=True)
class Held:
    """A connection that is open, or may open. `last_active` is when the last message came or was sent.

    `domain_name` is the host that the client used, `api_key` the key that it sent with its handshake.
    """

    client: Connection
    stage: str
    domain_name: str
    last_active: float
    api_key: str = ""

    @property
    def ends(self) -> float:
        """When it ends if nothing happens before."""
        return min(self.last_active + IDLE_S, self.client.connected_at + AGE_S)

    def is_old(self, now: float) -> bool:
        """Whether it has lasted as long as a connection may."""
        return now >= self.client.connected_at + AGE_S


class Connections:
    """The open connections by id. Without `limits` they end only when somebody closes them."""

    def __init__(self, *, limits: bool) -> None:
        self._limits = limits
        self._held: dict[str, Held] = {}
        self._deadlines: list[tuple[float, str]] = []

    def __len__(self) -> int:
        return len(self._held)

    def add(self, held: Held) -> None:
        """Hold a connection from now on."""
        self._held[held.client.id] = held
        if self._limits:
            heappush(self._deadlines, (held.ends, held.client.id))

    def get(self, connection_id: str) -> Held | None:
        """The open connection of that id."""
        return self._held.get(connection_id)

    def remove(self, connection_id: str) -> Held | None:
        """Forget a connection; None if it was not held."""
        held = self._held.pop(connection_id, None)
        if len(self._deadlines) > 2 * len(self._held) + _SPARE:
            self._deadlines = [(known.ends, known.client.id) for known in self._held.values()]
            heapify(self._deadlines)
        return held

    def ended(self, now: float) -> list[Held]:
        """Take out the connections whose time is over, the earliest first."""
        over: list[Held] = []
        while (deadline := self.next_deadline) is not None and deadline <= now:
            held = self._held[self._deadlines[0][1]]
            if held.ends > now:
                heapreplace(self._deadlines, (held.ends, held.client.id))
                continue
            heappop(self._deadlines)
            over.append(self._held.pop(held.client.id))
        return over

    @property
    def next_deadline(self) -> float | None:
        """When a connection's time may be over; early rather than late."""
        while self._deadlines and self._deadlines[0][1] not in self._held:
            heappop(self._deadlines)
        return self._deadlines[0][0] if self._deadlines else None
