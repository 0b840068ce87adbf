"""Properties: results may come in any order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from gwfw.asl.actions import Failed, InvokeFunction, Returned
from gwfw.asl.program import Program, compile
from gwfw.asl.run import Run
from tests.unit.asl.conftest import ARN, Driver, outcome_of

TASK: dict[str, Any] = {"Type": "Task", "Resource": f"{ARN}F"}
LEAVES: list[dict[str, Any]] = [
    {"Type": "Pass"},
    {"Type": "Pass", "Parameters": {"in.$": "$", "name.$": "$$.State.Name"}},
    {"Type": "Pass", "Assign": {"v.$": "$"}, "ResultPath": None},
    {"Type": "Wait", "Seconds": 3},
    {"Type": "Wait", "Seconds": 1},
    TASK,
    {**TASK, "Parameters": {"wrapped.$": "$"}, "ResultPath": "$.result"},
]


def linked(names: list[str], states: list[dict[str, Any]]) -> dict[str, Any]:
    """States that lead from one to the next."""
    ways: list[dict[str, Any]] = [*({"Next": name} for name in names[1:]), {"End": True}]
    return {
        "StartAt": names[0],
        "States": {name: {**state, **way} for name, state, way in zip(names, states, ways, strict=True)},
    }


@st.composite
def sound(draw: DrawFn, depth: int = 2, prefix: str = "S") -> dict[str, Any]:
    """A machine that cannot fail, whatever it is given, if its functions do not."""
    states: list[dict[str, Any]] = []
    for index in range(draw(st.integers(1, 3))):
        name = f"{prefix}{index}"
        kind = draw(st.sampled_from(["leaf", "leaf", "variable", *(["parallel", "map"] if depth else [])]))
        if kind == "parallel":
            branches = [draw(sound(depth=depth - 1, prefix=f"{name}b{branch}")) for branch in range(draw(st.integers(1, 3)))]
            states.append({"Type": "Parallel", "Branches": branches})
        elif kind == "map":
            mode = draw(st.sampled_from([{"Mode": "INLINE"}, {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}]))
            processor = {**draw(sound(depth=depth - 1, prefix=f"{name}m")), "ProcessorConfig": mode}
            wrapped = {"Type": "Pass", "Parameters": {"xs.$": "States.Array($, 1, $$.State.Name)"}}
            inner = {
                "Type": "Map",
                "ItemsPath": "$.xs",
                "ItemProcessor": processor,
                "MaxConcurrency": draw(st.integers(0, 2)),
            }
            states += [wrapped, inner]
        elif kind == "variable":
            # Each depth has a name of its own: an inner scope may not set what an outer one has.
            states += [
                {"Type": "Pass", "Assign": {f"kept{depth}.$": "$"}},
                {**draw(st.sampled_from([TASK, LEAVES[3]]))},
                {"Type": "Pass", "Parameters": {"kept.$": f"$kept{depth}", "now.$": "$"}},
            ]
        else:
            states.append({**draw(st.sampled_from(LEAVES))})
    for state in states:
        if state["Type"] == "Task" and "ResultPath" in state:
            state["InputPath"], state["ResultPath"] = "$", "$"
        if depth < 2 and "v.$" in state.get("Assign", {}):
            del state["Assign"]
    return linked([f"{prefix}{index}" for index in range(len(states))], states)


def answered(program: Program, data: object, choose: Callable[[int], int]) -> Run:
    """Run a machine; `choose` picks what happens next: any work under way, or the clock."""
    driver = Driver(program, data, answer=lambda task: None)
    run = driver.run
    while run.status == "RUNNING":
        choices = len(driver.pending) + (run.next_deadline is not None)
        picked = choose(choices)
        if picked < len(driver.pending):
            task = driver.pending.pop(picked)
            assert isinstance(task, InvokeFunction)
            driver.take(run.result(task.work, outcome_of({"got": task.payload}, None), driver.now))
        else:
            assert run.next_deadline is not None
            driver.now = max(driver.now, run.next_deadline)
            driver.take(run.advance(driver.now))
    return run


@given(sound(), st.data())
@settings(max_examples=150, deadline=None)
def test_any_order_of_results_gives_the_same_output(definition: dict[str, Any], data: st.DataObject) -> None:
    program = compile(definition)
    expected = answered(program, {"a": 1}, lambda choices: 0)
    assert expected.status == "SUCCEEDED"
    run = answered(program, {"a": 1}, lambda choices: data.draw(st.integers(0, choices - 1)))
    assert (run.status, run.output) == (expected.status, expected.output)
    assert sorted(run.states) == sorted(expected.states)


@given(st.permutations(range(5)), st.sets(st.integers(0, 4), min_size=1))
def test_the_first_failure_wins(order: list[int], failing: set[int]) -> None:
    branches = [linked([f"T{index}"], [TASK]) for index in range(5)]
    driver = Driver(compile(linked(["P"], [{"Type": "Parallel", "Branches": branches}])), {}, answer=lambda task: None)
    tasks = list(driver.pending)
    first = next(index for index in order if index in failing)
    for index in order:
        outcome = Failed(error=f"E{index}") if index in failing else Returned(payload="1")
        driver.take(driver.run.result(tasks[index].work, outcome, driver.now))
    assert (driver.run.status, driver.run.error) == ("FAILED", f"E{first}")
    late = order[order.index(first) + 1 :]
    assert sorted(driver.cancelled) == sorted(tasks[index].work for index in late)
