"""Queues, buses, streams and configurations: declared, used by handlers, and done by API Gateway itself."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pydantic import BaseModel

from gwfw import App
from gwfw.errors import GwfwError, NotBound, Refusal
from gwfw.freeze.freezing import freeze
from gwfw.graph.model import AppGraph, Bus, Configuration, Queue, Ref, Stream
from gwfw.mapping import request
from gwfw.resources.handle import PlainHandle
from gwfw.resources.plain import declare
from gwfw.testing import Client
from tests.unit.conftest import Write

SOURCE = """
    from pydantic import BaseModel
    from gwfw import App
    from gwfw.mapping import request, text

    app = App("shop")
    http = app.http

    class Job(BaseModel):
        id: str

    jobs = app.queue("jobs", Job, visibility_s=60)
    anything = app.queue("anything")
    events = app.bus("events", source="shop")
    clicks = app.stream("clicks")
    flags = app.config("flags", {"dark": True})

    http.post("/jobs", auth=None).to(jobs.send(request.body))
    http.get("/jobs", auth=None).to(jobs.receive(limit=1))
    http.delete("/jobs", auth=None).to(jobs.delete(request.query["receipt"]))
    http.post("/events", auth=None).to(events.put(detail_type="x"))
    http.post("/clicks", auth=None).to(clicks.put())
    http.get("/flags", auth=None).to(flags.get())

    @http.post("/do", auth=None)
    def do(job: Job) -> dict[str, str]:
        anything.send({"url": anything.url})
        anything.send("text", delay_s=0)
        events.put({"a": 1}, detail_type="plain")
        clicks.put(b"raw", key=job.id)
        return {"message": jobs.send(job), "event": events.put(job), "record": clicks.put(job, key=job.id)}

    @http.post("/told", auth=None, uses=[jobs.write, events.write, clicks.write])
    def told(job: Job) -> None:
        for send in [jobs.send]:
            send(job)
