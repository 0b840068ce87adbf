"""Task: what it asks for, its events, its times."""

from __future__ import annotations

from typing import Any

import pytest

from gwfw.asl.actions import Answered, Cancel, Failed, Finished, InvokeFunction, Outcome, Returned, Task
from gwfw.asl.run import TokenGone
from tests.unit.asl.conftest import ARN, START, Boom, drive, echo, failure, findings, jsonata, machine, output, told

F = f"{ARN}F"
INVOKE = "arn:aws:states:::lambda:invoke"
CALLBACK = f"{INVOKE}.waitForTaskToken"
PUT = "arn:aws:states:::aws-sdk:dynamodb:putItem"
ACTIVITY = "arn:aws:states:us-east-1:123456789012:activity:work"


def function(**fields: Any) -> dict[str, Any]:
    return {"Type": "Task", "Resource": F, **fields}


def callback(**fields: Any) -> dict[str, Any]:
    parameters = {"FunctionName": F, "Payload": {"token.$": "$$.Task.Token"}}
    return {"Type": "Task", "Resource": CALLBACK, "Parameters": parameters, **fields}


def silent(task: Task) -> Outcome | None:
    """Takes work and never answers."""
    return None


def accepted(task: Task) -> Outcome:
    """Takes work, which a callback will end."""
    return Returned(payload="{}")


@pytest.mark.parametrize(
    ("fields", "data", "event", "result"),
    [
        ({}, {"a": 1}, {"a": 1}, {"r": {"a": 1}}),
        ({"InputPath": "$.a"}, {"a": 1}, 1, {"r": 1}),
        ({"Parameters": {"b.$": "$.a"}}, {"a": 1}, {"b": 1}, {"r": {"b": 1}}),
        (
            {"InputPath": "$.a", "Parameters": {"b.$": "$"}, "ResultPath": "$.x"},
            {"a": 1},
            {"b": 1},
            {"a": 1, "x": {"r": {"b": 1}}},
        ),
        ({"ResultSelector": {"s.$": "$.r.a"}, "ResultPath": "$.x", "OutputPath": "$.x.s"}, {"a": 1}, {"a": 1}, 1),
        ({"ResultPath": None}, {"a": 1}, {"a": 1}, {"a": 1}),
    ],
)
def test_jsonpath_flow(fields: dict[str, Any], data: object, event: object, result: object) -> None:
    driver = drive(machine(function(**fields)), data, functions={"F": [lambda given: {"r": given}]})
    assert (output(driver), driver.calls) == (result, {"F": [event]})


@pytest.mark.parametrize(
    ("fields", "event", "result"),
    [
        ({}, {"a": 1}, {"r": {"a": 1}}),
        ({"Arguments": {}}, {}, {"r": {}}),
        ({"Arguments": "{% $states.input.a %}"}, 1, {"r": 1}),
        ({"Arguments": {"k": ["{% $states.input.a %}"]}, "Output": "{% $states.result.r.k[0] %}"}, {"k": [1]}, 1),
        ({"Output": {"in": "{% $states.input %}"}}, {"a": 1}, {"in": {"a": 1}}),
    ],
)
def test_jsonata_flow(fields: dict[str, Any], event: object, result: object) -> None:
    driver = drive(jsonata(function(**fields)), {"a": 1}, functions={"F": [lambda given: {"r": given}]})
    assert (output(driver), driver.calls) == (result, {"F": [event]})


def test_variables_of_the_result() -> None:
    first = function(ResultSelector={"s.$": "$.a"}, ResultPath=None, Assign={"all.$": "$", "one.$": "$.s"})
    driver = drive(
        machine(first, {"Type": "Pass", "Parameters": {"v.$": "States.Array($all, $one)"}}),
        {"a": 1},
        functions={"F": [echo]},
    )
    assert output(driver) == {"v": [{"s": 1}, 1]}
    assert driver.event("TaskStateExited")["assignedVariables"] == {"all": '{"s":1}', "one": "1"}
    assert driver.event("TaskStateExited")["assignedVariablesDetails"] == {"truncated": False}


def test_events_of_a_function() -> None:
    driver = drive(machine(function(TimeoutSeconds=9)), {"a": 1}, functions={"F": [echo]})
    assert driver.chain() == [
        ("ExecutionStarted", 1, 0),
        ("TaskStateEntered", 2, 0),
        ("LambdaFunctionScheduled", 3, 2),
        ("LambdaFunctionStarted", 4, 3),
        ("LambdaFunctionSucceeded", 5, 4),
        ("TaskStateExited", 6, 5),
        ("ExecutionSucceeded", 7, 6),
    ]
    assert driver.event("LambdaFunctionScheduled") == {
        "timeoutInSeconds": 9,
        "resource": F,
        "input": '{"a":1}',
        "inputDetails": {"truncated": False},
    }
    assert driver.event("LambdaFunctionStarted") is None
    assert driver.event("LambdaFunctionSucceeded") == {"output": '{"a":1}', "outputDetails": {"truncated": False}}


