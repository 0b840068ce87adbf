"""The events that Step Functions puts on the default bus when a standard execution starts and when it ends.

AWS always does. Here it is done once somebody has made a rule: before, nobody could see them, and an app without rules
never pays for the bus. Express executions have no events. Absent values are null, dates are epoch milliseconds.
"""

from __future__ import annotations

import json
from typing import Final

from gwfw.asl.actions import Status
from gwfw.exchange import AwsRequest, CallAws
from gwfw.local import dispatch
from gwfw.local.settings import LocalSettings
from gwfw.local.states.execution import Execution

__all__ = ["status_change"]

SOURCE: Final = "aws.states"
DETAIL_TYPE: Final = "Step Functions Execution Status Change"


def status_change(execution: Execution, status: Status, settings: LocalSettings) -> AwsRequest:
    """The request that puts the event of that status on the bus: `RUNNING`, or how the execution has ended."""
    entry = {
        "Source": SOURCE,
        "DetailType": DETAIL_TYPE,
        "Resources": [execution.arn],
        "Detail": json.dumps(_detail(execution, status)),
    }
    body = json.dumps({"Entries": [entry]}).encode()
    return dispatch.called(CallAws(service="events", action="PutEvents", body=body), settings)


def _detail(execution: Execution, status: Status) -> dict[str, object]:
    runs = status == "RUNNING"
    output = None if runs else execution.output
    return {
        "executionArn": execution.arn,
        "stateMachineArn": execution.machine.arn,
        "name": execution.name,
        "status": status,
        "startDate": _milliseconds(execution.started_at),
        "stopDate": None if runs else _milliseconds(execution.stopped_at),
        "input": execution.input,
        "output": output,
        "stateMachineVersionArn": None,
        "stateMachineAliasArn": None,
        "redriveCount": 0,
        "redriveDate": None,
        "redriveStatus": None,
        "redriveStatusReason": None,
        "inputDetails": {"included": True},
        "outputDetails": None if output is None else {"included": True},
        "error": None if runs else execution.error,
        "cause": None if runs else execution.cause,
    }


def _milliseconds(epoch: float | None) -> int | None:
    return None if epoch is None else round(epoch * 1000)
