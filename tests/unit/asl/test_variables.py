"""Assign and the scopes of variables."""

from __future__ import annotations

from typing import Any

import pytest

from gwfw.asl.view import Scope
from gwfw.jsonpath import MISSING
from tests.unit.asl.conftest import ARN, drive, echo, failure, findings, jsonata, machine, output, told


def test_scopes_read_outward_and_set_inside() -> None:
    outer = Scope()
    outer.assign({"a": 1, "b": 2}, {"a": 1, "b": 1})
    inner = Scope(outer)
    inner.assign({"b": 3, "c": None}, {"b": 1, "c": 4})
    assert [inner.find(name) for name in "abcd"] == [1, 3, None, MISSING]
    assert [outer.find(name) for name in "abc"] == [1, 2, MISSING]
    assert inner.all() == {"a": 1, "b": 3, "c": None}
    assert (outer.size_with({"a": 5}), inner.size_with({"c": 1, "d": 2})) == (6, 6)


def test_all_values_are_those_on_entry() -> None:
    first = {"Type": "Pass", "Assign": {"x": 1, "y": 2}}
    swap = {"Type": "Pass", "Assign": {"x.$": "$y", "y.$": "$x"}, "Parameters": {"x.$": "$x"}}
    last = {"Type": "Pass", "Parameters": {"x.$": "$x", "y.$": "$y", "in.$": "$.x"}}
    assert output(drive(machine(first, swap, last), {})) == {"x": 2, "y": 1, "in": 1}


@pytest.mark.parametrize(
    ("state", "value"),
    [
        ({"Type": "Pass", "Result": "R", "ResultPath": "$.r"}, "R"),
        ({"Type": "Pass", "Parameters": {"p.$": "$.a"}}, {"p": 1}),
        ({"Type": "Wait", "Seconds": 0, "InputPath": "$.a"}, 1),
        ({"Type": "Task", "Resource": f"{ARN}F", "ResultSelector": {"s.$": "$.a"}, "ResultPath": None}, {"s": 1}),
        ({"Type": "Map", "ItemsPath": "$.xs", "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Succeed"}}}}, [5]),
        ({"Type": "Parallel", "Branches": [{"StartAt": "I", "States": {"I": {"Type": "Succeed"}}}]}, [{"a": 1, "xs": [5]}]),
    ],
)
def test_what_the_result_is_to_assign(state: dict[str, Any], value: object) -> None:
    driver = drive(
        machine({**state, "Assign": {"v.$": "$"}}, {"Type": "Pass", "InputPath": "$v"}),
        {"a": 1, "xs": [5]},
        functions={"F": [echo]},
    )
    assert output(driver) == value


def test_values_pass_between_the_languages() -> None:
    first = {"Type": "Pass", "QueryLanguage": "JSONata", "Assign": {"v": "{% [1, null, {'a': $states.input}] %}"}}
    second = {"Type": "Pass", "Assign": {"w.$": "$v[2].a"}}
    third = {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% {'v': $v, 'w': $w} %}"}
    assert output(drive(machine(first, second, third), 7)) == {"v": [1, None, {"a": 7}], "w": 7}


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        (
            machine({"Type": "Pass", "InputPath": "$v.a"}),
            ("States.Runtime", "Invalid path '$v.a' : No results for path: $v.a"),
        ),
        (
            machine({"Type": "Pass", "Parameters": {"x.$": "$v"}}),
            ("States.Runtime", "The JSONPath '$v' specified for the field 'x.$' could not be found in the input '{}'"),
        ),
        (
            jsonata({"Type": "Pass", "Output": "{% $v %}"}),
            (
                "States.QueryEvaluationError",
                "The JSONata expression '$v' specified for the field 'Output' returned nothing (undefined).",
            ),
        ),
    ],
)
def test_a_variable_that_is_not_set(definition: dict[str, Any], expected: tuple[str, str]) -> None:
    error, cause = expected
    assert failure(drive(definition, {})) == (error, told(cause))


def test_one_assign_has_a_limit() -> None:
    state = {"Type": "Pass", "Assign": {"a.$": "$", "b.$": "$"}}
    cause = "The state 'A' assigned variables with a size exceeding the maximum number of bytes service limit."
    assert failure(drive(machine(state), "x" * 140_000)) == ("States.DataLimitExceeded", cause)


