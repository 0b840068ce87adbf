"""The value of a Step Functions integration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from gwfw.graph.model import Integration


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFunctions(Integration):
    """Call Step Functions on `machine` (a name). `parameters` are sorted (name, expression) pairs besides the ARN.

    Expressions are API Gateway's: `("Input", "$request.body")`. Names are those of the subtype's parameters.
    """

    kind: ClassVar[str] = "stepfunctions"
    machine: str
    action: Literal["StartExecution"] = "StartExecution"
    parameters: tuple[tuple[str, str], ...] = (("Input", "$request.body"),)
