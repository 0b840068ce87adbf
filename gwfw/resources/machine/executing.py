"""Starting executions from handlers, through the service's API. Imported with a handler's first one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gwfw.runtime import aws
from gwfw.runtime.encode import to_json

if TYPE_CHECKING:
    from gwfw.resources.machine.handle import StateMachine

__all__ = ["execute"]


def execute(machine: StateMachine[Any, Any], value: object, name: str | None) -> str:
    """Start an execution; its ARN."""
    named = {} if name is None else {"name": name}
    answer = aws.stepfunctions().start_execution(stateMachineArn=machine.arn, input=to_json(value), **named)
    return str(answer["executionArn"])
