"""What the role of a machine may do, task by task."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gwfw.graph.model import Grant, Machine, Ref, Text
from gwfw.graph.template import document
from gwfw.resources.machine.grants import Need, derive, needs

BOOKS = Ref("table", "books", "name")
FULFIL = Ref("machine", "fulfil", "arn")
CHARGE = Ref("function", "task-charge", "arn")
INVOKE = "lambda:InvokeFunction"


def definition(**states: Any) -> Text:
    return document({"StartAt": "a", "States": states})


def task(resource: Any, **parameters: Any) -> dict[str, Any]:
    return {"Type": "Task", "Resource": resource, "Parameters": parameters, "End": True}


NEEDS: dict[str, tuple[Text, list[Need]]] = {
    "a function": (definition(a=task(CHARGE)), [Need("a", INVOKE, CHARGE)]),
    "a function's version": (definition(a=task((CHARGE, ":live"))), [Need("a", INVOKE, CHARGE)]),
    "a function by its integration": (
        definition(a=task("arn:aws:states:::lambda:invoke", FunctionName=CHARGE)),
        [Need("a", INVOKE, CHARGE)],
    ),
    "a function by the SDK": (
        definition(a=task("arn:aws:states:::aws-sdk:lambda:invoke", FunctionName=CHARGE)),
        [Need("a", INVOKE, CHARGE)],
    ),
    "a table": (
        definition(a=task("arn:aws:states:::dynamodb:updateItem", TableName=BOOKS)),
        [Need("a", "dynamodb:UpdateItem", Ref("table", "books", "arn"))],
    ),
    "a table in JSONata": (
        definition(
            a={"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:dynamodb:query", "Arguments": {"TableName": BOOKS}}
        ),
        [Need("a", "dynamodb:Query", Ref("table", "books", "arn"))],
    ),
    "a table that nobody knows": (
        definition(a=task("arn:aws:states:::dynamodb:getItem", **{"TableName.$": "$.t"})),
        [Need("a", "dynamodb:GetItem", None)],
    ),
    "a resource of another service": (
        definition(a=task("arn:aws:states:::sqs:sendMessage", QueueUrl="q", MessageBody=BOOKS)),
        [Need("a", "sqs:SendMessage", None)],
    ),
    "a nested execution": (
        definition(a=task("arn:aws:states:::states:startExecution", StateMachineArn=FULFIL)),
        [Need("a", "states:StartExecution", FULFIL)],
    ),
    "a nested execution that is waited for": (
        definition(a=task("arn:aws:states:::states:startExecution.sync:2", StateMachineArn=FULFIL)),
        [
            Need("a", "states:StartExecution", FULFIL),
            Need("a", "states:DescribeExecution", Ref("machine", "fulfil", "executions")),
            Need("a", "states:StopExecution", Ref("machine", "fulfil", "executions")),
        ],
    ),
    "another SDK's names": (
        definition(a=task("arn:aws:states:::aws-sdk:sfn:startSyncExecution", StateMachineArn=FULFIL)),
        [Need("a", "states:StartSyncExecution", FULFIL)],
    ),
    "an API": (definition(a=task("arn:aws:states:::apigateway:invoke", ApiEndpoint="x")), []),
    "an activity": (definition(a=task("arn:aws:states:us-east-1:123456789012:activity:approve")), []),
    "somebody else's function": (definition(a=task("arn:aws:lambda:us-east-1:123456789012:function:x")), []),
    "inside branches and maps": (
        definition(
            p={"Type": "Parallel", "Branches": [{"States": {"b": task(CHARGE)}}]},
            m={"Type": "Map", "ItemProcessor": {"States": {"c": task(CHARGE)}}},
            o={"Type": "Map", "Iterator": {"States": {"d": task(CHARGE)}}},
            q={"Type": "Pass"},
        ),
        [Need("c", INVOKE, CHARGE), Need("d", INVOKE, CHARGE), Need("b", INVOKE, CHARGE)],
    ),
    "nothing at all": ((), []),
    "something odd": (document({"States": [1], "Branches": 2}), []),
    "something odd inside": (document({"States": {"a": 1}}), []),
}


@pytest.mark.parametrize("case", NEEDS)
def test_what_tasks_need(case: str) -> None:
    text, expected = NEEDS[case]
    assert list(needs(text)) == expected


def test_grants_are_one_for_each_resource_and_sorted() -> None:
    text = definition(
        a=task("arn:aws:states:::dynamodb:putItem", TableName=BOOKS),
        b=task("arn:aws:states:::dynamodb:getItem", TableName=BOOKS),
        c=task("arn:aws:states:::dynamodb:getItem", TableName=BOOKS),
        d=task(CHARGE),
    )
    assert derive(Machine(name="m", definition=text), ()) == (
        Grant(principal="machine:m", resource=CHARGE, actions=(INVOKE,)),
        Grant(
            principal="machine:m",
            resource=Ref("table", "books", "arn"),
            actions=("dynamodb:GetItem", "dynamodb:PutItem"),
        ),
    )


def test_the_definition_is_read_as_it_is_written() -> None:
    text = document({"States": {'odd "name"': task(CHARGE)}})
    [need] = needs(text)
    assert need.state == json.loads('"odd \\"name\\""')
