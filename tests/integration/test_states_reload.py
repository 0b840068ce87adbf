"""State machines behind `gwfw local`: an unmodified boto3 beside it and inside handlers, and executions across saves."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest

pytestmark = pytest.mark.integration

APP = """
import json

import boto3

from gwfw import App

app = App("shop")
http, sfn = app.http, app.sfn


@sfn.task
def finish(order: dict[str, object]) -> str:
    return "first"


sfn.machine("ask", sfn.asl("ask.asl.json", finish=finish))
quote = sfn.machine("quote", finish, express=True)


@http.get("/sync", auth=None, uses=[quote.execute])
def sync() -> str:
    answer = boto3.client("stepfunctions").start_sync_execution(stateMachineArn=quote.arn, input="{}")
    return json.loads(answer["output"])
"""

ACTIVITY = "arn:aws:states:us-east-1:123456789012:activity:approve"
STATES = {
    "Approve": {"Type": "Task", "Resource": ACTIVITY, "Next": "Finish"},
    "Finish": {"Type": "Task", "Resource": "${finish}", "End": True},
}
MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:shop-dev-ask"

Start = Callable[..., Any]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / "ask.asl.json").write_text(json.dumps({"StartAt": "Approve", "States": STATES}))
    return tmp_path


def client(url: str) -> Any:
    return boto3.client(
        "stepfunctions",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="x",
        aws_secret_access_key="x",
    )


def ended(states: Any, execution: str) -> Any:
    """The execution once it is over; time passes by asking."""
    while (found := states.describe_execution(executionArn=execution))["status"] == "RUNNING":
        pass
    return found


def test_an_execution_survives_a_save_and_ends_on_its_old_definition(local: Start, shop: Path) -> None:
    running = local(shop).ready()
    states = client(running.http)
    states.create_activity(name="approve")
    execution = states.start_execution(stateMachineArn=MACHINE, input='{"id": "a"}')["executionArn"]
    old = states.describe_state_machine(stateMachineArn=MACHINE)["definition"]
    (shop / "ask.asl.json").write_text(json.dumps({"StartAt": "Finish", "States": {"Finish": STATES["Finish"]}}))
    (shop / "app.py").write_text(APP.replace('"first"', '"second"'))
    running.until("app.py")
    task = states.get_activity_task(activityArn=ACTIVITY)
    assert json.loads(task["input"]) == {"id": "a"}
    states.send_task_success(taskToken=task["taskToken"], output='{"approved": true}')
    assert json.loads(ended(states, execution)["output"]) == "second"  # the definition is old, the code is new
    assert states.describe_state_machine_for_execution(executionArn=execution)["definition"] == old
    fresh = states.start_execution(stateMachineArn=MACHINE)["executionArn"]
    assert json.loads(ended(states, fresh)["output"]) == "second"
    assert len(states.list_executions(stateMachineArn=MACHINE)["executions"]) == 2


def test_handlers_run_machines_by_boto3(local: Start, shop: Path) -> None:
    running = local(shop, "--allow", "states:StartSyncExecution").ready()  # which no handle grants
    answer = httpx.get(f"{running.http}/sync", trust_env=False, timeout=30)
    assert (answer.status_code, answer.json()) == (200, "first")
