"""Machines of `gwfw local` across saves, and the drawing of their last run."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest

from gwfw.local.lastrun import last_run

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("local")]

APP = """
from gwfw import App, Flow

app = App("shop")
http, sfn = app.http, app.sfn


@sfn.task
def charge(order: dict[str, object]) -> dict[str, object]:
    print("charging", flush=True)
    return order


@sfn.task
def ship(order: dict[str, object]) -> str:
    return "shipped"


@sfn.task
def gift(order: dict[str, object]) -> str:
    return "wrapped"


@sfn.start("/orders", auth=None)
def fulfil() -> Flow[dict[str, object], str]:
    return charge >> sfn.wait_for(seconds=lambda order: order["pause"]) >> ship


sfn.machine("ask", sfn.asl("ask.asl.json", ship=ship))
"""
CHANGED = APP.replace('order["pause"]) >> ship', 'order["pause"]) >> gift')
ASK = {
    "StartAt": "ask",
    "States": {
        "ask": {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
            "Parameters": {"FunctionName": "${ship}", "Payload": {"token.$": "$$.Task.Token"}},
            "End": True,
        }
    },
}
MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:shop-dev-{}"

Start = Callable[..., Any]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / "ask.asl.json").write_text(json.dumps(ASK))
    return tmp_path


def client(url: str) -> Any:
    return boto3.client(
        "stepfunctions", endpoint_url=url, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
    )


def start(url: str, pause: int) -> str:
    answer = httpx.post(f"{url}/orders", json={"pause": pause}, trust_env=False, timeout=30)
    execution: str = answer.json()["executionArn"]
    return execution


def states_of(states: Any, execution: str) -> list[str]:
    events = states.get_execution_history(executionArn=execution)["events"]
    return [event["stateEnteredEventDetails"]["name"] for event in events if event["type"].endswith("StateEntered")]


def ended(states: Any, execution: str) -> Any:
    """The execution once it is over; each question lets a moment pass."""
    for _ in range(100_000):
        found = states.describe_execution(executionArn=execution)
        if found["status"] != "RUNNING":
            return found
    raise AssertionError(f"{execution} does not end")


def drawn(folder: Path, *arguments: str) -> tuple[str, str]:
    command = [sys.executable, "-m", "gwfw.cli", "graph", "--text", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout, done.stderr


def test_an_execution_that_waits_ends_on_the_definition_that_it_began_with(local: Start, shop: Path) -> None:
    running = local(shop).ready()
    states = client(running.http)
    waiting = start(running.http, 8)
    running.until("charging")
    (shop / "app.py").write_text(CHANGED)
    running.until("reload app.py")
    assert states.describe_execution(executionArn=waiting)["status"] == "RUNNING"
    fresh = start(running.http, 0)
    assert json.loads(ended(states, fresh)["output"]) == "wrapped"
    assert states_of(states, fresh)[-1] == "gift"
    assert json.loads(ended(states, waiting)["output"]) == "shipped"
    assert states_of(states, waiting)[-1] == "ship"
    assert len(states.list_executions(stateMachineArn=MACHINE.format("fulfil"))["executions"]) == 2


def test_the_last_run_is_drawn(local: Start, shop: Path) -> None:
    running = local(shop).ready()
    states = client(running.http)
    unmarked, why = drawn(shop, "--machine", "fulfil", "--url", running.http)
    assert unmarked.startswith("fulfil, STANDARD\n  · charge")
    assert why == f"no run is marked: {running.http}: the machine has not been started there\n"
    ended(states, start(running.http, 0))
    marked, why = drawn(shop, "--machine", "fulfil", "--url", running.http)
    assert why == ""
    assert marked.startswith("fulfil, STANDARD, last run SUCCEEDED\n  ✓ charge")
    states.start_execution(stateMachineArn=MACHINE.format("ask"))
    assert drawn(shop, "--machine", "ask", "--url", running.http)[0].startswith(
        "ask, STANDARD, last run RUNNING\n  ▸ ask  Task, lambda:invoke.waitForTaskToken λ task-ship"
    )
    with pytest.raises(ValueError, match="Does Not Exist"):
        last_run(running.http, MACHINE.format("nothing"))
