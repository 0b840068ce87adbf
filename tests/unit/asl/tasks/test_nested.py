"""Executions of other machines as tasks."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gwfw.asl.actions import Ended, Failed, Outcome, Refused, Started, StartExecution, Status, Task
from tests.unit.asl.conftest import Driver, drive, failure, machine, output, told

RESOURCE = "arn:aws:states:::states:startExecution"
MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:other"
CHILD = "arn:aws:states:us-east-1:123456789012:execution:other:child"
STARTED = Started(execution=CHILD, started_at=1_700_000_000.5, request_id="r", headers={"H": "1"})


def nested(pattern: str = "", **parameters: Any) -> dict[str, Any]:
    return machine(
        {"Type": "Task", "Resource": RESOURCE + pattern, "Parameters": {"StateMachineArn": MACHINE, **parameters}}
    )


def ended(status: Status, **fields: Any) -> Ended:
    return Ended(
        execution=CHILD,
        machine=MACHINE,
        name="child",
        status=status,
        started_at=1_700_000_000.5,
        stopped_at=1_700_000_001.0,
        input='{"i": 1}',
        **fields,
    )


def record(**fields: Any) -> dict[str, Any]:
    return {
        "ExecutionArn": CHILD,
        "Input": '{"i": 1}',
        "InputDetails": {"Included": True},
        "Name": "child",
        "StartDate": 1_700_000_000_500,
        "StateMachineArn": MACHINE,
        "StopDate": 1_700_000_001_000,
        **fields,
    }


def waiting(pattern: str) -> Driver:
    """A run whose nested execution was started."""

    def answer(task: Task) -> Outcome:
        return STARTED

    return drive(nested(pattern), answer=answer)


@pytest.mark.parametrize(
    ("pattern", "parameters", "expected"),
    [
        ("", {}, StartExecution(work=1, machine=MACHINE, input={})),
        ("", {"Input": [1], "Name": "n"}, StartExecution(work=1, machine=MACHINE, input=[1], name="n")),
        (".sync", {"Input": None}, StartExecution(work=1, machine=MACHINE, input=None, wait=True)),
        (".sync:2", {}, StartExecution(work=1, machine=MACHINE, input={}, wait=True)),
        (".waitForTaskToken", {}, StartExecution(work=1, machine=MACHINE, input={}, token="id-1")),
    ],
)
def test_requests(pattern: str, parameters: dict[str, Any], expected: StartExecution) -> None:
    assert drive(nested(pattern, **parameters), answer=lambda task: None).asked == [expected]


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"StateMachineArn": 1}, "The value of the field 'StateMachineArn' has an invalid format"),
        ({"Name": 1}, "The value of the field 'StateMachineArn' has an invalid format"),
        ({"Extra": 1}, "The field 'Extra' is not supported by Step Functions"),
    ],
)
def test_arguments_that_do_not_fit(parameters: dict[str, Any], reason: str) -> None:
    error, cause = failure(drive(nested("", **parameters), answer=lambda task: None))
    assert error == "States.Runtime"
    assert cause is not None
    assert cause.startswith(told("The Parameters '"))
    assert cause.endswith(f"[{reason}]")


def test_a_started_execution_is_the_result() -> None:
    assert output(waiting("")) == {
        "ExecutionArn": CHILD,
        "StartDate": 1_700_000_000_500,
        "SdkHttpMetadata": {"AllHttpHeaders": {"H": ["1"]}, "HttpHeaders": {"H": "1"}, "HttpStatusCode": 200},
        "SdkResponseMetadata": {"RequestId": "r"},
    }


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (".sync", record(Output='{"o": 2}', OutputDetails={"Included": True}, Status="SUCCEEDED")),
        (".sync:2", record(Input={"i": 1}, Output={"o": 2}, OutputDetails={"Included": True}, Status="SUCCEEDED")),
    ],
)
def test_a_finished_execution_is_the_result(pattern: str, expected: dict[str, Any]) -> None:
    driver = waiting(pattern)
    assert driver.run.status == "RUNNING"
    driver.take(driver.run.result(1, ended("SUCCEEDED", output='{"o": 2}'), driver.now))
    assert output(driver) == expected
    assert driver.types("Task")[1:5] == ["TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded"]
    assert driver.event("TaskSubmitted")["resource"] == f"startExecution{pattern}"
    assert json.loads(driver.event("TaskSubmitted")["output"])["ExecutionArn"] == CHILD


@pytest.mark.parametrize("pattern", [".sync", ".sync:2"])
@pytest.mark.parametrize(
    ("status", "fields", "shown"),
    [
        ("FAILED", {"error": "E", "cause": "c"}, {"Error": "E", "Cause": "c"}),
        ("TIMED_OUT", {}, {}),
        ("ABORTED", {"cause": "c"}, {"Cause": "c"}),
    ],
)
def test_an_execution_that_does_not_succeed(
    pattern: str, status: Status, fields: dict[str, Any], shown: dict[str, Any]
) -> None:
    driver = waiting(pattern)
    driver.take(driver.run.result(1, ended(status, **fields), driver.now))
    error, cause = failure(driver)
    assert error == "States.TaskFailed"
    assert json.loads(str(cause)) == record(Status=status, **shown)


@pytest.mark.parametrize(
    ("outcome", "error"),
    [
        (Refused(code="StateMachineDoesNotExist", message="m"), "StepFunctions.StateMachineDoesNotExistException"),
        (Refused(code="ExecutionAlreadyExists", message="m"), "StepFunctions.ExecutionAlreadyExistsException"),
        (Failed(error="E"), "E"),
    ],
)
def test_an_execution_that_does_not_start(outcome: Outcome, error: str) -> None:
    assert failure(drive(nested(".sync"), answer=lambda task: outcome))[0] == error


def test_stopping_the_run_cancels_the_child() -> None:
    driver = waiting(".sync")
    driver.take(driver.run.stop(driver.now))
    assert driver.cancelled == [1]
