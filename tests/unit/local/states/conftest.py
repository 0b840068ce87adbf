"""The service without a driver: requests in, actions out, and a clock that is a number."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from gwfw.exchange import Action, AwsRequest, Ended, HttpResponse, Outcome, Perform, Reply, Work
from gwfw.graph.model import AppGraph, Function, Handler, Machine, Ref
from gwfw.local.ids import LocalIds
from gwfw.local.settings import LocalSettings
from gwfw.local.states import Machines

ROLE = "arn:aws:iam::123456789012:role/states"


def function(name: str, timeout_s: int = 29) -> Function:
    handler = Handler(source="task", key=name, module="shop", name=name)
    return Function(name=f"task-{name}", handlers=(handler,), timeout_s=timeout_s)


def task(name: str, **fields: object) -> dict[str, object]:
    arn = f"arn:aws:lambda:us-east-1:123456789012:function:shop-dev-task-{name}"
    return {"Type": "Task", "Resource": arn, **fields}


def definition(**states: dict[str, object]) -> str:
    """A machine of these states, which begins with the first."""
    return json.dumps({"StartAt": next(iter(states)), "States": states})


def machine(name: str, text: str, *, express: bool = False) -> Machine:
    return Machine(name=name, definition=(text,), type="EXPRESS" if express else "STANDARD")


CHARGE = (
    '{"StartAt": "charge", "States": {"charge": {"Type": "Task", "End": true, "Resource": "',
    Ref("function", "task-charge", "arn"),
    '"}}}',
)
GRAPH = AppGraph(
    name="shop",
    functions=(function("charge"), function("slow", 3)),
    resources=(Machine(name="fulfil", definition=CHARGE), Machine(name="quote", definition=CHARGE, type="EXPRESS")),
)


class World:
    """The machines of a graph, the time, and everything that was said. `performs` are those nobody has answered yet."""

    def __init__(self, graph: AppGraph = GRAPH) -> None:
        self.machines = Machines(graph, settings=LocalSettings(app="shop"), ids=LocalIds(1))
        self.now = 1000.0
        self.performs: list[Perform] = []
        self.answers: dict[int, HttpResponse] = {}
        self.ended: list[Ended] = []
        self._tokens = 0

    def send(self, operation: str, **members: object) -> int:
        """Send a request; the token of its answer."""
        self._tokens += 1
        headers = (("x-amz-target", f"AWSStepFunctions.{operation}"),)
        request = AwsRequest(service="states", headers=headers, body=json.dumps(members).encode())
        self._take(self.machines.request(self._tokens, request, self.now))
        return self._tokens

    def ask(self, operation: str, **members: object) -> dict[str, Any]:
        """Send a request and give the answer, which must be there at once."""
        response = self.answers[self.send(operation, **members)]
        value: dict[str, Any] = json.loads(response.body)
        return value

    def create(self, text: str, name: str = "made", *, express: bool = False) -> str:
        """Make a machine of that definition; its ARN."""
        type_ = "EXPRESS" if express else "STANDARD"
        answer = self.ask("CreateStateMachine", name=name, definition=text, roleArn=ROLE, type=type_)
        arn: str = answer["stateMachineArn"]
        return arn

    def start(self, machine: str, input: object = None, **members: object) -> str:
        """Start an execution; its ARN."""
        arn: str = self.ask("StartExecution", stateMachineArn=machine, input=json.dumps(input), **members)["executionArn"]
        return arn

    def describe(self, execution: str) -> dict[str, Any]:
        """An execution as it stands."""
        return self.ask("DescribeExecution", executionArn=execution)

    def answer(self, outcome: Outcome, perform: Perform | None = None) -> None:
        """Report an outcome of the given, else the oldest, work."""
        done = perform or self.performs[0]
        self.performs.remove(done)
        self._take(self.machines.result(done.token, outcome, self.now))

    def pass_time(self, seconds: float) -> None:
        """Let time pass, deadline by deadline."""
        end = self.now + seconds
        while (deadline := self.machines.next_deadline) is not None and deadline <= end:
            self.now = deadline
            self._take(self.machines.advance(self.now))
        self.now = end

    @property
    def works(self) -> list[Work | AwsRequest]:
        """The work that nobody has answered yet."""
        return [perform.work for perform in self.performs]

    def _take(self, actions: list[Action]) -> None:
        for action in actions:
            if isinstance(action, Perform):
                self.performs.append(action)
            elif isinstance(action, Ended):
                self.ended.append(action)
            else:
                assert isinstance(action, Reply)
                self.answers[action.token] = action.response


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def make() -> Callable[[AppGraph], World]:
    """A world of another graph."""
    return World