def test_events_of_a_service() -> None:
    task = {"Type": "Task", "Resource": PUT, "Parameters": {"TableName": "t"}, "Credentials": {"RoleArn.$": "$.role"}}
    driver = drive(machine(task), {"role": "arn:r"}, answer=lambda task: Answered(value={}))
    about = {"resourceType": "aws-sdk:dynamodb", "resource": "putItem"}
    assert driver.types("Task") == ["TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskSucceeded", "TaskStateExited"]
    assert driver.event("TaskScheduled") == {
        **about,
        "region": "us-east-1",
        "parameters": '{"TableName":"t"}',
        "taskCredentials": {"roleArn": "arn:r"},
    }
    assert driver.event("TaskStarted") == about
    assert driver.event("TaskSucceeded") == {**about, "output": "{}", "outputDetails": {"truncated": False}}


@pytest.mark.parametrize(
    ("definition", "role"),
    [
        (machine(function(Credentials={"RoleArn": "arn:fixed"})), "arn:fixed"),
        (jsonata(function(Credentials={"RoleArn": "{% $states.input %}"})), "arn:input"),
    ],
)
def test_credentials(definition: dict[str, Any], role: str) -> None:
    driver = drive(definition, "arn:input", functions={"F": [echo]})
    assert driver.event("LambdaFunctionScheduled")["taskCredentials"] == {"roleArn": role}


def test_credentials_that_are_no_text() -> None:
    driver = drive(machine(function(Credentials={"RoleArn.$": "$"})), 1, functions={"F": [echo]})
    assert failure(driver) == ("States.Runtime", told("The RoleArn of the field Credentials must be a string."))


def test_a_failed_function() -> None:
    driver = drive(machine(function()), functions={"F": [Boom("Bad", "why")]})
    cause = '{"errorMessage": "why", "errorType": "Bad"}'
    assert failure(driver) == ("Bad", cause)
    assert driver.chain()[-2:] == [("LambdaFunctionFailed", 5, 4), ("ExecutionFailed", 6, 5)]
    assert driver.event("LambdaFunctionFailed") == {"error": "Bad", "cause": cause}


def test_a_failure_that_the_driver_names() -> None:
    driver = drive(machine(function()), answer=lambda task: Failed(error="States.Permissions", cause="no"))
    assert failure(driver) == ("States.Permissions", "no")


def test_a_runtime_failure_has_no_event_of_the_task_and_is_not_caught() -> None:
    definition = machine(function(Catch=[{"ErrorEquals": ["States.ALL"], "Next": "B"}]), {"Type": "Succeed"})
    definition["States"]["B"] = {"Type": "Succeed"}  # type: ignore[index]
    driver = drive(definition, answer=lambda task: Failed(error="States.Runtime", cause="no"))
    assert failure(driver) == ("States.Runtime", told("no"))
    assert driver.types()[-2:] == ["LambdaFunctionStarted", "ExecutionFailed"]


@pytest.mark.parametrize("resource", [F, INVOKE])
def test_a_result_over_the_limit_can_be_caught(resource: str) -> None:
    task = {
        "Type": "Task",
        "Resource": resource,
        "Parameters": {"FunctionName": F},
        "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B"}],
        "End": True,
    }
    driver = drive(machine(task, {"Type": "Pass"}), functions={"F": ["x" * 262_144]})
    place = F if resource == F else "lambda"
    cause = f"The state/task '{place}' returned a result with a size exceeding the maximum number of bytes service limit."
    assert output(driver) == {"Error": "States.DataLimitExceeded", "Cause": cause}


def test_arguments_over_the_limit() -> None:
    driver = drive(machine(function(Parameters={"a.$": "$", "b.$": "$"})), "x" * 140_000, functions={"F": [echo]})
    assert failure(driver)[0] == "States.DataLimitExceeded"
    assert driver.asked == []


# Times ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        ({"TimeoutSeconds": 9}, 9),
        ({"TimeoutSecondsPath": "$.t"}, 5),
        ({"TimeoutSeconds": 9, "HeartbeatSeconds": 3}, 3),
        ({"TimeoutSeconds": 9, "HeartbeatSecondsPath": "$.h"}, 4),
    ],
)
def test_a_task_that_takes_too_long(fields: dict[str, Any], seconds: int) -> None:
    driver = drive(machine(function(**fields)), {"t": 5, "h": 4}, answer=silent)
    assert (failure(driver), driver.seconds) == (("States.Timeout", None), seconds)
    assert driver.types()[-2:] == ["LambdaFunctionTimedOut", "ExecutionFailed"]
    assert driver.event("LambdaFunctionTimedOut") == {"error": "States.Timeout"}
    assert driver.cancelled == [1]


