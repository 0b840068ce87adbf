"""One run of `gwfw local`, with stand-ins for the app's process, the watcher and the listener."""

from __future__ import annotations

import asyncio
import io
import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gwfw import manifest
from gwfw.authorizers.jwt.spec import Jwt
from gwfw.errors import Misuse
from gwfw.exchange import CallHttp, HttpRequest, HttpResponse, InvokeFunction, Outcome, Perform, Report, Returned
from gwfw.graph.model import AppGraph, Function, Handler, HttpApi, Route, Table, WebSocketApi
from gwfw.graph.model import Stage as DeployedStage
from gwfw.integrations.lambda_proxy.spec import LambdaProxy
from gwfw.local import session as module
from gwfw.local.environment import Bound
from gwfw.local.issuer_key import stored
from gwfw.local.serve import ServeOptions
from gwfw.local.session import Session

HANDLERS = (
    Handler(source="http", key="GET /books", module="library", name="list_books"),
    Handler(source="websocket", key="say", module="library", name="say"),
)
GRAPH = AppGraph(
    name="library",
    http=HttpApi(routes=(Route(key="GET /books", integration="lambda api"),)),
    websocket=WebSocketApi(routes=(Route(key="say", integration="lambda api"),)),
    integrations=(LambdaProxy(name="lambda api", function="api"),),
    functions=(Function(name="api", handlers=HANDLERS),),
    resources=(Table(name="books", key="id"),),
)
SMALL = AppGraph(name="library")


class Process:
    """In the place of the execution environment."""

    made: list[Process]

    def __init__(self, command: object, observer: Session, *, concurrency: int) -> None:
        self.command, self.observer = command, observer
        self.told: list[Any] = []
        Process.made.append(self)

    def start(self, spawned: object = None) -> None:
        self.told.append(("start", spawned))

    def invoke(self, function: str, payload: bytes, timeout_ms: int, done: Callable[[Outcome], None]) -> None:
        self.told.append(("invoke", function, timeout_ms))
        done(Returned(payload=b'{"statusCode":200,"body":"books"}'))

    async def stop(self) -> None:
        self.told.append("stop")

    def kill(self) -> None:
        self.told.append("kill")


class Engine:
    """In the place of moto: remembers what it was asked."""

    made: list[Engine]

    def __init__(self, graph: AppGraph, settings: object) -> None:
        self.graphs, self.asked = [graph], list[str]()
        Engine.made.append(self)

    def replace(self, graph: AppGraph) -> None:
        self.graphs.append(graph)


class Answering:
    """In the place of the engines' thread."""

    def __init__(self, port: Engine, loop: object) -> None:
        self._port = port

    def perform(self, action: Perform, done: Callable[[Outcome], None]) -> None:
        assert hasattr(action.work, "headers")
        headers = {name.lower(): value for name, value in action.work.headers}
        self._port.asked.append(headers["x-amz-target"])
        done(HttpResponse(status=200, body=b"{}"))


class Watch:
    """In the place of the watcher."""

    made: list[Watch]

    def __init__(self, folder: Path, changed: Callable[[tuple[str, ...]], None], loop: object) -> None:
        self.changed, self.told = changed, list[str]()
        Watch.made.append(self)

    def start(self) -> None:
        self.told.append("start")

    def stop(self) -> None:
        self.told.append("stop")


class Listen:
    """In the place of the listener."""

    made: list[Listen]

    def __init__(self, driver: Any, limits: object) -> None:
        self.driver, self.limits, self.told = driver, limits, list[str]()
        Listen.made.append(self)

    async def start(self, listening: object) -> None:
        self.told.append("start")

    async def stop(self, patience_s: float) -> None:
        self.told.append("stop")


