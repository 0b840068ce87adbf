"""`@jobs.consumer`: declared, granted, and delivered to in tests."""

from __future__ import annotations

from typing import Any

import pytest

from gwfw import App
from gwfw.errors import Refusal
from gwfw.freeze.freezing import freeze
from gwfw.freeze.grants import CONSUME
from gwfw.graph import check
from gwfw.graph.model import AppGraph, Consumer, Function, Grant, Queue, Ref
from gwfw.manifest import dump, load
from gwfw.testing import Client
from tests.unit.conftest import Write

SOURCE = """
    from pydantic import BaseModel
    from gwfw import App
    from gwfw.mapping import request

    app = App("shop")
    http = app.http

    class Job(BaseModel):
        id: str

    jobs = app.queue("jobs", Job, visibility_s=10)
    texts = app.queue("texts", visibility_s=2000)
    done = app.dynamo.table("done", Job, key="id")
    tries = []

    http.post("/jobs", auth=None).to(jobs.send(request.body))

    @jobs.consumer
    def work(job: Job) -> None:
        tries.append(job.id)
        if job.id == "bad" and tries.count("bad") == 1:
            raise ValueError(job.id)
        done.put(job)

    @texts.consumer(batch=2, uses=[done.read])
    def note(text: str) -> None:
        tries.append(text)

    @http.post("/many", auth=None)
    def many() -> None:
        for number in range(12):
            jobs.send(Job(id=str(number)))
        texts.send("hello")
"""


@pytest.fixture
def module(write: Write) -> Any:
    return write(SOURCE)


def test_the_graph(module: Any) -> None:
    graph = freeze(module.app).graph
    assert graph.consumers == (
        Consumer(queue="jobs", function="queue-jobs"),
        Consumer(queue="texts", function="queue-texts", batch=2),
    )
    timeouts = {function.name: function.timeout_s for function in graph.functions}
    assert timeouts == {"api": 29, "queue-jobs": 10, "queue-texts": 900}
    assert Grant(principal="function:queue-jobs", resource=Ref("queue", "jobs", "arn"), actions=CONSUME) in graph.grants
    assert load(dump(graph)) == graph


def test_messages_are_delivered(module: Any) -> None:
    with Client(module.app) as gw:
        assert gw.post("/jobs", json={"id": "a"}).status_code == 200
        gw.settle()
        assert gw.items(module.done) == [module.Job(id="a")]
        gw.post("/many")
        gw.emit(module.texts, "again", "and again")
        gw.settle()
        assert len(gw.items(module.done)) == 13
        assert [text for text in module.tries if not text.isdigit()] == ["a", "hello", "again", "and again"]
        assert gw.event(module.note)["Records"][0]["eventSource"] == "aws:sqs"


def test_a_message_that_failed_is_delivered_again(module: Any) -> None:
    with Client(module.app) as gw:
        gw.emit(module.jobs, module.Job(id="bad"))
        gw.settle()
        assert [failure.message for failure in gw.failures] == ["bad"]
        gw.clock.advance(9)
        assert gw.items(module.done) == []
        gw.clock.advance(1)
        gw.settle()
        assert gw.items(module.done) == [module.Job(id="bad")]


FAILING = """
    from gwfw import App

    app = App("shop")
    jobs = app.queue("jobs", visibility_s=10, deliveries=3)
    tries = []

    @jobs.consumer
    def work(job: str) -> None:
        tries.append(job)
        raise ValueError(job)
"""


def test_a_message_that_always_fails_ends_among_the_dead_letters(write: Write) -> None:
    module: Any = write(FAILING)
    with Client(module.app) as gw:
        gw.emit(module.jobs, "bad")
        for _ in range(6):
            gw.settle()
            gw.clock.advance(10)
        gw.settle()
        assert module.tries == [failure.message for failure in gw.failures] == ["bad"] * 3


def consumed(app: App, *, times: int = 1, visibility_s: int = 30, **options: Any) -> None:
    queue = app.queue("jobs", visibility_s=visibility_s)
    for _ in range(times):
        queue.consumer(**options)(note)


def note(text: str) -> None: ...


REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "no message at all": ({"batch": 0}, "consumer", "a batch has 1 to 10 messages"),
    "too many": ({"batch": 11}, "consumer", "a batch has 1 to 10 messages"),
    "no number": ({"batch": "2"}, "consumer", "a batch has 1 to 10 messages"),
    "messages that are not hidden": ({"visibility_s": 0}, "consumer", "messages that are not hidden"),
    "two consumers": ({"times": 2}, "declared-twice", "the queue 'jobs' has two consumers"),
}


@pytest.mark.parametrize(("options", "code", "what"), REFUSED.values(), ids=REFUSED)
def test_refusals(options: dict[str, Any], code: str, what: str) -> None:
    app = App("shop")
    consumed(app, **options)
    with pytest.raises(Refusal) as raised:
        freeze(app)
    (problem,) = raised.value.problems
    assert problem.code == code
    assert what in problem.what


def test_two_messages_at_a_call() -> None:
    app = App("shop")

    @app.queue("jobs").consumer
    def two(first: str, second: str) -> None: ...

    with pytest.raises(Refusal) as raised:
        freeze(app)
    assert {problem.code for problem in raised.value.problems} <= {"two-bodies", "not-findable"}


def test_a_consumer_of_nothing() -> None:
    graph = AppGraph(name="shop", consumers=(Consumer(queue="jobs", function="work"),))
    assert [problem.what for problem in check.check(graph)] == [
        "a consumer needs a queue that is not there: 'jobs'",
        "a consumer needs a function that is not there: 'work'",
    ]
    whole = AppGraph(
        name="shop",
        consumers=graph.consumers,
        functions=(Function(name="work", handlers=()),),
        resources=(Queue(name="jobs"),),
    )
    assert check.check(whole) == ()
