"""Routes to state machines: the machine's type has the action."""

from __future__ import annotations

from typing import Any, cast

import pytest

from gwfw.graph.check import check
from gwfw.graph.model import AppGraph, HttpApi, Integration, Machine, Route
from gwfw.integrations.mock.spec import Mock
from gwfw.integrations.stepfunctions.spec import StepFunctions


def codes(integration: Integration, type: str) -> list[str]:
    graph = AppGraph(
        name="app",
        http=HttpApi(routes=(Route(key="POST /a", integration="i"),)),
        integrations=(integration,),
        resources=(
            Machine(name="m", definition=("{}",), type=cast("Any", type)),
            Machine(name="other", definition=("{}",), type="STANDARD" if type == "EXPRESS" else "EXPRESS"),
        ),
    )
    return [problem.code for problem in check(graph)]


@pytest.mark.parametrize(
    ("action", "type", "expected"),
    [
        ("StartExecution", "STANDARD", []),
        ("StartExecution", "EXPRESS", []),
        ("StartSyncExecution", "EXPRESS", []),
        ("StartSyncExecution", "STANDARD", ["machine-type"]),
        ("StopExecution", "STANDARD", []),
        ("StopExecution", "EXPRESS", ["machine-type"]),
    ],
)
def test_actions(action: str, type: str, expected: list[str]) -> None:
    assert codes(StepFunctions(name="i", machine="m", action=cast("Any", action)), type) == expected


def test_other_kinds_are_left_alone() -> None:
    assert codes(Mock(name="i"), "STANDARD") == []
