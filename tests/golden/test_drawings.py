"""Whole drawings of state machines against committed ones. `GWFW_REWRITE=1 pytest tests/golden` writes them anew."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from gwfw.drawing.mermaid import mermaid
from gwfw.drawing.outline import Outline, outline
from gwfw.drawing.plain import plain
from gwfw.drawing.svg import svg
from gwfw.drawing.trail import Trail, trail
from gwfw.graph.model import Machine, Ref
from gwfw.graph.template import Value, document

FOLDER = Path(__file__).with_name("drawings")


def function(name: str) -> Ref:
    return Ref("function", name, "arn")


STATES: dict[str, Value] = {
    "charge": {
        "Type": "Task",
        "Resource": function("charge"),
        "Catch": [{"ErrorEquals": ["NoMoney", "States.Timeout"], "Next": "refund"}],
        "Next": "how big?",
    },
    "how big?": {
        "Type": "Choice",
        "Choices": [
            {"Variable": "$.total", "NumericGreaterThan": 100, "Next": "review"},
            {"Not": {"Variable": "$.id", "IsPresent": True}, "Next": "refused"},
            {"Variable": "$.retry", "BooleanEquals": True, "Next": "a day"},
        ],
        "Default": "both",
    },
    "review": {
        "Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters": {"QueueUrl": Ref("queue", "reviews", "url"), "MessageBody.$": "$"},
        "Next": "both",
    },
    "a day": {"Type": "Wait", "Seconds": 86_400, "Next": "charge"},
    "both": {
        "Type": "Parallel",
        "Branches": [
            {"StartAt": "ship", "States": {"ship": {"Type": "Task", "Resource": function("ship"), "End": True}}},
            {
                "StartAt": 'tell <"all">',
                "States": {
                    'tell <"all">': {"Type": "Pass", "Next": "told"},
                    "told": {"Type": "Succeed"},
                },
            },
        ],
        "Next": "lines",
    },
    "lines": {
        "Type": "Map",
        "ItemsPath": "$.lines",
        "ItemProcessor": {
            "StartAt": "pack",
            "States": {
                "pack": {
                    "Type": "Task",
                    "Resource": function("pack"),
                    "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "pack"}],
                    "End": True,
                }
            },
        },
        "End": True,
    },
    "refund": {"Type": "Task", "Resource": function("refund"), "Next": "refused"},
    "refused": {"Type": "Fail", "Error": "Refused"},
}
MACHINES = {
    "fulfil": Machine(name="fulfil", definition=document({"StartAt": "charge", "States": STATES})),
    "nothing": Machine(
        name="nothing", definition=document({"StartAt": "only", "States": {"only": {"Type": "Succeed"}}}), type="EXPRESS"
    ),
}


def event(id: int, before: int, type: str, name: str | None = None) -> dict[str, Any]:
    key = "stateEnteredEventDetails" if type.endswith("Entered") else "stateExitedEventDetails"
    return {"id": id, "previousEventId": before, "type": type, **({} if name is None else {key: {"name": name}})}


CAUGHT = [
    event(1, 0, "ExecutionStarted"),
    event(2, 0, "TaskStateEntered", "charge"),
    event(3, 2, "LambdaFunctionScheduled"),
    event(4, 3, "LambdaFunctionFailed"),
    event(5, 4, "TaskStateExited", "charge"),
    event(6, 5, "TaskStateEntered", "refund"),
    event(7, 6, "LambdaFunctionScheduled"),
    event(8, 7, "LambdaFunctionSucceeded"),
    event(9, 8, "TaskStateExited", "refund"),
    event(10, 9, "FailStateEntered", "refused"),
    event(11, 10, "ExecutionFailed"),
]
TRAILS: Mapping[str, Trail | None] = {"": None, "-caught": trail(CAUGHT)}
FORMS: Mapping[str, Callable[[Outline, Trail | None], str]] = {"mmd": mermaid, "svg": svg, "txt": plain}
CASES = [(name, run, form) for name in MACHINES for run in TRAILS for form in FORMS if name == "fulfil" or run == ""]


@pytest.mark.parametrize(("name", "run", "form"), CASES, ids=lambda part: part or "unmarked")
def test_the_drawing_is_the_committed_one(name: str, run: str, form: str, rewriting: bool) -> None:
    drawn = FORMS[form](outline(MACHINES[name]), TRAILS[run])
    path = FOLDER / f"{name}{run}.{form}"
    if rewriting:
        path.write_text(drawn, encoding="utf-8")
    assert drawn == path.read_text(encoding="utf-8")


def test_every_committed_drawing_is_compared() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {f"{name}{run}.{form}" for name, run, form in CASES}


def test_a_drawing_does_not_depend_on_the_order_of_the_definition() -> None:
    turned = json.dumps({"StartAt": "only", "States": {"only": {"Type": "Succeed"}}}, sort_keys=False)
    assert outline(Machine(name="nothing", definition=(turned,), type="EXPRESS")) == outline(MACHINES["nothing"])