"""


@pytest.fixture
def app(write: Write) -> App:
    found: App = write(SOURCE).app
    return found


def test_the_graph(app: App) -> None:
    graph = freeze(app).graph
    assert graph.resources == (
        Bus(name="events"),
        Configuration(name="flags", content='{\n  "dark": true\n}'),
        Queue(name="anything"),
        Queue(name="jobs", visibility_s=60),
        Stream(name="clicks"),
    )
    granted = {grant.resource: grant.actions for grant in graph.grants if grant.principal == "function:api"}
    assert granted == {
        Ref("bus", "events", "arn"): ("events:PutEvents",),
        Ref("queue", "anything", "arn"): ("sqs:SendMessage",),
        Ref("queue", "jobs", "arn"): ("sqs:SendMessage",),
        Ref("stream", "clicks", "arn"): ("kinesis:PutRecord",),
    }


def test_a_message_from_route_to_route(app: App) -> None:
    with Client(app) as gw:
        sent = gw.post("/jobs", json={"id": "1"})
        assert (sent.status_code, sent.headers["content-type"]) == (200, "text/xml")
        assert "<SendMessageResponse" in sent.text
        received = gw.get("/jobs").text
        assert "&quot;id&quot;" in received
        receipt = re.search("<ReceiptHandle>(.*?)<", received)
        assert receipt is not None
        assert gw.delete("/jobs", params={"receipt": receipt[1]}).status_code == 200
        assert "<Message>" not in gw.get("/jobs").text
        assert gw.delete("/jobs").status_code == 400


def test_events_records_and_configurations(app: App) -> None:
    with Client(app) as gw:
        assert gw.post("/events", json={"a": 1}).json()["FailedEntryCount"] == 0
        assert set(gw.post("/clicks", json={"a": 1}).json()) == {"SequenceNumber", "ShardId"}
        answer = gw.get("/flags")
        assert (answer.json(), answer.headers["configuration-version"]) == ({"dark": True}, "1")


def test_handlers_send(app: App) -> None:
    with Client(app) as gw:
        assert set(gw.post("/do", json={"id": "7"}).json()) == {"message", "event", "record"}
        assert "7" in gw.get("/jobs").text
        assert gw.post("/told", json={"id": "8"}).status_code == 200


class Job(BaseModel):
    id: str


def made() -> dict[str, Any]:
    app = App("shop")
    return {
        "queue": app.queue("jobs", Job),
        "bus": app.bus("events"),
        "stream": app.stream("clicks"),
        "config": app.config("flags", "{}"),
    }


@pytest.mark.parametrize("kind", ["queue", "bus", "stream", "config"])
def test_a_handle_outside_a_handler(kind: str) -> None:
    handle = made()[kind]
    assert repr(handle) == f"<{kind} {handle.name}>"
    with pytest.raises(NotBound):
        handle.physical_name  # noqa: B018 -- reading it is the test


WRONG_CALLS: dict[str, Any] = {
    "another model": lambda handles: handles["queue"].send("text"),
    "attributes of a sent message": lambda handles: handles["queue"].send(Job(id="1"), attributes=request.body),
    "an event without a type": lambda handles: handles["bus"].put({"a": 1}),
    "the time of a put event": lambda handles: handles["bus"].put(Job(id="1"), time=request.body),
    "a record without a key": lambda handles: handles["stream"].put(Job(id="1")),
    "a client that is no source": lambda handles: handles["config"].get(client="me"),
}


@pytest.mark.parametrize("call", WRONG_CALLS.values(), ids=WRONG_CALLS)
def test_wrong_calls(call: Any) -> None:
    with pytest.raises(TypeError):
        call(made())


def test_an_event_that_is_not_taken(serve_aws: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    serve_aws(AppGraph(name="shop", resources=(Bus(name="events"),)))
    from gwfw.runtime import aws

    class Refusing:
        def put_events(self, **_: object) -> dict[str, object]:
            return {"Entries": [{"ErrorCode": "ThrottlingException", "ErrorMessage": "slow down"}]}

    monkeypatch.setattr(aws, "events", Refusing)
    with pytest.raises(GwfwError, match="ThrottlingException: slow down"):
        made()["bus"].put(Job(id="1"))


REFUSED: dict[str, tuple[Any, str]] = {
    "a name": (lambda app: app.queue("no name"), "resource-name"),
    "a visibility": (lambda app: app.queue("jobs", visibility_s=50_000), "resource-setting"),
    "a visibility that is no number": (lambda app: app.queue("jobs", visibility_s="1"), "resource-setting"),
    "a source of AWS": (lambda app: app.bus("events", source="aws.shop"), "resource-setting"),
    "an empty source": (lambda app: app.bus("events", source=""), "resource-setting"),
    "content that is no JSON": (lambda app: app.config("flags", object()), "resource-setting"),
    "text that is no JSON": (lambda app: app.config("flags", "{"), "resource-setting"),
    "no content": (lambda app: app.config("flags", "", content_type="text/plain"), "resource-setting"),
    "no deliveries": (lambda app: app.queue("jobs", deliveries=0), "resource-setting"),
    "deliveries that are no number": (lambda app: app.queue("jobs", deliveries="1"), "resource-setting"),
    "two definitions": (lambda app: (app.queue("jobs"), app.queue("jobs", visibility_s=1)), "resource-redefined"),
    "two models": (lambda app: (app.queue("jobs"), app.queue("jobs", Job)), "resource-redefined"),
}


@pytest.mark.parametrize(("write_it", "code"), REFUSED.values(), ids=REFUSED)
def test_refusals(write_it: Any, code: str) -> None:
    app = App("shop")
    write_it(app)
    with pytest.raises(Refusal) as raised:
        freeze(app)
    assert [problem.code for problem in raised.value.problems] == [code]


def test_the_same_again() -> None:
    app = App("shop")
    handles: list[PlainHandle] = [
        app.stream("clicks"),
        app.stream("clicks"),
        app.config("text", "x", content_type="text/plain"),
    ]
    values, problems = declare(handles, "")
    assert (values, problems) == (
        (Stream(name="clicks"), Configuration(name="text", content="x", content_type="text/plain")),
        (),
    )
