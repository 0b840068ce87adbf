"""Wait, on a virtual clock that begins at 2023-11-14T22:13:20Z."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.asl.conftest import drive, failure, findings, jsonata, machine, output, told

LATER = "2023-11-14T22:13:30Z"
FORM = "ISO-8601 extended offset date-time format string"


@pytest.mark.parametrize(
    ("fields", "data", "seconds"),
    [
        ({"Seconds": 0}, {}, 0),
        ({"Seconds": 5.0}, {}, 5),
        ({"SecondsPath": "$.s"}, {"s": 7}, 7),
        ({"SecondsPath": "$$.Execution.Input.s"}, {"s": 7}, 7),
        ({"SecondsPath": "$.s", "InputPath": "$.in"}, {"in": {"s": 3}}, 3),
        ({"Timestamp": LATER}, {}, 10),
        ({"Timestamp": "2023-11-14T23:13:20.500+01:00"}, {}, 0.5),
        ({"Timestamp": "2000-01-01T00:00:00Z"}, {}, 0),
        ({"TimestampPath": "$.t"}, {"t": LATER}, 10),
        ({"TimestampPath": "$v"}, {}, 10),
    ],
)
def test_jsonpath(fields: dict[str, Any], data: object, seconds: float) -> None:
    driver = drive(machine({"Type": "Wait", "OutputPath": "$", **fields}), data, variables={"v": LATER})
    assert driver.run.status == "SUCCEEDED"
    assert driver.seconds == seconds
    assert driver.types("Wait") == ["WaitStateEntered", "WaitStateExited"]


@pytest.mark.parametrize(
    ("fields", "data", "seconds"),
    [
        ({"Seconds": 5}, {}, 5),
        ({"Seconds": "{% $states.input.s %}"}, {"s": 7.0}, 7),
        ({"Timestamp": LATER}, {}, 10),
        ({"Timestamp": "{% $states.input.t %}"}, {"t": LATER}, 10),
    ],
)
def test_jsonata(fields: dict[str, Any], data: object, seconds: float) -> None:
    driver = drive(jsonata({"Type": "Wait", "Output": "{% 'o' %}", **fields}), data)
    assert (output(driver), driver.seconds) == ("o", seconds)


def test_the_next_state_comes_after_the_wait() -> None:
    driver = drive(
        machine({"Type": "Wait", "Seconds": 2, "Assign": {"all.$": "$"}}, {"Type": "Pass", "InputPath": "$all"}), [1]
    )
    assert output(driver) == [1]
    assert driver.run.history[2]["timestamp"] == driver.now


@pytest.mark.parametrize(
    ("fields", "data", "cause"),
    [
        ({"SecondsPath": "$.p"}, {"p": -1}, "The SecondsPath parameter references a negative value: $.p == -1"),
        ({"SecondsPath": "$.p"}, {"p": 1.5}, "The SecondsPath parameter cannot be parsed as a long value: $.p == 1.5"),
        ({"SecondsPath": "$.p"}, {"p": "1"}, 'The SecondsPath parameter cannot be parsed as a long value: $.p == "1"'),
        ({"SecondsPath": "$.p"}, {}, "The SecondsPath parameter does not reference an input value: $.p"),
        ({"SecondsPath": "$.p"}, {"p": 2_147_483_648}, "Wait state delay is too long."),
        (
            {"TimestampPath": "$.t"},
            {"t": "2016-12-05 21:29:29Z"},
            f"The TimestampPath parameter does not reference a valid {FORM}: $.t == 2016-12-05 21:29:29Z",
        ),
        ({"TimestampPath": "$.t"}, {"t": 1}, f"The TimestampPath parameter does not reference a valid {FORM}: $.t == 1"),
        ({"TimestampPath": "$.t"}, {}, "The TimestampPath parameter does not reference an input value: $.t"),
        ({"TimestampPath": "$.t"}, {"t": "2999-01-01T00:00:00Z"}, "Wait state delay is too long."),
    ],
)
def test_jsonpath_failures(fields: dict[str, Any], data: object, cause: str) -> None:
    assert failure(drive(machine({"Type": "Wait", **fields}), data)) == ("States.Runtime", told(cause))


@pytest.mark.parametrize(
    ("fields", "cause"),
    [
        ({"Timestamp": "{% 'x' %}"}, f"The Timestamp field cannot be parsed as an {FORM}: x"),
        ({"Timestamp": "{% 1 %}"}, f"The Timestamp field cannot be parsed as an {FORM}: 1"),
        ({"Timestamp": "{% '2999-01-01T00:00:00Z' %}"}, "Wait state delay is too long."),
        ({"Seconds": "{% 2147483648 %}"}, "Wait state delay is too long."),
        ({"Seconds": "{% -1 %}"}, "The Seconds field must be a whole number of at least 0, but was: -1"),
        ({"Seconds": "{% 1.5 %}"}, "The Seconds field must be a whole number of at least 0, but was: 1.5"),
        (
            {"Seconds": "{% 'a' %}"},
            "The JSONata expression ''a'' specified for the field 'Seconds' returned an unexpected result type. "
            "Expected 'number', but was 'string' for value: \"a\"",
        ),
    ],
)
def test_jsonata_failures(fields: dict[str, Any], cause: str) -> None:
    assert failure(drive(jsonata({"Type": "Wait", **fields}))) == ("States.QueryEvaluationError", told(cause))


@pytest.mark.parametrize(
    ("fields", "message", "path"),
    [
        ({}, "Exactly one of these fields is allowed: [Seconds, SecondsPath, Timestamp, TimestampPath]", "/States/A"),
        (
            {"Seconds": 1, "Timestamp": LATER},
            "Exactly one of these fields is allowed: [Seconds, SecondsPath, Timestamp, TimestampPath]",
            "/States/A",
        ),
        ({"Seconds": -1}, "Value should be between 0 and 2147483647", "/States/A/Seconds"),
        ({"Seconds": "1"}, "Expected value of type [INTEGER]", "/States/A/Seconds"),
        ({"Seconds": True}, "Expected value of type [INTEGER]", "/States/A/Seconds"),
        ({"Timestamp": "tomorrow"}, "String does not match RFC3339 timestamp", "/States/A/Timestamp"),
        ({"Timestamp": 1}, "Expected value of type [STRING]", "/States/A/Timestamp"),
        ({"TimestampPath": 1}, "Expected value of type [STRING]", "/States/A/TimestampPath"),
        ({"SecondsPath": 1}, "Expected value of type [STRING]", "/States/A/SecondsPath"),
    ],
)
def test_fields_that_are_wrong(fields: dict[str, Any], message: str, path: str) -> None:
    assert findings(machine({"Type": "Wait", **fields})) == [("SCHEMA_VALIDATION_FAILED", message, path)]


@pytest.mark.parametrize("field", ["Seconds", "Timestamp"])
def test_broken_expressions(field: str) -> None:
    ((code, _, path),) = findings(jsonata({"Type": "Wait", field: "{% ( %}"}))
    assert (code, path) == ("INVALID_JSONATA_EXPRESSION", f"/States/A/{field}")
