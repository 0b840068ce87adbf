"""Executions that an execution starts: `states:startExecution`, and waited for with `.sync` and `.sync:2`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gwfw.asl import actions as asl
from gwfw.asl import jsontext
from gwfw.local.states import starting
from gwfw.local.states.execution import Execution
from gwfw.local.states.faults import Fault
from gwfw.local.states.running import Driven

if TYPE_CHECKING:
    from gwfw.local.states.service import Service

__all__ = ["start"]


def start(service: Service, driven: Driven, action: asl.StartExecution, now: float) -> asl.Outcome | None:
    """Start the execution. The run is told that it has started, and, if it waits, later that it has ended."""

    def over(execution: Execution, now: float) -> None:
        driven.cancels.pop(action.work, None)
        execution.looked_at = True  # its end is the waiting task's, where it shows
        service.running.tell(driven, action.work, ended(execution), now)

    text = jsontext.text(action.input)
    try:
        execution = starting.begin(
            service, action.machine, now, name=action.name, input=text, over=over if action.wait else None
        )
    except Fault as fault:
        return asl.Refused(code=fault.code, message=fault.message, request_id=service.ids.uuid())
    if action.wait and not execution.is_over:
        driven.cancels[action.work] = lambda now: service.executions.stop(execution, now)
    return asl.Started(execution=execution.arn, started_at=execution.started_at, request_id=service.ids.uuid())


def ended(execution: Execution) -> asl.Ended:
    """What a run is told about the end of an execution that it waits for."""
    assert execution.stopped_at is not None
    return asl.Ended(
        execution=execution.arn,
        machine=execution.machine.arn,
        name=execution.name,
        status=execution.status,
        started_at=execution.started_at,
        stopped_at=execution.stopped_at,
        input=execution.input,
        output=execution.output,
        error=execution.error,
        cause=execution.cause,
    )
