"""One state by itself."""

from __future__ import annotations

from typing import Any

import pytest

from gwfw.asl.actions import InvokeFunction, Raised, Returned
from gwfw.asl.trial import MISSING, Mock, Trial, Verdict, compile_state
from tests.unit.asl.conftest import ARN, IDENTITY, START, sources

TASK = {"Type": "Task", "Resource": f"{ARN}F", "Next": "Elsewhere"}
BAD = Raised(payload='{"errorMessage":"boom","errorType":"Bad"}')
CAUSE = '{"errorMessage":"boom","errorType":"Bad"}'


def trial(state: dict[str, Any], data: object = None, **options: Any) -> Trial:
    return Trial(compile_state(state), data, identity=IDENTITY, sources=sources(), **options)


def verdict(state: dict[str, Any], data: object = None, outcome: Any = None, **options: Any) -> Verdict:
    under_test = trial(state, data, **options)
    actions = under_test.start(START)
    if actions:
        (task,) = actions
        assert isinstance(task, InvokeFunction)
        under_test.result(task.work, outcome, START)
    if under_test.verdict is None and under_test.next_deadline is not None:
        under_test.advance(under_test.next_deadline)
    assert under_test.verdict is not None
    return under_test.verdict


def test_a_pass_and_all_of_its_steps() -> None:
    state = {
        "Type": "Pass",
        "InputPath": "$.in",
        "Parameters": {"p.$": "$.a"},
        "ResultPath": "$.out",
        "OutputPath": "$.out",
        "Assign": {"v.$": "$.p"},
        "Next": "B",
    }
    assert verdict(state, {"in": {"a": 1}}, variables={"w": 2}) == Verdict(
        status="SUCCEEDED",
        output={"p": 1},
        error=None,
        cause=None,
        next_state="B",
        inspection={
            "input": {"in": {"a": 1}},
            "afterInputPath": {"a": 1},
            "afterParameters": {"p": 1},
            "result": {"p": 1},
            "afterResultSelector": {"p": 1},
            "afterResultPath": {"in": {"a": 1}, "out": {"p": 1}},
            "variables": {"w": 2, "v": 1},
        },
    )


def test_a_task_in_jsonata() -> None:
    state = {**TASK, "QueryLanguage": "JSONata", "Arguments": {"x": 1}, "Output": "{% $states.result.r %}"}
    found = verdict(state, {"a": 1}, Returned(payload='{"r": 2}'))
    assert (found.status, found.output, found.next_state) == ("SUCCEEDED", 2, "Elsewhere")
    assert found.inspection == {"input": {"a": 1}, "afterArguments": {"x": 1}, "result": {"r": 2}, "variables": {}}


def test_the_end_of_a_machine() -> None:
    assert verdict({"Type": "Pass", "End": True}).next_state is None
    assert verdict({"Type": "Wait", "Seconds": 5, "Next": "B"}).next_state == "B"


def test_a_choice_leads_somewhere() -> None:
    rule = {"Variable": "$.n", "NumericEquals": 1, "Next": "One"}
    assert verdict({"Type": "Choice", "Choices": [rule], "Default": "Other"}, {"n": 1}).next_state == "One"


@pytest.mark.parametrize(
    ("state", "error", "cause", "reached"),
    [
        (
            {"Type": "Pass", "InputPath": "$.x", "End": True},
            "States.Runtime",
            "Invalid path '$.x' : No results for path: $['x']",
            ["input", "variables"],
        ),
        (
            {"Type": "Pass", "Parameters": {"v.$": "$.x"}, "End": True},
            "States.Runtime",
            "The JSONPath '$.x' specified for the field 'v.$' could not be found in the input '{}'",
            ["input", "afterInputPath", "variables"],
        ),
        (
            {"Type": "Fail", "Error": "E", "Cause": "c"},
            "E",
            "c",
            ["input", "afterInputPath", "afterParameters", "variables"],
        ),
    ],
)
def test_a_failure_has_no_prefix_and_shows_what_was_reached(
    state: dict[str, Any], error: str, cause: str, reached: list[str]
) -> None:
    found = verdict(state, {})
    assert (found.status, found.output, found.error, found.cause, found.next_state) == (
        "FAILED",
        MISSING,
        error,
        cause,
        None,
    )
    assert list(found.inspection) == reached


