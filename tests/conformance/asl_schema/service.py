"""A case through the local service: CreateStateMachine, then StartExecution and DescribeExecution, or StartSyncExecution."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any

from gwfw.exchange import Action, AwsRequest, Failed, HttpResponse, InvokeFunction, Outcome, Perform, Raised, Reply, Returned
from gwfw.graph.model import AppGraph, Function, Handler
from gwfw.local import dispatch
from gwfw.local.emulator import Emulator
from gwfw.local.ids import LocalIds
from gwfw.local.names import LocalNames
from gwfw.local.settings import LocalSettings
from tests.conformance.asl_schema.clock import VirtualClock
from tests.conformance.asl_schema.expecting import Seen
from tests.conformance.asl_schema.functions import PREFIX, Functions

__all__ = ["served"]

SETTINGS = LocalSettings(app="case")
PAGE = 1000


class Refused(Exception):
    """The service answered with an error."""


def served(case: Mapping[str, Any]) -> Seen | str:
    """Run it; what was seen, or why it cannot run."""
    functions = Functions(case.get("functions", {}))
    graph = AppGraph(
        name="case",
        functions=tuple(
            Function(name=name, handlers=(Handler(source="task", key=name, module="case", name=name),), timeout_s=900)
            for name in functions
        ),
    )
    service = _Service(graph, functions)
    try:
        return service.express(case) if case["type"] == "EXPRESS" else service.standard(case)
    except Refused as refused:
        return f"the service refused: {refused}"


class _Service:
    """The emulator, driven on a virtual clock."""

    def __init__(self, graph: AppGraph, functions: Functions) -> None:
        self._emulator = Emulator(graph, settings=SETTINGS, ids=LocalIds(1))
        self._prefix, self._functions = LocalNames(graph, SETTINGS).function_arn(""), functions
        self._clock, self._tokens = VirtualClock(), count(1)
        self._replies: dict[int, HttpResponse] = {}

    def standard(self, case: Mapping[str, Any]) -> Seen | str:
        """StartExecution, then DescribeExecution until it is over."""
        machine = self._create(case)
        arn = self._ask("StartExecution", stateMachineArn=machine, input=json.dumps(case["input"]))["executionArn"]
        while (execution := self._ask("DescribeExecution", executionArn=arn))["status"] == "RUNNING":
            if not self._step():
                return "it waits for something that nothing in the case does"
        return self._seen(execution, self._visits(arn))

    def express(self, case: Mapping[str, Any]) -> Seen | str:
        """StartSyncExecution; its states cannot be looked at."""
        machine = self._create(case)
        execution = self._ask("StartSyncExecution", stateMachineArn=machine, input=json.dumps(case["input"]))
        return self._seen(execution, None)

    def _create(self, case: Mapping[str, Any]) -> str:
        # What the case calls NAME is a function of an app here, whose physical names carry app and stage.
        definition = json.dumps(case["definition"]).replace(PREFIX, self._prefix)
        role = "arn:aws:iam::123456789012:role/case"
        made = self._ask("CreateStateMachine", name="case", definition=definition, roleArn=role, type=case["type"])
        return str(made["stateMachineArn"])

    def _visits(self, arn: str) -> list[str]:
        events: list[Any] = []
        page: dict[str, Any] = {}
        while not events or "nextToken" in page:
            token = {"nextToken": page["nextToken"]} if page else {}
            page = self._ask("GetExecutionHistory", executionArn=arn, maxResults=PAGE, **token)
            events += page["events"]
        return [event["stateEnteredEventDetails"]["name"] for event in events if "stateEnteredEventDetails" in event]

    def _seen(self, answer: Mapping[str, Any], visits: list[str] | None) -> Seen:
        execution = json.loads(json.dumps(answer).replace(self._prefix, PREFIX))
        output = execution.get("output")
        return Seen(
            status=execution["status"],
            output=None if output is None else json.loads(output),
            has_output=output is not None,
            error=execution.get("error"),
            cause=execution.get("cause"),
            visits=visits,
            calls=self._functions.calls,
            seconds=execution["stopDate"] - execution["startDate"],
        )

    # The protocol and the driver -------------------------------------------------------------------------------------

    def _ask(self, operation: str, **members: Any) -> dict[str, Any]:
        token = next(self._tokens)
        request = AwsRequest(
            service="states",
            headers=(
                ("host", "states.us-east-1.amazonaws.com"),
                ("x-amz-target", f"AWSStepFunctions.{operation}"),
                ("content-type", dispatch.JSON_TYPE),
                ("authorization", dispatch.authorization("states", SETTINGS.region)),
            ),
            body=json.dumps(members).encode(),
        )
        self._take(self._emulator.aws(token, request, self._clock.now))
        while token not in self._replies:
            assert self._step(), f"{operation} was never answered"
        response = self._replies.pop(token)
        if response.status != 200:
            raise Refused(response.body.decode())
        answer: dict[str, Any] = json.loads(response.body)
        return answer

    def _step(self) -> bool:
        return self._clock.step(self._emulator.next_deadline, lambda: self._take(self._emulator.advance(self._clock.now)))

    def _take(self, actions: Iterable[Action]) -> None:
        for action in actions:
            if isinstance(action, Reply):
                self._replies[action.token] = action.response
            elif isinstance(action, Perform):
                self._perform(action)

    def _perform(self, action: Perform) -> None:
        work = action.work
        if not isinstance(work, InvokeFunction):
            self._tell(action.token, Failed(reason="unreachable", detail="the case has no such service"), 0)
            return
        given = self._functions.call(work.function, work.payload.decode())
        payload = given.payload.encode()
        self._tell(action.token, Raised(payload=payload) if given.failed else Returned(payload=payload), given.seconds)

    def _tell(self, token: int, outcome: Outcome, seconds: float) -> None:
        self._clock.after(seconds, lambda: self._take(self._emulator.result(token, outcome, self._clock.now)))
