"""What can be told of a step by itself: its name, the type of what it gives, and how a Retry value is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gwfw import steps
from gwfw.flow import Node, Retry, Task
from gwfw.graph.template import Value
from gwfw.resources.machine import paths

__all__ = ["ALL", "after_all", "described", "gives", "retrier"]

ALL: Final = "States.ALL"


def described(node: Node) -> str:
    """The name of a state that was given none."""
    if isinstance(node, steps.Wait):
        return f"wait {node.seconds} s" if node.seconds is not None else f"wait until {node.until}"
    if isinstance(node, steps.Fail):
        return f"fail {node.error}"
    if isinstance(node, steps.Service | steps.Prepared | steps.PreparedThrough):
        return str(node.action).rpartition("aws-sdk:")[2].replace(":", " ", 1)
    return {"waitfor": "wait"}.get(type(node).__name__.lower(), type(node).__name__.lower())


def gives(node: Node, model: object) -> object:
    """The type of what comes after a step, where it is known."""
    if isinstance(node, Task):
        return paths.hints(node.function).get("return")
    if isinstance(node, steps.Prepared):
        return node.gives or model
    if isinstance(node, steps.Repeat) and isinstance(node.flow, Node):
        return after_all(node.flow.steps, model)
    return model if isinstance(node, steps.Wait | steps.WaitFor | steps.PreparedThrough) else None


def after_all(nodes: Sequence[Node], model: object) -> object:
    """The type of what comes after several steps, where it is known."""
    for node in nodes:
        model = gives(node, model)
    return model


def retrier(retry: Retry) -> dict[str, Value]:
    """A Retry value, as the States Language has it."""
    written: dict[str, Value] = {
        "ErrorEquals": [*retry.errors] or [ALL],
        "MaxAttempts": retry.attempts,
        "IntervalSeconds": retry.interval,
        "BackoffRate": retry.backoff,
    }
    if retry.max_delay is not None:
        written["MaxDelaySeconds"] = retry.max_delay
    if retry.jitter:
        written["JitterStrategy"] = "FULL"
    return written