def test_all_variables_together_have_a_limit() -> None:
    names = [f"v{index}" for index in range(41)]
    states: dict[str, Any] = {
        name: {"Type": "Pass", "Assign": {name: "x" * 262_000}, "Next": following}
        for name, following in zip(names, [*names[1:], "End"], strict=True)
    }
    definition = {"StartAt": "v0", "States": {**states, "End": {"Type": "Succeed"}}}
    cause = "The state 'v40' assigned variables with a size exceeding the maximum number of bytes service limit."
    assert failure(drive(definition)) == ("States.DataLimitExceeded", cause)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("states", "The variable name 'states' is reserved"),
        ("x.y", "'x.y' is not a valid variable name"),
        ("1x", "'1x' is not a valid variable name"),
        ("", "'' is not a valid variable name"),
        ("x" * 81, f"'{'x' * 81}' is not a valid variable name"),
    ],
)
def test_names_that_cannot_be_set(name: str, message: str) -> None:
    found = ("SCHEMA_VALIDATION_FAILED", message, f"/States/A/Assign/{name}")
    assert findings(machine({"Type": "Pass", "Assign": {name: 1}})) == [found]


@pytest.mark.parametrize("name", ["x", "_x", "é1", "x" * 80, "x.$"])
def test_names_that_can_be_set(name: str) -> None:
    assert findings(machine({"Type": "Pass", "Assign": {name: "$" if name.endswith(".$") else 1}})) == []


def assigning(name: str, **more: Any) -> dict[str, Any]:
    return {"Type": "Pass", "Assign": {name: 1}, "End": True, **more}


def branches(*names: str) -> dict[str, Any]:
    return {
        "Type": "Parallel",
        "Branches": [{"StartAt": f"I{name}", "States": {f"I{name}": assigning(name)}} for name in names],
    }


def each(mode: str) -> dict[str, Any]:
    config = {"Mode": mode} if mode == "INLINE" else {"Mode": mode, "ExecutionType": "STANDARD"}
    processor = {"ProcessorConfig": config, "StartAt": "I", "States": {"I": assigning("v")}}
    return {"Type": "Map", "ItemProcessor": processor}


@pytest.mark.parametrize(
    ("definition", "path"),
    [
        (machine({"Type": "Pass", "Assign": {"v": 1}}, branches("v")), "/States/B/Branches[0]/States/Iv/Assign/v"),
        (machine(branches("v"), {"Type": "Pass", "Assign": {"v": 1}}), "/States/A/Branches[0]/States/Iv/Assign/v"),
        (machine({"Type": "Pass", "Assign": {"v": 1}}, each("INLINE")), "/States/B/ItemProcessor/States/I/Assign/v"),
        (machine({"Type": "Pass", "Assign": {"v": 1}}, each("DISTRIBUTED")), None),
        (machine(branches("v", "w")), None),
    ],
)
def test_an_inner_scope_does_not_set_an_outer_name(definition: dict[str, Any], path: str | None) -> None:
    message = "The variable 'v' is already assigned in an outer scope"
    assert findings(definition) == ([] if path is None else [("SCHEMA_VALIDATION_FAILED", message, path)])


def test_scopes_are_checked_at_every_depth() -> None:
    inner = {"Type": "Parallel", "Branches": [{"StartAt": "X", "States": {"X": {**branches("v"), "End": True}}}]}
    found = findings(machine({"Type": "Pass", "Assign": {"v": 1}}, inner))
    assert [path for _, _, path in found] == ["/States/B/Branches[0]/States/X/Branches[0]/States/Iv/Assign/v"]


def test_a_distributed_maps_children_are_checked_among_themselves() -> None:
    states = {"I": {"Type": "Pass", "Assign": {"v": 1}, "Next": "P"}, "P": {**branches("v"), "End": True}}
    config = {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}
    state = {"Type": "Map", "ItemProcessor": {"ProcessorConfig": config, "StartAt": "I", "States": states}}
    assert len(findings(machine(state))) == 1


@pytest.mark.parametrize("mode", ["INLINE", "DISTRIBUTED"])
def test_iterations_have_variables_of_their_own(mode: str) -> None:
    config = {"Mode": mode} if mode == "INLINE" else {"Mode": mode, "ExecutionType": "STANDARD"}
    states = {
        "Set": {"Type": "Pass", "Assign": {"mine.$": "$"}, "Next": "Wait"},
        "Wait": {"Type": "Wait", "Seconds": 1, "Next": "Read"},
        "Read": {"Type": "Pass", "Parameters": {"mine.$": "$mine"}, "End": True},
    }
    processor = {"ProcessorConfig": config, "StartAt": "Set", "States": states}
    definition = machine({"Type": "Map", "ItemProcessor": processor})
    assert drive(definition, [1, 2, 3]).run.output == [{"mine": 1}, {"mine": 2}, {"mine": 3}]


@pytest.mark.parametrize("state", [branches("v"), each("INLINE"), each("DISTRIBUTED")], ids=["branch", "item", "child"])
def test_variables_end_with_what_set_them(state: dict[str, Any]) -> None:
    definition = machine(state, {"Type": "Pass", "Parameters": {"x.$": "$v"}})
    error, cause = failure(drive(definition, [1]))
    assert error == "States.Runtime"
    assert "'$v' specified for the field 'x.$' could not be found" in str(cause)
