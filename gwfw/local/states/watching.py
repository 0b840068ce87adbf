"""Looking at executions: DescribeExecution, ListExecutions, GetExecutionHistory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from gwfw.exchange import Token
from gwfw.local.states import faults, pages
from gwfw.local.states.execution import Execution
from gwfw.local.states.faults import Fault
from gwfw.local.states.members import Members

if TYPE_CHECKING:
    from gwfw.local.states.service import Service

__all__ = ["describe_execution", "get_execution_history", "list_executions"]

STATUSES: Final = ("SUCCEEDED", "TIMED_OUT", "PENDING_REDRIVE", "ABORTED", "FAILED", "RUNNING")
INCLUDED: Final = ("ALL_DATA", "METADATA_ONLY")
REDRIVE: Final = ("REDRIVEN", "NOT_REDRIVEN")
DATA: Final = ("input", "output")
"""Members of an event's details that hold data of the execution."""


def describe_execution(service: Service, given: Members, now: float, token: Token) -> dict[str, object]:
    """An execution as it stands."""
    execution = service.executions.find(given.arn("executionArn"))
    execution.looked_at = True
    whole = given.choice("includedData", INCLUDED) != "METADATA_ONLY"
    output = execution.output
    answer: dict[str, object] = {
        "executionArn": execution.arn,
        "stateMachineArn": execution.machine.arn,
        "name": execution.name,
        "status": execution.status,
        "startDate": execution.started_at,
        "stopDate": execution.stopped_at,
        "input": execution.input if whole else None,
        "inputDetails": {"included": whole},
        "output": output if whole else None,
        "outputDetails": None if output is None else {"included": whole},
        "traceHeader": execution.trace_header,
        "error": execution.error,
        "cause": execution.cause,
        "redriveCount": 0,
        **_redrive(execution),
    }
    return _present(answer)


def list_executions(service: Service, given: Members, now: float, token: Token) -> dict[str, object]:
    """The executions of a standard machine, the newest first."""
    if given.has("mapRunArn"):
        raise Fault("ResourceNotFound", f"Resource not found: '{given.needed('mapRunArn')}'")
    if not given.has("stateMachineArn"):
        raise Fault("ValidationException", "Must provide a StateMachine ARN or MapRun ARN")
    machine = service.registry.find(given.arn("stateMachineArn"))
    if machine.is_express:
        raise faults.wrong_type()
    status = given.choice("statusFilter", STATUSES)
    redriven = given.choice("redriveFilter", REDRIVE) == "REDRIVEN"
    found = [
        execution
        for execution in reversed(service.executions.of(machine.arn))
        if status in (None, execution.status) and not redriven
    ]
    page = pages.cut([_listed(execution) for execution in found], given, machine.arn)
    return {"executions": page.items, **page.following}


def get_execution_history(service: Service, given: Members, now: float, token: Token) -> dict[str, object]:
    """The events of an execution, in order or the newest first."""
    execution = service.executions.find(given.arn("executionArn"))
    whole = given.flag("includeExecutionData", True)
    backwards = given.flag("reverseOrder")
    events = execution.history()
    page = pages.cut(events[::-1] if backwards else events, given, execution.arn)
    return {"events": [event if whole else _without_data(event) for event in page.items], **page.following}


def _listed(execution: Execution) -> dict[str, object]:
    answer: dict[str, object] = {
        "executionArn": execution.arn,
        "stateMachineArn": execution.machine.arn,
        "name": execution.name,
        "status": execution.status,
        "startDate": execution.started_at,
        "stopDate": execution.stopped_at,
        "redriveCount": 0,
    }
    return _present(answer)


def _redrive(execution: Execution) -> dict[str, object]:
    if execution.status in ("RUNNING", "SUCCEEDED"):
        reason = f"Execution is {execution.status} and cannot be redriven"
        return {"redriveStatus": "NOT_REDRIVABLE", "redriveStatusReason": reason}
    return {"redriveStatus": "REDRIVABLE"}


def _without_data(event: Mapping[str, Any]) -> dict[str, object]:
    hidden = {*DATA, *(f"{name}Details" for name in DATA)}
    return {
        key: {name: held for name, held in value.items() if name not in hidden} if isinstance(value, dict) else value
        for key, value in event.items()
    }


def _present(answer: Mapping[str, object]) -> dict[str, object]:
    return {key: held for key, held in answer.items() if held is not None}
