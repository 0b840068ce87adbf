"""Definitions as a whole."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gwfw.asl.program import DefinitionError, Finding, check, compile, compile_state, load
from tests.unit.asl.conftest import drive, findings, jsonata, machine, output

PASS = {"Type": "Pass", "End": True}


def test_a_program_can_be_compared_and_run_many_times() -> None:
    program = compile(machine({"Type": "Pass"}))
    assert program.machine == compile(machine({"Type": "Pass"})).machine
    assert program.machine != compile(machine({"Type": "Pass", "Result": 1})).machine
    assert (program.express, program.timeout, program.resources, program.warnings) == (False, None, (), ())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object"),
        ("  ", "SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object"),
        ("[]", "SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object"),
        ("{}", "SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /"),
        (
            '{"States":{}}',
            "SCHEMA_VALIDATION_FAILED: These fields are required: [StartAt] at /, "
            "SCHEMA_VALIDATION_FAILED: At least one state is required at /States",
        ),
        ('"' + "x" * 1_048_576 + '"', "SCHEMA_VALIDATION_FAILED: The definition is larger than 1048576 bytes"),
    ],
    ids=["empty", "blank", "array", "no fields", "no start", "too large"],
)
def test_texts_that_are_no_definition(text: str, found: str) -> None:
    with pytest.raises(DefinitionError) as raised:
        load(text)
    assert str(raised.value) == found
    assert check(text) == raised.value.findings


def test_a_text_that_is_no_json() -> None:
    (finding,) = check("{")
    assert finding.code == "INVALID_JSON_DESCRIPTION"
    assert str(finding).endswith(" at null")


@pytest.mark.parametrize("text", ["[" * 100_000, json.dumps({"StartAt": "A", "States": {"A": PASS}})])
def test_check_never_raises(text: str) -> None:
    assert [found.code for found in check(text)] == (["INVALID_JSON_DESCRIPTION"] if text.startswith("[") else [])


@pytest.mark.parametrize(("depth", "refused"), [(49, False), (50, True), (2000, True)])
def test_states_that_are_nested_too_deeply(depth: int, refused: bool) -> None:
    definition: dict[str, Any] = {"StartAt": "S", "States": {"S": PASS}}
    for index in range(depth):
        state = {"Type": "Parallel", "Branches": [definition], "End": True}
        definition = {"StartAt": f"S{index}", "States": {f"S{index}": state}}
    if not refused:
        compile(definition)
        return
    with pytest.raises(DefinitionError) as raised:
        compile(definition)
    assert [(found.code, found.message) for found in raised.value.findings] == [
        ("TOO_DEEPLY_NESTED", "The states are too deeply nested.")
    ]


def test_rules_that_are_nested_too_deeply() -> None:
    rule: dict[str, Any] = {"Variable": "$.a", "IsNull": True}
    for _ in range(20_000):
        rule = {"Not": rule}
    definition = machine({"Type": "Choice", "Choices": [{**rule, "Next": "A"}], "Default": "A"})
    with pytest.raises(DefinitionError) as raised:
        compile(definition)
    assert raised.value.findings[-1] == Finding(code="TOO_DEEPLY_NESTED", message="The states are too deeply nested.")


def test_everything_is_found_at_once() -> None:
    definition = {
        "StartAt": "A",
        "Version": "2.0",
        "Nonsense": 1,
        "States": {
            "A": {"Type": "Pass", "Next": "X", "Retry": []},
            "B": {"Type": "Pass"},
            "C": {"Type": "Other"},
            "D": 5,
            "E": {},
        },
    }
    assert findings(definition) == [
        ("SCHEMA_VALIDATION_FAILED", "Value should be one of the following: [1.0]", "/Version"),
        ("SCHEMA_VALIDATION_FAILED", "Field 'Nonsense' is not supported", "/"),
        ("SCHEMA_VALIDATION_FAILED", "Field 'Retry' is not supported", "/States/A"),
        ("SCHEMA_VALIDATION_FAILED", "Exactly one of these fields is required: [Next, End]", "/States/B"),
        (
            "SCHEMA_VALIDATION_FAILED",
            "Value should be one of the following: [Task, Parallel, Map, Pass, Wait, Choice, Succeed, Fail]",
            "/States/C/Type",
        ),
        ("SCHEMA_VALIDATION_FAILED", "Expected value of type [OBJECT]", "/States/D"),
        ("SCHEMA_VALIDATION_FAILED", "These fields are required: [Type]", "/States/E"),
        ("MISSING_TRANSITION_TARGET", "Missing 'Next' target: X", "/States/A/Next"),
        ("MISSING_TRANSITION_TARGET", 'State "B" is not reachable.', "/States/B"),
        ("MISSING_TRANSITION_TARGET", 'State "C" is not reachable.', "/States/C"),
        ("MISSING_TRANSITION_TARGET", 'State "D" is not reachable.', "/States/D"),
        ("MISSING_TRANSITION_TARGET", 'State "E" is not reachable.', "/States/E"),
    ]


def test_the_message_of_a_refusal() -> None:
    definition = {
        "StartAt": "pass1",
        "States": {"pass1": {"Type": "Pass", "Next": "pass3"}, "pass2": {"Type": "Pass", "End": True}},
    }
    with pytest.raises(DefinitionError) as raised:
        compile(definition)
    assert str(raised.value) == (
        "MISSING_TRANSITION_TARGET: Missing 'Next' target: pass3 at /States/pass1/Next, "
        'MISSING_TRANSITION_TARGET: State "pass2" is not reachable. at /States/pass2'
    )


@pytest.mark.parametrize(
    ("states", "message", "path"),
    [
        ({"A": {"Type": "Pass", "Next": "B"}}, "Missing 'Next' target: B", "/States/A/Next"),
        ({"B": PASS}, "Missing 'StartAt' target: A", "/StartAt"),
        ({"A": {"Type": "Choice", "Choices": [], "Default": "B"}}, "Missing 'Default' target: B", "/States/A/Default"),
        (
            {"A": {"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": True, "Next": "B"}]}},
            "Missing 'Next' target: B",
            "/States/A/Choices[0]/Next",
        ),
        (
            {"A": {"Type": "Task", "Resource": "r", "Catch": [{"ErrorEquals": ["E"], "Next": "B"}], "End": True}},
            "Missing 'Next' target: B",
            "/States/A/Catch[0]/Next",
        ),
        (
            {
                "A": {
                    "Type": "Parallel",
                    "Branches": [{"StartAt": "X", "States": {"X": {"Type": "Pass", "Next": "A"}}}],
                    "End": True,
                }
            },
            "Missing 'Next' target: A",
            "/States/A/Branches[0]/States/X/Next",
        ),
    ],
)
def test_transitions_without_a_target(states: dict[str, Any], message: str, path: str) -> None:
    assert ("MISSING_TRANSITION_TARGET", message, path) in findings({"StartAt": "A", "States": states})


def test_states_that_only_lead_to_each_other_are_not_reached() -> None:
    definition = machine({"Type": "Pass"})
    states: Any = definition["States"]
    states |= {"X": {"Type": "Pass", "Next": "Y"}, "Y": {"Type": "Pass", "Next": "X"}}
    assert [path for _, _, path in findings(definition)] == ["/States/X", "/States/Y"]


@pytest.mark.parametrize(
    "states",
    [
        {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "Next": "A"}},
        {"A": {"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": True, "Next": "A"}], "Default": "A"}},
        {"A": {"Type": "Pass", "Next": "A"}, "B": PASS},
    ],
)
def test_a_workflow_without_an_end(states: dict[str, Any]) -> None:
    found = findings({"StartAt": "A", "States": states})
    assert found[-1] == ("MISSING_END_STATE", "Workflow has no terminal state", None)


def test_state_names() -> None:
    inner = {"StartAt": "A", "States": {"A": PASS}}
    definition = machine({"Type": "Parallel", "Branches": [inner]})
    found = ("DUPLICATE_STATE_NAME", "Duplicate State name: A", "/States/A/Branches[0]/States/A")
    assert findings(definition) == [found]
    long = "x" * 81
    found = ("INVALID_STATE_NAME", "A state name has 1 to 80 characters", f"/States/{long}")
    assert findings({"StartAt": long, "States": {long: PASS}}) == [found]


def test_a_slash_in_a_state_name_is_escaped_in_places() -> None:
    definition = {"StartAt": "a/b~c", "States": {"a/b~c": {"Type": "Pass", "End": True, "Retry": []}, "d/": 1, "e/": PASS}}
    assert [path for _, _, path in findings(definition)] == [
        "/States/a~1b~0c",
        "/States/d~1",
        "/States/d~1",
        "/States/e~1",
    ]


@pytest.mark.parametrize(
    ("fields", "message", "path"),
    [
        ({"QueryLanguage": "XPath"}, "Value should be one of the following: [JSONPath, JSONata]", "/QueryLanguage"),
        ({"QueryLanguage": 1}, "Expected value of type [STRING]", "/QueryLanguage"),
        ({"TimeoutSeconds": 0}, "Value should be between 1 and 99999999", "/TimeoutSeconds"),
        ({"StartAt": 1}, "Expected value of type [STRING]", "/StartAt"),
        ({"States": []}, "Expected value of type [OBJECT]", "/States"),
    ],
)
def test_fields_of_the_machine(fields: dict[str, Any], message: str, path: str) -> None:
    assert ("SCHEMA_VALIDATION_FAILED", message, path) in findings({**machine({"Type": "Pass"}), **fields})


# Query languages -----------------------------------------------------------------------------------------------------


def test_a_jsonpath_machine_may_hold_jsonata_states() -> None:
    state = {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $states.input.a %}"}
    assert output(drive(machine(state, {"Type": "Pass", "InputPath": "$.b"}), {"a": {"b": 1}})) == 1


def test_a_jsonata_machine_holds_no_jsonpath_states() -> None:
    message = "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine"
    found = findings(jsonata({"Type": "Pass", "QueryLanguage": "JSONPath"}))
    assert found == [("SCHEMA_VALIDATION_FAILED", message, "/States/A")]


def test_states_inside_take_the_machines_language() -> None:
    inner = {"StartAt": "X", "States": {"X": {"Type": "Pass", "InputPath": "$.a", "End": True}}}
    state = {"Type": "Parallel", "QueryLanguage": "JSONata", "Branches": [inner]}
    assert output(drive(machine(state), {"a": 1})) == [1]


@pytest.mark.parametrize("language", ["JSONPath", "JSONata"])
def test_a_language_may_be_repeated(language: str) -> None:
    assert findings(machine({"Type": "Pass", "QueryLanguage": language}, language=language)) == []


# One state -----------------------------------------------------------------------------------------------------------


def test_one_state_by_itself() -> None:
    program = compile_state({"Type": "Pass", "Next": "Elsewhere"}, name="One")
    assert (program.machine.start, list(program.machine.states)) == ("One", ["One"])


@pytest.mark.parametrize(
    ("definition", "message"),
    [
        (1, "Definition must be a valid JSON object"),
        ({}, "These fields are required: [Type]"),
        ({"Type": "Pass"}, "Exactly one of these fields is required: [Next, End]"),
    ],
)
def test_one_state_that_is_wrong(definition: object, message: str) -> None:
    with pytest.raises(DefinitionError) as raised:
        compile_state(definition)
    assert [finding.message for finding in raised.value.findings] == [message]
