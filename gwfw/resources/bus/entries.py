"""Putting events through EventBridge's API. Imported with a handler's first event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gwfw.errors import GwfwError
from gwfw.resources.bodies import body
from gwfw.runtime import aws

if TYPE_CHECKING:
    from gwfw.resources.bus.handle import Bus

__all__ = ["put"]


def put(bus: Bus, detail: object, detail_type: str | None, source: str) -> str:
    """Put one event and give its id. Raises GwfwError where the bus refuses it."""
    if detail_type is None and not hasattr(type(detail), "model_fields"):
        raise TypeError("an event without a model says what it is: detail_type=")
    entry = {
        "Detail": body(detail),
        "DetailType": detail_type or type(detail).__name__,
        "Source": source,
        "EventBusName": bus.physical_name,
    }
    (answer,) = aws.events().put_events(Entries=[entry])["Entries"]
    if "EventId" not in answer:
        raise GwfwError(f"{bus.name!r} did not take the event: {answer.get('ErrorCode')}: {answer.get('ErrorMessage')}")
    return str(answer["EventId"])
