"""`gwfw graph --machine`: the forms, and where a run comes from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from gwfw.cli import main
from gwfw.local import lastrun

MACHINES = """
sfn = app.sfn


@sfn.task
def charge(order: dict[str, int]) -> dict[str, int]:
    return order


sfn.machine("fulfil", charge)
sfn.machine("old", "arn:aws:states:us-east-1:123456789012:stateMachine:old")
"""
EVENTS: list[dict[str, Any]] = [
    {"id": 1, "previousEventId": 0, "type": "ExecutionStarted"},
    {"id": 2, "previousEventId": 0, "type": "TaskStateEntered", "stateEnteredEventDetails": {"name": "charge"}},
]
UNMARKED = """\
fulfil, STANDARD
  · charge  Task, λ task-charge
        -> end
"""
MARKED = UNMARKED.replace("STANDARD", "STANDARD, last run RUNNING").replace("·", "▸")


@pytest.fixture
def machines(shop: Path) -> Path:
    with (shop / "shop.py").open("a") as file:
        file.write(MACHINES)
    return shop


def run(folder: Path, *arguments: str) -> int:
    return main(["graph", "--folder", str(folder), *arguments])


def test_mermaid_is_the_default(machines: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(machines, "--machine", "fulfil", "--no-run") == 0
    assert capsys.readouterr().out.startswith("flowchart TD\n")


def test_svg(machines: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(machines, "--machine", "fulfil", "--no-run", "--svg") == 0
    assert ElementTree.fromstring(capsys.readouterr().out).tag == "{http://www.w3.org/2000/svg}svg"


def test_text(machines: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(machines, "--machine", "fulfil", "--no-run", "--text") == 0
    assert capsys.readouterr() == (UNMARKED, "")


def test_json_is_the_outline(machines: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(machines, "--machine", "fulfil", "--json") == 0
    outline = json.loads(capsys.readouterr().out)
    assert (outline["name"], outline["scope"]["steps"][0]["name"]) == ("fulfil", "charge")


@pytest.mark.parametrize("history", [EVENTS, {"events": EVENTS}], ids=["a list", "an answer"])
def test_a_history_marks_the_drawing(machines: Path, history: object, capsys: pytest.CaptureFixture[str]) -> None:
    (machines / "history.json").write_text(json.dumps(history))
    assert run(machines, "--machine", "fulfil", "--text", "--history", str(machines / "history.json")) == 0
    assert capsys.readouterr() == (MARKED, "")


def test_the_last_run_marks_the_drawing(
    machines: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []

    def last_run(url: str, arn: str) -> list[dict[str, Any]]:
        asked.append((url, arn))
        return EVENTS

    monkeypatch.setattr(lastrun, "last_run", last_run)
    assert run(machines, "--machine", "fulfil", "--text", "--stage", "other") == 0
    assert capsys.readouterr() == (MARKED, "")
    assert asked == [("http://127.0.0.1:3000", "arn:aws:states:us-east-1:123456789012:stateMachine:shop-other-fulfil")]


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (None, "the machine has not been started there"),
        (OSError("refused"), "nothing answers there"),
        (ValueError("something else"), "something else"),
    ],
    ids=["no run", "no server", "another server"],
)
def test_why_no_run_is_marked(
    machines: Path,
    found: Exception | None,
    why: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def last_run(url: str, arn: str) -> None:
        if found is not None:
            raise found

    monkeypatch.setattr(lastrun, "last_run", last_run)
    assert run(machines, "--machine", "fulfil", "--text", "--url", "http://127.0.0.1:1") == 0
    assert capsys.readouterr() == (UNMARKED, f"no run is marked: http://127.0.0.1:1: {why}\n")


MISUSES = {
    "no such machine": (["--machine", "nothing"], "allowed: fulfil, old"),
    "a machine of elsewhere": (["--machine", "old"], "its definition is not known here"),
    "a form without a machine": (["--svg"], "remedy: gwfw graph --machine NAME --svg"),
    "a history without a machine": (["--history", "x"], "remedy: gwfw graph --machine NAME --history"),
    "no file": (["--machine", "fulfil", "--history", "nothing.json"], "[history]"),
    "two forms": (["--machine", "fulfil", "--svg", "--text"], "not allowed with argument"),
}


@pytest.mark.parametrize("case", MISUSES)
def test_misuse(case: str, machines: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments, told = MISUSES[case]
    assert run(machines, *arguments) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("text", ["{", "{}", "5", "[5]", '{"events": 5}'])
def test_a_file_without_a_history(machines: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    (machines / "history.json").write_text(text)
    assert run(machines, "--machine", "fulfil", "--history", str(machines / "history.json")) == 2
    assert "this file holds no history of an execution  [history]" in capsys.readouterr().err


def test_an_app_without_machines(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(shop, "--machine", "fulfil") == 2
    assert "none: this app has no state machine" in capsys.readouterr().err
