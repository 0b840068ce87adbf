"""Starting and stopping machines from routes: what is declared, granted and refused."""

from __future__ import annotations

from typing import Any

import pytest

from gwfw.declarations import Definition, Mark
from gwfw.errors import Place, Refusal
from gwfw.graph.model import Grant, Ref
from gwfw.integrations.sides import Declare, Site
from gwfw.integrations.stepfunctions import declare
from gwfw.integrations.stepfunctions.declare import Action
from gwfw.integrations.stepfunctions.spec import StepFunctions
from gwfw.mapping import context, request
from gwfw.resources.machine.handle import StateMachine

SIDE: Declare[Action, StepFunctions] = declare
SITE = Site(api="http", key="POST /orders", place=Place("app.py", 7, '@sfn.start("/orders")'))
EXECUTION = request.query["executionArn"]


def machine(*, express: bool = False) -> StateMachine[Any, Any]:
    return StateMachine("fulfil", "arn:...", express=express, mark=Mark("app.py", 3))


SPECS: dict[str, tuple[Action, str, dict[str, str], Grant]] = {
    "the body": (
        machine().start(),
        "StartExecution",
        {"Input": "$request.body"},
        Grant(
            principal="integration:http POST /orders",
            resource=Ref("machine", "fulfil", "arn"),
            actions=("states:StartExecution",),
        ),
    ),
    "a member of the body, and a name": (
        machine(express=True).start(input=request.body["order"], name=f"order-{context.request_id}"),
        "StartExecution",
        {"Input": "$request.body.order", "Name": "order-${context.requestId}"},
        Grant(
            principal="integration:http POST /orders",
            resource=Ref("machine", "fulfil", "arn"),
            actions=("states:StartExecution",),
        ),
    ),
    "nothing": (
        machine(express=True).start_sync(input=None),
        "StartSyncExecution",
        {},
        Grant(
            principal="integration:http POST /orders",
            resource=Ref("machine", "fulfil", "arn"),
            actions=("states:StartSyncExecution",),
        ),
    ),
    "an execution": (
        machine().stop(execution_arn=EXECUTION, error="Stopped", cause=request.header["x-reason"]),
        "StopExecution",
        {
            "Cause": "$request.header.x-reason",
            "Error": "Stopped",
            "ExecutionArn": "$request.querystring.executionArn",
        },
        Grant(
            principal="integration:http POST /orders",
            resource=Ref("machine", "fulfil", "executions"),
            actions=("states:StopExecution",),
        ),
    ),
}


@pytest.mark.parametrize("case", SPECS)
def test_specs_and_grants(case: str) -> None:
    target, action, parameters, grant = SPECS[case]
    spec = SIDE.integration(target, SITE)
    assert (spec.name, spec.machine, spec.action) == ("http POST /orders", "fulfil", action)
    assert dict(spec.parameters) == parameters
    assert list(spec.parameters) == sorted(spec.parameters)
    assert SIDE.grants(spec) == (grant,)
    assert SIDE.describe(spec) == f"states:{action} fulfil"


CONSTANTS: dict[str, tuple[Any, str]] = {
    "an object": ({"kind": "test", "n": [1, None]}, '{"kind":"test","n":[1,null]}'),
    "a text of JSON": ('{ "a": 1 }', '{ "a": 1 }'),
    "an empty object": ({}, "{}"),
    "a list": ([1], "[1]"),
}


@pytest.mark.parametrize("case", CONSTANTS)
def test_constants(case: str) -> None:
    given, expected = CONSTANTS[case]
    assert SIDE.integration(machine().start(input=given), SITE).parameters == (("Input", expected),)


