"""Choice."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.asl.conftest import drive, failure, findings, output, told

NOT_PRESENT = "Invalid path '$.x': The choice state's condition path references an invalid value."


def choice(*rules: dict[str, Any], language: str = "JSONPath", **fields: Any) -> dict[str, Any]:
    """A Choice whose rules lead to Y, its default to N; the output says which."""
    states = {
        "A": {"Type": "Choice", "Choices": [{"Next": "Y", **rule} for rule in rules], "Default": "N", **fields},
        "Y": {"Type": "Succeed"},
        "N": {"Type": "Fail"},
    }
    return {"QueryLanguage": language, "StartAt": "A", "States": states}


def goes(definition: dict[str, Any], data: object = None) -> bool:
    """Whether a rule held."""
    driver = drive(definition, data)
    assert driver.run.cause is None
    return driver.run.status == "SUCCEEDED"


@pytest.mark.parametrize(
    ("rule", "data", "holds"),
    [
        ({"Variable": "$.n", "NumericEquals": 1}, {"n": 1.0}, True),
        ({"Variable": "$.n", "NumericEquals": 1}, {"n": "1"}, False),
        ({"Variable": "$.n", "NumericLessThanPath": "$.m"}, {"n": 1, "m": 2}, True),
        ({"Variable": "$.n", "StringEqualsPath": "$$.State.Name"}, {"n": "A"}, True),
        ({"Variable": "$$.State.Name", "StringEquals": "A"}, {}, True),
        ({"Variable": "$.s", "StringMatches": "a*"}, {"s": "abc"}, True),
        (
            {"Variable": "$.t", "TimestampGreaterThanPath": "$.u"},
            {"t": "2020-01-01T00:00:00Z", "u": "2019-01-01T00:00:00Z"},
            True,
        ),
        ({"Variable": "$.b", "BooleanEquals": False}, {"b": False}, True),
        ({"Variable": "$.n", "IsNull": True}, {"n": None}, True),
        ({"Variable": "$.n", "IsString": False}, {"n": None}, True),
        ({"Variable": "$.n", "IsNumeric": False}, {"n": 1}, False),
        ({"Variable": "$.x", "IsPresent": False}, {}, True),
        ({"Variable": "$.x", "IsPresent": True}, {"x": None}, True),
        ({"Variable": "$.xs[?(@.a)]", "IsPresent": True}, {"xs": [{"b": 1}]}, False),
        ({"Variable": "$.xs[?(@.a)]", "IsPresent": True}, {"xs": [{"a": 1}]}, True),
        ({"And": [{"Variable": "$.x", "IsPresent": True}, {"Variable": "$.x", "StringEquals": "a"}]}, {}, False),
        ({"And": [{"Variable": "$.x", "IsPresent": True}, {"Variable": "$.x", "StringEquals": "a"}]}, {"x": "a"}, True),
        ({"Or": [{"Variable": "$.x", "IsPresent": False}, {"Variable": "$.x", "StringEquals": "a"}]}, {}, True),
        ({"Or": [{"Variable": "$.n", "NumericEquals": 1}, {"Variable": "$.n", "NumericEquals": 2}]}, {"n": 3}, False),
        ({"Not": {"Variable": "$.n", "NumericEquals": 1}}, {"n": 2}, True),
        ({"Not": {"Not": {"And": [{"Variable": "$.n", "IsNumeric": True}], "Comment": "nested"}}}, {"n": 2}, True),
    ],
)
def test_rules(rule: dict[str, Any], data: object, holds: bool) -> None:
    assert goes(choice(rule), data) is holds


def test_the_first_rule_that_holds_wins() -> None:
    definition = choice({"Variable": "$.n", "NumericEquals": 1, "Next": "N"}, {"Variable": "$.n", "IsNumeric": True})
    assert (goes(definition, {"n": 1}), goes(definition, {"n": 2})) == (False, True)


@pytest.mark.parametrize(
    "rule",
    [
        {"Variable": "$.x", "StringEquals": "a"},
        {"Variable": "$.x", "IsString": True},
        {"Variable": "$.y", "StringEqualsPath": "$.x"},
        {"And": [{"Variable": "$.y", "IsNumeric": True}, {"Variable": "$.x", "IsNull": False}]},
    ],
)
def test_a_path_that_finds_nothing_ends_the_execution_also_with_a_default(rule: dict[str, Any]) -> None:
    assert failure(drive(choice(rule), {"y": 1})) == ("States.Runtime", told(NOT_PRESENT))


def test_no_rule_and_no_default() -> None:
    definition = choice({"Variable": "$.n", "NumericEquals": 1})
    del definition["States"]["A"]["Default"], definition["States"]["N"]
    cause = "Failed to transition out of the state. The state does not point to a next state."
    assert failure(drive(definition, {"n": 2})) == ("States.Runtime", told(cause))


def test_data_flow_and_variables_of_a_jsonpath_choice() -> None:
    definition = choice(
        {"Variable": "$.n", "NumericEquals": 1, "Assign": {"s": "rule", "all.$": "$"}},
        InputPath="$.in",
        OutputPath="$.n",
        Assign={"s": "state"},
    )
    definition["States"]["Y"] = {"Type": "Pass", "Parameters": {"n.$": "$", "s.$": "$s", "all.$": "$all"}, "End": True}
    definition["States"]["N"] = {"Type": "Pass", "Parameters": {"n.$": "$", "s.$": "$s"}, "End": True}
    assert output(drive(definition, {"in": {"n": 1}})) == {"n": 1, "s": "rule", "all": {"n": 1}}
    assert output(drive(definition, {"in": {"n": 2}})) == {"n": 2, "s": "state"}


@pytest.mark.parametrize(
    ("condition", "data", "holds"),
    [
        ("{% $states.input.n > 5 %}", {"n": 6}, True),
        ("{% $states.input.n > 5 %}", {"n": 5}, False),
        (True, None, True),
        (False, None, False),
    ],
)
def test_jsonata_conditions(condition: object, data: object, holds: bool) -> None:
    assert goes(choice({"Condition": condition}, language="JSONata"), data) is holds


def test_a_jsonata_condition_must_be_a_boolean() -> None:
    definition = choice({"Condition": True}, {"Condition": "{% 1 %}"}, language="JSONata")
    definition["States"]["A"]["Choices"][0]["Condition"] = False
    cause = (
        "The JSONata expression '1' specified for the field 'Choices[1]/Condition' returned an unexpected result type. "
        "Expected 'boolean', but was 'number' for value: 1"
    )
    driver = drive(definition)
    assert failure(driver) == ("States.QueryEvaluationError", told(cause))
    assert driver.event("EvaluationFailed") == {
        "error": "States.QueryEvaluationError",
        "cause": told(cause),
        "location": "Choices[1]/Condition",
        "state": "A",
    }


def test_output_and_variables_of_a_jsonata_rule() -> None:
    rule = {"Condition": "{% $states.input = 1 %}", "Output": {"was": "{% $states.input %}"}, "Assign": {"v": "{% 2 %}"}}
    definition = choice(rule, language="JSONata", Output="default", Assign={"v": "{% 3 %}"})
    definition["States"]["Y"]["Output"] = "{% [$states.input, $v] %}"
    definition["States"]["N"] = {"Type": "Succeed", "Output": "{% [$states.input, $v] %}"}
    assert output(drive(definition, 1)) == [{"was": 1}, 2]
    assert output(drive(definition, 2)) == ["default", 3]


@pytest.mark.parametrize(
    ("rule", "message", "path"),
    [
        (
            {"Variable": "$.a", "NumericEquals": "1"},
            "Expected value of type [NUMERIC]",
            "/States/A/Choices[0]/NumericEquals",
        ),
        ({"Variable": "$.a", "BooleanEquals": 1}, "Expected value of type [BOOLEAN]", "/States/A/Choices[0]/BooleanEquals"),
        ({"Variable": "$.a", "IsNull": 1}, "Expected value of type [BOOLEAN]", "/States/A/Choices[0]/IsNull"),
        (
            {"Variable": "$.a", "TimestampEquals": "2020-01-01"},
            "String does not match RFC3339 timestamp",
            "/States/A/Choices[0]/TimestampEquals",
        ),
        (
            {"Variable": "$.a", "StringMatchesPath": "$.b"},
            "Field 'StringMatchesPath' is not supported",
            "/States/A/Choices[0]",
        ),
        ({"Variable": "$.a", "NumericAlmost": 1}, "Field 'NumericAlmost' is not supported", "/States/A/Choices[0]"),
        ({"Variable": "$.a"}, "Exactly one comparison operator is required", "/States/A/Choices[0]"),
        (
            {"Variable": "$.a", "IsNull": True, "IsString": True},
            "Exactly one comparison operator is required",
            "/States/A/Choices[0]",
        ),
        ({"NumericEquals": 1}, "These fields are required: [Variable]", "/States/A/Choices[0]"),
        (
            {"And": [{"Variable": "$.a", "IsNull": True}], "Or": []},
            "Field 'And' must be the only condition",
            "/States/A/Choices[0]",
        ),
        ({"And": []}, "At least one rule is required", "/States/A/Choices[0]/And"),
        ({"Not": []}, "Expected value of type [OBJECT]", "/States/A/Choices[0]/Not"),
        ({"Or": [1]}, "Expected value of type [OBJECT]", "/States/A/Choices[0]/Or[0]"),
        (
            {"Not": {"Variable": "$.a", "IsNull": True, "Next": "Y"}},
            "Exactly one comparison operator is required",
            "/States/A/Choices[0]/Not",
        ),
        (
            {"Condition": True},
            "The QueryLanguage is set to 'JSONPath', but field 'Condition' is only supported for the 'JSONata' "
            "QueryLanguage",
            "/States/A/Choices[0]",
        ),
    ],
)
def test_rules_that_are_wrong(rule: dict[str, Any], message: str, path: str) -> None:
    assert ("SCHEMA_VALIDATION_FAILED", message, path) in findings(choice(rule))


@pytest.mark.parametrize("field", ["Variable", "NumericEqualsPath"])
def test_a_broken_path(field: str) -> None:
    rule = {"Variable": "$.a", "NumericEqualsPath": "$.b", field: "a"}
    (found,) = findings(choice(rule))
    assert found[1].startswith(f"The value for the field '{field}' must be a valid JSONPath: ")
    assert found[2] == f"/States/A/Choices[0]/{field}"


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        (
            {"Condition": 1},
            ("SCHEMA_VALIDATION_FAILED", "Expected value of type [BOOLEAN]", "/States/A/Choices[0]/Condition"),
        ),
        (
            {"Condition": "{% x"},
            ("SCHEMA_VALIDATION_FAILED", "Expected value of type [BOOLEAN]", "/States/A/Choices[0]/Condition"),
        ),
        ({}, ("SCHEMA_VALIDATION_FAILED", "These fields are required: [Condition]", "/States/A/Choices[0]")),
        ({"Condition": "{% ( %}"}, ("INVALID_JSONATA_EXPRESSION", None, "/States/A/Choices[0]/Condition")),
        (
            {"Condition": True, "Variable": "$.a"},
            ("SCHEMA_VALIDATION_FAILED", "Field 'Variable' is not supported", "/States/A/Choices[0]"),
        ),
    ],
)
def test_jsonata_rules_that_are_wrong(rule: dict[str, Any], found: tuple[str, str | None, str]) -> None:
    (actual,) = findings(choice(rule, language="JSONata"))
    assert (actual[0], found[1] and actual[1], actual[2]) == found


def test_a_choice_without_rules_and_a_rule_without_a_target() -> None:
    definition = choice()
    assert ("SCHEMA_VALIDATION_FAILED", "At least one rule is required", "/States/A/Choices") in findings(definition)
    del definition["States"]["A"]["Choices"]
    assert ("SCHEMA_VALIDATION_FAILED", "These fields are required: [Choices]", "/States/A") in findings(definition)
    definition = choice({"Variable": "$.a", "IsNull": True})
    del definition["States"]["A"]["Choices"][0]["Next"]
    assert ("SCHEMA_VALIDATION_FAILED", "These fields are required: [Next]", "/States/A/Choices[0]") in findings(definition)


@pytest.mark.parametrize("field", ["Next", "End", "Retry", "Catch", "ResultPath", "Parameters"])
def test_what_a_choice_does_not_have(field: str) -> None:
    definition = choice({"Variable": "$.a", "IsNull": True})
    definition["States"]["A"][field] = []
    assert ("SCHEMA_VALIDATION_FAILED", f"Field '{field}' is not supported", "/States/A") in findings(definition)
