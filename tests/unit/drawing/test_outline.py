"""The outline of a machine: order, joints, and what each state does."""

from __future__ import annotations

import pytest

from gwfw.drawing.outline import END, START, Joint, Scope, Step, outline
from gwfw.graph.model import Machine, Ref
from gwfw.graph.template import Value, document


def scope(states: dict[str, Value], first: str) -> Scope:
    return outline(Machine(name="m", definition=document({"StartAt": first, "States": states}))).scope


def only(state: dict[str, Value]) -> Step:
    [step] = scope({"a": {**state, "End": True}}, "a").steps
    return step


DETAILS: dict[str, tuple[dict[str, Value], str]] = {
    "function": ({"Type": "Task", "Resource": Ref("function", "charge", "arn")}, "λ charge"),
    "function by its service": (
        {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": {"FunctionName": Ref("function", "charge", "arn"), "Payload.$": "$"},
        },
        "lambda:invoke λ charge",
    ),
    "function of elsewhere": (
        {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:old"},
        "λ old",
    ),
    "activity": ({"Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:approve"}, "activity approve"),
    "other ARN": ({"Type": "Task", "Resource": "arn:aws:x:y:z"}, "z"),
    "service with JSONata": (
        {
            "Type": "Task",
            "QueryLanguage": "JSONata",
            "Resource": "arn:aws:states:::aws-sdk:dynamodb:scan",
            "Arguments": {"TableName": Ref("table", "books", "name"), "Limit": 5},
        },
        "dynamodb:scan books",
    ),
    "service with an expression": (
        {"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "Arguments": "{% $states.input %}"},
        "sns:publish",
    ),
    "wait": ({"Type": "Wait", "Seconds": 5}, "5 s"),
    "wait by path": ({"Type": "Wait", "TimestampPath": "$.due"}, "until $.due"),
    "wait by expression": ({"Type": "Wait", "Seconds": "{% $n %}"}, "$n s"),
    "wait for nothing": ({"Type": "Wait"}, ""),
    "fail": ({"Type": "Fail", "Error": "No"}, "No"),
    "fail by path": ({"Type": "Fail", "ErrorPath": "$.error"}, "$.error"),
    "fail without": ({"Type": "Fail"}, ""),
    "pass": ({"Type": "Pass"}, ""),
}


@pytest.mark.parametrize("case", DETAILS)
def test_detail(case: str) -> None:
    state, detail = DETAILS[case]
    assert only(state).detail == detail


@pytest.mark.parametrize("key", ["ItemProcessor", "Iterator"])
@pytest.mark.parametrize(("items", "detail"), [({"ItemsPath": "$.x"}, "each of $.x"), ({"Items": [1]}, ""), ({}, "")])
def test_map(key: str, items: dict[str, Value], detail: str) -> None:
    inner: Value = {"StartAt": "b", "States": {"b": {"Type": "Succeed"}}}
    step = only({"Type": "Map", key: inner, **items})
    assert (step.detail, [inner.title for inner in step.scopes]) == (detail, ["for each"])
    assert step.scopes[0].joints == ()  # the points of start and end are the outermost scope's


def test_states_come_in_the_order_in_which_they_are_reached() -> None:
    states: dict[str, Value] = {
        "a": {"Type": "Pass", "End": True},
        "z": {
            "Type": "Choice",
            "Choices": [
                {"Variable": "$.x", "IsNull": True, "Next": "m"},
                {"Variable": "$.y", "IsNull": True, "Next": "m"},
            ],
            "Default": "a",
        },
        "m": {"Type": "Task", "Resource": "x", "Next": "a", "Catch": [{"ErrorEquals": ["E", "F"], "Next": "a"}]},
    }
    found = scope(states, "z")
    assert [(step.id, step.name) for step in found.steps] == [("s0", "z"), ("s1", "m"), ("s2", "a")]
    assert found.joints == (
        Joint(source=START, target="s0"),
        Joint(source="s0", target="s1", label="$.x is null or $.y is null"),
        Joint(source="s0", target="s2", label="otherwise"),
        Joint(source="s1", target="s2"),
        Joint(source="s1", target="s2", label="E, F", kind="catch"),
        Joint(source="s2", target=END),
    )


def test_a_long_chain_is_no_recursion() -> None:
    states: dict[str, Value] = {f"n{number}": {"Type": "Pass", "Next": f"n{number + 1}"} for number in range(2000)}
    states["n2000"] = {"Type": "Fail"}
    found = scope(states, "n0")
    assert [step.name for step in found.steps] == [f"n{number}" for number in range(2001)]
    assert END not in {joint.target for joint in found.joints}
