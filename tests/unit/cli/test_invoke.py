"""`gwfw invoke`: a machine run in this process."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from gwfw.cli import main

MACHINES = """
from gwfw import Flow

sfn = app.sfn


@sfn.task
def charge(order: dict[str, int]) -> dict[str, int]:
    if "bad" in order:
        raise ValueError("no money")
    return {"total": order.get("total", 0) + 1}


@sfn.start("/orders", auth=None)
def fulfil() -> Flow[dict[str, int], dict[str, int]]:
    return charge >> sfn.wait(86_400) >> charge


@sfn.task
def ask(question: dict[str, str]) -> None: ...


sfn.machine("stops", charge >> sfn.fail("Enough"))
sfn.machine("asks", sfn.asl("asks.json", ask=ask))
sfn.machine("old", "arn:aws:states:us-east-1:123456789012:stateMachine:old")
sfn.machine("quick", charge, express=True)
"""
ASKS = {
    "Type": "Task",
    "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
    "Parameters": {"FunctionName": "${ask}", "Payload": {"token.$": "$$.Task.Token"}},
    "End": True,
}


@pytest.fixture
def machines(shop: Path) -> Path:
    with (shop / "shop.py").open("a") as file:
        file.write(MACHINES)
    (shop / "asks.json").write_text(json.dumps({"StartAt": "ask", "States": {"ask": ASKS}}))
    return shop


def run(folder: Path, *arguments: str) -> int:
    return main(["invoke", "--folder", str(folder), *arguments])


def test_a_day_passes_at_once(machines: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(machines, "fulfil", "--input", '{"total": 1}') == 0
    assert capsys.readouterr().out.splitlines() == [
        "         0 s  charge",
        "         0 s  wait 86400 s",
        "     86400 s  charge 2",
        "SUCCEEDED",
        "{",
        '  "total": 3',
        "}",
    ]


def test_json(machines: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(machines, "quick", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {
        "status": "SUCCEEDED",
        "states": ["charge"],
        "output": {"total": 1},
        "error": None,
        "cause": None,
    }


FAILURES = {
    "a fail state": (["stops"], ["FAILED", "  error: Enough"]),
    "a callback that nobody makes": (["asks"], ["RUNNING", "  it waits for a callback or for a worker, and none is here"]),
}


@pytest.mark.parametrize("case", FAILURES)
def test_what_does_not_succeed(case: str, machines: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments, told = FAILURES[case]
    assert run(machines, *arguments) == 1
    assert capsys.readouterr().out.splitlines()[-2:] == told


def test_a_task_that_raises(machines: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(machines, "fulfil", "--input", '{"bad": 1}') == 1
    printed = capsys.readouterr().out.splitlines()
    assert printed[:3] == ["         0 s  charge", "FAILED", "  error: ValueError"]
    assert printed[3:] == ["  cause: no money"]


def test_input_from_a_file_and_from_standard_input(
    machines: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (machines / "order.json").write_text('{"total": 5}')
    monkeypatch.setattr("sys.stdin", io.StringIO('{"total": 6}'))
    for given, total in ((f"@{machines / 'order.json'}", 6), ("@-", 7)):
        assert run(machines, "quick", "--json", "--input", given) == 0
        assert json.loads(capsys.readouterr().out)["output"] == {"total": total}


MISUSES = {
    "no such machine": (["nothing"], "[no-machine]"),
    "a machine of elsewhere": (["old"], "its definition is not known here  [no-machine]"),
    "no JSON": (["fulfil", "--input", "{"], "[input]"),
    "no file": (["fulfil", "--input", "@nothing.json"], "[input]"),
    "no stage": (["fulfil", "--stage", "a b"], "[stage-name]"),
    "too much": (["quick", "--input", json.dumps({"a": "x" * 300_000})], "[execution]"),
}


@pytest.mark.parametrize("case", MISUSES)
def test_misuse(case: str, machines: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments, told = MISUSES[case]
    assert run(machines, *arguments) == 2
    assert told in capsys.readouterr().err
