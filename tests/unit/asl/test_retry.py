"""Retry and Catch."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from gwfw.asl.failures import StateError
from gwfw.asl.retry import Retrier
from tests.unit.asl.conftest import ARN, START, Boom, Driver, drive, echo, failure, findings, jsonata, machine, output, told


def task(**fields: Any) -> dict[str, Any]:
    return {"Type": "Task", "Resource": f"{ARN}F", **fields}


def retrying(*retriers: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return machine(task(Retry=[{"ErrorEquals": ["States.ALL"], **retrier} for retrier in retriers], **fields))


def attempts(driver: Driver) -> list[float]:
    """When each attempt was made, in seconds after the first."""
    times = [e["timestamp"] for e in driver.run.history if e["type"] == "LambdaFunctionScheduled"]
    return [float(str(time)) - START for time in times]


def booms(*names: str) -> dict[str, list[Any]]:
    return {"F": [*(Boom(name) for name in names), echo]}


@pytest.mark.parametrize(
    ("retrier", "times"),
    [
        ({}, [0, 1, 3, 7]),
        ({"IntervalSeconds": 3, "BackoffRate": 1}, [0, 3, 6, 9]),
        ({"IntervalSeconds": 2, "BackoffRate": 1.5}, [0, 2, 5, 9.5]),
        ({"BackoffRate": 5, "MaxDelaySeconds": 2}, [0, 1, 3, 5]),
        ({"MaxAttempts": 1}, [0, 1]),
        ({"MaxAttempts": 0}, [0]),
        ({"MaxAttempts": 5, "JitterStrategy": "NONE"}, [0, 1, 3, 7, 15, 31]),
    ],
)
def test_when_attempts_are_made(retrier: dict[str, Any], times: list[float]) -> None:
    driver = drive(retrying(retrier), functions={"F": [Boom("Bad")]})
    assert attempts(driver) == times
    assert failure(driver)[0] == "Bad"


def test_an_attempt_that_succeeds_ends_the_retrying() -> None:
    driver = drive(retrying({}), {"a": 1}, functions=booms("X", "X"))
    assert (output(driver), attempts(driver)) == ({"a": 1}, [0, 1, 3])
    assert driver.types("Lambda", "Task") == [
        "TaskStateEntered",
        *["LambdaFunctionScheduled", "LambdaFunctionStarted", "LambdaFunctionFailed"] * 2,
        *["LambdaFunctionScheduled", "LambdaFunctionStarted", "LambdaFunctionSucceeded"],
        "TaskStateExited",
    ]
    assert driver.chain()[5] == ("LambdaFunctionScheduled", 6, 5)


def test_jitter_comes_from_the_source_of_randomness() -> None:
    retrier = Retrier(errors=("E",), interval=10, full_jitter=True)
    delays = [retrier.delay(2, Random(seed)) for seed in range(50)]
    assert all(0 <= delay <= 20 for delay in delays)
    assert len(set(delays)) == 50
    assert delays[0] == retrier.delay(2, Random(0))
    driver = drive(
        retrying({"JitterStrategy": "FULL", "IntervalSeconds": 100, "MaxAttempts": 1}), functions={"F": [Boom("E")]}
    )
    assert 0 < attempts(driver)[1] < 100


def test_delays_are_bounded() -> None:
    assert Retrier(errors=(), backoff=1e308).delay(3, Random(1)) == 31_622_400
    assert Retrier(errors=(), backoff=10).delay(30, Random(1)) == 31_622_400


def test_the_first_retrier_that_matches_counts_and_keeps_its_own_count() -> None:
    definition = machine(
        task(
            Retry=[
                {"ErrorEquals": ["A", "B"], "MaxAttempts": 2, "BackoffRate": 1},
                {"ErrorEquals": ["C"], "IntervalSeconds": 5, "MaxAttempts": 1},
                {"ErrorEquals": ["States.ALL"], "IntervalSeconds": 9},
            ]
        )
    )
    driver = drive(definition, functions=booms("A", "C", "B", "A"))
    assert attempts(driver) == [0, 1, 6, 7]
    assert failure(driver)[0] == "A", "the used-up retrier matched first, so States.ALL is not tried"


def test_counts_begin_anew_when_the_state_is_entered_again() -> None:
    loop = task(Retry=[{"ErrorEquals": ["E"], "MaxAttempts": 1}], Next="B")
    check = {
        "Type": "Choice",
        "Choices": [{"Variable": "$.n", "NumericLessThan": 2, "Next": "A"}],
        "Default": "C",
    }
    steps = [Boom("E"), {"n": 1}, Boom("E"), {"n": 2}]
    driver = drive(machine(loop, check, {"Type": "Succeed"}), {"n": 0}, functions={"F": steps})
    assert output(driver) == {"n": 2}


def test_each_attempt_sees_its_number() -> None:
    definition = retrying({}, Parameters={"n.$": "$$.State.RetryCount"})
    driver = drive(definition, functions=booms("X", "X"))
    assert driver.calls["F"] == [{"n": 0}, {"n": 1}, {"n": 2}]


@pytest.mark.parametrize(
    ("error", "also", "fatal", "taken"),
    [
        ("Bad", (), False, {"Bad", "States.ALL", "States.TaskFailed"}),
        (None, (), False, {"States.ALL", "States.TaskFailed"}),
        ("States.Timeout", (), False, {"States.Timeout", "States.ALL"}),
        ("States.Timeout", ("States.HeartbeatTimeout",), False, {"States.Timeout", "States.HeartbeatTimeout", "States.ALL"}),
        ("States.Runtime", (), False, set()),
        ("States.DataLimitExceeded", (), True, set()),
        ("States.QueryEvaluationError", (), False, {"States.QueryEvaluationError", "States.ALL", "States.TaskFailed"}),
    ],
)
def test_which_names_match(error: str | None, also: tuple[str, ...], fatal: bool, taken: set[str]) -> None:
    raised = StateError(error, also=also, fatal=fatal)
    own = ("Bad", "bad", "Ba", "State.ALL", "States.ALL", "States.TaskFailed", "States.Timeout", "States.HeartbeatTimeout")
    names = (*own, "States.Runtime", "States.DataLimitExceeded", "States.QueryEvaluationError")
    assert {name for name in names if raised.matches([name])} == taken


# Catch ---------------------------------------------------------------------------------------------------------------

BOOM = {"Error": "Bad", "Cause": '{"errorMessage": "boom", "errorType": "Bad"}'}


def catching(*catchers: dict[str, Any], **fields: Any) -> dict[str, Any]:
    catch = [{"ErrorEquals": ["States.ALL"], "Next": "B", **catcher} for catcher in catchers]
    return machine(task(Catch=catch, End=True, **fields), {"Type": "Pass"})


@pytest.mark.parametrize(
    ("catcher", "result"),
    [
        ({}, BOOM),
        ({"ResultPath": "$.e.f"}, {"a": 1, "e": {"f": BOOM}}),
        ({"ResultPath": None}, {"a": 1}),
    ],
)
def test_the_error_output_of_jsonpath(catcher: dict[str, Any], result: object) -> None:
    driver = drive(catching(catcher, OutputPath="$.a", ResultPath="$.x"), {"a": 1}, functions={"F": [Boom("Bad")]})
    assert output(driver) == result
    exited = driver.chain()[5]
    assert exited == ("TaskStateExited", 6, 5)


@pytest.mark.parametrize(
    ("catcher", "result"),
    [
        ({}, BOOM),
        ({"Output": "{% $states.errorOutput.Error & $states.input.a %}"}, "Bad1"),
        ({"Output": None}, None),
        ({"Output": {"in": "{% $states.input %}"}}, {"in": {"a": 1}}),
    ],
)
def test_the_error_output_of_jsonata(catcher: dict[str, Any], result: object) -> None:
    definition = catching(catcher) | {"QueryLanguage": "JSONata"}
    assert output(drive(definition, {"a": 1}, functions={"F": [Boom("Bad")]})) == result


def test_catchers_are_tried_in_order_and_after_the_retriers() -> None:
    definition = catching(
        {"ErrorEquals": ["Other"], "Next": "Z"}, {"ErrorEquals": ["Bad"]}, Retry=[{"ErrorEquals": ["Bad"], "MaxAttempts": 1}]
    )
    definition["States"]["Z"] = {"Type": "Fail"}
    driver = drive(definition, functions={"F": [Boom("Bad")]})
    assert (output(driver), attempts(driver)) == (BOOM, [0, 1])


@pytest.mark.parametrize("fields", [{}, {"Retry": []}, {"Catch": []}, {"Catch": [{"ErrorEquals": ["Other"], "Next": "A"}]}])
def test_an_error_that_nothing_takes(fields: dict[str, Any]) -> None:
    assert failure(drive(machine(task(**fields)), functions={"F": [Boom("Bad")]}))[0] == "Bad"


@pytest.mark.parametrize("language", ["JSONPath", "JSONata"])
def test_only_the_catchers_variables_are_set(language: str) -> None:
    value = {"v.$": "$.Error"} if language == "JSONPath" else {"v": "{% $states.errorOutput.Error %}"}
    catch = [{"ErrorEquals": ["States.ALL"], "Next": "B", "Assign": value}]
    first = task(Catch=catch, Assign={"w": 1}, End=True)
    read = {"InputPath": "$v"} if language == "JSONPath" else {"Output": "{% $exists($w) ? 'both' : $v %}"}
    driver = drive(machine(first, {"Type": "Pass", **read}, language=language), functions={"F": [Boom("Bad")]})
    assert output(driver) == "Bad"


def test_a_catcher_whose_own_fields_fail() -> None:
    definition = catching({"Output": {"v": "{% $nope %}"}}) | {"QueryLanguage": "JSONata"}
    driver = drive(definition, functions={"F": [Boom("Bad")]})
    cause = "The JSONata expression '$nope' specified for the field 'Catch[0]/Output/v' returned nothing (undefined)."
    assert failure(driver) == ("States.QueryEvaluationError", told(cause))
    assert driver.event("EvaluationFailed")["location"] == "Catch[0]/Output/v"


@pytest.mark.parametrize(
    ("catcher", "data", "error"),
    [
        ({"ResultPath": "$.x"}, "text", "States.ResultPathMatchFailure"),
        ({"Assign": {"v.$": "$.nope"}}, {}, "States.Runtime"),
    ],
)
def test_a_jsonpath_catcher_whose_own_fields_fail(catcher: dict[str, Any], data: object, error: str) -> None:
    assert failure(drive(catching(catcher), data, functions={"F": [Boom("Bad")]}))[0] == error


def test_evaluation_errors_can_be_retried_and_caught() -> None:
    state = task(
        Arguments="{% $nope %}",
        Retry=[{"ErrorEquals": ["States.QueryEvaluationError"], "MaxAttempts": 1}],
        Catch=[{"ErrorEquals": ["States.QueryEvaluationError"], "Next": "B"}],
        End=True,
    )
    driver = drive(jsonata(state, {"Type": "Pass", "Output": "{% $states.input.Error %}"}))
    assert output(driver) == "States.QueryEvaluationError"
    assert driver.chain()[1:6] == [
        ("TaskStateEntered", 2, 0),
        ("EvaluationFailed", 3, 2),
        ("EvaluationFailed", 4, 3),
        ("TaskStateExited", 5, 4),
        ("PassStateEntered", 6, 5),
    ]


@pytest.mark.parametrize(
    ("fields", "message", "path"),
    [
        ({"Retry": [{}]}, "These fields are required: [ErrorEquals]", "/States/A/Retry[0]"),
        ({"Retry": [{"ErrorEquals": []}]}, "Expected value of type [ARRAY of STRING]", "/States/A/Retry[0]/ErrorEquals"),
        ({"Retry": [{"ErrorEquals": [1]}]}, "Expected value of type [ARRAY of STRING]", "/States/A/Retry[0]/ErrorEquals"),
        ({"Retry": {}}, "Expected value of type [ARRAY]", "/States/A/Retry"),
        (
            {"Retry": [{"ErrorEquals": ["States.ALL", "E"]}]},
            "States.ALL must appear alone in ErrorEquals, and in the last entry only",
            "/States/A/Retry[0]/ErrorEquals",
        ),
        (
            {"Retry": [{"ErrorEquals": ["States.ALL"]}, {"ErrorEquals": ["E"]}]},
            "States.ALL must appear alone in ErrorEquals, and in the last entry only",
            "/States/A/Retry[0]/ErrorEquals",
        ),
        (
            {"Retry": [{"ErrorEquals": ["E"], "BackoffRate": 0.5}]},
            "Value should be between 1.0 and inf",
            "/States/A/Retry[0]/BackoffRate",
        ),
        (
            {"Retry": [{"ErrorEquals": ["E"], "IntervalSeconds": 0}]},
            "Value should be between 1 and 99999999",
            "/States/A/Retry[0]/IntervalSeconds",
        ),
        (
            {"Retry": [{"ErrorEquals": ["E"], "MaxAttempts": -1}]},
            "Value should be between 0 and 99999999",
            "/States/A/Retry[0]/MaxAttempts",
        ),
        (
            {"Retry": [{"ErrorEquals": ["E"], "IntervalSeconds": 5, "MaxDelaySeconds": 5}]},
            "MaxDelaySeconds must be greater than IntervalSeconds",
            "/States/A/Retry[0]/MaxDelaySeconds",
        ),
        (
            {"Retry": [{"ErrorEquals": ["E"], "JitterStrategy": "SOME"}]},
            "Value should be one of the following: [FULL, NONE]",
            "/States/A/Retry[0]/JitterStrategy",
        ),
        ({"Retry": [{"ErrorEquals": ["E"], "Next": "A"}]}, "Field 'Next' is not supported", "/States/A/Retry[0]"),
        ({"Catch": [{"ErrorEquals": ["E"]}]}, "These fields are required: [Next]", "/States/A/Catch[0]"),
        (
            {"Catch": [{"ErrorEquals": ["E"], "Next": "A", "Output": 1}]},
            "The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage",
            "/States/A/Catch[0]",
        ),
    ],
)
def test_fields_that_are_wrong(fields: dict[str, Any], message: str, path: str) -> None:
    assert findings(machine(task(**fields))) == [("SCHEMA_VALIDATION_FAILED", message, path)]
