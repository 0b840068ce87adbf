"""Runs: status, time-outs, stopping, history, the context object."""

from __future__ import annotations

from typing import Any

import pytest

from gwfw.asl import history
from gwfw.asl.actions import Finished, Returned
from gwfw.asl.failures import StateError
from gwfw.asl.history import EXPRESS_KEPT, LIMIT, History
from gwfw.asl.identity import Identity
from gwfw.asl.program import compile
from gwfw.asl.run import MISSING, Run
from tests.unit.asl.conftest import ARN, IDENTITY, START, Driver, drive, echo, failure, jsonata, machine, output, sources

WAIT = {"Type": "Wait", "Seconds": 20}
TASK = {"Type": "Task", "Resource": f"{ARN}F"}


def test_a_run_that_succeeds() -> None:
    run = Run(compile(machine({"Type": "Pass"})), {"a": 1}, identity=IDENTITY, sources=sources())
    assert (run.status, run.output, run.stopped_at) == ("RUNNING", MISSING, None)
    assert run.start(5.0) == [Finished(status="SUCCEEDED")]
    assert (run.status, run.output, run.started_at, run.stopped_at) == ("SUCCEEDED", {"a": 1}, 5.0, 5.0)
    assert run.states == ["A"]
    assert run.history == [
        {
            "timestamp": 5.0,
            "type": "ExecutionStarted",
            "id": 1,
            "previousEventId": 0,
            "executionStartedEventDetails": {
                "input": '{"a":1}',
                "inputDetails": {"truncated": False},
                "roleArn": "arn:aws:iam::123456789012:role/m",
            },
        },
        {
            "timestamp": 5.0,
            "type": "PassStateEntered",
            "id": 2,
            "previousEventId": 0,
            "stateEnteredEventDetails": {"name": "A", "input": '{"a":1}', "inputDetails": {"truncated": False}},
        },
        {
            "timestamp": 5.0,
            "type": "PassStateExited",
            "id": 3,
            "previousEventId": 2,
            "stateExitedEventDetails": {"name": "A", "output": '{"a":1}', "outputDetails": {"truncated": False}},
        },
        {
            "timestamp": 5.0,
            "type": "ExecutionSucceeded",
            "id": 4,
            "previousEventId": 3,
            "executionSucceededEventDetails": {"output": '{"a":1}', "outputDetails": {"truncated": False}},
        },
    ]


def test_the_states_entered_after_an_event() -> None:
    run = Run(compile(machine({"Type": "Pass"})), {}, identity=IDENTITY, sources=sources())
    run.start(5.0)
    assert run.entered_after(0) == [(2, "A", 5.0)]
    assert run.entered_after(2) == []


@pytest.mark.parametrize("express", [False, True])
def test_the_machines_time_out(express: bool) -> None:
    driver = drive(machine(WAIT, TimeoutSeconds=3), express=express)
    run = driver.run
    assert (run.status, run.error, run.cause, run.output) == ("TIMED_OUT", None, None, MISSING)
    assert run.stopped_at == START + 3
    assert driver.chain()[-2:] == [("WaitStateEntered", 2, 0), ("ExecutionTimedOut", 3, 0)]
    assert driver.event("ExecutionTimedOut") == {"error": "States.Timeout"}


def test_the_machines_time_out_is_told_late_and_counts_from_its_time() -> None:
    driver = Driver(compile(machine(WAIT, TimeoutSeconds=3)))
    driver.take(driver.run.advance(START + 60))
    assert (driver.run.status, driver.run.stopped_at) == ("TIMED_OUT", START + 3)


def test_express_executions_end_after_five_minutes() -> None:
    for definition in (
        machine({"Type": "Wait", "Seconds": 301}),
        machine({"Type": "Wait", "Seconds": 301}, TimeoutSeconds=400),
    ):
        driver = drive(definition, express=True)
        assert (driver.run.status, driver.run.error, driver.seconds) == ("TIMED_OUT", "States.Timeout", 300)


@pytest.mark.parametrize(("error", "cause"), [("E", "c"), (None, None)])
def test_stopping(error: str | None, cause: str | None) -> None:
    driver = drive(machine(WAIT), until=0)
    assert driver.run.stop(START + 1, error, cause) == [Finished(status="ABORTED")]
    run = driver.run
    assert (run.status, run.error, run.cause, run.stopped_at) == ("ABORTED", error, cause, START + 1)
    assert driver.chain()[-1] == ("ExecutionAborted", 3, 0)
    assert run.stop(START + 2, "F") == []
    assert run.error == error


def test_a_run_that_is_over_takes_nothing_more() -> None:
    driver = drive(machine(TASK), functions={"F": [echo]})
    run = driver.run
    assert run.result(1, Returned(payload="2"), START) == []
    assert run.advance(START + 1e9) == []
    assert (run.status, run.output, run.next_deadline) == ("SUCCEEDED", None, None)


def test_an_advance_before_its_time_does_nothing() -> None:
    driver = drive(machine(WAIT), until=0)
    assert driver.run.next_deadline == START + 20
    assert driver.run.advance(START + 19) == []
    assert driver.run.advance(START + 20) == [Finished(status="SUCCEEDED")]


def test_a_wait_that_ends_late_is_followed_by_one_that_begins_then() -> None:
    driver = drive(machine(WAIT, {"Type": "Wait", "Seconds": 5}), until=0)
    driver.take(driver.run.advance(START + 100))
    assert driver.run.next_deadline == START + 105


