"""The test's client on a small app: what it sends, gives, shows and refuses."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from pydantic import BaseModel

from gwfw import App, Connecting, Connection, Flow, NotBound, Response
from gwfw.errors import Misuse
from gwfw.local.ids import LocalIds
from gwfw.targets import url
from gwfw.testing import Client, HandshakeRefused, UnnoticedFailure

app = App("library")
http, ws, sfn, dynamo = app.http, app.ws, app.sfn, app.dynamo


class Book(BaseModel):
    id: str
    title: str = "untitled"


class Session(BaseModel):
    id: str
    user: str


books = dynamo.table("books", Book, key="id")
sessions = dynamo.table("sessions", Session, key="id")
ws.store(sessions)


@http.post("/books", status=201)
def add_book(book: Book) -> Book:
    books.put(book)
    return book


@http.get("/books/{id}")
async def read_book(id: str) -> Book:
    return books[id]


@http.any("/echo")
def echo() -> str:
    return "echo"


@http.get("/broken")
def broken() -> None:
    raise ValueError("no such shelf")


@http.get("/login")
def login() -> Response:
    return Response("in", headers={"set-cookie": "session=s1; Path=/; HttpOnly"})


http.any("/legacy/{proxy+}").to(url("https://old.example.com/{proxy}"))


@dynamo.on_connect(sessions)
def remember(client: Connecting) -> Session:
    return Session(id=client.connection_id, user=client.query["u"])


@dynamo.on_disconnect(sessions)
def forget(client: Connecting) -> str:
    return client.connection_id


@ws.route("say")
def say(message: Book, connection: Connection) -> None:
    if message.title == "broken":
        raise ValueError("no such word")
    ws.broadcast(message)


@sfn.task
def bind_book(book: Book) -> Book:
    if book.title == "broken":
        raise ValueError("no such spine")
    books.put(book)
    return book


@sfn.task
def shelve(book: Book) -> None:
    books.put(book.model_copy(update={"title": "on the shelf"}))


@sfn.start("/bind")
def bindery() -> Flow[Book, None]:
    return bind_book >> shelve


@pytest.fixture
def gw() -> Iterator[Client]:
    client = Client(app).open()
    yield client
    client.close()


# HTTP -----------------------------------------------------------------------------------------------------------------


def test_answers_are_responses_of_httpx(gw: Client) -> None:
    answer = gw.post("/books", json={"id": "1", "title": "x"})
    assert isinstance(answer, httpx.Response)
    assert (answer.status_code, answer.json()) == (201, {"id": "1", "title": "x"})
    assert gw.get("/books/1").json() == {"id": "1", "title": "x"}
    assert gw.get("/books/2").status_code == 404


def test_async_handler_in_an_async_test(gw: Client) -> None:
    async def test() -> None:
        gw.seed(books, Book(id="1"))
        assert gw.get("/books/1").json()["title"] == "untitled"

    asyncio.run(test())


def test_cookies_are_sent_again(gw: Client) -> None:
    gw.get("/echo")
    assert "cookies" not in gw.event(echo)
    gw.get("/login")
    gw.get("/echo")
    assert gw.event(echo)["cookies"] == ["session=s1"]
    gw.get("/echo", cookies={"extra": "1"})
    assert gw.event(echo)["cookies"] == ["session=s1", "extra=1"]
    gw.cookies.clear()
    gw.get("/echo", cookies={"extra": "1"})
    assert gw.event(echo)["cookies"] == ["extra=1"]


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_every_method(gw: Client, method: str) -> None:
    assert getattr(gw, method.lower())("/echo").status_code == 200
    assert gw.event(echo)["requestContext"]["http"]["method"] == method


def test_head(gw: Client) -> None:
    assert gw.head("/echo").status_code == 200


# WebSocket ------------------------------------------------------------------------------------------------------------


def test_messages_reach_everybody(gw: Client) -> None:
    with gw.ws("?u=ann") as ann, gw.ws("?u=bob") as bob:
        assert {session.user for session in gw.items(sessions)} == {"ann", "bob"}
        ann.send("say", id="1", title="hello")
        assert ann.receive() == bob.receive() == {"id": "1", "title": "hello"}
    assert gw.items(sessions) == []


def test_refused_handshake_is_raised(gw: Client) -> None:
    with pytest.raises(HandshakeRefused) as caught:
        gw.ws("/nothing?u=ann")
    assert caught.value.status in (403, 404)


def test_app_without_a_websocket_api_says_so() -> None:
    with Client(App("silent")) as gw, pytest.raises(Misuse, match=r"\[no-websocket-api\]"):
        gw.ws()


# State machines and time ----------------------------------------------------------------------------------------------


def test_execution_is_waited_for(gw: Client) -> None:
    run = gw.machine(bindery).wait(gw.post("/bind", json={"id": "1"}))
    assert (run.status, run.states) == ("SUCCEEDED", ["bind_book", "shelve"])
    assert gw.event(shelve) == {"id": "1", "title": "untitled"}
    assert gw.items(books) == [Book(id="1", title="on the shelf")]


def test_machine_by_name_and_one_that_is_not_there(gw: Client) -> None:
    assert gw.machine("bindery").name == "bindery"
    with pytest.raises(Misuse, match="no state machine named 'printery'") as caught:
        gw.machine("printery")
    assert caught.value.problem.allowed == "bindery"


def test_clock_moves_when_it_is_told_to() -> None:
    with Client(app, start=1000.0) as gw:
        assert gw.clock.now() == 1000.0
        gw.get("/echo")
        assert gw.event(echo)["requestContext"]["timeEpoch"] == 1_000_000
        gw.clock.advance(2.5)
        gw.get("/echo")
        assert gw.event(echo)["requestContext"]["timeEpoch"] == 1_002_500
        with pytest.raises(ValueError, match="forwards"):
            gw.clock.advance(-1)


def test_idle_connection_is_closed_by_time(gw: Client) -> None:
    with gw.ws("?u=ann") as ann:
        closed = []
        for seconds in (599, 2):
            gw.clock.advance(seconds)
            closed.append(ann.closed is not None)
    assert closed == [False, True]
    assert gw.items(sessions) == []


def test_ids_can_be_named_in_advance() -> None:
    first, second = [Client(app, ids=LocalIds(seed=7)) for _ in range(2)]
    with first, second:
        assert first.ws("?u=ann").id == second.ws("?u=ann").id


# Looking inside -------------------------------------------------------------------------------------------------------


def test_every_client_is_new(gw: Client) -> None:
    gw.seed(books, Book(id="1"), Book(id="2"))
    assert {book.id for book in gw.items(books)} == {"1", "2"}
    with Client(app) as other:
        assert other.items(books) == []
    assert len(gw.items(books)) == 2


def test_handles_are_not_bound_outside_handlers(gw: Client) -> None:
    with pytest.raises(NotBound):
        books.get("1")


@pytest.mark.parametrize("handler", [broken, print], ids=["not-invoked", "no-handler"])
def test_event_of_nothing(gw: Client, handler: Any) -> None:
    with pytest.raises(Misuse, match=r"\[event\]"):
        gw.event(handler)


# What fails -----------------------------------------------------------------------------------------------------------


def test_failure_that_nobody_looked_at_fails_the_test() -> None:
    with pytest.raises(UnnoticedFailure) as caught, Client(app) as gw:
        gw.get("/broken")
    assert "api: ValueError: no such shelf" in str(caught.value)
    assert isinstance(caught.value.__cause__, ValueError)


def test_failure_of_a_test_is_not_hidden_by_another() -> None:
    def test() -> None:
        with Client(app) as gw:
            gw.get("/broken")
            raise AssertionError("mine")

    with pytest.raises(AssertionError, match="mine"):
        test()


def test_looking_at_the_status_is_noticing(gw: Client) -> None:
    assert gw.get("/broken").status_code == 500
    gw.check()


def test_looking_at_the_body_is_noticing(gw: Client) -> None:
    assert gw.get("/broken").json() == {"message": "Internal Server Error"}
    gw.check()


def test_looking_at_the_failures_is_noticing(gw: Client) -> None:
    gw.get("/broken")
    (failure,) = gw.failures
    assert (failure.function, failure.error_type, failure.message) == ("api", "ValueError", "no such shelf")
    assert failure.request_id is not None
    gw.check()


def test_receiving_the_error_message_is_noticing(gw: Client) -> None:
    with gw.ws("?u=ann") as ann:
        ann.send("say", id="1", title="broken")
        with pytest.raises(UnnoticedFailure):
            gw.check()
        assert ann.receive()["message"] == "Internal server error"
    gw.check()


def test_failing_handler_is_logged_with_its_traceback(gw: Client, caplog: pytest.LogCaptureFixture) -> None:
    assert gw.get("/broken").status_code == 500
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert record.getMessage() == "api: ValueError: no such shelf"
    assert record.exc_info is not None


def test_answer_of_the_gateway_itself_is_explained_in_the_log(gw: Client, caplog: pytest.LogCaptureFixture) -> None:
    assert gw.get("/nothing/here").status_code == 404
    assert any("no route" in record.getMessage() for record in caplog.records)


def test_end_of_a_failed_execution_is_in_the_log(gw: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "gwfw")
    for title in ("broken", "whole"):
        gw.machine(bindery).wait(gw.post("/bind", json={"id": "1", "title": title}))
    ends = [record.getMessage() for record in caplog.records if record.getMessage().startswith("machine")]
    assert [end.partition(":")[0] for end in ends] == ["machine bindery"]


def test_failed_execution_that_nobody_looked_at_fails_the_test(gw: Client) -> None:
    gw.post("/bind", json={"id": "1", "title": "broken"})
    with pytest.raises(UnnoticedFailure) as caught:
        gw.check()
    assert [failure.function for failure in caught.value.failures] == ["task-bind_book", "the machine bindery"]


def test_looking_at_the_execution_is_noticing(gw: Client) -> None:
    assert gw.machine(bindery).wait(gw.post("/bind", json={"id": "1", "title": "broken"})).status == "FAILED"
    gw.check()


# The outside world ----------------------------------------------------------------------------------------------------


def test_target_answers_for_another_host(gw: Client) -> None:
    gw.target("old.example.com", lambda request: httpx.Response(203, text=request.url.path))
    answer = gw.get("/legacy/invoices/7")
    assert (answer.status_code, answer.text) == (203, "/invoices/7")


def test_without_a_target_nothing_is_sent(gw: Client, caplog: pytest.LogCaptureFixture) -> None:
    assert gw.get("/legacy/invoices/7").status_code in (500, 502, 503)
    assert 'gw.target("old.example.com"' in caplog.text


def test_denied_action_is_refused(gw: Client) -> None:
    gw.deny("dynamodb:PutItem")
    assert gw.post("/books", json={"id": "1"}).status_code == 500
    assert "dynamodb:PutItem" in gw.failures[0].message
    with pytest.raises(HandshakeRefused):
        gw.ws("?u=ann")
    assert gw.get("/books/1").status_code == 404


@pytest.mark.parametrize("action", ["PutItem", "dynamodb:", "dynamodb:*"])
def test_what_is_no_action_cannot_be_denied(gw: Client, action: str) -> None:
    with pytest.raises(Misuse, match=r"\[action\]"):
        gw.deny(action)


# Several at a time ----------------------------------------------------------------------------------------------------


def test_clients_in_threads_do_not_meet() -> None:
    barrier, wrong = threading.Barrier(2, timeout=30), list[str]()

    def test(name: str) -> None:
        with Client(app) as gw:
            barrier.wait()
            gw.post("/books", json={"id": name})
            barrier.wait()
            wrong.extend(book.id for book in gw.items(books) if book.id != name)
            barrier.wait()

    threads = [threading.Thread(target=test, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert wrong == []