class Asker:
    """A client of the server."""

    congested = False

    def __init__(self) -> None:
        self.answers: list[HttpResponse] = []

    def reply(self, response: HttpResponse) -> None:
        self.answers.append(response)

    def accept(self, connection_id: str, subprotocol: str | None) -> bool:
        raise AssertionError

    def send(self, text: str) -> bool:
        raise AssertionError

    def close(self, code: int, reason: str) -> None:
        raise AssertionError


@pytest.fixture(autouse=True)
def stands(monkeypatch: pytest.MonkeyPatch) -> None:
    stands: dict[str, Any] = {
        "Environment": Process,
        "Backends": Engine,
        "Engines": Answering,
        "Watcher": Watch,
        "Listener": Listen,
    }
    for name, stand in stands.items():
        stand.made = []
        monkeypatch.setattr(module, name, stand)


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        yield listening


class Stage:
    """A session that serves, and what it has printed."""

    def __init__(self, listening: socket.socket, **options: Any) -> None:
        self.stream = io.StringIO()
        self.port = listening.getsockname()[1]
        options = {"app": None, "folder": Path(), **options}
        self.session = Session(ServeOptions(**options), listening, began=0.0, stream=self.stream)

    @property
    def printed(self) -> str:
        """What was printed since the last time."""
        text = self.stream.getvalue()
        self.stream.seek(0)
        self.stream.truncate()
        return text

    def load(self, graph: AppGraph) -> Bound:
        return self.session.loaded(manifest.dump(graph), 12.0)

    async def turn(self) -> None:
        for _ in range(3):
            await asyncio.sleep(0)


def play(listening: socket.socket, scene: Callable[[Stage], None], **options: Any) -> int:
    """Play a scene while the session serves; its exit code."""

    async def whole() -> int:
        stage = Stage(listening, **options)
        given: Any = "spawned"
        serving = asyncio.get_running_loop().create_task(stage.session.serve(given))
        await stage.turn()
        scene(stage)
        await stage.turn()
        stage.session.stop()
        return await serving

    return asyncio.run(whole())


def test_app_is_taken_into_use(listening: socket.socket) -> None:
    def scene(stage: Stage) -> None:
        bound = stage.load(GRAPH)
        assert bound.arn == "arn:aws:lambda:us-east-1:123456789012:function:library-dev-{}"
        told = json.loads(bound.bindings)
        assert told["endpoint"] == f"http://127.0.0.1:{stage.port}"
        assert told["websocket"] == f"http://127.0.0.1:{stage.port}/dev"
        assert told["table"] == {"books": "library-dev-books"}
        printed = stage.printed
        assert "library  gwfw local, ready in" in printed
        assert f"  http://127.0.0.1:{stage.port}/\n  ws://127.0.0.1:{stage.port}/dev\n  restarts on save" in printed

    assert play(listening, scene) == 0
    assert Process.made[0].told == [("start", "spawned"), "stop"]
    assert Watch.made[0].told == Listen.made[0].told == ["start", "stop"]
    assert Engine.made[0].asked == ["DynamoDB_20120810.ListTables"]


def test_stage_names_the_websocket_path(listening: socket.socket) -> None:
    def scene(stage: Stage) -> None:
        assert json.loads(stage.load(GRAPH).bindings)["websocket"].endswith("/blue")
        assert f"ws://127.0.0.1:{stage.port}/blue\n" in stage.printed

    play(listening, scene, stage="blue")


def test_app_without_tables_does_not_wake_the_engines(listening: socket.socket) -> None:
    def scene(stage: Stage) -> None:
        stage.load(SMALL)
        assert "http://" not in stage.printed

    play(listening, scene)
    assert Engine.made[0].asked == []


def test_request_goes_through_gateway_and_process(listening: socket.socket) -> None:
    asker = Asker()

    def scene(stage: Stage) -> None:
        stage.load(GRAPH)
        Listen.made[0].driver.request(asker, HttpRequest(method="GET", path="/books"))
        assert "GET /books " in stage.printed

    play(listening, scene)
    assert [(answer.status, answer.body) for answer in asker.answers] == [(200, b"books")]
    assert ("invoke", "api", 29000) in Process.made[0].told