def loop(most: int) -> dict[str, Any]:
    states = {
        "A": {"Type": "Pass", "Parameters": {"n.$": "States.MathAdd($.n, 1)"}, "Next": "B"},
        "B": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericLessThan": most, "Next": "A"}], "Default": "C"},
        "C": {"Type": "Succeed"},
    }
    return {"StartAt": "A", "States": states}


def test_a_standard_execution_has_a_limit_of_events() -> None:
    driver = drive(loop(7000), {"n": 0})
    assert failure(driver) == ("States.Runtime", "The execution reached the maximum number of history events (25000).")
    assert driver.chain()[-1] == ("ExecutionFailed", LIMIT, LIMIT - 1)


def test_an_express_execution_has_more_and_keeps_the_first() -> None:
    driver = drive(loop(7000), {"n": 0}, express=True)
    assert output(driver) == {"n": 7000}
    assert len(driver.run.history) == EXPRESS_KEPT


def test_an_endless_loop_of_an_express_execution_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "EXPRESS_LIMIT", 1000)
    cause = "The execution reached the maximum number of history events (1000)."
    assert failure(drive(loop(1_000_000), {"n": 0}, express=True)) == ("States.Runtime", cause)


def test_an_error_whose_event_is_one_too_many() -> None:
    definition = loop(6248)
    definition["StartAt"] = "T"
    definition["States"]["T"] = {**TASK, "ResultPath": None, "Next": "A"}
    definition["States"]["C"] = {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $nope %}", "End": True}
    driver = drive(definition, {"n": 0}, functions={"F": [1]})
    assert failure(driver) == ("States.Runtime", "The execution reached the maximum number of history events (25000).")
    assert driver.chain()[-2:] == [("PassStateEntered", LIMIT - 1, LIMIT - 2), ("ExecutionFailed", LIMIT, LIMIT - 1)]


def test_the_last_event_has_always_room() -> None:
    kept = History(limited=True)
    for _ in range(LIMIT - 1):
        kept.add("PassStateEntered", 0, 0.0)
    with pytest.raises(StateError):
        kept.add("PassStateExited", 0, 0.0)
    assert kept.close("ExecutionFailed", 7, 0.0) == LIMIT


def test_texts_that_cannot_be_written_are_left_out_of_the_history() -> None:
    deep: object = 1
    for _ in range(100_000):
        deep = [deep]
    kept = History(limited=True)
    kept.add("ExecutionStarted", 0, 0.0, input=deep)
    (event,) = kept.render()
    assert event["executionStartedEventDetails"] == {"inputDetails": {"truncated": True}}


def test_a_history_that_is_only_counted() -> None:
    kept = History(limited=True, kept=False)
    assert [kept.add("PassStateEntered", 0, 0.0, name="A") for _ in range(3)] == [1, 2, 3]
    assert (kept.render(), kept.entered()) == ([], [])


# The context object --------------------------------------------------------------------------------------------------


def context(definition: dict[str, Any], data: object = None, *, express: bool = False, synchronous: bool = False) -> Any:
    identity = Identity(
        arn="arn:e", name="e", machine_arn="arn:m", machine_name="m", role_arn="arn:r", synchronous=synchronous
    )
    run = Run(compile(definition, express=express), data, identity=identity, sources=sources())
    run.start(START)
    assert run.status == "SUCCEEDED"
    return run.output


@pytest.mark.parametrize(
    "definition",
    [machine({"Type": "Pass", "InputPath": "$$"}), jsonata({"Type": "Pass", "Output": "{% $states.context %}"})],
    ids=["JSONPath", "JSONata"],
)
def test_the_context_of_a_pass(definition: dict[str, Any]) -> None:
    assert context(definition, {"a": 1}) == {
        "Execution": {
            "Id": "arn:e",
            "Input": {"a": 1},
            "Name": "e",
            "RedriveCount": 0,
            "RoleArn": "arn:r",
            "StartTime": "2023-11-14T22:13:20.000Z",
        },
        "State": {"EnteredTime": "2023-11-14T22:13:20.000Z", "Name": "A"},
        "StateMachine": {"Id": "arn:m", "Name": "m"},
    }


@pytest.mark.parametrize(
    ("express", "synchronous", "redrives"), [(False, False, True), (True, False, True), (True, True, False)]
)
def test_who_has_a_redrive_count(express: bool, synchronous: bool, redrives: bool) -> None:
    found = context(machine({"Type": "Pass", "InputPath": "$$.Execution"}), express=express, synchronous=synchronous)
    assert ("RedriveCount" in found) is redrives


def test_the_context_of_an_iteration_and_of_what_is_inside_it() -> None:
    inner = {"StartAt": "X", "States": {"X": {"Type": "Pass", "InputPath": "$$.Map.Item", "End": True}}}
    states = {"P": {"Type": "Parallel", "Branches": [inner], "End": True}}
    found = context(machine({"Type": "Map", "ItemProcessor": {"StartAt": "P", "States": states}}), ["a"])
    assert found == [[{"Index": 0, "Value": "a", "Source": "STATE_DATA"}]]


@pytest.mark.parametrize(("arn", "region"), [("arn:aws:states:eu-west-1:1:stateMachine:m", "eu-west-1"), ("arn:m", "")])
def test_the_region_of_an_identity(arn: str, region: str) -> None:
    assert Identity(arn="e", name="e", machine_arn=arn, machine_name="m", role_arn="r").region == region
