"""What routes to a state machine must fulfil: its type has the action. It follows the API reference of Step Functions."""

from __future__ import annotations

from collections.abc import Iterator

from gwfw.errors import Place, Problem
from gwfw.graph.model import AppGraph, Integration
from gwfw.graph.problems import problem
from gwfw.integrations.stepfunctions.spec import StepFunctions

__all__ = ["check_machine", "wrong_type"]


def check_machine(graph: AppGraph, integration: Integration, place: Place | None) -> Iterator[Problem]:
    """Why the machine of an integration does not have its action; nothing is wrong with integrations of other kinds."""
    if not isinstance(integration, StepFunctions):
        return
    for machine in graph.machines:
        wrong = wrong_type(integration.action, machine.type) if machine.name == integration.machine else None
        if wrong is not None:
            yield problem("machine-type", wrong[0], place, received=f"{integration.action} {machine.name}", remedy=wrong[1])


def wrong_type(action: str, type: str) -> tuple[str, str] | None:
    """Why machines of that type do not have the action, and the remedy."""
    if action == "StartSyncExecution" and type == "STANDARD":
        what = "only express machines can be started synchronously"
        return what, "make the machine express (express=True), or use sfn.start"
    if action == "StopExecution" and type == "EXPRESS":
        return "executions of express machines cannot be stopped", "make the machine a standard one, or remove the route"
    return None