@pytest.mark.parametrize("format", [None, "$context.routeKey $context.status"], ids=["default", "own"])
def test_access_log_is_written_when_it_is_asked_for(listening: socket.socket, tmp_path: Path, format: str | None) -> None:
    path = tmp_path / "access.log"
    path.write_text("from before\n")
    assert GRAPH.http is not None
    graph = replace(GRAPH, http=replace(GRAPH.http, stages=(DeployedStage(name="$default", access_log=format),)))

    def scene(stage: Stage) -> None:
        for _ in range(2):
            stage.load(graph)
            Listen.made[0].driver.request(Asker(), HttpRequest(method="GET", path="/books"))

    play(listening, scene, access_log=path)
    before, *lines = path.read_text().splitlines()
    assert before == "from before"
    if format is None:
        lines = [f"{found['routeKey']} {found['status']}" for found in map(json.loads, lines)]
    assert lines == ["GET /books 200"] * 2


def test_save_restarts_the_code_and_keeps_the_rest(listening: socket.socket) -> None:
    def scene(stage: Stage) -> None:
        stage.load(GRAPH)
        core = Listen.made[0].driver.core
        Watch.made[0].changed(("library.py",))
        assert Process.made[0].told[-1] == ("start", None)
        _ = stage.printed
        stage.load(GRAPH)
        assert "reload library.py  12 ms\n" in stage.printed
        stage.load(SMALL)
        printed = stage.printed
        assert "reload started again  12 ms\n" in printed
        assert "no routes" in printed
        assert Listen.made[0].driver.core is core
        assert Engine.made[0].graphs == [GRAPH, GRAPH, SMALL]

    play(listening, scene)
    assert Listen.made[0].told == ["start", "stop"]


@pytest.mark.parametrize(
    ("limits", "reload", "size"), [(True, True, 10_240), (False, False, 1 << 62)], ids=["limits", "no-limits"]
)
def test_options(listening: socket.socket, limits: bool, reload: bool, size: int) -> None:
    def scene(stage: Stage) -> None:
        stage.load(SMALL)
        assert ("restarts on save" in stage.printed) is reload

    play(listening, scene, limits=limits, reload=reload)
    assert len(Watch.made) == reload
    given: Any = Listen.made[0].limits
    assert given.head_bytes == size


@pytest.mark.parametrize("real", [False, True], ids=["local", "real"])
def test_who_answers_for_issuers(listening: socket.socket, tmp_path: Path, real: bool) -> None:
    asked = CallHttp(method="GET", url="https://issuer.example.com/.well-known/jwks.json")

    def scene(stage: Stage) -> None:
        stage.load(replace(GRAPH, authorizers=(Jwt(name="a", issuer="https://issuer.example.com", audience=("shop",)),)))
        issuer = stage.session._outbound.issuer
        assert (issuer is None) is real
        assert not (tmp_path / ".gwfw").exists()
        if issuer is not None:
            answer = issuer.answer(asked)
            assert answer is not None
            assert json.loads(answer.body) == {"keys": [stored(tmp_path).public]}

    play(listening, scene, folder=tmp_path, real_issuers=real)


def test_app_that_cannot_be_loaded_is_waited_for(listening: socket.socket) -> None:
    def scene(stage: Stage) -> None:
        stage.session.refused("library.py:1  app = nonsense")
        printed = stage.printed
        assert "library.py:1  app = nonsense\n" in printed
        assert "correct it and save" in printed
        assert f"http://127.0.0.1:{stage.port}/ answers 503 until then" in printed
        asker = Asker()
        Listen.made[0].driver.request(asker, HttpRequest(method="GET", path="/books"))
        assert [answer.status for answer in asker.answers] == [503]
        stage.session._show()  # a moment later
        assert "the app could not be loaded yet" in stage.printed
        stage.load(GRAPH)
        assert "library  gwfw local, ready in 12 ms" in stage.printed

    assert play(listening, scene) == 0
    assert Listen.made[0].told == ["start", "stop"]