def test_a_time_out_that_an_expression_gives() -> None:
    driver = drive(jsonata(function(TimeoutSeconds="{% $states.input %}")), 7, answer=silent)
    assert (failure(driver), driver.seconds) == (("States.Timeout", None), 7)
    assert driver.event("LambdaFunctionScheduled")["timeoutInSeconds"] == 7


def test_a_caught_time_out_has_an_empty_cause() -> None:
    task = function(TimeoutSeconds=1, Catch=[{"ErrorEquals": ["States.Timeout"], "Next": "B"}], End=True)
    driver = drive(machine(task, {"Type": "Pass"}), answer=silent)
    assert output(driver) == {"Error": "States.Timeout", "Cause": ""}


def test_a_late_result_changes_nothing() -> None:
    driver = drive(machine(function(TimeoutSeconds=1)), answer=silent)
    assert driver.run.result(1, Returned(payload="1"), driver.now) == []
    assert driver.run.status == "FAILED"


def test_without_a_time_out_only_the_result_goes_on() -> None:
    driver = drive(machine(function()), answer=silent)
    assert (driver.run.status, driver.run.next_deadline) == ("RUNNING", None)


@pytest.mark.parametrize(
    ("fields", "data", "cause"),
    [
        ({"TimeoutSecondsPath": "$.x"}, {}, "Invalid path '$.x' : No results for path: $['x']"),
        ({"HeartbeatSecondsPath": "$.x"}, {}, "Invalid path '$.x' : No results for path: $['x']"),
        (
            {"TimeoutSecondsPath": "$.x"},
            {"x": -1},
            "The TimeoutSecondsPath parameter references a negative value: $.x == -1",
        ),
        (
            {"TimeoutSecondsPath": "$.x"},
            {"x": "1"},
            'The TimeoutSecondsPath parameter cannot be parsed as a long value: $.x == "1"',
        ),
        ({"TimeoutSecondsPath": "$.x"}, {"x": 0}, "TimeoutSeconds must be between 1 and 99999999."),
        (
            {"TimeoutSecondsPath": "$.x", "HeartbeatSeconds": 5},
            {"x": 5},
            "HeartbeatSeconds must be smaller than TimeoutSeconds.",
        ),
    ],
)
def test_times_that_are_wrong(fields: dict[str, Any], data: object, cause: str) -> None:
    driver = drive(machine(function(**fields)), data, functions={"F": [echo]})
    assert failure(driver) == ("States.Runtime", told(cause))
    assert driver.asked == []


# Callbacks -----------------------------------------------------------------------------------------------------------


def test_a_callback_gives_the_result() -> None:
    driver = drive(machine(callback()), answer=accepted)
    (task,) = driver.asked
    assert isinstance(task, InvokeFunction)
    assert (task.token, task.payload) == ("id-1", {"token": "id-1"})
    assert driver.run.waits_for("id-1")
    driver.take(driver.run.task_succeeded("id-1", {"done": 1}, driver.now))
    assert output(driver) == {"done": 1}
    assert driver.types("Task") == [
        "TaskStateEntered",
        "TaskScheduled",
        "TaskStarted",
        "TaskSubmitted",
        "TaskSucceeded",
        "TaskStateExited",
    ]
    assert driver.event("TaskSubmitted")["resource"] == "invoke.waitForTaskToken"
    assert driver.event("TaskSucceeded")["output"] == '{"done":1}'


@pytest.mark.parametrize(("error", "cause"), [("E", "c"), (None, None), ("", "")])
def test_a_callback_fails_the_task(error: str | None, cause: str | None) -> None:
    driver = drive(machine(callback()), answer=accepted)
    driver.take(driver.run.task_failed("id-1", error, cause, driver.now))
    assert failure(driver) == (error, cause)
    assert driver.types()[-2:] == ["TaskFailed", "ExecutionFailed"]


def test_heartbeats_put_the_end_off() -> None:
    driver = drive(machine(callback(HeartbeatSeconds=10, TimeoutSeconds=25)), answer=accepted, until=0)
    for second in (8.0, 16.0):
        assert driver.run.heartbeat("id-1", START + second) == []
    assert driver.run.next_deadline == START + 25
    driver.settle()
    assert (failure(driver), driver.seconds) == (("States.Timeout", None), 25)


def test_a_heartbeat_without_a_limit_changes_nothing() -> None:
    driver = drive(machine(callback()), answer=accepted)
    assert driver.run.heartbeat("id-1", driver.now) == []
    assert driver.run.next_deadline is None


