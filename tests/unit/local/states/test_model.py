"""Every answer has exactly the members, types and values that the service's own model knows, events included."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.session import Session

from gwfw.exchange import Raised, Returned
from tests.unit.local.states.conftest import ROLE, World, definition, task

MODEL: Any = Session().get_service_model("stepfunctions")
PASS = definition(a={"Type": "Pass", "End": True})
WAIT = {"Type": "Wait", "Seconds": 100, "End": True}
ACTIVITY = "arn:aws:states:us-east-1:123456789012:activity:desk"
ASKING = {
    "Type": "Task",
    "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
    "Parameters": {"FunctionName": task("charge")["Resource"], "Payload": {"token.$": "$$.Task.Token"}},
    "HeartbeatSeconds": 10,
    "End": True,
}


def strange(shape: Any, value: Any, path: str = "") -> Iterator[str]:
    """What the model does not say of a value."""
    kind = shape.type_name
    if kind == "structure":
        yield from (f"{path} lacks {name}" for name in shape.required_members if name not in value)
        for name, held in value.items():
            if name in shape.members:
                yield from strange(shape.members[name], held, f"{path}.{name}")
            else:
                yield f"{path}.{name} is not known"
    elif kind in ("list", "map"):
        inner = shape.member if kind == "list" else shape.value
        for held in value if kind == "list" else value.values():
            yield from strange(inner, held, f"{path}[]")
    elif not isinstance(value, KINDS[kind]) or isinstance(value, bool) is not (kind == "boolean"):
        yield f"{path} is {value!r}"
    elif kind == "string":
        limits = shape.metadata
        if not limits.get("min", 0) <= len(value) <= limits.get("max", len(value)):
            yield f"{path} has {len(value)} characters"
        if shape.enum and value not in shape.enum:
            yield f"{path} is {value!r}"


KINDS: dict[str, Any] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "long": int,
    "timestamp": (int, float),
}


class Modelled(World):
    """A world whose answers are compared with the model; `operations` are those that succeeded."""

    def __init__(self) -> None:
        super().__init__()
        self.operations: set[str] = set()
        self.events: set[str] = set()

    def ask(self, operation: str, **members: object) -> dict[str, Any]:
        token = self.send(operation, **members)
        return self.compared(operation, token)

    def compared(self, operation: str, token: int) -> dict[str, Any]:
        """The answer to a request, if the model knows it."""
        response = self.answers[token]
        answer: dict[str, Any] = json.loads(response.body)
        assert response.status == 200, answer
        shape = MODEL.operation_model(operation).output_shape
        assert list(strange(shape, answer, operation)) == []
        self.operations.add(operation)
        return answer

    def look(self, execution: str) -> None:
        """Everything that can be asked about an execution."""
        for included in ("ALL_DATA", "METADATA_ONLY"):
            self.ask("DescribeExecution", executionArn=execution, includedData=included)
            self.ask("DescribeStateMachineForExecution", executionArn=execution, includedData=included)
        for whole in (True, False):
            answer = self.ask("GetExecutionHistory", executionArn=execution, includeExecutionData=whole)
            self.events |= {event["type"] for event in answer["events"]}
        machine = json.loads(self.answers[self.send("DescribeExecution", executionArn=execution)].body)["stateMachineArn"]
        self.ask("ListExecutions", stateMachineArn=machine, maxResults=1)


@pytest.fixture
def modelled() -> Modelled:
    return Modelled()


def mapped(state: dict[str, object], **config: object) -> dict[str, object]:
    processor = {"ProcessorConfig": config, "StartAt": "i", "States": {"i": state}}
    return {"Type": "Map", "ItemProcessor": processor, "End": True}


DISTRIBUTED = {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}
ONE = {"Type": "Pass", "End": True}
DATA = {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $nothing %}", "End": True}
LANES = {
    "Type": "Parallel",
    "Branches": [json.loads(definition(w=WAIT)), json.loads(definition(c=task("charge", End=True)))],
    "End": True,
}


def succeed(world: Modelled) -> None:
    world.answer(Returned(payload=b'{"a": 1}'))


def fail(world: Modelled) -> None:
    world.answer(Raised(payload=b'{"errorType": "E", "errorMessage": "m"}'))


def time_passes(world: Modelled) -> None:
    world.pass_time(1000)


def nobody_answers(world: Modelled) -> None:
    succeed(world)
    time_passes(world)


def nothing(world: Modelled) -> None: ...


RUNS: dict[str, tuple[dict[str, object], Callable[[Modelled], None], set[str]]] = {
    "pass": ({**ONE, "Assign": {"x": 1}}, nothing, {"PassStateExited", "ExecutionSucceeded"}),
    "wait": (WAIT, time_passes, {"WaitStateExited"}),
    "succeed": ({"Type": "Succeed"}, nothing, {"SucceedStateExited"}),
    "fail": ({"Type": "Fail", "Error": "E", "Cause": "c"}, nothing, {"FailStateEntered"}),
    "function": (task("charge", End=True, HeartbeatSeconds=5), succeed, {"LambdaFunctionSucceeded"}),
    "function fails": (task("charge", End=True), fail, {"LambdaFunctionFailed"}),
    "function is late": (task("charge", End=True, TimeoutSeconds=5), time_passes, {"LambdaFunctionTimedOut"}),
    "callback": (ASKING, nobody_answers, {"TaskSubmitted", "TaskTimedOut"}),
    "expression": (DATA, nothing, {"EvaluationFailed"}),
    "activity": ({"Type": "Task", "Resource": ACTIVITY, "End": True}, nothing, {"ActivityScheduled"}),
    "map": (mapped(ONE), nothing, {"MapIterationSucceeded", "MapStateSucceeded"}),
    "map fails": (mapped(task("charge", End=True)), fail, {"MapIterationFailed", "MapIterationAborted", "MapStateFailed"}),
    "distributed map": (mapped(ONE, **DISTRIBUTED), nothing, {"MapRunStarted", "MapRunSucceeded"}),
    "distributed map fails": (mapped({"Type": "Fail"}, **DISTRIBUTED), nothing, {"MapRunFailed", "MapStateFailed"}),
    "parallel fails": (LANES, fail, {"WaitStateAborted", "ParallelStateFailed"}),
}


@pytest.mark.parametrize("case", RUNS)
def test_executions_and_their_events(modelled: Modelled, case: str) -> None:
    state, happens, events = RUNS[case]
    modelled.ask("CreateActivity", name="desk")
    machine = modelled.ask("CreateStateMachine", name="m", definition=definition(a=state), roleArn=ROLE)["stateMachineArn"]
    execution = modelled.ask("StartExecution", stateMachineArn=machine, input="[1, 2]")["executionArn"]
    modelled.look(execution)
    happens(modelled)
    modelled.look(execution)
    modelled.ask("StopExecution", executionArn=execution, error="E", cause="c")
    modelled.look(execution)
    assert events <= modelled.events


def test_every_operation(modelled: Modelled) -> None:
    from gwfw.local.states.machines import OPERATIONS

    ask = modelled.ask
    machine = ask("CreateStateMachine", name="m", definition=PASS, roleArn=ROLE, tags=[{"key": "a", "value": "b"}])
    arn = machine["stateMachineArn"]
    ask("DescribeStateMachine", stateMachineArn=arn)
    ask("DescribeStateMachine", stateMachineArn=arn, includedData="METADATA_ONLY")
    ask("ListStateMachines", maxResults=1)
    ask("TagResource", resourceArn=arn, tags=[{"key": "c", "value": "d"}])
    assert len(ask("ListTagsForResource", resourceArn=arn)["tags"]) == 2
    ask("UntagResource", resourceArn=arn, tagKeys=["c"])
    ask("ValidateStateMachineDefinition", definition="{}")
    quick = ask("CreateStateMachine", name="q", definition=PASS, roleArn=ROLE, type="EXPRESS")["stateMachineArn"]
    for included in ("ALL_DATA", "METADATA_ONLY"):
        modelled.compared(
            "StartSyncExecution",
            modelled.send("StartSyncExecution", stateMachineArn=quick, includedData=included, traceHeader="Root=1"),
        )
    for state in ({"Type": "Pass", "End": True}, {"Type": "Fail", "Error": "E"}):
        given = {"definition": json.dumps(state), "input": "1", "inspectionLevel": "DEBUG", "roleArn": ROLE}
        modelled.compared("TestState", modelled.send("TestState", **given))
    ask("CreateActivity", name="desk")
    ask("ListActivities")
    ask("DescribeActivity", activityArn=ACTIVITY)
    working = ask("UpdateStateMachine", stateMachineArn=arn, definition=definition(a={**WORK, "HeartbeatSeconds": 60}))
    assert working["updateDate"] == modelled.now
    for operation, members in ANSWERS.items():
        execution = ask("StartExecution", stateMachineArn=arn)["executionArn"]
        token = ask("GetActivityTask", activityArn=ACTIVITY, workerName="me")["taskToken"]
        ask("SendTaskHeartbeat", taskToken=token)
        ask(operation, taskToken=token, **members)
        modelled.look(execution)
    ask("StopExecution", executionArn=execution)
    ask("DeleteActivity", activityArn=ACTIVITY)
    ask("DeleteStateMachine", stateMachineArn=arn)
    assert modelled.operations == set(OPERATIONS)
    assert {"ActivityStarted", "ActivitySucceeded", "ActivityFailed"} <= modelled.events


WORK = {"Type": "Task", "Resource": ACTIVITY, "End": True}
ANSWERS: dict[str, dict[str, object]] = {
    "SendTaskSuccess": {"output": "1"},
    "SendTaskFailure": {"error": "E", "cause": "c"},
}


@pytest.mark.parametrize(
    ("operation", "wrong"),
    [
        ("CreateStateMachine", {"encryptionConfiguration": {"type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": "k"}}),
        ("CreateStateMachine", {"loggingConfiguration": {"level": "SOME"}}),
    ],
)
def test_configurations_that_nothing_local_has_are_refused(modelled: Modelled, operation: str, wrong: Any) -> None:
    response = modelled.answers[modelled.send(operation, name="m", definition=PASS, roleArn=ROLE, **wrong)]
    assert (response.status, json.loads(response.body)["__type"]) == (400, "ValidationException")


def test_the_comparison_finds_what_is_strange() -> None:
    shape = MODEL.operation_model("StartSyncExecution").output_shape
    answer = {"executionArn": 5, "startDate": True, "stopDate": 1, "status": "NEVER", "more": 1, "name": ""}
    assert list(strange(shape, answer)) == [
        ".executionArn is 5",
        ".startDate is True",
        ".status is 'NEVER'",
        ".more is not known",
        ".name has 0 characters",
    ]
    assert list(strange(shape, {})) == [" lacks executionArn", " lacks startDate", " lacks stopDate", " lacks status"]
