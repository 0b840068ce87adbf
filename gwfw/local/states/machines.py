"""`Machines`: the service as the emulator sees it. Each operation is a function of the modules beside this one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from gwfw.exchange import Action, AwsRequest, Outcome, Reply, Token
from gwfw.graph.model import AppGraph
from gwfw.local import dispatch
from gwfw.local.settings import LocalSettings
from gwfw.local.states import activities, callbacks, checking, defining, starting, tagging, watching
from gwfw.local.states.execution import Execution
from gwfw.local.states.faults import Fault
from gwfw.local.states.members import Members
from gwfw.local.states.service import Service
from gwfw.ports import Ids

__all__ = ["OPERATIONS", "Machines"]

Operation: TypeAlias = Callable[[Service, Members, float, Token], "Mapping[str, object] | None"]
"""Serves a request and gives the answer, or None where the answer follows later. Raises Fault."""

OPERATIONS: Final[Mapping[str, Operation]] = {
    "CreateActivity": activities.create_activity,
    "CreateStateMachine": defining.create_state_machine,
    "DeleteActivity": activities.delete_activity,
    "DeleteStateMachine": defining.delete_state_machine,
    "DescribeActivity": activities.describe_activity,
    "DescribeExecution": watching.describe_execution,
    "DescribeStateMachine": defining.describe_state_machine,
    "DescribeStateMachineForExecution": defining.describe_state_machine_for_execution,
    "GetActivityTask": activities.get_activity_task,
    "GetExecutionHistory": watching.get_execution_history,
    "ListActivities": activities.list_activities,
    "ListExecutions": watching.list_executions,
    "ListStateMachines": defining.list_state_machines,
    "ListTagsForResource": tagging.list_tags_for_resource,
    "SendTaskFailure": callbacks.send_task_failure,
    "SendTaskHeartbeat": callbacks.send_task_heartbeat,
    "SendTaskSuccess": callbacks.send_task_success,
    "StartExecution": starting.start_execution,
    "StartSyncExecution": starting.start_sync_execution,
    "StopExecution": starting.stop_execution,
    "TagResource": tagging.tag_resource,
    "TestState": checking.test_state,
    "UntagResource": tagging.untag_resource,
    "UpdateStateMachine": defining.update_state_machine,
    "ValidateStateMachineDefinition": checking.validate_state_machine_definition,
}
"""What the local service has. Anything else is refused as unclaimed: versions, aliases, map runs, redrive."""


class Machines:
    """The state machines of an app's graph, and those made through the API. Times are epoch seconds."""

    def __init__(self, graph: AppGraph, *, settings: LocalSettings, ids: Ids) -> None:
        self._service = Service(graph, settings=settings, ids=ids)

    def request(self, token: Token, request: AwsRequest, now: float) -> list[Action]:
        """A request to the service. One Reply with this token follows, perhaps much later."""
        service = self._service
        service.registry.date(now)
        operation = OPERATIONS.get(dispatch.operation(request))
        if operation is None:
            return [Reply(token=token, response=dispatch.unclaimed(request))]
        try:
            answer = operation(service, Members.parse(request.body), now, token)
        except Fault as fault:
            service.refuse(token, fault)
        else:
            if answer is not None:
                service.reply(token, answer)
        return service.running.drain()

    def result(self, token: Token, outcome: Outcome, now: float) -> list[Action]:
        """What became of a Perform."""
        self._service.running.result(token, outcome, now)
        return self._service.running.drain()

    def advance(self, now: float) -> list[Action]:
        """Time has passed: waits, retries, time-outs."""
        self._service.running.advance(now)
        return self._service.running.drain()

    @property
    def next_deadline(self) -> float | None:
        """When `advance` has something to do, if nothing happens before."""
        return self._service.running.next_deadline

    def replace(self, graph: AppGraph) -> None:
        """After a reload: other machines and functions. Running executions end on their old definition."""
        self._service.registry.replace(graph)
        self._service.functions.replace(graph)

    def announce(self) -> None:
        """From now on somebody can see events: put those of executions on the bus."""
        self._service.executions.announces = True

    def asks_until(self, deadline: float) -> bool:
        """Whether what is due at that time is the time-out of a callback that an execution waits for."""
        running = (execution.run for execution in self._service.executions if not execution.is_over)
        return any(run.next_deadline == deadline and run.asks for run in running)

    def executions_of(self, name: str) -> list[Execution]:
        """The executions of the machine that the graph calls so (or that has the name), the oldest first."""
        machine = self._service.registry.named(name)
        return [] if machine is None else self._service.executions.of(machine.arn)
