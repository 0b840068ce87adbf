"""The declare side of event buses: the handle becomes a value of the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gwfw.graph.model import Bus

if TYPE_CHECKING:
    from gwfw.resources.bus.handle import Bus as Handle

__all__ = ["resource", "wrong"]


def resource(handle: Handle) -> Bus:
    """The value."""
    return Bus(name=handle.name)


def wrong(handle: Handle) -> str | None:
    """What the settings cannot be, as a sentence."""
    given: object = handle.source
    if isinstance(given, str) and 1 <= len(given) <= 256 and not given.startswith("aws."):
        return None
    return f"source is a text of 1 to 256 characters that does not begin with aws., not {given!r}"
