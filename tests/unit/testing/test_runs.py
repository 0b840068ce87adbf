"""`gw.machine(...)`: executions as tests see them."""

from __future__ import annotations

import json
from collections.abc import Iterator

import boto3
import pytest

from gwfw import App, Flow
from gwfw.errors import Misuse
from gwfw.testing import Client, MachineRun

app = App("shop")
sfn = app.sfn


@sfn.task(retry=2)
def charge(order: dict[str, int]) -> dict[str, int]:
    if order.get("fail"):
        raise ValueError("no")
    return {"charged": 1}


@sfn.start("/orders")
def fulfil() -> Flow[dict[str, int], dict[str, int]]:
    return charge >> sfn.wait(86_400)


@sfn.start("/other")
def other() -> Flow[dict[str, int], dict[str, int]]:
    return charge >> sfn.wait(1)


@sfn.task
def ask(question: dict[str, str]) -> None: ...


asking = sfn.service(
    "lambda:invoke.waitForTaskToken",
    {"FunctionName": ask, "Payload": {"token.$": "$$.Task.Token"}},
    timeout=3600,
    catch={"States.Timeout": sfn.constant("nobody answered")},
)
review = sfn.machine("review", sfn.wait(60) >> asking)
outer = sfn.machine(
    "outer", sfn.service("states:startExecution.sync:2", {"StateMachineArn": review}, output="$.Output", timeout=9000)
)
hasty = sfn.machine("hasty", sfn.parallel(asking, sfn.wait(7200) >> charge))
quote = sfn.machine("quote", charge, express=True)
sfn.start_sync("/quote", quote)


@pytest.fixture
def gw() -> Iterator[Client]:
    with Client(app, start=1000.0) as client:
        yield client


def test_a_day_passes_while_a_test_waits(gw: Client) -> None:
    run = gw.machine(fulfil).wait(gw.post("/orders", json={"a": 1}))
    assert (run.status, run.input, run.output) == ("SUCCEEDED", {"a": 1}, {"charged": 1})
    assert run.states == ["charge", "wait 86400 s"]
    assert (run.error, run.cause) == (None, None)
    assert run.history[-1]["timestamp"] == 1000.0 + 86_400


def test_a_failed_execution_tells_why(gw: Client) -> None:
    run = gw.machine(fulfil).wait(gw.post("/orders", json={"fail": 1}))
    assert (run.status, run.output, run.error) == ("FAILED", None, "ValueError")
    assert '"errorMessage": "no"' in (run.cause or "")


def test_the_latest_execution_and_all_of_them(gw: Client) -> None:
    gw.post("/orders", json={"a": 1})
    gw.post("/orders", json={"a": 2})
    assert gw.machine(fulfil).wait().input == {"a": 2}
    assert [(run.input, run.status) for run in gw.machine("fulfil").runs] == [
        ({"a": 1}, "SUCCEEDED"),
        ({"a": 2}, "SUCCEEDED"),
    ]


def test_an_execution_by_its_arn(gw: Client) -> None:
    states = boto3.client("stepfunctions")
    machine = "arn:aws:states:us-east-1:123456789012:stateMachine:shop-dev-fulfil"
    arn = states.start_execution(stateMachineArn=machine, input="{}")["executionArn"]
    assert gw.machine(fulfil).wait(arn).arn == arn


def test_a_machine_by_its_handle(gw: Client) -> None:
    gw.post("/quote", json={"a": 1})
    assert [run.status for run in gw.machine(quote).runs] == ["SUCCEEDED"]


def test_what_has_not_been_started(gw: Client) -> None:
    with pytest.raises(Misuse, match="the machine 'fulfil' has not been started"):
        gw.machine(fulfil).wait()


def test_another_machines_execution(gw: Client) -> None:
    started = gw.post("/other", json={})
    with pytest.raises(Misuse, match="the machine 'fulfil' has no such execution"):
        gw.machine(fulfil).wait(started)


@pytest.mark.parametrize("path", ["/nothing", "/orders"])
def test_a_response_that_started_nothing(gw: Client, path: str) -> None:
    with pytest.raises(Misuse, match="this response started no execution"):
        gw.machine(fulfil).wait(gw.post(path, content=b"{"))


def test_a_test_starts_an_execution_itself(gw: Client) -> None:
    entered: list[tuple[str, float]] = []
    machine = gw.machine(fulfil)
    run = machine.wait(machine.start({"a": 1}, name="mine"), entered=lambda name, seconds: entered.append((name, seconds)))
    assert (run.status, run.input, run.arn.rpartition(":")[2]) == ("SUCCEEDED", {"a": 1}, "mine")
    assert entered == [("charge", 0.0), ("wait 86400 s", 0.0)]
    assert gw.machine(quote).wait(gw.machine(quote).start()).input == {}


def test_a_start_that_the_service_refuses(gw: Client) -> None:
    with pytest.raises(Misuse) as caught:
        gw.machine(fulfil).start({}, name="a/b")
    assert caught.value.problem.received == "InvalidName: Invalid Name: 'a/b'"


def token_of(run: MachineRun) -> str:
    """The token that the asking function was given."""
    (event,) = [event for event in run.history if event["type"] == "TaskScheduled"]
    token: str = json.loads(event["taskScheduledEventDetails"]["parameters"])["Payload"]["token"]
    return token


def test_an_execution_that_waits_for_a_callback_is_given_back_before_its_time_out(gw: Client) -> None:
    machine = gw.machine(review)
    run = machine.wait(machine.start())
    assert (run.status, run.states) == ("RUNNING", ["wait 60 s", "lambda invoke.waitForTaskToken"])
    assert machine.wait(run).status == "RUNNING"
    assert gw.clock.now() == 1060.0
    boto3.client("stepfunctions").send_task_success(taskToken=token_of(run), output='"yes"')
    assert machine.wait(run).output == "yes"


def test_a_callback_that_nobody_answers_times_out_when_a_test_says_so(gw: Client) -> None:
    machine = gw.machine(review)
    run = machine.wait(machine.start())
    gw.clock.advance(3600)
    assert machine.wait(run).output == "nobody answered"


def test_one_that_waits_for_another_that_waits_for_a_callback_is_given_back(gw: Client) -> None:
    machine = gw.machine(outer)
    run = machine.wait(machine.start())
    assert run.status == "RUNNING"
    boto3.client("stepfunctions").send_task_success(taskToken=token_of(gw.machine(review).runs[0]), output='"yes"')
    assert machine.wait(run).output == "yes"


def test_an_execution_that_does_something_else_meanwhile_goes_on(gw: Client) -> None:
    machine = gw.machine(hasty)
    run = machine.wait(machine.start({"a": 1}))
    assert (run.status, run.output) == ("SUCCEEDED", ["nobody answered", {"charged": 1}])
