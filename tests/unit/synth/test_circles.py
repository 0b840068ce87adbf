"""Functions and machines that need each other."""

from __future__ import annotations

import pytest

from gwfw.errors import Refusal
from gwfw.graph.model import AppGraph, Grant, Machine, Ref
from gwfw.synth.circles import refuse


def machine(name: str, *runs: str) -> Machine:
    parts = [part for run in runs for part in ("{", Ref("machine" if run.isupper() else "function", run, "arn"), "}")]
    return Machine(name=name, definition=tuple(parts) or ("{}",))


def graph(told: dict[str, str], *machines: Machine) -> AppGraph:
    grants = [
        Grant(
            principal=f"function:{function}",
            resource=Ref("machine", machine, "arn"),
            actions=("states:StartExecution",),
        )
        for function, machine in told.items()
    ]
    return AppGraph(name="shop", resources=machines, grants=tuple(grants))


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(graph({}), id="nothing"),
        pytest.param(graph({"api": "A"}, machine("A", "charge", "ship")), id="a function starts what others run"),
        pytest.param(graph({"api": "A"}, machine("A", "B", "charge"), machine("B", "charge")), id="machines in a row"),
    ],
)
def test_what_can_be_created(given: AppGraph) -> None:
    refuse(given)


@pytest.mark.parametrize(
    ("given", "path"),
    [
        pytest.param(
            graph({"charge": "A"}, machine("A", "charge")),
            "function charge > machine A > function charge",
            id="a task starts its own machine",
        ),
        pytest.param(
            graph({"ship": "A"}, machine("A", "B"), machine("B", "charge", "ship")),
            "function ship > machine A > machine B > function ship",
            id="by a machine in between",
        ),
        pytest.param(graph({}, machine("A", "B"), machine("B", "A")), "machine A > machine B > machine A", id="machines"),
    ],
)
def test_a_circle_is_told_whole(given: AppGraph, path: str) -> None:
    with pytest.raises(Refusal) as raised:
        refuse(given)
    [problem] = raised.value.problems
    assert (problem.code, problem.received) == ("circle", path)