def test_a_missing_heartbeat_has_a_name_of_its_own_for_retry_and_catch() -> None:
    task = callback(HeartbeatSeconds=10, Catch=[{"ErrorEquals": ["States.HeartbeatTimeout"], "Next": "B"}], End=True)
    driver = drive(machine(task, {"Type": "Pass"}), answer=accepted)
    assert (output(driver), driver.seconds) == ({"Error": "States.Timeout", "Cause": ""}, 10)


def test_a_callback_that_comes_before_the_answer() -> None:
    driver = drive(machine(callback()), answer=silent)
    driver.take(driver.run.task_succeeded("id-1", 5, driver.now))
    assert output(driver) == 5
    assert driver.run.result(1, Returned(payload="{}"), driver.now) == []


@pytest.mark.parametrize("token", ["id-1", "other"])
def test_tokens_for_which_nobody_waits(token: str) -> None:
    driver = drive(machine(callback(TimeoutSeconds=1)), answer=accepted)
    run = driver.run
    assert not run.waits_for(token)
    with pytest.raises(TokenGone):
        run.task_succeeded(token, 1, driver.now)
    with pytest.raises(TokenGone):
        run.task_failed(token, None, None, driver.now)
    with pytest.raises(TokenGone):
        run.heartbeat(token, driver.now)
    with pytest.raises(TokenGone):
        run.picked_up(token, None, driver.now)


def test_each_attempt_has_a_token_of_its_own() -> None:
    driver = drive(machine(callback(Retry=[{"ErrorEquals": ["States.ALL"]}])), answer=accepted)
    driver.take(driver.run.task_failed("id-1", "E", None, driver.now))
    driver.settle()
    assert (driver.run.waits_for("id-1"), driver.run.waits_for("id-2")) == (False, True)


def test_a_request_that_fails_ends_the_waiting() -> None:
    driver = drive(machine(callback()), functions={"F": [Boom("Bad")]})
    assert failure(driver)[0] == "Bad"
    assert not driver.run.waits_for("id-1")


def test_an_activity() -> None:
    task = {"Type": "Task", "Resource": ACTIVITY, "TimeoutSeconds": 10, "HeartbeatSeconds": 5}
    driver = drive(machine(task), {"a": 1}, answer=silent)
    before = driver.run.next_deadline
    driver.take(driver.run.picked_up("id-1", "me", START + 100))
    assert (before, driver.run.next_deadline) == (None, START + 105), "the time begins when a worker comes"
    driver.take(driver.run.task_succeeded("id-1", "done", START + 101))
    assert output(driver) == "done"
    assert driver.types("Activity") == ["ActivityScheduled", "ActivityStarted", "ActivitySucceeded"]
    assert driver.event("ActivityStarted") == {"workerName": "me"}
    assert driver.event("ActivityScheduled") == {
        "timeoutInSeconds": 10,
        "heartbeatInSeconds": 5,
        "resource": ACTIVITY,
        "input": '{"a":1}',
        "inputDetails": {"truncated": False},
    }


def test_stopping_cancels_the_work() -> None:
    driver = drive(machine(function(TimeoutSeconds=5)), answer=silent, until=0)
    assert driver.run.stop(driver.now) == [Cancel(work=1), Finished(status="ABORTED")]
    assert driver.run.next_deadline is None


@pytest.mark.parametrize(
    ("fields", "message", "path"),
    [
        ({"TimeoutSeconds": 0}, "Value should be between 1 and 99999999", "/States/A/TimeoutSeconds"),
        (
            {"TimeoutSeconds": 5, "TimeoutSecondsPath": "$.a"},
            "Exactly one of these fields is allowed: [TimeoutSeconds, TimeoutSecondsPath]",
            "/States/A",
        ),
        (
            {"TimeoutSeconds": 5, "HeartbeatSeconds": 5},
            "HeartbeatSeconds must be smaller than TimeoutSeconds",
            "/States/A/HeartbeatSeconds",
        ),
        ({"Credentials": {"Role": "x"}}, "Field 'Role' is not supported", "/States/A/Credentials"),
        ({"Resource": 1}, "Expected value of type [STRING]", "/States/A/Resource"),
        ({"ResultSelector": []}, "Expected value of type [OBJECT]", "/States/A/ResultSelector"),
    ],
)
def test_fields_that_are_wrong(fields: dict[str, Any], message: str, path: str) -> None:
    assert findings(machine(function(**fields))) == [("SCHEMA_VALIDATION_FAILED", message, path)]


def test_a_task_without_a_resource() -> None:
    assert findings(machine({"Type": "Task"})) == [
        ("SCHEMA_VALIDATION_FAILED", "These fields are required: [Resource]", "/States/A")
    ]
