"""Pass and the data flow of both languages."""

from __future__ import annotations

from typing import Any

import pytest

from gwfw.asl.program import compile
from tests.unit.asl.conftest import drive, failure, findings, jsonata, machine, output, told


@pytest.mark.parametrize(
    ("fields", "data", "result"),
    [
        ({}, {"a": 1}, {"a": 1}),
        ({}, None, None),
        ({"Result": "R"}, {"a": 1}, "R"),
        ({"Result": None}, {"a": 1}, None),
        ({"Result": {"x.$": "$.a"}}, {"a": 1}, {"x.$": "$.a"}),
        ({"Result": 2, "ResultPath": "$.b.c"}, {"a": 1}, {"a": 1, "b": {"c": 2}}),
        ({"Result": 2, "ResultPath": None}, {"a": 1}, {"a": 1}),
        ({"InputPath": "$.a"}, {"a": 1}, 1),
        ({"InputPath": None}, {"a": 1}, {}),
        ({"InputPath": "$"}, {"a": 1}, {"a": 1}),
        ({"InputPath": "$$.State.Name"}, {}, "A"),
        ({"InputPath": "$.xs[*].v"}, {"xs": [{"v": 1}, {"v": 2}]}, [1, 2]),
        ({"OutputPath": "$.a"}, {"a": 1}, 1),
        ({"OutputPath": None}, {"a": 1}, {}),
        ({"OutputPath": "$$.Execution.Name"}, {}, "run"),
        (
            {"Parameters": {"x": 1, "y.$": "$.a", "z": [{"w.$": "$.a"}, "$.a"]}},
            {"a": 1},
            {"x": 1, "y": 1, "z": [{"w": 1}, "$.a"]},
        ),
        ({"Parameters": {"x": 1}, "ResultPath": "$.p"}, {"a": 1}, {"a": 1, "p": {"x": 1}}),
        ({"InputPath": "$.a", "Parameters": {"b.$": "$.b"}}, {"a": {"b": 2}}, {"b": 2}),
        ({"Parameters": {"n.$": "States.MathAdd($.a, 1)"}, "OutputPath": "$.n"}, {"a": 1}, 2),
        ({"Parameters": {"x.$": "$.a[9]"}}, {"a": [1]}, {"x": None}),
    ],
)
def test_jsonpath_flow(fields: dict[str, Any], data: object, result: object) -> None:
    assert output(drive(machine({"Type": "Pass", **fields}), data)) == result


@pytest.mark.parametrize(
    ("fields", "data", "result"),
    [
        ({}, {"a": 1}, {"a": 1}),
        ({"Output": None}, 1, None),
        ({"Output": ["plain", 1, {"k": "{% $states.input %}"}]}, 1, ["plain", 1, {"k": 1}]),
        ({"Output": "{% $states.context.State.Name %}"}, 1, "A"),
        ({"Output": "{%$states.input%}"}, 1, 1),
        ({"Output": " {% 1 %}"}, 1, " {% 1 %}"),
        ({"Output": {"a.$": "$.b"}}, 1, {"a.$": "$.b"}),
        ({"Output": "{% $states.input.a %}"}, {"a": None}, None),
        ({"Output": "{% {'a': $states.input.nope, 'b': 1} %}"}, {}, {"b": 1}),
    ],
)
def test_jsonata_flow(fields: dict[str, Any], data: object, result: object) -> None:
    assert output(drive(jsonata({"Type": "Pass", **fields}), data)) == result


def test_the_raw_input_is_not_changed() -> None:
    data: dict[str, Any] = {"a": {"b": [1]}}
    drive(machine({"Type": "Pass", "Result": 2, "ResultPath": "$.a.b[0]"}), data)
    assert data == {"a": {"b": [1]}}


@pytest.mark.parametrize(
    ("fields", "error", "cause"),
    [
        ({"InputPath": "$.x"}, "States.Runtime", "Invalid path '$.x' : No results for path: $['x']"),
        ({"OutputPath": "$.no.x"}, "States.Runtime", "Invalid path '$.no.x' : Missing property in path $['no']"),
        (
            {"Parameters": {"v.$": "$.x"}},
            "States.Runtime",
            "The JSONPath '$.x' specified for the field 'v.$' could not be found in the input '{\"a\":1}'",
        ),
        (
            {"ResultPath": "$.a.b"},
            "States.ResultPathMatchFailure",
            "Unable to apply step '['b']' of ResultPath '$.a.b' to the input '{\"a\":1}'",
        ),
        (
            {"Parameters": {"v.$": "States.ArrayGetItem(States.Array(), 0)"}},
            "States.IntrinsicFailure",
            "The index 0 of States.ArrayGetItem is outside the array of 0",
        ),
    ],
)
def test_failures(fields: dict[str, Any], error: str, cause: str) -> None:
    assert failure(drive(machine({"Type": "Pass", **fields}), {"a": 1})) == (error, told(cause))


