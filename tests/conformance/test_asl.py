"""The schema of state machine cases: every expectation is checked, in both ways, and fails where it must."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

RUNNER = Path(__file__).with_name("runner.py")
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:F"
TASK = {"Type": "Task", "Resource": FUNCTION, "End": True}
RETRIED = {**TASK, "Retry": [{"ErrorEquals": ["E"], "IntervalSeconds": 2, "MaxAttempts": 1}]}
BOOM = {"raise": {"errorType": "E", "errorMessage": "boom"}}


def case(
    expect: dict[str, Any], *, state: Any = None, functions: Any = None, type: str = "STANDARD", **more: Any
) -> dict[str, Any]:
    definition = {"StartAt": "A", "States": {"A": state or {"Type": "Pass", "End": True}}}
    return {
        "id": "x",
        "type": type,
        "definition": definition,
        "input": {"a": [1, True]},
        "expect": expect,
        "functions": functions or {},
        **more,
    }


HOLDS: dict[str, dict[str, Any]] = {
    "output": case({"status": "SUCCEEDED", "output": {"a": [1, True]}}, visits=["A"]),
    "express": case({"status": "SUCCEEDED", "output": {"a": [1, True]}}, type="EXPRESS", visits=["A"]),
    "more members": case({"output": {}}, match="subset"),
    "pattern": case({"output": {"v": {"$match": "^ab"}}}, state={"Type": "Pass", "Result": {"v": "abc"}, "End": True}),
    "failure": case(
        {"status": "FAILED", "error": "E", "cause": "c"}, state={"Type": "Fail", "Error": "E", "Cause": "c"}, type="EXPRESS"
    ),
    "echo": case({"output": {"a": [1, True]}}, state=TASK, functions={"F": [{"echo": True}]}, calls={"F": 1}),
    "script": case(
        {"output": 5},
        state=RETRIED,
        functions={"F": [{**BOOM, "sleep": 3}, {"return": 5}]},
        calls={"F": 2},
        min_seconds=5,
        max_seconds=5,
    ),
    "no such function": case({"error": "Lambda.ResourceNotFoundException"}, state=TASK),
    "too large a result": case(
        {"error": "States.DataLimitExceeded", "cause": {"$match": f"'{FUNCTION}'"}},
        state=TASK,
        functions={"F": [{"return": "x" * 262_144}]},
    ),
    "the id of an express execution": case(
        {"output": {"$match": "^arn:aws:states:us-east-1:[0-9]{12}:express:.+:.+:.+$"}},
        state={"Type": "Pass", "OutputPath": "$$.Execution.Id", "End": True},
        type="EXPRESS",
    ),
    "only what must be there": {
        "definition": {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}},
        "expect": {"status": "SUCCEEDED", "output": {}},
    },
    "a wait": case({}, state={"Type": "Wait", "Seconds": 86_400, "End": True}, min_seconds=86_400),
}
FAILS: dict[str, tuple[dict[str, Any], str]] = {
    "status": (case({"status": "FAILED"}), "status: expected 'FAILED'"),
    "value": (case({"output": {"a": [1, 1]}}), "output: expected"),
    "length": (case({"output": {"a": [1]}}), "output: expected"),
    "no list": (case({"output": [1]}), "output: expected"),
    "no object": (case({"output": {"a": {"b": 1}}}), "output: expected"),
    "members": (case({"output": {}}), "output: expected"),
    "absent": (case({"output": {"b": 1}}, match="subset"), "output: expected"),
    "pattern": (case({"output": {"a": {"$match": "x"}}}), "output: expected"),
    "no output": (case({"output": None}, state={"Type": "Fail"}), "output: expected"),
    "error": (case({"error": "E"}, state={"Type": "Fail", "Error": "F"}), "error: expected 'E', got 'F'"),
    "cause": (case({"cause": "c"}, state={"Type": "Fail", "Error": "F"}), "cause: expected 'c', got None"),
    "visits": (case({}, visits=["B"]), "visits: expected ['B'], got ['A']"),
    "calls": (case({}, calls={"F": 1}), "calls of F: expected 1, got 0"),
    "too fast": (case({}, min_seconds=1), "it took 0.0 seconds"),
    "too slow": (case({}, state={"Type": "Wait", "Seconds": 2, "End": True}, max_seconds=1), "it took 2.0 seconds"),
    "definition": (case({}, state={"Type": "Nothing"}), "refused"),
    "no such service": (
        case(
            {"status": "SUCCEEDED"},
            state={
                "Type": "Task",
                "Resource": "arn:aws:states:::sqs:sendMessage",
                "Parameters": {"QueueUrl": "q"},
                "End": True,
            },
        ),
        "status: expected 'SUCCEEDED', got 'FAILED'",
    ),
    "stuck": (
        case(
            {},
            state={
                "Type": "Task",
                "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
                "Parameters": {"FunctionName": FUNCTION, "Payload": {"t.$": "$$.Task.Token"}},
                "End": True,
            },
            functions={"F": [{"return": 1}]},
        ),
        "it waits for something",
    ),
}


def conformance(path: Path) -> tuple[int, list[str]]:
    done = subprocess.run([sys.executable, str(RUNNER), str(path)], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.splitlines()


@pytest.mark.integration
def test_cases_that_hold(tmp_path: Path) -> None:
    for name, document in HOLDS.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(document))
    code, lines = conformance(tmp_path)
    assert (code, lines) == (0, ["ways: in process, service", f"{len(HOLDS)} passed, 0 failed, 0 skipped"])


@pytest.mark.integration
def test_cases_that_do_not_hold(tmp_path: Path) -> None:
    for name, (document, _) in FAILS.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(document))
    code, lines = conformance(tmp_path)
    assert (code, lines[-1]) == (1, f"0 passed, {len(FAILS)} failed, 0 skipped")
    for name, (_, reason) in FAILS.items():
        (line,) = [line for line in lines if line.startswith(f"FAILED {name}.json")]
        assert line.count(reason) == 2, f"both ways must tell it: {line}"
        assert "[in process]" in line
        assert "[service]" in line