COMPOSED = f'{{"id": "{request.path["id"]}"}}'
REFUSED: dict[str, tuple[Action, str, str]] = {
    "JSON composed from what a client says": (
        machine().start(input=COMPOSED),
        "machine-parameter",
        "nothing escapes them; put the whole value into the body, or use a Lambda route",
    ),
    "a source inside an object": (
        machine().start(input={"id": request.path["id"]}),
        "machine-parameter",
        "it is one source, such as request.body['order'], or a JSON constant without sources",
    ),
    "a source inside a text inside an object": (
        machine().start(input={"id": f"{request.path['id']}"}),
        "machine-parameter",
        "pass one source as the whole value",
    ),
    "a text that is not JSON": (machine().start(input="hello"), "machine-parameter", "this constant is not JSON"),
    "a number that JSON has not": (machine().start(input=[float("nan")]), "machine-parameter", "a JSON constant"),
    "a constant like a source": (machine().start(name="$context.requestId"), "machine-parameter", "for a source"),
    "a name that is a number": (machine().start(name=5), "machine-parameter", "not 5"),  # type: ignore[arg-type]
    "a standard machine, synchronously": (
        machine().start_sync(),
        "machine-type",
        "only express machines can be started synchronously",
    ),
    "stopping an express machine": (
        machine(express=True).stop(execution_arn=EXECUTION),
        "machine-type",
        "executions of express machines cannot be stopped",
    ),
    "stopping nothing": (
        machine().stop(execution_arn=None),  # type: ignore[arg-type]
        "no-execution-arn",
        "StopExecution needs the execution ARN, and no mapping provides it",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_aws_would_refuse_or_a_client_could_misuse(case: str) -> None:
    target, code, what = REFUSED[case]
    with pytest.raises(Refusal) as caught:
        SIDE.integration(target, SITE)
    [problem] = caught.value.problems
    assert problem.code == code
    assert what in problem.what
    assert problem.places[0] == SITE.place


def test_the_type_is_told_with_both_lines() -> None:
    with pytest.raises(Refusal) as caught:
        SIDE.integration(machine().start_sync(), SITE)
    [problem] = caught.value.problems
    assert [place.line for place in problem.places] == [7, 3]


def test_everything_wrong_is_told_at_once() -> None:
    with pytest.raises(Refusal) as caught:
        SIDE.integration(Action(machine(), "StartSyncExecution", Input="no", Name=5), SITE)
    assert sorted(problem.code for problem in caught.value.problems) == [
        "machine-parameter",
        "machine-parameter",
        "machine-type",
    ]


def test_a_definition_at_the_place_of_its_route_is_told_once() -> None:
    definition = Definition(lambda: None)  # type: ignore[arg-type, return-value]  # never called here
    definition.mark = Mark("app.py", 7)
    site = Site(api="http", key="POST /orders", place=definition.mark.place())
    with pytest.raises(Refusal) as caught:
        SIDE.integration(Action(definition, "StartSyncExecution"), site)
    assert len(caught.value.problems[0].places) == 1


WEBSOCKET = Site(api="websocket", key="order", place=Place("app.py", 7))
OVER_WEBSOCKET: dict[str, tuple[Action, str]] = {
    "the message": (
        machine().start(),
        '{"input":"$util.escapeJavaScript($input.body).replaceAll("\\\\\'","\'")","stateMachineArn":"<fulfil>"}',
    ),
    "constants": (
        machine().start(input={"a": "$"}, name="n"),
        '{"input":"{\\u0022a\\u0022:\\u0022\\u0024\\u0022}","name":"n","stateMachineArn":"<fulfil>"}',
    ),
    "nothing": (machine().start(input=None), '{"stateMachineArn":"<fulfil>"}'),
}


@pytest.mark.parametrize("case", OVER_WEBSOCKET)
def test_messages_start_machines_too(case: str) -> None:
    target, template = OVER_WEBSOCKET[case]
    spec = SIDE.integration(target, WEBSOCKET)
    assert "".join(part if isinstance(part, str) else f"<{part.name}>" for part in spec.template) == template
    assert (spec.parameters, spec.action) == ((), "StartExecution")


REFUSED_MESSAGES: dict[str, tuple[Action, str]] = {
    "a source": (machine().start(input=request.body["a"]), "machine-parameter"),
    "a source in a name": (machine().start(name=f"n-{context.request_id}"), "machine-parameter"),
    "a stop": (machine().stop(execution_arn="arn:x"), "target-of-other-api"),
    "a synchronous start": (machine(express=True).start_sync(), "target-of-other-api"),
}


@pytest.mark.parametrize("case", REFUSED_MESSAGES)
def test_what_messages_cannot_do(case: str) -> None:
    target, code = REFUSED_MESSAGES[case]
    with pytest.raises(Refusal) as caught:
        SIDE.integration(target, WEBSOCKET)
    assert [problem.code for problem in caught.value.problems] == [code]
