"""Starting executions from handlers and answering their tasks, through the service's API. Imported with the first one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gwfw.runtime import aws
from gwfw.runtime.encode import to_json

if TYPE_CHECKING:
    from gwfw.resources.machine.handle import StateMachine

__all__ = ["beat", "execute", "fail", "succeed"]


def execute(machine: StateMachine[Any, Any], value: object, name: str | None) -> str:
    """Start an execution; its ARN."""
    named = {} if name is None else {"name": name}
    answer = aws.stepfunctions().start_execution(stateMachineArn=machine.arn, input=to_json(value), **named)
    return str(answer["executionArn"])


def succeed(token: str, output: object) -> None:
    """The task has succeeded with that output."""
    aws.stepfunctions().send_task_success(taskToken=token, output=to_json(output))


def fail(token: str, error: str, cause: str) -> None:
    """The task has failed."""
    aws.stepfunctions().send_task_failure(taskToken=token, error=error, cause=cause)


def beat(token: str) -> None:
    """The task is still under way."""
    aws.stepfunctions().send_task_heartbeat(taskToken=token)