def test_app_that_cannot_be_loaded_any_more(listening: socket.socket) -> None:
    def scene(stage: Stage) -> None:
        stage.load(GRAPH)
        _ = stage.printed
        stage.session.refused("why")
        printed = stage.printed
        assert "until then the code from before goes on" in printed
        assert "503" not in printed

    assert play(listening, scene) == 0


def test_without_reload_a_refusal_is_the_end(listening: socket.socket) -> None:
    async def whole() -> int:
        stage = Stage(listening, reload=False)
        given: Any = "spawned"
        serving = asyncio.get_running_loop().create_task(stage.session.serve(given))
        await stage.turn()
        stage.session.refused("why")
        assert "start gwfw local again" in stage.printed
        return await serving

    assert asyncio.run(whole()) == 1


def test_without_reload_a_restart_that_fails_is_told(listening: socket.socket) -> None:
    def scene(stage: Stage) -> None:
        stage.load(GRAPH)
        stage.session.refused("why")
        assert "why\n" in stage.printed

    assert play(listening, scene, reload=False) == 0


@pytest.mark.parametrize(
    ("running", "told"),
    [
        (0, "the app's process ended (signal: SIGSEGV); the next request starts it again"),
        (2, "the app's process ended (signal: SIGSEGV); 2 running invocations failed; the next request starts it again"),
    ],
)
def test_process_that_ends_by_itself(listening: socket.socket, running: int, told: str) -> None:
    def scene(stage: Stage) -> None:
        stage.load(GRAPH)
        stage.session.died(-11, running)
        assert told in stage.printed

    play(listening, scene)


def test_nothing_is_printed_or_started_while_it_stops(listening: socket.socket) -> None:
    def scene(stage: Stage) -> None:
        stage.load(GRAPH)
        stage.session.stop()
        _ = stage.printed
        stage.session.refused("why")
        Watch.made[0].changed(("library.py",))
        Listen.made[0].driver.report(Report(api="http", subject="GET /", route_key=None, status=200, duration_ms=0))
        stage.session._show()  # a moment later
        assert stage.printed == ""
        assert Process.made[0].told == [("start", "spawned")]
        stage.session._stopping.clear()

    play(listening, scene)


def test_second_stop_is_immediate(listening: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    exits: list[int] = []
    monkeypatch.setattr("os._exit", exits.append)

    def scene(stage: Stage) -> None:
        stage.session.stop()

    play(listening, scene)
    assert exits == [1]
    assert "kill" in Process.made[0].told


def test_manifest_of_another_version_is_refused(listening: socket.socket) -> None:
    def scene(stage: Stage) -> None:
        with pytest.raises(Misuse):
            stage.session.loaded('{"gwfw": 99, "app": {}}', 1.0)

    play(listening, scene)


def test_requests_of_sdks_go_to_the_engines(listening: socket.socket) -> None:
    asker = Asker()
    headers = (
        ("Authorization", "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, Signature=x"),
        ("X-Amz-Target", "DynamoDB_20120810.Scan"),
    )

    def scene(stage: Stage) -> None:
        stage.load(SMALL)
        Listen.made[0].driver.request(asker, HttpRequest(method="POST", path="/", headers=headers))

    play(listening, scene)
    assert [answer.status for answer in asker.answers] == [200]


def test_functions_are_invoked_by_name(listening: socket.socket) -> None:
    outcomes: list[Outcome] = []

    def scene(stage: Stage) -> None:
        work = InvokeFunction(function="task-charge", payload=b"{}")
        stage.session._invoke(Perform(token=1, work=work, timeout_ms=5), outcomes.append)

    play(listening, scene)
    assert ("invoke", "task-charge", 5) in Process.made[0].told
    assert len(outcomes) == 1
