"""The app's process: a stand-in for the app, and both ends of its socket, in this process."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from gwfw import manifest
from gwfw.errors import Misuse, Problem
from gwfw.exchange import Raised, Returned
from gwfw.graph.model import AppGraph, Function, Table, WebSocketApi
from gwfw.local import worker as module
from gwfw.local.invocation import Invocation
from gwfw.local.wire import Kind, Message, Unpacker, pack
from gwfw.local.worker import Worker, load, main, warm, why
from gwfw.runtime import aws


class Code:
    """Returns the event, or raises, or blocks."""

    go_on = threading.Event()

    def __init__(self, arn: str) -> None:
        self.arn = arn

    def run(self, name: str, payload: bytes) -> Returned | Raised:
        if name == "blocks":
            assert self.go_on.wait(10)
        text = json.dumps([self.arn.format(name), payload.decode(), os.environ.get("GWFW_BINDINGS")]).encode()
        return Raised(payload=text) if name == "fails" else Returned(payload=text)


def bound(arn: str) -> Invocation:
    return cast("Invocation", Code(arn))


class Peer:
    """`gwfw local`'s end."""

    def __init__(self) -> None:
        self.socket, self.theirs = socket.socketpair()
        self.socket.settimeout(10)
        self._unpacker, self._messages = Unpacker(), list[Message]()

    def send(self, *messages: Message) -> None:
        self.socket.sendall(b"".join(map(pack, messages)))

    def receive(self) -> Message:
        while not self._messages:
            data = self.socket.recv(65536)
            assert data, "the socket ended"
            self._messages += self._unpacker.feed(data)
        return self._messages.pop(0)


@pytest.fixture
def peer(monkeypatch: pytest.MonkeyPatch) -> Iterator[Peer]:
    monkeypatch.setenv("GWFW_BINDINGS", "")
    monkeypatch.setattr(Code, "go_on", threading.Event())
    peer = Peer()
    yield peer
    peer.socket.close()
    peer.theirs.close()


@pytest.fixture
def serving(peer: Peer) -> Iterator[Peer]:
    thread = threading.Thread(target=Worker(peer.theirs).serve, args=(bound,))
    thread.start()
    yield peer
    peer.socket.close()
    thread.join(10)
    assert not thread.is_alive()


@pytest.mark.parametrize(("name", "kind"), [("api", Kind.RETURNED), ("fails", Kind.RAISED)])
def test_invocation(serving: Peer, name: str, kind: Kind) -> None:
    serving.send(
        Message(kind=Kind.INVOKE, id=1, name="early"),
        Message(kind=Kind.BIND, name="arn:{}", payload=b'{"a":1}'),
        Message(kind=Kind.INVOKE, id=7, name=name, payload=b"event"),
    )
    answer = serving.receive()
    assert (answer.kind, answer.id) == (kind, 7)
    assert json.loads(answer.payload) == [f"arn:{name}", "event", '{"a":1}']


@pytest.mark.parametrize("order", [("api", "blocks"), ("blocks", "api")], ids=lambda order: order[0])
def test_quick_invocation_is_answered_though_another_one_blocks(serving: Peer, order: tuple[str, str]) -> None:
    serving.send(Message(kind=Kind.BIND, name="arn:{}"), Message(kind=Kind.INVOKE, id=1, name="api"))
    assert serving.receive().id == 1
    serving.send(*(Message(kind=Kind.INVOKE, id=2 if name == "api" else 3, name=name) for name in order))
    assert serving.receive().id == 2
    Code.go_on.set()
    assert serving.receive().id == 3


def test_nothing_is_said_to_nobody(peer: Peer) -> None:
    peer.socket.close()
    Worker(peer.theirs).send(Message(kind=Kind.LOADED, payload=b"x" * 100_000))


