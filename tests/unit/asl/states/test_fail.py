"""Fail and Succeed."""

from __future__ import annotations

from typing import Any

import pytest

from gwfw.asl.program import compile
from tests.unit.asl.conftest import drive, failure, findings, jsonata, machine, output, told


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, (None, None)),
        ({"Error": "E"}, ("E", None)),
        ({"Cause": "c"}, (None, "c")),
        ({"Error": "", "Cause": ""}, ("", "")),
        ({"ErrorPath": "$.e", "CausePath": "$$.State.Name"}, ("from input", "A")),
        ({"ErrorPath": "States.Format('E{}', $.n)", "CausePath": "$v"}, ("E1", "variable")),
        ({"Error": "e" * 300, "Cause": "c" * 40_000}, ("e" * 256, "c" * 32_768)),
    ],
)
def test_jsonpath(fields: dict[str, Any], expected: tuple[str | None, str | None]) -> None:
    driver = drive(machine({"Type": "Fail", **fields}), {"e": "from input", "n": 1}, variables={"v": "variable"})
    assert failure(driver) == expected
    assert driver.types() == ["ExecutionStarted", "FailStateEntered", "ExecutionFailed"]
    assert driver.event("ExecutionFailed") == (
        {key: value for key, value in zip(("error", "cause"), expected, strict=True) if value is not None} or None
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"Error": "E", "Cause": "{% 'n=' & $states.input.n %}"}, ("E", "n=1")),
        ({"Error": "{% $v %}"}, ("variable", None)),
    ],
)
def test_jsonata(fields: dict[str, Any], expected: tuple[str | None, str | None]) -> None:
    assert failure(drive(jsonata({"Type": "Fail", **fields}), {"n": 1}, variables={"v": "variable"})) == expected


def test_what_is_no_text() -> None:
    cause = "The ErrorPath field must point to a string, but was: 1"
    assert failure(drive(machine({"Type": "Fail", "ErrorPath": "$"}), 1)) == ("States.Runtime", told(cause))
    cause = (
        "The JSONata expression '1' specified for the field 'Cause' returned an unexpected result type. "
        "Expected 'string', but was 'number' for value: 1"
    )
    assert failure(drive(jsonata({"Type": "Fail", "Cause": "{% 1 %}"}))) == ("States.QueryEvaluationError", told(cause))


def test_a_path_that_finds_nothing() -> None:
    cause = "The JSONPath '$.x' specified for the field 'CausePath' could not be found in the input '{}'"
    assert failure(drive(machine({"Type": "Fail", "CausePath": "$.x"}), {})) == ("States.Runtime", told(cause))


@pytest.mark.parametrize(
    ("fields", "message", "path"),
    [
        ({"Error": 1}, "Expected value of type [STRING]", "/States/A/Error"),
        ({"CausePath": 1}, "Expected value of type [STRING]", "/States/A/CausePath"),
        ({"Error": "a", "ErrorPath": "$.a"}, "Exactly one of these fields is allowed: [Error, ErrorPath]", "/States/A"),
        (
            {"CausePath": "nope"},
            "The value for the field 'CausePath' must be a valid JSONPath or a valid intrinsic function call",
            "/States/A/CausePath",
        ),
        ({"Next": "A"}, "Field 'Next' is not supported", "/States/A"),
        ({"Assign": {}}, "Field 'Assign' is not supported", "/States/A"),
        ({"InputPath": "$"}, "Field 'InputPath' is not supported", "/States/A"),
    ],
)
def test_fields_that_are_wrong(fields: dict[str, Any], message: str, path: str) -> None:
    assert ("SCHEMA_VALIDATION_FAILED", message, path) in findings(machine({"Type": "Fail", **fields}))


def test_a_broken_expression() -> None:
    ((code, _, path),) = findings(jsonata({"Type": "Fail", "Cause": "{% ( %}"}))
    assert (code, path) == ("INVALID_JSONATA_EXPRESSION", "/States/A/Cause")


def test_a_text_that_looks_like_a_path_is_warned_about() -> None:
    (warning,) = compile(machine({"Type": "Fail", "Cause": "$.a"})).warnings
    assert (warning.code, warning.path) == ("NO_PATH", "/States/A/Cause")


@pytest.mark.parametrize(
    ("definition", "result"),
    [
        (machine({"Type": "Succeed"}), {"a": {"b": 1}}),
        (machine({"Type": "Succeed", "InputPath": "$.a", "OutputPath": "$.b"}), 1),
        (jsonata({"Type": "Succeed", "Output": "{% $states.input.a %}"}), {"b": 1}),
    ],
)
def test_succeed(definition: dict[str, Any], result: object) -> None:
    driver = drive(definition, {"a": {"b": 1}})
    assert output(driver) == result
    assert driver.types() == ["ExecutionStarted", "SucceedStateEntered", "SucceedStateExited", "ExecutionSucceeded"]
