"""The value of a Step Functions integration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from gwfw.graph.model import Integration, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFunctions(Integration):
    """Call an action of Step Functions on `machine` (a name in the graph).

    `parameters` are sorted (name, expression) pairs besides the machine's ARN, by the subtype's own names; expressions are
    API Gateway's: `("Input", "$request.body")`. StopExecution has `ExecutionArn` among them and no machine's ARN.
    Of a WebSocket route there is a `template` instead, whose output is the service's request.
    """

    kind: ClassVar[str] = "stepfunctions"
    machine: str
    action: Literal["StartExecution", "StartSyncExecution", "StopExecution"] = "StartExecution"
    parameters: tuple[tuple[str, str], ...] = (("Input", "$request.body"),)
    template: Text = ()
