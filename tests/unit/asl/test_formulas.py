"""Expressions in fields: how their failures are told."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.asl.conftest import drive, failure, findings, jsonata, told


@pytest.mark.parametrize(
    ("state", "expression", "field", "what"),
    [
        ({"Type": "Pass", "Output": "{% $nope %}"}, "$nope", "Output", "returned nothing (undefined)."),
        (
            {"Type": "Pass", "Output": {"a": {"b": ["{% $nope %}"]}}},
            "$nope",
            "Output/a/b[0]",
            "returned nothing (undefined).",
        ),
        ({"Type": "Pass", "Assign": {"x": "{%  $nope  %}"}}, "$nope", "Assign/x", "returned nothing (undefined)."),
        ({"Type": "Pass", "Output": "{% $sum %}"}, "$sum", "Output", "returned an unsupported result type."),
        (
            {"Type": "Pass", "Output": "{% 'a' + 1 %}"},
            "'a' + 1",
            "Output",
            "threw an error during evaluation. T2001: The left side of the + operator must evaluate to a number",
        ),
        (
            {"Type": "Pass", "Output": "{% ($f := function($n) { 1 + $f($n) }; $f(1)) %}"},
            "($f := function($n) { 1 + $f($n) }; $f(1))",
            "Output",
            "threw an error during evaluation: Stack overflow error: Check for non-terminating recursive function.  "
            "Consider rewriting as tail-recursive. Depth=101 max=100",
        ),
        (
            {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Arguments": {"MessageBody": "{% $nope %}"}},
            "$nope",
            "Arguments/MessageBody",
            "returned nothing (undefined).",
        ),
    ],
)
def test_causes(state: dict[str, Any], expression: str, field: str, what: str) -> None:
    driver = drive(jsonata(state))
    cause = f"The JSONata expression '{expression}' specified for the field '{field}' {what}"
    assert failure(driver) == ("States.QueryEvaluationError", told(cause))
    assert driver.event("EvaluationFailed")["location"] == field


@pytest.mark.parametrize("value", ["{% ( %}", ["{% ( %}"], {"a": "{% ( %}"}])
def test_broken_expressions(value: object) -> None:
    ((code, message, path),) = findings(jsonata({"Type": "Pass", "Output": value}))
    assert (code, message) == ("INVALID_JSONATA_EXPRESSION", "Expected ) before end of expression")
    assert path in ("/States/A/Output", "/States/A/Output[0]", "/States/A/Output/a")
