"""The context object: `$$` in JSONPath, `$states.context` in JSONata.

    {"Execution": {"Id", "Input", "Name", "RoleArn", "StartTime", "RedriveCount"}, "State": {"EnteredTime", "Name",
     "RetryCount"}, "StateMachine": {"Id", "Name"}, "Task": {"Token"}, "Map": {"Item": {"Index", "Value", "Key", "Source"}}}

A synchronous EXPRESS execution has no `RedriveCount`; only Task, Parallel and Map states have a `RetryCount`.
"""

from __future__ import annotations

from dataclasses import dataclass

from gwfw.asl.identity import Identity
from gwfw.asl.timestamp import iso
from gwfw.jsonpath import MISSING

__all__ = ["Item", "context_object", "execution_part"]


@dataclass(frozen=True, slots=True)
class Item:
    """What a Map iterates over: `key` is set if it iterates over an object's members."""

    index: int
    value: object
    key: object = MISSING

    def part(self) -> dict[str, object]:
        """`Map` in the context object."""
        item = {"Index": self.index, "Value": self.value, "Source": "STATE_DATA"}
        if self.key is not MISSING:
            item["Key"] = self.key
        return {"Item": item}


def execution_part(identity: Identity, input: object, started_at: float) -> dict[str, object]:
    """`Execution` and `StateMachine`, which stay the same for a whole execution."""
    execution: dict[str, object] = {
        "Id": identity.arn,
        "Input": input,
        "StartTime": iso(started_at),
        "Name": identity.name,
        "RoleArn": identity.role_arn,
    }
    if not identity.synchronous:
        execution["RedriveCount"] = 0
    return {
        "Execution": execution,
        "StateMachine": {"Id": identity.machine_arn, "Name": identity.machine_name},
    }


def context_object(
    execution: dict[str, object],
    *,
    state: str,
    entered_at: float,
    retries: int | None,
    item: Item | None,
    token: str | None,
) -> dict[str, object]:
    """The whole context object of a state. `retries` None: the state has no RetryCount."""
    about: dict[str, object] = {"EnteredTime": iso(entered_at), "Name": state}
    if retries is not None:
        about["RetryCount"] = retries
    context = {**execution, "State": about}
    if item is not None:
        context["Map"] = item.part()
    if token is not None:
        context["Task"] = {"Token": token}
    return context