RETRY = [{"ErrorEquals": ["Other"]}, {"ErrorEquals": ["Bad"], "IntervalSeconds": 3, "MaxAttempts": 2}]
CATCH = [{"ErrorEquals": ["Other"], "Next": "X"}, {"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "Caught"}]


@pytest.mark.parametrize(
    ("fields", "retries", "status", "details"),
    [
        ({}, 0, "FAILED", None),
        ({"Retry": RETRY}, 0, "RETRIABLE", {"retryIndex": 1, "retryBackoffIntervalSeconds": 3}),
        ({"Retry": RETRY}, 1, "RETRIABLE", {"retryIndex": 1, "retryBackoffIntervalSeconds": 6}),
        ({"Retry": RETRY}, 2, "FAILED", None),
        ({"Retry": RETRY, "Catch": CATCH}, 0, "RETRIABLE", {"retryIndex": 1, "retryBackoffIntervalSeconds": 3}),
        ({"Retry": RETRY, "Catch": CATCH}, 2, "CAUGHT_ERROR", {"catchIndex": 1}),
        ({"Catch": CATCH}, 0, "CAUGHT_ERROR", {"catchIndex": 1}),
        ({"Catch": CATCH[:1]}, 0, "FAILED", None),
    ],
)
def test_errors(fields: dict[str, Any], retries: int, status: str, details: object) -> None:
    found = verdict({**TASK, **fields}, {"a": 1}, BAD, retries=retries)
    assert (found.status, found.error, found.cause) == (status, "Bad", CAUSE)
    assert found.inspection.get("errorDetails") == details
    caught = status == "CAUGHT_ERROR"
    assert found.next_state == ("Caught" if caught else None)
    assert found.output == ({"a": 1, "e": {"Error": "Bad", "Cause": CAUSE}} if caught else MISSING)


def test_a_catcher_that_fails_itself() -> None:
    state = {**TASK, "Catch": [{"ErrorEquals": ["Bad"], "Next": "B", "ResultPath": "$.x"}]}
    found = verdict(state, "text", BAD)
    assert (found.status, found.error, found.next_state) == ("FAILED", "States.ResultPathMatchFailure", None)


def test_a_late_result_changes_nothing() -> None:
    under_test = trial(TASK)
    (task,) = under_test.start(START)
    assert isinstance(task, InvokeFunction)
    under_test.result(task.work, Returned(payload="1"), START)
    before = under_test.verdict
    assert under_test.result(task.work, Returned(payload="2"), START) == []
    assert under_test.verdict is before


def test_the_number_of_attempts_is_seen() -> None:
    state = {**TASK, "Parameters": {"n.$": "$$.State.RetryCount"}}
    (task,) = trial(state, retries=4).start(START)
    assert isinstance(task, InvokeFunction)
    assert task.payload == {"n": 4}


PARALLEL = {
    "Type": "Parallel",
    "Branches": [{"StartAt": "X", "States": {"X": {"Type": "Pass", "End": True}}}],
    "ResultSelector": {"n.$": "$[0]"},
    "End": True,
}


def test_a_mocked_result() -> None:
    found = verdict(PARALLEL, {}, mock=Mock(result=[7]))
    assert (found.status, found.output) == ("SUCCEEDED", {"n": 7})


def test_a_mocked_error() -> None:
    found = verdict({**TASK, "Catch": CATCH}, {}, mock=Mock(error="Bad", cause="c"))
    assert (found.status, found.error, found.cause) == ("CAUGHT_ERROR", "Bad", "c")


def test_a_mock_does_not_hide_broken_arguments() -> None:
    found = verdict({**TASK, "InputPath": "$.x"}, {}, mock=Mock(result=1))
    assert (found.status, found.error) == ("FAILED", "States.Runtime")
