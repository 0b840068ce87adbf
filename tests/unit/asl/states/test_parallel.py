"""Parallel."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.asl.conftest import ARN, Boom, drive, echo, failure, findings, jsonata, machine, outcome_of, output, told


def branch(name: str, *states: dict[str, Any]) -> dict[str, Any]:
    """A branch whose states are named after it."""
    names = [f"{name}{index}" for index in range(len(states))]
    linked = {}
    for own, state, following in zip(names, states, [*names[1:], None], strict=True):
        way: dict[str, Any] = (
            {} if state["Type"] in ("Fail", "Succeed") else {"Next": following} if following else {"End": True}
        )
        linked[own] = {**state, **way}
    return {"StartAt": names[0], "States": linked}


def parallel(*branches: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"Type": "Parallel", "Branches": list(branches), **fields}


PASS = {"Type": "Pass"}
WAIT = {"Type": "Wait", "Seconds": 9}


def task(name: str) -> dict[str, Any]:
    return {"Type": "Task", "Resource": f"{ARN}{name}"}


def test_results_are_in_the_branches_order() -> None:
    definition = machine(
        parallel(branch("X", WAIT, {"Type": "Pass", "Result": "x"}), branch("Y", {"Type": "Pass", "Result": "y"}))
    )
    driver = drive(definition, {})
    assert (output(driver), driver.seconds) == (["x", "y"], 9)


@pytest.mark.parametrize(
    ("definition", "result"),
    [
        (machine(parallel(branch("X", PASS), branch("Y", PASS), Parameters={"n.$": "$.a"})), [{"n": 1}, {"n": 1}]),
        (machine(parallel(branch("X", PASS), InputPath="$.a", ResultPath="$.r")), {"a": 1, "r": [1]}),
        (machine(parallel(branch("X", PASS), ResultSelector={"first.$": "$[0].a"})), {"first": 1}),
        (jsonata(parallel(branch("X", PASS))), [{"a": 1}]),
        (jsonata(parallel(branch("X", PASS), Arguments="{% $states.input.a %}", Output="{% $states.result[0] + 1 %}")), 2),
    ],
)
def test_flow(definition: dict[str, Any], result: object) -> None:
    assert output(drive(definition, {"a": 1})) == result


def test_events() -> None:
    driver = drive(machine(parallel(branch("X", PASS), branch("Y", PASS))), {})
    assert driver.chain() == [
        ("ExecutionStarted", 1, 0),
        ("ParallelStateEntered", 2, 0),
        ("ParallelStateStarted", 3, 2),
        ("PassStateEntered", 4, 3),
        ("PassStateExited", 5, 4),
        ("PassStateEntered", 6, 3),
        ("PassStateExited", 7, 6),
        ("ParallelStateSucceeded", 8, 7),
        ("ParallelStateExited", 9, 7),
        ("ExecutionSucceeded", 10, 9),
    ]


def test_succeed_ends_its_branch_only() -> None:
    assert output(drive(machine(parallel(branch("X", {"Type": "Succeed"}), branch("Y", WAIT))), 1)) == [1, 1]


def test_the_first_failure_stops_the_others() -> None:
    inner = parallel(branch("I", WAIT))
    definition = machine(parallel(branch("X", task("F")), branch("Y", task("G")), branch("Z", inner), branch("W", PASS)))
    driver = drive(definition, {}, answer=lambda asked: None, until=0)
    driver.take(driver.run.result(1, outcome_of(Boom("First"), None), driver.now))
    assert failure(driver) == ("First", '{"errorMessage": "boom", "errorType": "First"}')
    assert driver.cancelled == [2]
    assert driver.types()[-6:] == [
        "LambdaFunctionFailed",
        "TaskStateAborted",
        "WaitStateAborted",
        "ParallelStateAborted",
        "ParallelStateFailed",
        "ExecutionFailed",
    ]
    assert driver.run.result(2, outcome_of(Boom("Second"), None), driver.now) == []
    assert driver.run.next_deadline is None


def test_a_failing_branch_can_be_retried_as_a_whole_and_caught_by_its_own_name() -> None:
    state = parallel(
        branch("X", task("F")),
        branch("Y", task("G")),
        Retry=[{"ErrorEquals": ["Flaky"], "MaxAttempts": 1}],
        Catch=[{"ErrorEquals": ["Flaky"], "ResultPath": "$.e", "Next": "B"}],
        End=True,
    )
    driver = drive(machine(state, PASS), {"a": 1}, functions={"F": [echo], "G": [Boom("Flaky")]})
    cause = '{"errorMessage": "boom", "errorType": "Flaky"}'
    assert output(driver) == {"a": 1, "e": {"Error": "Flaky", "Cause": cause}}
    assert {name: len(calls) for name, calls in driver.calls.items()} == {"F": 2, "G": 2}
    assert driver.types("Parallel") == [
        "ParallelStateEntered",
        "ParallelStateStarted",
        "ParallelStateFailed",
        "ParallelStateStarted",
        "ParallelStateFailed",
        "ParallelStateExited",
    ]
    failed, exited = driver.chain()[-5][1], driver.chain()[-4]
    assert exited == ("ParallelStateExited", failed + 1, failed)


def test_a_fail_state_in_a_branch() -> None:
    state = parallel(branch("X", {"Type": "Fail", "Error": "E"}), Catch=[{"ErrorEquals": ["E"], "Next": "B"}], End=True)
    assert output(drive(machine(state, PASS), {})) == {"Error": "E", "Cause": ""}


def test_a_runtime_error_in_a_branch_ends_the_execution_at_once() -> None:
    state = parallel(
        branch("X", {"Type": "Pass", "InputPath": "$.x"}),
        Catch=[{"ErrorEquals": ["States.ALL", "States.Runtime"][:1], "Next": "B"}],
        End=True,
    )
    driver = drive(machine(state, PASS), {})
    assert failure(driver) == ("States.Runtime", told("Invalid path '$.x' : No results for path: $['x']", "X0", 4))
    assert driver.chain()[-2:] == [("PassStateEntered", 4, 3), ("ExecutionFailed", 5, 4)]


def test_variables_are_read_outward_and_stay_inside() -> None:
    inside = branch("X", {"Type": "Pass", "Assign": {"own.$": "$outer"}}, {"Type": "Pass", "InputPath": "$own"})
    sibling = branch("Y", {"Type": "Pass", "Assign": {"own": 2}}, {"Type": "Pass", "InputPath": "$own"})
    first = {"Type": "Pass", "Assign": {"outer": 1}}
    assert output(drive(machine(first, parallel(inside, sibling)), {})) == [1, 2]
    after = {"Type": "Pass", "InputPath": "$own"}
    error, cause = failure(drive(machine(first, parallel(inside), after), {}))
    assert (error, cause) == ("States.Runtime", told("Invalid path '$own' : No results for path: $own", "C", 12))


def test_input_over_the_limit_can_be_caught() -> None:
    state = parallel(
        branch("X", PASS),
        Parameters={"a.$": "$", "b.$": "$"},
        Catch=[{"ErrorEquals": ["States.ALL"], "Next": "B"}],
        End=True,
    )
    driver = drive(machine(state, {"Type": "Pass", "Result": 1}), "x" * 140_000)
    assert output(driver) == 1


@pytest.mark.parametrize(
    ("state", "message", "path"),
    [
        ({"Type": "Parallel"}, "These fields are required: [Branches]", "/States/A"),
        (parallel(), "At least one branch is required", "/States/A/Branches"),
        ({"Type": "Parallel", "Branches": {}}, "Expected value of type [ARRAY]", "/States/A/Branches"),
        ({"Type": "Parallel", "Branches": [1]}, "Expected value of type [OBJECT]", "/States/A/Branches[0]"),
        (
            parallel({**branch("X", PASS), "QueryLanguage": "JSONPath"}),
            "Field 'QueryLanguage' is not supported",
            "/States/A/Branches[0]",
        ),
        (parallel(branch("X", PASS), TimeoutSeconds=1), "Field 'TimeoutSeconds' is not supported", "/States/A"),
    ],
)
def test_fields_that_are_wrong(state: dict[str, Any], message: str, path: str) -> None:
    assert findings(machine(state)) == [("SCHEMA_VALIDATION_FAILED", message, path)]


def test_a_branch_that_was_to_begin_does_not_when_the_parallel_around_it_has_failed() -> None:
    """The inner Parallel starts its second branch when the first waits or ends: here all is over before."""
    fail = {"Type": "Fail", "Error": "Own", "Cause": "first"}
    definition = machine(parallel(branch("X", parallel(branch("Y", fail), branch("Z", task("z")))), branch("V", task("v"))))
    driver = drive(definition, {})
    assert failure(driver) == ("Own", "first")
    assert driver.types("Task") == []