def test_reset_is_an_end(peer: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    class Reset:
        def recv(self, amount: int) -> bytes:
            raise ConnectionResetError

    Worker(cast("socket.socket", Reset())).serve(bound)


@pytest.fixture
def signals(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What `main` changes in the whole process, put back afterwards."""
    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr("gwfw.local.identity.install", lambda: None)  # this process has others that sign
    yield
    signal.signal(signal.SIGINT, before)


def run(peer: Peer, *arguments: str) -> int:
    descriptor = peer.theirs.detach()
    return main([str(descriptor), *arguments])


Load = Callable[[str | None, Path], Any]


@pytest.mark.usefixtures("signals")
def test_app_is_loaded_and_served(peer: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def load(app: str | None, folder: Path) -> tuple[str, Callable[[str], Invocation]]:
        asked.append((app, folder))
        return "manifest", bound

    monkeypatch.setattr(module, "load", load)
    heard: list[Message] = []

    def talk() -> None:
        heard.append(peer.receive())
        os.kill(os.getpid(), signal.SIGINT)
        peer.send(Message(kind=Kind.BIND, name="{}"), Message(kind=Kind.INVOKE, id=1, name="api", payload=b"1"))
        heard.append(peer.receive())
        peer.socket.close()

    thread = threading.Thread(target=talk)
    thread.start()
    assert run(peer, "shop:app") == 0
    thread.join(10)
    assert asked == [("shop:app", Path.cwd())]
    assert [message.kind for message in heard] == [Kind.LOADED, Kind.RETURNED]
    assert heard[0].payload == b"manifest"


@pytest.mark.usefixtures("signals")
@pytest.mark.parametrize(
    ("error", "told"),
    [
        pytest.param(
            Misuse(Problem(code="app-not-found", what="there is no app")), "there is no app  [app-not-found]", id="own"
        ),
        pytest.param(ValueError("wrong"), "ValueError: wrong", id="app"),
        pytest.param(SystemExit(2), "SystemExit: 2", id="exit"),
    ],
)
def test_app_that_cannot_be_loaded(peer: Peer, monkeypatch: pytest.MonkeyPatch, error: BaseException, told: str) -> None:
    def load(app: str | None, folder: Path) -> Any:
        assert app is None
        raise error

    monkeypatch.setattr(module, "load", load)
    assert run(peer) == 1
    message = peer.receive()
    assert message.kind is Kind.REFUSED
    assert message.payload.decode().strip().endswith(told)


def test_reasons_of_the_apps_own_code_have_a_traceback() -> None:
    with pytest.raises(ValueError, match="x") as caught:
        int("x")
    assert why(caught.value).startswith("Traceback (most recent call last):\n")


APP = """
from gwfw import App

app = App("library")


@app.http.get("/books", auth=None)
def list_books() -> str:
    return "books"


@app.http.get("/open")
def open_route() -> str:
    return "open"
"""


def test_code_of_an_app_is_loaded_and_can_be_invoked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    warmed: list[AppGraph] = []
    monkeypatch.setattr(module, "warm", warmed.append)
    monkeypatch.setattr(sys, "path", list(sys.path))
    (tmp_path / "library_of_worker.py").write_text(APP)
    text, code = load("library_of_worker:app", tmp_path)
    graph = manifest.load(text)
    assert graph.name == "library"
    assert capsys.readouterr().err.startswith("warning: library_of_worker.py:12")
    event = {"version": "2.0", "routeKey": "GET /books", "rawPath": "/books", "headers": {}, "requestContext": {}}
    outcome = code("arn:{}").run("api", json.dumps(event).encode())
    assert isinstance(outcome, Returned)
    assert json.loads(json.loads(outcome.payload)["body"]) == "books"
    for thread in threading.enumerate():
        if thread.name == "warm":
            thread.join(10)
    assert warmed == [graph]


TABLE = Table(name="books", key="id")
FUNCTION = Function(name="api", handlers=())


@pytest.mark.parametrize(
    ("graph", "made"),
    [
        pytest.param(AppGraph(name="a", resources=(TABLE,)), [], id="no-code"),
        pytest.param(AppGraph(name="a", functions=(FUNCTION,)), [], id="code-only"),
        pytest.param(AppGraph(name="a", functions=(FUNCTION,), resources=(TABLE,)), ["dynamodb"], id="table"),
        pytest.param(
            AppGraph(name="a", functions=(FUNCTION,), websocket=WebSocketApi(routes=())), ["management"], id="websocket"
        ),
    ],
)
def test_only_what_handlers_can_ask_for_is_made_in_advance(
    monkeypatch: pytest.MonkeyPatch, graph: AppGraph, made: list[str]
) -> None:
    found: list[str] = []
    for name in ("dynamodb", "management"):
        monkeypatch.setattr(aws, name, lambda name=name: found.append(name))
    warm(graph)
    assert found == made
