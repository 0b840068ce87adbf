"""The in-process driver: nested calls, what is left for later, time, threads."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from pydantic import BaseModel

from gwfw import App, Connection, Flow
from gwfw.errors import NestedTooDeep, Unclaimed
from gwfw.testing import Client

app = App("nested")
http, ws, sfn, dynamo = app.http, app.ws, app.sfn, app.dynamo


class Note(BaseModel):
    text: str
    to: str = ""


class Session(BaseModel):
    id: str


sessions = dynamo.table("sessions", Session, key="id")
ws.store(sessions)

ORDER: list[str] = []
CLIENT: list[Client] = []


def arn(kind: str, name: str) -> str:
    return f"arn:aws:{'states' if kind == 'stateMachine' else 'lambda'}:us-east-1:123456789012:{kind}:nested-dev-{name}"


@ws.disconnect
def gone(connection: Connection) -> None:
    ORDER.append(f"gone {connection.id == LAST[0]}")


LAST: list[str] = [""]


@ws.route("close")
def close(connection: Connection) -> None:
    LAST[0] = connection.id
    connection.close()
    ORDER.append("closed")


@http.get("/deep/{n}", auth=None)
def deep(n: int) -> int:
    return CLIENT[-1].get(f"/deep/{n - 1}").json() + 1 if n else 0


@http.get("/endless", auth=None)
def endless() -> None:
    CLIENT[-1].get("/endless")


@http.get("/start", auth=None)
def start() -> str:
    client = boto3.client("stepfunctions")
    client.start_execution(stateMachineArn=arn("stateMachine", "tell"), input=json.dumps({"text": "from the machine"}))
    ORDER.append("started")
    return "started"


@sfn.task
def say(note: Note) -> Note:
    ORDER.append("task")
    ws.broadcast(note)
    return note


@sfn.start("/tell", auth=None)
def tell() -> Flow[Note, Note]:
    return say >> say_again


@sfn.task
def say_again(note: Note) -> Note:
    ORDER.append("task again")
    return note


@http.get("/interrupted", auth=None)
def interrupted() -> None:
    raise KeyboardInterrupt


@http.get("/other-service", auth=None)
def other_service() -> None:
    boto3.client("lambda").list_functions()


@pytest.fixture
def gw() -> Iterator[Client]:
    ORDER.clear()
    client = Client(app).open()
    CLIENT.append(client)
    yield client
    CLIENT.pop()
    client.close()


def test_handlers_call_their_own_api(gw: Client) -> None:
    assert gw.get("/deep/20").json() == 20


def test_endless_calls_are_named(gw: Client) -> None:
    with pytest.raises(NestedTooDeep) as caught:
        gw.get("/endless")
    assert caught.value.chain == ("api",) * 33


def test_client_goes_on_after_what_was_raised_through(gw: Client) -> None:
    with pytest.raises(KeyboardInterrupt):
        gw.get("/interrupted")
    assert gw.get("/deep/1").json() == 1
    gw.settle()


def test_disconnect_that_a_handler_causes_runs_when_it_has_returned(gw: Client) -> None:
    with gw.ws() as client:
        client.send("close")
        assert client.closed is not None
    assert ORDER == ["closed", "gone True"]


def test_execution_runs_when_the_test_settles(gw: Client) -> None:
    gw.allow("states:StartExecution")
    with gw.ws() as client:
        gw.get("/start")
        assert ORDER == ["started"]
        assert client.receive() == {"text": "from the machine", "to": ""}
    assert gw.machine(tell).runs[0].status == "SUCCEEDED"
    assert ORDER[:3] == ["started", "task", "task again"]


def express(definition: dict[str, Any]) -> str:
    """Make an express machine by an unmodified SDK; its ARN."""
    client = boto3.client("stepfunctions")
    made = client.create_state_machine(
        name="asked", type="EXPRESS", roleArn="arn:aws:iam::123456789012:role/x", definition=json.dumps(definition)
    )
    return str(made["stateMachineArn"])


def test_answer_that_needs_the_machines_work_is_waited_for(gw: Client) -> None:
    task = {"Type": "Task", "Resource": arn("function", "task-say_again"), "End": True}
    machine = express({"StartAt": "Say", "States": {"Say": task}})
    run = boto3.client("stepfunctions").start_sync_execution(stateMachineArn=machine, input='{"text":"hi"}')
    assert json.loads(run["output"]) == {"text": "hi", "to": ""}
    assert ORDER == ["task again"]


def test_answer_that_needs_time_lets_it_pass(gw: Client) -> None:
    before = gw.clock.now()
    machine = express({"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 90, "End": True}}})
    run = boto3.client("stepfunctions").start_sync_execution(stateMachineArn=machine, input="{}")
    assert run["status"] == "SUCCEEDED"
    assert gw.clock.now() == pytest.approx(before + 90)


def test_waiting_lets_time_pass_until_nothing_will_happen(gw: Client) -> None:
    client = gw.ws()
    gw._driver.wait(lambda: client.closed is not None)
    assert client.closed is not None
    gw._driver.wait(lambda: False)


def test_frame_that_is_too_large_closes_the_connection(gw: Client) -> None:
    small, large = gw.ws(), gw.ws()
    small.send_text("x" * 40_000, frame_bytes=20_000)
    large.send_text("x" * 40_000)
    assert small.closed is None
    assert large.closed is not None
    assert large.closed[0] == 1009


def test_message_on_a_connection_that_is_gone(gw: Client) -> None:
    gw._driver.message("nobody", "x")
    gw._driver.lost("nobody", 1000, "")
    assert ORDER == []


def test_service_that_nobody_serves_is_named_to_the_handler(gw: Client) -> None:
    gw.allow("lambda:*")
    assert gw.get("/other-service").status_code == 500
    (failure,) = gw.failures
    assert isinstance(failure.exception, Unclaimed)


def test_thread_without_a_context_is_answered_by_the_only_client(gw: Client) -> None:
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(gw.get("/deep/2").json()))
    thread.start()
    thread.join(30)
    assert found == [2]


def test_handlers_of_other_threads_are_waited_for(gw: Client) -> None:
    driver = gw._driver
    assert driver._changes_elsewhere() is False
    stop = threading.Event()

    def work() -> None:
        driver._count(1)
        while not stop.is_set():
            driver._count(1)
            driver._count(-1)
        driver._count(-1)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        while not driver._changes_elsewhere():
            pass
    finally:
        stop.set()
        thread.join(30)
    assert driver._changes_elsewhere() is False
