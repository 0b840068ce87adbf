"""The declare side of queues: the handle becomes a value of the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gwfw.graph.model import Queue

if TYPE_CHECKING:
    from gwfw.resources.queue.handle import Queue as Handle

__all__ = ["resource", "wrong"]

VISIBILITY_S = (0, 43_200)
DELIVERIES = (1, 1_000)


def resource(handle: Handle[Any]) -> Queue:
    """The value."""
    return Queue(name=handle.name, visibility_s=handle.visibility_s, deliveries=handle.deliveries)


def wrong(handle: Handle[Any]) -> str | None:
    """What the settings cannot be, as a sentence."""
    low, high = VISIBILITY_S
    given: object = handle.visibility_s
    if not isinstance(given, int) or not low <= given <= high:
        return f"visibility_s is {low} to {high} seconds, not {given!r}"
    low, high = DELIVERIES
    deliveries: object = handle.deliveries
    if deliveries is None or (isinstance(deliveries, int) and low <= deliveries <= high):
        return None
    return f"deliveries is {low} to {high}, or None for no limit, not {deliveries!r}"
