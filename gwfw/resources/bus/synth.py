"""The construct of an EventBridge event bus."""

from __future__ import annotations

from aws_cdk import aws_events as events

from gwfw.graph.model import Bus
from gwfw.synth.naming import construct_id
from gwfw.synth.parts import Parts

__all__ = ["construct"]


def construct(bus: Bus, parts: Parts) -> None:
    """Add the bus to the parts. EventBridge wants a name, which begins with the stack's, so that stages do not meet."""
    name = f"{parts.stack.stack_name}-{bus.name}"
    made = events.EventBus(parts.scope, construct_id("Bus", bus.name), event_bus_name=name)
    parts.attributes["bus", bus.name] = {"arn": made.event_bus_arn, "name": made.event_bus_name}
