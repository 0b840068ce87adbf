"""The declare side of data streams: the handle becomes a value of the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gwfw.graph.model import Stream

if TYPE_CHECKING:
    from gwfw.resources.stream.handle import Stream as Handle

__all__ = ["resource", "wrong"]


def resource(handle: Handle) -> Stream:
    """The value."""
    return Stream(name=handle.name)


def wrong(handle: Handle) -> str | None:
    """Nothing can be: a stream has no settings."""
    return None
