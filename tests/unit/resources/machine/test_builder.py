"""Flows as States Language: every step, names, failures, and what cannot be written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import BaseModel

from gwfw import App
from gwfw.asl import program
from gwfw.flow import Catch, Flow, Node, Retry
from gwfw.graph.model import Ref
from gwfw.graph.template import document
from gwfw.resources.machine.builder import Builder

app = App("shop")
sfn = app.sfn
loose: Any = sfn
"""For what type checkers refuse."""


class Order(BaseModel):
    id: str
    total: int = 0
    lines: list[str] = []
    wait_s: int = 0


@sfn.task
def refund(problem: dict[str, str]) -> None: ...


@sfn.task
def charge(order: Order) -> Order:
    return order


@sfn.task(retry=3, timeout=20)
async def ship(order: Order) -> Order:
    return order


@sfn.task
def pack(line: str) -> str:
    return line


@sfn.task
def join(results: Any) -> None: ...


def is_big(order: Order) -> bool:
    return order.total > 100


def the_lines(order: Order) -> list[str]:
    return order.lines


books = app.dynamo.table("books", Order, key="id")


def task(name: str, **fields: object) -> dict[str, object]:
    return {"Type": "Task", "Resource": f"<function task-{name} arn>", **fields}


def built(flow: Node, builder: Builder | None = None) -> Any:
    """The definition of a flow, with references as texts."""
    text = document((builder or Builder("")).machine(flow.steps))
    return json.loads(
        "".join(part if isinstance(part, str) else f"<{part.kind} {part.name} {part.attribute}>" for part in text)
    )


WRONG_INPUT = {"ErrorEquals": ["gwfw.ValidationError"], "MaxAttempts": 0}
SHIP = {
    "TimeoutSeconds": 20,
    "Retry": [WRONG_INPUT, {"ErrorEquals": ["States.ALL"], "MaxAttempts": 3}],
}

FLOWS: dict[str, tuple[Node, str, dict[str, Any]]] = {
    "a task": (charge, "charge", {"charge": task("charge", End=True)}),
    "one after the other": (
        charge >> ship,
        "charge",
        {"charge": task("charge", Next="ship"), "ship": task("ship", End=True, **SHIP)},
    ),
    "the same again": (
        charge >> charge >> charge,
        "charge",
        {
            "charge": task("charge", Next="charge 2"),
            "charge 2": task("charge", Next="charge 3"),
            "charge 3": task("charge", End=True),
        },
    ),
    "waits": (
        sfn.wait(60) >> sfn.wait(until="2026-12-24T18:00:00Z", name="Christmas") >> charge,
        "wait 60 s",
        {
            "wait 60 s": {"Type": "Wait", "Seconds": 60, "Next": "Christmas"},
            "Christmas": {"Type": "Wait", "Timestamp": "2026-12-24T18:00:00Z", "Next": "charge"},
            "charge": task("charge", End=True),
        },
    ),
    "waits by the value": (
        charge >> sfn.wait_for(seconds=lambda order: order.wait_s) >> sfn.wait_for(until="$.due"),
        "charge",
        {
            "charge": task("charge", Next="wait"),
            "wait": {"Type": "Wait", "SecondsPath": "$.wait_s", "Next": "wait 2"},
            "wait 2": {"Type": "Wait", "TimestampPath": "$.due", "End": True},
        },
    ),
    "a choice": (
        charge
        >> sfn.choice(
            sfn.when(lambda order: order.total > 100, ship),
            sfn.when(is_big, charge >> ship),
            otherwise=sfn.fail("TooSmall", "buy more"),
            name="How big?",
        )
        >> join,
        "charge",
        {
            "charge": task("charge", Next="How big?"),
            "How big?": {
                "Type": "Choice",
                "Choices": [
                    {"Variable": "$.total", "NumericGreaterThan": 100, "Next": "ship"},
                    {"Variable": "$.total", "NumericGreaterThan": 100, "Next": "charge 2"},
                ],
                "Default": "fail TooSmall",
            },
            "ship": task("ship", Next="join", **SHIP),
            "charge 2": task("charge", Next="ship 2"),
            "ship 2": task("ship", Next="join", **SHIP),
            "fail TooSmall": {"Type": "Fail", "Error": "TooSmall", "Cause": "buy more"},
            "join": task("join", End=True),
        },
    ),
    "a choice that goes on": (
        sfn.choice(sfn.when({"Variable": "$.x", "IsPresent": True}, charge)) >> ship,
        "choice",
        {
            "choice": {
                "Type": "Choice",
                "Choices": [{"Variable": "$.x", "IsPresent": True, "Next": "charge"}],
                "Default": "ship",
            },
            "charge": task("charge", Next="ship"),
            "ship": task("ship", End=True, **SHIP),
        },
    ),
    "a choice that ends": (
        sfn.choice(sfn.when("{% $states.input.total > 1 %}", charge)),
        "choice",
        {
            "choice": {
                "Type": "Choice",
                "QueryLanguage": "JSONata",
                "Choices": [{"Condition": "{% $states.input.total > 1 %}", "Next": "charge"}],
                "Default": "choice otherwise",
            },
            "charge": task("charge", End=True),
            "choice otherwise": {"Type": "Succeed"},
        },
    ),
    "what repeats": (
        charge >> sfn.repeat(charge >> sfn.wait(5), until=lambda order: order.total > 9, every=60, name="enough?") >> ship,
        "charge",
        {
            "charge": task("charge", Next="charge 2"),
            "charge 2": task("charge", Next="wait 5 s"),
            "wait 5 s": {"Type": "Wait", "Seconds": 5, "Next": "enough?"},
            "enough?": {
                "Type": "Choice",
                "Choices": [{"Variable": "$.total", "NumericGreaterThan": 9, "Next": "ship"}],
                "Default": "wait 60 s",
            },
            "wait 60 s": {"Type": "Wait", "Seconds": 60, "Next": "charge 2"},
            "ship": task("ship", End=True, **SHIP),
        },
    ),
    "what repeats inside and ends": (
        sfn.repeat(sfn.repeat(charge, until={"Variable": "$.id", "IsString": True}), until="{% $states.input.total > 9 %}"),
        "charge",
        {
            "charge": task("charge", Next="repeat 2"),
            "repeat 2": {
                "Type": "Choice",
                "Choices": [{"Variable": "$.id", "IsString": True, "Next": "repeat"}],
                "Default": "charge",
            },
            "repeat": {
                "Type": "Choice",
                "QueryLanguage": "JSONata",
                "Choices": [{"Condition": "{% $states.input.total > 9 %}", "Next": "repeat end"}],
                "Default": "charge",
            },
            "repeat end": {"Type": "Succeed"},
        },
    ),
    "branches": (
        charge >> sfn.parallel(ship, charge >> sfn.succeed(), retry=2) >> join,
        "charge",
        {
            "charge": task("charge", Next="parallel"),
            "parallel": {
                "Type": "Parallel",
                "Branches": [
                    {"StartAt": "ship", "States": {"ship": task("ship", End=True, **SHIP)}},
                    {
                        "StartAt": "charge 2",
                        "States": {"charge 2": task("charge", Next="succeed"), "succeed": {"Type": "Succeed"}},
                    },
                ],
                "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 2}],
                "Next": "join",
            },
            "join": task("join", End=True),
        },
    ),
    "items": (
        charge >> sfn.map(pack, items=the_lines, concurrency=5, catch=refund) >> join,
        "charge",
        {
            "charge": task("charge", Next="map"),
            "map": {
                "Type": "Map",
                "ItemsPath": "$.lines",
                "MaxConcurrency": 5,
                "ItemProcessor": {
                    "ProcessorConfig": {"Mode": "INLINE"},
                    "StartAt": "pack",
                    "States": {"pack": task("pack", End=True)},
                },
                "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "refund"}],
                "Next": "join",
            },
            "refund": task("refund", End=True),
            "join": task("join", End=True),
        },
    ),
    "the value's own items": (
        sfn.map(pack, name="all"),
        "all",
        {
            "all": {
                "Type": "Map",
                "ItemProcessor": {
                    "ProcessorConfig": {"Mode": "INLINE"},
                    "StartAt": "pack",
                    "States": {"pack": task("pack", End=True)},
                },
                "End": True,
            }
        },
    ),
    "a constant": (
        sfn.constant({"a": [1, None, True, "x", 0.5]}) >> join,
        "constant",
        {
            "constant": {"Type": "Pass", "Result": {"a": [1, None, True, "x", 0.5]}, "Next": "join"},
            "join": task("join", End=True),
        },
    ),
    "a service": (
        sfn.service(
            "dynamodb:putItem",
            {"TableName": books, "Item": {"id": {"S.$": "$.id"}}},
            output="$.SdkHttpMetadata",
            retry=Retry("DynamoDB.Busy", attempts=5, interval=2, backoff=1.5, max_delay=9, jitter=True),
            timeout=10,
        ),
        "dynamodb putItem",
        {
            "dynamodb putItem": {
                "Type": "Task",
                "Resource": "arn:aws:states:::dynamodb:putItem",
                "Parameters": {"TableName": "<table books name>", "Item": {"id": {"S.$": "$.id"}}},
                "OutputPath": "$.SdkHttpMetadata",
                "TimeoutSeconds": 10,
                "Retry": [
                    {
                        "ErrorEquals": ["DynamoDB.Busy"],
                        "MaxAttempts": 5,
                        "IntervalSeconds": 2,
                        "BackoffRate": 1.5,
                        "MaxDelaySeconds": 9,
                        "JitterStrategy": "FULL",
                    }
                ],
                "End": True,
            }
        },
    ),
    "a service in JSONata": (
        sfn.service(
            "aws-sdk:sqs:sendMessage.waitForTaskToken",
            {"QueueUrl": "https://q", "MessageBody": ["{% $states.context.Task.Token %}"]},
            output="{% $states.result %}",
            heartbeat=30,
        ),
        "sqs sendMessage.waitForTaskToken",
        {
            "sqs sendMessage.waitForTaskToken": {
                "Type": "Task",
                "Resource": "arn:aws:states:::aws-sdk:sqs:sendMessage.waitForTaskToken",
                "QueryLanguage": "JSONata",
                "Arguments": {"QueueUrl": "https://q", "MessageBody": ["{% $states.context.Task.Token %}"]},
                "Output": "{% $states.result %}",
                "HeartbeatSeconds": 30,
                "End": True,
            }
        },
    ),
}


@pytest.mark.parametrize("case", FLOWS)
def test_a_flow_is_written(case: str) -> None:
    flow, start, states = FLOWS[case]
    definition = built(flow)
    assert definition == {"StartAt": start, "States": states}
    known = (
        json.dumps(definition).replace("<function ", "arn:aws:lambda:us-east-1:123456789012:function:").replace(" arn>", "")
    )
    assert [finding for finding in program.check(known) if finding.severity == "ERROR"] == []


CATCHES: dict[str, tuple[Any, list[dict[str, object]]]] = {
    "a flow": (refund, [{"ErrorEquals": ["States.ALL"], "Next": "refund"}]),
    "flows by error": (
        {"Empty": refund, "States.ALL": refund},
        [{"ErrorEquals": ["Empty"], "Next": "refund"}, {"ErrorEquals": ["States.ALL"], "Next": "refund 2"}],
    ),
    "one Catch": (
        Catch(refund, "Empty", "Full", into="problem"),
        [{"ErrorEquals": ["Empty", "Full"], "ResultPath": "$.problem", "Next": "refund"}],
    ),
    "several": (
        [Catch(refund, "Empty"), Catch(charge >> join)],
        [{"ErrorEquals": ["Empty"], "Next": "refund"}, {"ErrorEquals": ["States.ALL"], "Next": "charge"}],
    ),
}


@pytest.mark.parametrize("case", CATCHES)
def test_failures_are_caught(case: str) -> None:
    catch, expected = CATCHES[case]
    assert built(sfn.parallel(ship, catch=catch))["States"]["parallel"]["Catch"] == expected


RETRIES: dict[str, tuple[Any, list[dict[str, object]]]] = {
    "by number": (2, [WRONG_INPUT, {"ErrorEquals": ["States.ALL"], "MaxAttempts": 2}]),
    "every error": (
        Retry(attempts=2),
        [
            WRONG_INPUT,
            {"ErrorEquals": ["States.ALL"], "MaxAttempts": 2, "IntervalSeconds": 1, "BackoffRate": 2.0},
        ],
    ),
    "some errors": (
        [Retry("Busy", attempts=1)],
        [{"ErrorEquals": ["Busy"], "MaxAttempts": 1, "IntervalSeconds": 1, "BackoffRate": 2.0}],
    ),
}


@pytest.mark.parametrize("case", RETRIES)
def test_a_wrong_input_is_never_repeated(case: str) -> None:
    retry, expected = RETRIES[case]

    @App("other").sfn.task(retry=retry)
    def work(value: int) -> int:
        return value

    assert built(work)["States"]["work"]["Retry"] == expected


PROBLEMS: dict[str, tuple[Node, str, str]] = {
    "a step after the end": (
        charge >> sfn.succeed() >> ship,
        "unreachable-step",
        "nothing can come after this step",
    ),
    "a condition that cannot be read": (
        sfn.choice(sfn.when(lambda order: order.total, charge), sfn.when(lambda order: True, charge)),
        "condition",
        "it must compare a part of its argument, and gives True",
    ),
    "a selection that cannot be read": (
        charge >> sfn.map(pack, items=lambda order: order.nothing),  # type: ignore[attr-defined]  # a checker knows it, too
        "selection",
        "Order has no field 'nothing'",
    ),
    "two languages in one choice": (
        sfn.choice(sfn.when("{% true %}", charge), sfn.when({"Variable": "$", "IsPresent": True}, charge)),
        "mixed-choice",
        "the cases of one choice are all JSONata, or none is",
    ),
    "a wait for nothing": (sfn.wait(), "wait", "a wait is for seconds or until a time, one of both"),
    "a wait for both": (
        sfn.wait_for(seconds="$.a", until=lambda order: order.due),
        "wait",
        "a wait is for seconds or until a time, one of both",
    ),
    "a wait for nothing in the value": (sfn.wait_for(), "wait", "a wait is for seconds or until a time, one of both"),
    "a number as a key": (sfn.constant({1: 2}), "definition", "the key of an object is a text, not 1"),
    "an object inside": (
        charge >> sfn.service("dynamodb:putItem", {"TableName": [{5}]}),
        "definition",
        "a definition holds JSON values, handles and tasks, not {5}",
    ),
    "an unknown condition of a repetition": (
        sfn.repeat(charge, until=lambda order: len(order.lines)),
        "condition",
        "its argument is not known here, and it needs the value: object of type 'Symbol' has no len()",
    ),
    "a function that is no task": (
        loose.map(is_big),
        "definition",
        "a flow is a task, or steps joined with >>",
    ),
    "no branch": (loose.parallel(charge, "x"), "definition", "a flow is a task, or steps joined with >>"),
    "no case": (
        loose.choice(5, loose.when(is_big, charge)),
        "definition",
        "a case is sfn.when(condition, flow)",
    ),
    "no flow of a case": (
        loose.choice(loose.when(is_big, 5)),
        "definition",
        "a flow is a task, or steps joined with >>",
    ),
    "no flow otherwise": (
        loose.choice(loose.when(is_big, charge), otherwise=5),
        "definition",
        "a flow is a task, or steps joined with >>",
    ),
    "nothing to repeat": (
        charge >> loose.repeat(5, until=is_big) >> charge,
        "definition",
        "a flow is a task, or steps joined with >>",
    ),
    "no retry": (
        loose.parallel(charge, retry="x"),
        "definition",
        "retry= is a number, or Retry values",
    ),
    "no catch": (
        loose.parallel(charge, catch=[Catch(charge, "E"), 5]),
        "definition",
        "catch= is a flow, flows by error name, or Catch values",
    ),
    "no flow to catch": (
        loose.parallel(charge, catch={"E": 5}),
        "definition",
        "a flow is a task, or steps joined with >>",
    ),
    "a file inside a flow": (
        charge >> sfn.asl("other.json"),
        "definition",
        "a definition in a file is a whole machine",
    ),
}


@pytest.mark.parametrize("case", PROBLEMS)
def test_what_cannot_be_written(case: str) -> None:
    flow, code, what = PROBLEMS[case]
    builder = Builder("")
    built(flow, builder)
    [problem] = builder.problems
    assert (problem.code, problem.what) == (code, what)
    assert problem.places[0].file.endswith("test_builder.py")


def test_names_are_as_long_as_the_language_allows() -> None:
    long = "x" * 100
    names = built(sfn.wait(1, name=long) >> sfn.wait(1, name=long) >> charge)["States"]
    assert sorted(names) == ["charge", "x" * 78 + " 2", "x" * 80]


def test_steps_say_what_they_are() -> None:
    assert repr(charge >> ship) == "<task charge> >> <task ship>"
    assert Ref("function", "task-charge", "arn") in document(Builder("").machine(charge.steps))
    assert isinstance(sfn.wait(1) >> charge, Flow)
    with pytest.raises(TypeError):
        charge >> 5  # type: ignore[operator]
    with pytest.raises(TypeError):
        sfn.wait(1) >> 5  # type: ignore[operator]


def test_types_that_cannot_be_found_are_not_needed() -> None:
    def big(order: Nowhere) -> object:  # type: ignore[name-defined]  # noqa: F821
        return order.total > 1

    [rule] = built(sfn.choice(sfn.when(big, charge)))["States"]["choice"]["Choices"]
    assert rule == {"Variable": "$.total", "NumericGreaterThan": 1, "Next": "charge"}


def test_a_task_stays_callable() -> None:
    order = Order(id="a")
    assert charge(order) is order
    assert charge.name == "charge"
