"""The service as the emulator sees it: requests, results and time, and the executions that come of them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from gwfw.exchange import AwsRequest, Ended, Failed, InvokeFunction, Outcome, Raised, Returned
from gwfw.graph.model import AppGraph, Machine
from gwfw.local.ids import LocalIds
from gwfw.local.settings import LocalSettings
from gwfw.local.states import Machines, executions
from gwfw.local.states.machines import OPERATIONS
from tests.unit.local.states.conftest import GRAPH, World, definition, function, task

FULFIL = "arn:aws:states:us-east-1:123456789012:stateMachine:shop-dev-fulfil"
QUOTE = FULFIL.replace("fulfil", "quote")


def test_a_task_is_an_invocation_and_its_result_the_output(world: World) -> None:
    execution = world.start(FULFIL, {"id": "a"})
    assert world.works == [InvokeFunction(function="task-charge", payload=b'{"id":"a"}')]
    assert world.performs[0].timeout_ms == 29_000
    assert world.describe(execution)["status"] == "RUNNING"
    world.now += 2
    world.answer(Returned(payload='{"grüße": 1}'.encode()))
    ended = world.describe(execution)
    assert (ended["status"], ended["output"], ended["stopDate"]) == ("SUCCEEDED", '{"grüße":1}', 1002.0)
    assert world.machines.next_deadline is None


def test_the_console_is_told_of_each_end(world: World) -> None:
    world.start(FULFIL)
    assert world.ended == []
    world.now += 2
    world.answer(Returned(payload=b"1"))
    world.start(QUOTE)
    world.answer(Raised(payload=b'{"errorType": "KeyError", "errorMessage": "no such price"}'))
    world.ask("StopExecution", executionArn=world.start(FULFIL), error="Late", cause="after all")
    world.ask("StopExecution", executionArn=world.start(FULFIL), cause="[1]")
    succeeded = Ended(kind="machine", name="fulfil", result="SUCCEEDED", duration_ms=2000.0)
    failed = Ended(
        kind="machine", name="quote", result="FAILED", duration_ms=0.0, failed=True, error="KeyError: no such price"
    )
    stopped = Ended(kind="machine", name="fulfil", result="ABORTED", duration_ms=0.0, failed=True, error="Late: after all")
    assert world.ended == [succeeded, failed, stopped, replace(stopped, error="[1]")]


def test_a_machine_of_the_api_has_its_own_name(world: World) -> None:
    world.start(world.create(definition(Done={"Type": "Succeed"})))
    assert [ended.name for ended in world.ended] == ["made"]


OUTCOMES: dict[str, tuple[Outcome, str, str]] = {
    "an error": (
        Raised(payload=b'{"errorType":"Boom","errorMessage":"x"}'),
        "Boom",
        '{"errorType":"Boom","errorMessage":"x"}',
    ),
    "too many at a time": (
        Failed(reason="throttled"),
        "Lambda.TooManyRequestsException",
        "Rate Exceeded. (Service: AWSLambda; Status Code: 429; Error Code: TooManyRequestsException; Request ID: ",
    ),
    "no time left": (
        Failed(reason="timeout"),
        "Lambda.Unknown",
        "The cause could not be determined because Lambda did not return an error type. Returned payload: "
        '{"errorMessage": "',
    ),
    "a process that died": (Failed(reason="refused", detail="it ended"), "Lambda.SdkClientException", "it ended"),
}


@pytest.mark.parametrize("case", OUTCOMES)
def test_a_function_that_fails(world: World, case: str) -> None:
    outcome, error, cause = OUTCOMES[case]
    execution = world.start(FULFIL)
    world.answer(outcome)
    ended = world.describe(execution)
    assert (ended["status"], ended["error"]) == ("FAILED", error)
    assert ended["cause"].startswith(cause)


def test_a_function_that_never_returns_is_given_up_after_its_time(world: World) -> None:
    execution = world.start(world.create(definition(a=task("slow", End=True))))
    world.pass_time(2.9)
    assert world.describe(execution)["status"] == "RUNNING"
    world.pass_time(0.1)
    ended = world.describe(execution)
    assert ended["error"] == "Lambda.Unknown"
    assert "Task timed out after 3.00 seconds" in ended["cause"]
    world.answer(Returned(payload=b"1"))  # too late: nobody waits for it
    assert world.describe(execution) == ended


def test_what_is_cancelled_is_not_waited_for(world: World) -> None:
    branch = {"StartAt": "fails", "States": {"fails": {"Type": "Fail", "Error": "No"}}}
    works = json.loads(definition(works=task("charge", End=True)))
    execution = world.start(world.create(definition(both={"Type": "Parallel", "Branches": [works, branch], "End": True})))
    assert world.describe(execution)["error"] == "No"
    assert world.machines.next_deadline is None
    world.answer(Returned(payload=b"1"))
    assert world.describe(execution)["error"] == "No"


def test_an_invocation_that_nobody_waits_for(world: World) -> None:
    call = {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": {"FunctionName": "shop-dev-task-slow", "InvocationType": "Event", "Payload": {"a": 1}},
        "End": True,
    }
    execution = world.start(world.create(definition(call=call)))
    assert json.loads(world.describe(execution)["output"])["StatusCode"] == 202
    assert world.works == [InvokeFunction(function="task-slow", payload=b'{"a":1}')]
    world.answer(Raised(payload=b"{}"))
    assert world.describe(execution)["status"] == "SUCCEEDED"


def test_an_express_execution_is_answered_when_it_is_over(world: World) -> None:
    token = world.send("StartSyncExecution", stateMachineArn=QUOTE, name="x")
    assert token not in world.answers
    world.now += 0.2301
    world.answer(Returned(payload=b"7"))
    answer = json.loads(world.answers[token].body)
    assert (answer["status"], answer["output"], answer["name"]) == ("SUCCEEDED", "7", "x")
    assert answer["billingDetails"]["billedDurationInMilliseconds"] == 300
    [execution] = world.machines.executions_of("quote")
    assert execution.looked_at


def test_an_express_execution_takes_five_minutes_at_most(world: World) -> None:
    arn = world.create(definition(w={"Type": "Wait", "Seconds": 1000, "End": True}), express=True)
    token = world.send("StartSyncExecution", stateMachineArn=arn, includedData="METADATA_ONLY")
    world.pass_time(300)
    answer = json.loads(world.answers[token].body)
    assert (answer["status"], answer["error"]) == ("TIMED_OUT", "States.Timeout")
    assert answer["inputDetails"] == {"included": False}
    assert "input" not in answer


def test_another_definition_changes_nothing_for_what_runs(world: World) -> None:
    execution = world.start(FULFIL)
    [described] = [world.ask("DescribeStateMachine", stateMachineArn=FULFIL)]
    changed = Machine(name="fulfil", definition=(definition(a={"Type": "Pass", "Result": "new", "End": True}),))
    world.now += 10
    world.machines.replace(replace(GRAPH, resources=(changed,)))
    world.answer(Returned(payload=b'"old"'))
    assert world.describe(execution)["output"] == '"old"'
    then = world.ask("DescribeStateMachineForExecution", executionArn=execution)
    assert then["definition"] == described["definition"]
    assert world.describe(world.start(FULFIL))["output"] == '"new"'
    now = world.ask("DescribeStateMachine", stateMachineArn=FULFIL)
    assert (now["creationDate"], now["revisionId"] != described["revisionId"]) == (1000.0, True)
    assert [run.output for run in world.machines.executions_of("fulfil")] == ['"old"', '"new"']


def test_machines_and_functions_that_are_gone(world: World) -> None:
    own = world.create(definition(a=task("charge", End=True)))
    unchanged = world.ask("DescribeStateMachine", stateMachineArn=FULFIL)
    world.machines.replace(GRAPH)
    assert world.ask("DescribeStateMachine", stateMachineArn=FULFIL) == unchanged
    world.machines.replace(AppGraph(name="shop", functions=(function("other"),)))
    assert world.ask("StartExecution", stateMachineArn=FULFIL)["__type"] == "StateMachineDoesNotExist"
    assert world.describe(world.start(own))["error"] == "Lambda.ResourceNotFoundException"
    assert world.machines.executions_of("fulfil") == []
    assert [run.error for run in world.machines.executions_of("made")] == ["Lambda.ResourceNotFoundException"]


def test_a_machine_of_another_account_is_not_here(make: Any) -> None:
    arn = "arn:aws:states:eu-west-1:999999999999:stateMachine:old"
    world: World = make(AppGraph(name="shop", resources=(Machine(name="old", definition=(), arn=arn),)))
    assert world.ask("StartExecution", stateMachineArn=arn)["__type"] == "StateMachineDoesNotExist"


def test_nested_executions_end_with_the_one_that_waits(world: World) -> None:
    call = {
        "Type": "Task",
        "Resource": "arn:aws:states:::states:startExecution.sync:2",
        "Parameters": {"StateMachineArn": FULFIL, "Input": {}, "Name": "child"},
        "End": True,
    }
    parent = world.start(world.create(definition(call=call)))
    [child] = world.machines.executions_of("fulfil")
    assert child.status == "RUNNING"
    world.ask("StopExecution", executionArn=parent)
    assert (child.status, child.looked_at) == ("ABORTED", True)
    assert world.describe(parent)["status"] == "ABORTED"


def test_a_nested_execution_that_is_found_running(world: World) -> None:
    execution = world.start(FULFIL, {}, name="child")
    call = {
        "Type": "Task",
        "Resource": "arn:aws:states:::states:startExecution.sync:2",
        "Parameters": {"StateMachineArn": FULFIL, "Input": {}, "Name": "child"},
        "OutputPath": "$.Output",
        "End": True,
    }
    parent = world.start(world.create(definition(call=call)))
    world.answer(Returned(payload=b"5"))
    assert world.describe(execution)["output"] == "5"
    assert world.describe(parent)["output"] == "5"


def test_closed_executions_are_forgotten_in_the_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executions, "KEPT", 2)
    arn = world.create(definition(a={"Type": "Pass", "End": True}))
    running = world.start(FULFIL, name="running")
    started = [world.start(arn, name=f"n{number}") for number in range(4)]
    assert [run.name for run in world.machines.executions_of("made")] == ["n2", "n3"]
    assert world.ask("DescribeExecution", executionArn=started[0])["__type"] == "ExecutionDoesNotExist"
    assert world.describe(running)["status"] == "RUNNING"


def test_events_are_put_on_the_bus_once_somebody_can_see_them(world: World) -> None:
    arn = world.create(definition(a={"Type": "Pass", "End": True}))
    world.start(arn)
    assert world.works == []
    world.machines.announce()
    execution = world.start(arn, {"a": 1})
    world.start(world.create(definition(a={"Type": "Pass", "End": True}), "quick", express=True))
    told = [json.loads(work.body)["Entries"][0] for work in world.works if isinstance(work, AwsRequest)]
    details = [json.loads(entry["Detail"]) for entry in told]
    assert [detail["status"] for detail in details] == ["RUNNING", "SUCCEEDED"]
    assert [detail["output"] for detail in details] == [None, '{"a":1}']
    assert [detail["stopDate"] for detail in details] == [None, 1_000_000]
    assert told[0] | {"Detail": ""} == {
        "Source": "aws.states",
        "DetailType": "Step Functions Execution Status Change",
        "Resources": [execution],
        "Detail": "",
    }
    world.answer(Failed(reason="refused"))  # the bus is down: nobody waits for it


@pytest.mark.parametrize("operation", ["PublishStateMachineVersion", "CreateStateMachineAlias", "RedriveExecution"])
def test_what_the_local_service_does_not_have_is_refused_as_unclaimed(world: World, operation: str) -> None:
    assert operation not in OPERATIONS
    answer = world.answers[world.send(operation)]
    assert answer.status == 501
    assert f"no local engine serves states:{operation}" in json.loads(answer.body)["message"]


def test_a_body_that_is_no_object() -> None:
    machines = Machines(GRAPH, settings=LocalSettings(app="shop"), ids=LocalIds(1))
    headers = (("x-amz-target", "AWSStepFunctions.StartExecution"),)
    for body in (b"{", b"[]", b"[" * 100_000):
        [reply] = machines.request(1, AwsRequest(service="states", headers=headers, body=body), 1.0)
        assert b"SerializationException" in reply.response.body  # type: ignore[union-attr]  # there is nothing else to reply


def test_answers_name_their_request(world: World) -> None:
    first, second = (world.answers[world.send("ListStateMachines")] for _ in range(2))
    identifiers = [dict(answer.headers)["x-amzn-requestid"] for answer in (first, second)]
    assert len(set(identifiers)) == 2


def test_a_callback_for_a_task_that_has_timed_out(world: World) -> None:
    ask = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters": {"QueueUrl": "https://sqs/q", "MessageBody.$": "$$.Task.Token"},
        "TimeoutSeconds": 10,
        "Catch": [{"ErrorEquals": ["States.Timeout"], "Next": "wait"}],
        "End": True,
    }
    wait = {"Type": "Wait", "Seconds": 100, "End": True}
    execution = world.start(world.create(definition(ask=ask, wait=wait)))
    [request] = world.works
    assert isinstance(request, AwsRequest)
    token = json.loads(request.body)["MessageBody"]
    world.pass_time(10)
    assert world.describe(execution)["status"] == "RUNNING"
    assert world.ask("SendTaskSuccess", taskToken=token, output="1")["__type"] == "TaskTimedOut"


INPUTS = {"no number": "NaN", "too deep": "[" * 100_000}


@pytest.mark.parametrize("case", INPUTS)
def test_inputs_that_only_python_would_take(world: World, case: str) -> None:
    assert world.ask("StartExecution", stateMachineArn=FULFIL, input=INPUTS[case])["__type"] == "InvalidExecutionInput"


def test_an_output_that_is_too_long(world: World) -> None:
    answer = world.ask("SendTaskSuccess", taskToken="x", output=json.dumps("ü" * 131_072, ensure_ascii=False))
    assert answer["message"].startswith("1 validation error detected: Value at 'output'")


def test_logging_and_tracing_are_kept(world: World) -> None:
    text = definition(a={"Type": "Succeed"})
    given = {"loggingConfiguration": {"level": "ALL"}, "tracingConfiguration": {"enabled": True}}
    made = world.ask("CreateStateMachine", name="m", definition=text, roleArn="r", **given)
    described = world.ask("DescribeStateMachine", stateMachineArn=made["stateMachineArn"], includedData="METADATA_ONLY")
    assert described["loggingConfiguration"] == {"level": "ALL", "includeExecutionData": False}
    assert described["tracingConfiguration"] == {"enabled": True}
    assert described["definition"] == "{}"


REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "a version": (
        "CreateStateMachine",
        {"name": "m", "definition": "{}", "roleArn": "r", "publish": True},
        "ValidationException",
    ),
    "executions of a map": ("ListExecutions", {"mapRunArn": "x"}, "ResourceNotFound"),
    "too many tags": (
        "TagResource",
        {"resourceArn": FULFIL, "tags": [{"key": f"k{number}", "value": "v"} for number in range(51)]},
        "TooManyTags",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused(world: World, case: str) -> None:
    operation, members, code = REFUSED[case]
    assert world.ask(operation, **members)["__type"] == code


def test_redriven_executions_are_none(world: World) -> None:
    world.start(FULFIL)
    assert world.ask("ListExecutions", stateMachineArn=FULFIL, redriveFilter="REDRIVEN")["executions"] == []
    assert len(world.ask("ListExecutions", stateMachineArn=FULFIL, redriveFilter="NOT_REDRIVEN")["executions"]) == 1


def test_a_definition_of_the_graph_that_cannot_be_run(make: Any) -> None:
    world: World = make(AppGraph(name="shop", resources=(Machine(name="fulfil", definition=("{}",)),)))
    assert world.ask("StartExecution", stateMachineArn=FULFIL)["__type"] == "InvalidDefinition"


def test_findings_are_cut_and_chosen(world: World) -> None:
    text = definition(a={"Type": "Pass", "Next": "b"}, c={"Type": "Pass", "Next": "d"})
    answer = world.ask("ValidateStateMachineDefinition", definition=text, maxResults=1, severity="WARNING")
    assert (answer["result"], len(answer["diagnostics"]), answer["truncated"]) == ("FAIL", 1, True)
    assert "location" not in world.ask("ValidateStateMachineDefinition", definition="")["diagnostics"][0]


@pytest.mark.parametrize("name", ["no name!", "arn:aws:lambda:x", "999999999999:function:shop-dev-task-charge"])
def test_functions_that_are_not_the_apps(world: World, name: str) -> None:
    call = {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": {"FunctionName": name},
        "End": True,
    }
    ended = world.describe(world.start(world.create(definition(call=call))))
    assert ended["error"] == "Lambda.ResourceNotFoundException"
    assert ended["cause"].startswith("Function not found: ")
