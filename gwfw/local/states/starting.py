"""Starting and stopping executions: StartExecution, StartSyncExecution, StopExecution."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from gwfw.asl import jsontext
from gwfw.exchange import Token
from gwfw.local.states import arns, faults
from gwfw.local.states.execution import Execution
from gwfw.local.states.machine import StateMachine
from gwfw.local.states.members import DATA_LENGTH, Members

if TYPE_CHECKING:
    from gwfw.local.states.service import Service

__all__ = ["begin", "start_execution", "start_sync_execution", "stop_execution", "value"]

ERROR_LENGTH: Final = 256
CAUSE_LENGTH: Final = 32_768
TRACE_LENGTH: Final = 256
INCLUDED: Final = ("ALL_DATA", "METADATA_ONLY")
BILLED_MS: Final = 100
BILLED_MB: Final = 64


def start_execution(service: Service, given: Members, now: float, token: Token) -> dict[str, object]:
    """Start an execution and answer at once."""
    execution = begin(
        service,
        given.arn("stateMachineArn"),
        now,
        name=given.text("name"),
        input=given.text("input"),
        trace_header=given.text("traceHeader", longest=TRACE_LENGTH),
    )
    return {"executionArn": execution.arn, "startDate": execution.started_at}


def start_sync_execution(service: Service, given: Members, now: float, token: Token) -> None:
    """Start an execution of an express machine; the answer comes at its end, with status 200 whatever became of it."""
    machine = service.registry.find(given.arn("stateMachineArn"))
    if not machine.is_express:
        raise faults.wrong_type()
    whole = given.choice("includedData", INCLUDED) != "METADATA_ONLY"

    def over(execution: Execution, now: float) -> None:
        execution.looked_at = True
        service.reply(token, _sync_answer(execution, whole))

    begin(
        service,
        machine.arn,
        now,
        name=given.text("name"),
        input=given.text("input"),
        trace_header=given.text("traceHeader", longest=TRACE_LENGTH),
        synchronous=True,
        over=over,
    )


def stop_execution(service: Service, given: Members, now: float, token: Token) -> dict[str, object]:
    """Stop an execution. One that is over stays as it is."""
    execution = service.executions.find(given.arn("executionArn"))
    error, cause = given.text("error", longest=ERROR_LENGTH), given.text("cause", longest=CAUSE_LENGTH)
    service.executions.stop(execution, now, error, cause)
    return {"stopDate": execution.stopped_at}


def begin(
    service: Service,
    machine_arn: str,
    now: float,
    *,
    name: str | None,
    input: str | None,
    trace_header: str | None = None,
    synchronous: bool = False,
    over: Callable[[Execution, float], None] | None = None,
) -> Execution:
    """Start an execution, or find the one that these names and this input have started already. Raises Fault."""
    machine = service.registry.find(machine_arn)
    name = service.ids.uuid() if name is None else arns.check_name(name)
    text = "{}" if input is None else input
    parsed = value(text)
    known = None if machine.is_express else service.executions.get(arns.execution_arn(machine.arn, name))
    if known is not None:
        return _same(known, parsed, over)
    return service.executions.start(
        machine,
        now,
        name=name,
        input=text,
        value=parsed,
        synchronous=synchronous,
        trace_header=trace_header,
        over=over,
    )


def value(text: str) -> object:
    """The value of an execution's input. Raises Fault for what is not JSON, or too long."""
    if len(text) > DATA_LENGTH or len(text.encode("utf-8", "surrogatepass")) > DATA_LENGTH:
        raise faults.too_long("input", DATA_LENGTH)
    if not text.strip():
        raise faults.invalid_input("Invalid execution input.")
    try:
        return jsontext.load(text)
    except json.JSONDecodeError as error:
        where = f'[Source: (String)"{text[:500]}"; line: {error.lineno}, column: {error.colno}]'
        raise faults.invalid_input(f"{error.msg}\n at {where}") from error
    except ValueError as error:
        raise faults.invalid_input(str(error)) from error


def _same(known: Execution, parsed: object, over: Callable[[Execution, float], None] | None) -> Execution:
    """The execution that has the name already, if it runs and has the same input."""
    if known.is_over or not jsontext.equal(jsontext.load(known.input), parsed):
        raise faults.execution_exists(known.arn)
    if over is not None:
        known.whenever_over.append(lambda now: over(known, now))
    return known


def _sync_answer(execution: Execution, whole: bool) -> dict[str, object]:
    machine: StateMachine = execution.machine
    assert execution.stopped_at is not None
    spent_ms = (execution.stopped_at - execution.started_at) * 1000
    answer: dict[str, object] = {
        "executionArn": execution.arn,
        "stateMachineArn": machine.arn,
        "name": execution.name,
        "startDate": execution.started_at,
        "stopDate": execution.stopped_at,
        "status": execution.status,
        "error": execution.error,
        "cause": execution.cause,
        "input": execution.input if whole else None,
        "inputDetails": {"included": whole},
        "output": execution.output if whole else None,
        "outputDetails": {"included": whole},
        "traceHeader": execution.trace_header,
        "billingDetails": {
            "billedDurationInMilliseconds": max(1, math.ceil(round(spent_ms, 3) / BILLED_MS)) * BILLED_MS,
            "billedMemoryUsedInMB": BILLED_MB,
        },
    }
    return {key: held for key, held in answer.items() if held is not None}