def test_output_over_the_limit_ends_the_execution() -> None:
    grow = {"Type": "Pass", "Parameters": {"a.$": "$", "b.$": "$"}}
    cause = "The state/task 'A' returned a result with a size exceeding the maximum number of bytes service limit."
    assert failure(drive(machine(grow, {"Type": "Succeed"}), "x" * 140_000)) == ("States.DataLimitExceeded", cause)


def test_input_over_the_limit_is_not_taken() -> None:
    driver = drive(machine({"Type": "Pass"}), "x" * 262_144)
    assert failure(driver)[0] == "States.DataLimitExceeded"
    assert driver.types() == ["ExecutionStarted", "ExecutionFailed"]


def test_data_that_is_nested_too_deeply() -> None:
    deep: object = 1
    for _ in range(399):
        deep = [deep]
    error, cause = failure(drive(machine({"Type": "Pass"}, {"Type": "Pass", "Parameters": {"a": {"b.$": "$"}}}), deep))
    assert (error, cause) == ("States.Runtime", told("The data of the state is nested too deeply.", "B", 4))


@pytest.mark.parametrize(
    ("language", "field", "only"),
    [
        ("JSONPath", "Output", "JSONata"),
        ("JSONata", "Parameters", "JSONPath"),
        ("JSONata", "InputPath", "JSONPath"),
        ("JSONata", "Result", "JSONPath"),
        ("JSONata", "ResultPath", "JSONPath"),
    ],
)
def test_fields_of_the_other_language(language: str, field: str, only: str) -> None:
    definition = machine({"Type": "Pass", field: {}}, language=language)
    message = (
        f"The QueryLanguage is set to '{language}', but field '{field}' is only supported for the '{only}' QueryLanguage"
    )
    assert ("SCHEMA_VALIDATION_FAILED", message, "/States/A") in findings(definition)


@pytest.mark.parametrize("field", ["Retry", "Catch", "Resource", "Seconds", "ResultSelector", "Arguments", "Nonsense"])
def test_fields_that_a_pass_does_not_have(field: str) -> None:
    definition = machine({"Type": "Pass", field: []})
    assert ("SCHEMA_VALIDATION_FAILED", f"Field '{field}' is not supported", "/States/A") in findings(definition)


@pytest.mark.parametrize(
    ("field", "value", "message", "path"),
    [
        (
            "Parameters",
            {"x.$": "nope"},
            "The value for the field 'x.$' must be a valid JSONPath or a valid intrinsic function call",
            "/States/A/Parameters",
        ),
        (
            "Parameters",
            {"a": {"x.$": 1}},
            "The value for the field 'x.$' must be a valid JSONPath or a valid intrinsic function call",
            "/States/A/Parameters/a",
        ),
        ("Parameters", {"x.$": "$.a", "x": 1}, "The field 'x' is given more than once", "/States/A/Parameters"),
        ("Parameters", "$.a", "Expected value of type [OBJECT]", "/States/A/Parameters"),
        ("InputPath", 1, "Expected value of type [STRING]", "/States/A/InputPath"),
        ("ResultPath", 1, "Expected value of type [STRING]", "/States/A/ResultPath"),
    ],
)
def test_fields_that_are_wrong(field: str, value: object, message: str, path: str) -> None:
    found = findings(machine({"Type": "Pass", field: value}))
    assert found == [("SCHEMA_VALIDATION_FAILED", message, path)]


@pytest.mark.parametrize(
    ("field", "kind"), [("InputPath", "JSONPath"), ("OutputPath", "JSONPath"), ("ResultPath", "reference path")]
)
def test_broken_paths(field: str, kind: str) -> None:
    ((_, message, path),) = findings(machine({"Type": "Pass", field: "a b"}))
    assert message.startswith(f"The value for the field '{field}' must be a valid {kind}: ")
    assert path == f"/States/A/{field}"


def test_values_that_look_like_paths_are_warned_about() -> None:
    definition = machine(
        {"Type": "Pass", "Parameters": {"a": "$.x", "b": ["States.UUID()"], "c": "x"}},
        {"Type": "Pass", "Result": {"a": "$.x"}},
        {"Type": "Pass", "Result": "$$.State"},
        {"Type": "Pass", "Result": "$5"},
    )
    warnings = [(found.code, found.path, found.severity) for found in compile(definition).warnings]
    assert warnings == [
        ("NO_DOLLAR", "/States/A/Parameters/a", "WARNING"),
        ("NO_DOLLAR", "/States/A/Parameters/b[0]", "WARNING"),
        ("PASS_RESULT_IS_STATIC", "/States/B/Result", "WARNING"),
        ("PASS_RESULT_IS_STATIC", "/States/C/Result", "WARNING"),
    ]
