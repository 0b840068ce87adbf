"""Step Functions integrations at the local gateway."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gwfw.exchange import Answered, CallAws, Connection, Failed, HttpInputs, HttpRequest, HttpResponse, WebSocketInputs
from gwfw.graph.model import AppGraph, Machine, Ref
from gwfw.integrations.stepfunctions import emulate
from gwfw.integrations.stepfunctions.spec import StepFunctions
from gwfw.local.names import LocalNames
from gwfw.local.settings import LocalSettings
from gwfw.ports import Emulate

SIDE: Emulate[StepFunctions] = emulate
NAMES = LocalNames(AppGraph(name="shop", resources=(Machine(name="fulfil", definition=()),)), LocalSettings(app="shop"))
MACHINE = NAMES.arn("machine", "fulfil")
EXECUTION = f"{MACHINE.replace('stateMachine', 'execution')}:one"


def render(template: str, inputs: object) -> str:
    raise AssertionError("there is no template")


def inputs(body: bytes = b'{"order": {"id": 1}}', query: str = "") -> HttpInputs:
    return HttpInputs(
        request=HttpRequest(method="POST", path="/orders", query=query, body=body),
        api_id="a",
        account_id="123456789012",
        region="us-east-1",
        domain_name="a.example.com",
        stage="$default",
        stage_variables=(),
        route_key="POST /orders",
        raw_path="/orders",
        path="/orders",
        route_path="/orders",
        path_parameters={},
        request_id="r",
        time=0.0,
        trace_id="t",
    )


def spec(action: Any = "StartExecution", **parameters: str) -> StepFunctions:
    return StepFunctions(name="i", machine="fulfil", action=action, parameters=tuple(sorted(parameters.items())))


CALLS: dict[str, tuple[StepFunctions, HttpInputs, str, dict[str, str]]] = {
    "the body": (
        spec(Input="$request.body"),
        inputs(),
        "StartExecution",
        {"stateMachineArn": MACHINE, "input": '{"order": {"id": 1}}'},
    ),
    "no body": (spec(Input="$request.body"), inputs(b""), "StartExecution", {"stateMachineArn": MACHINE, "input": ""}),
    "a member": (
        spec(Input="$request.body.order", Name="n-$" + "{request.body.order.id}"),
        inputs(),
        "StartExecution",
        {"stateMachineArn": MACHINE, "input": '{"id":1}', "name": "n-1"},
    ),
    "a constant": (
        spec("StartSyncExecution", Input='{"a":1}', TraceHeader="Root=1"),
        inputs(),
        "StartSyncExecution",
        {"stateMachineArn": MACHINE, "input": '{"a":1}', "traceHeader": "Root=1"},
    ),
    "nothing": (spec(), inputs(), "StartExecution", {"stateMachineArn": MACHINE}),
    "an execution": (
        spec("StopExecution", ExecutionArn="$request.querystring.arn", Cause="c", Error="e"),
        inputs(query=f"arn={EXECUTION}"),
        "StopExecution",
        {"executionArn": EXECUTION, "cause": "c", "error": "e"},
    ),
}


@pytest.mark.parametrize("case", CALLS)
def test_the_service_is_called(case: str) -> None:
    made, given, action, members = CALLS[case]
    work = SIDE.request(made, given, NAMES, render)
    assert isinstance(work, CallAws)
    assert (work.service, work.action) == ("states", action)
    assert json.loads(work.body) == members


def test_a_region_is_said_by_the_arn_already() -> None:
    work = SIDE.request(spec(Region="us-east-1"), inputs(), NAMES, render)
    assert isinstance(work, CallAws)
    assert json.loads(work.body) == {"stateMachineArn": MACHINE}


def test_a_parameter_that_is_not_there_is_the_gateways_own_answer() -> None:
    result = SIDE.request(spec(Input="$request.body.nothing"), inputs(), NAMES, render)
    assert result == Failed(
        reason="bad_request",
        detail="Unable to resolve property Input from source $request.body.nothing. "
        "Please make sure that source is present and not null.",
    )


@pytest.mark.parametrize("execution", [EXECUTION.replace("fulfil", "other"), MACHINE, "x", EXECUTION[:-5]])
def test_executions_of_other_machines_are_not_stopped(execution: str) -> None:
    made = spec("StopExecution", ExecutionArn="$request.querystring.arn")
    result = SIDE.request(made, inputs(query=f"arn={execution}"), NAMES, render)
    assert isinstance(result, Answered)
    assert result.status == 400
    assert json.loads(result.body or b"")["__type"] == "AccessDeniedException"


def test_an_answer_is_passed_on() -> None:
    headers = (("content-type", "application/x-amz-json-1.0"), ("x-amzn-requestid", "r"))
    result = SIDE.response(spec(), inputs(), HttpResponse(status=200, headers=headers, body=b"{}"), render)
    assert result == Answered(status=200, headers=headers[:1], body=b"{}")


def test_a_refusal_is_passed_on_and_explained() -> None:
    body = b'{"__type":"InvalidName","message":"Invalid Name: \'a b\'"}'
    result = SIDE.response(spec(), inputs(), HttpResponse(status=400, body=body), render)
    assert isinstance(result, Answered)
    assert (result.status, result.body) == (400, body)
    assert result.detail == f"states:StartExecution answered 400: {body.decode()}"


def test_no_answer_is_the_gateways_business() -> None:
    failed = Failed(reason="timeout")
    assert SIDE.response(spec(), inputs(), failed, render) is failed


MESSAGE = WebSocketInputs(
    event_type="MESSAGE",
    connection=Connection(id="c", connected_at=0.0, source_ip="127.0.0.1", user_agent=None),
    api_id="a",
    account_id="123456789012",
    region="us-east-1",
    domain_name="a.example.com",
    stage="dev",
    stage_variables=(),
    route_key="order",
    request_id="r",
    time=0.0,
    trace_id="t",
    body="hi",
)


def test_a_message_is_rendered_into_the_request() -> None:
    made = StepFunctions(
        name="i", machine="fulfil", parameters=(), template=("<", Ref("machine", "fulfil", "arn"), ">$input.body")
    )

    def rendered(template: str, inputs: WebSocketInputs) -> str:
        return f"{template}={inputs.body}"

    work = SIDE.request(made, MESSAGE, NAMES, rendered)
    assert work == CallAws(service="states", action="StartExecution", body=f"<{MACHINE}>$input.body=hi".encode())


def test_an_answer_to_a_message_is_passed_on() -> None:
    result = SIDE.response(spec(), MESSAGE, HttpResponse(status=400, body=b"no"), render)
    assert isinstance(result, Answered)
    assert (result.status, result.body) == (400, b"no")
