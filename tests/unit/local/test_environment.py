"""The execution environment of `gwfw local`: which process is in use, and what becomes of invocations."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gwfw.errors import Misuse, Problem
from gwfw.exchange import Failed, Outcome, Raised, Returned
from gwfw.local import environment as module
from gwfw.local.environment import Bound, Environment
from gwfw.local.process import Command
from gwfw.local.wire import Kind, Message

COMMAND = Command(app=None, folder=Path(), region="eu-north-1", endpoint="http://127.0.0.1:3000")


class Stand:
    """In the place of a child: does what the test says."""

    all: list[Stand]

    def __init__(
        self, spawned: object, heard: Callable[[Any, Message], None], ended: Callable[[Any, int, int], None]
    ) -> None:
        self.spawned, self._heard, self._ended = spawned, heard, ended
        self.bound: list[tuple[str, str]] = []
        self.invoked: list[tuple[str, bytes, Callable[[Outcome], None]]] = []
        self.told: list[str] = []
        self.is_over = False
        Stand.all.append(self)

    async def start(self) -> None:
        self.told.append("start")

    @property
    def running(self) -> int:
        return len(self.invoked)

    def bind(self, arn: str, bindings: str) -> None:
        self.bound.append((arn, bindings))

    def invoke(self, function: str, payload: bytes, done: Callable[[Outcome], None]) -> None:
        self.invoked.append((function, payload, done))

    def retire(self, patience_s: float) -> None:
        self.told.append("retire")

    def end(self) -> None:
        self.told.append("end")
        asyncio.get_running_loop().call_soon(self.exit, 0)

    def kill(self) -> None:
        self.told.append("kill")

    def load(self, manifest: bytes = b"{}") -> None:
        self._heard(self, Message(kind=Kind.LOADED, payload=manifest))

    def refuse(self, why: bytes) -> None:
        self._heard(self, Message(kind=Kind.REFUSED, payload=why))

    def exit(self, status: int) -> None:
        self.is_over = True
        self._ended(self, status, len(self.invoked))


class Watching:
    """The observer: writes down what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []

    def loaded(self, manifest: str, milliseconds: float) -> Bound:
        self.told.append(("loaded", manifest))
        assert milliseconds >= 0
        if manifest == "unusable":
            raise Misuse(Problem(code="manifest", what="this is not a manifest"))
        return Bound("arn:{}", "bindings")

    def refused(self, reason: str) -> None:
        self.told.append(("refused", reason))

    def died(self, status: int, running: int) -> None:
        self.told.append(("died", status, running))


@pytest.fixture(autouse=True)
def stands(monkeypatch: pytest.MonkeyPatch) -> list[Stand]:
    Stand.all = []
    monkeypatch.setattr(module, "Child", Stand)
    monkeypatch.setattr(module, "spawn", lambda command: ("spawned", command))
    return Stand.all


def play(scene: Callable[[Environment, Watching], None], *, concurrency: int = 2) -> list[tuple[Any, ...]]:
    """Play a scene on a loop, stop, and give what the observer was told."""
    watching = Watching()

    async def whole() -> None:
        environment = Environment(COMMAND, watching, concurrency=concurrency)
        scene(environment, watching)
        await environment.stop()

    asyncio.run(whole())
    return watching.told


def collected() -> tuple[list[Outcome], Callable[[Outcome], None]]:
    outcomes: list[Outcome] = []
    return outcomes, outcomes.append


def test_loaded_process_is_bound_and_takes_what_waited(stands: list[Stand]) -> None:
    outcomes, done = collected()

    def scene(environment: Environment, watching: Watching) -> None:
        environment.start()
        environment.invoke("api", b"1", 1000, done)
        (stand,) = stands
        assert stand.spawned == ("spawned", COMMAND)
        assert stand.invoked == []
        stand.load()
        assert stand.bound == [("arn:{}", "bindings")]
        environment.invoke("api", b"2", 1000, done)
        assert [payload for _, payload, _ in stand.invoked] == [b"1", b"2"]
        stand.invoked.pop(0)[2](Returned(payload=b"null"))

    assert play(scene) == [("loaded", "{}")]
    assert outcomes == [Returned(payload=b"null")]


def test_above_the_concurrency_nothing_is_queued(stands: list[Stand]) -> None:
    outcomes, done = collected()

    def scene(environment: Environment, watching: Watching) -> None:
        environment.start()
        environment.invoke("api", b"1", 1000, done)
        stands[0].load()
        environment.invoke("api", b"2", 1000, done)
        environment.invoke("api", b"3", 1000, done)

    play(scene)
    (outcome,) = outcomes
    assert isinstance(outcome, Failed)
    assert (outcome.reason, outcome.detail[:23]) == ("throttled", "2 handlers are running ")


def test_invocation_starts_a_process_where_there_is_none(stands: list[Stand]) -> None:
    def scene(environment: Environment, watching: Watching) -> None:
        environment.invoke("api", b"1", 1000, collected()[1])
        environment.invoke("api", b"2", 1000, collected()[1])
        assert len(stands) == 1

    play(scene)


def test_newer_process_takes_the_place_of_the_older(stands: list[Stand]) -> None:
    def scene(environment: Environment, watching: Watching) -> None:
        environment.start()
        stands[0].load()
        environment.start()
        environment.invoke("api", b"1", 1000, collected()[1])
        stands[1].load()
        environment.invoke("api", b"2", 1000, collected()[1])
        assert [len(stand.invoked) for stand in stands] == [1, 1]
        assert "retire" in stands[0].told

    play(scene)
    assert all(stand.is_over for stand in stands)


def test_process_that_is_over_needs_no_retirement(stands: list[Stand]) -> None:
    def scene(environment: Environment, watching: Watching) -> None:
        environment.start()
        stands[0].load()
        environment.start()
        stands[0].is_over = True
        stands[1].load()
        assert "retire" not in stands[0].told

    play(scene)


def test_save_during_a_start_overtakes_it(stands: list[Stand]) -> None:
    def scene(environment: Environment, watching: Watching) -> None:
        environment.start()
        environment.start()
        assert stands[0].told == ["end"]
        stands[0].load()
        assert watching.told == []
        stands[1].load()

    assert play(scene) == [("loaded", "{}")]


def test_refused_app_leaves_the_earlier_one_in_use(stands: list[Stand]) -> None:
    def scene(environment: Environment, watching: Watching) -> None:
        environment.start()
        stands[0].load()
        environment.start()
        stands[1].refuse(b"why")
        environment.invoke("api", b"1", 1000, collected()[1])
        assert len(stands[0].invoked) == 1

    assert play(scene) == [("loaded", "{}"), ("refused", "why")]


def error(outcome: Outcome) -> str:
    assert isinstance(outcome, Raised)
    return str(json.loads(outcome.payload)["errorType"])


@pytest.mark.parametrize(
    ("happens", "told"),
    [
        pytest.param(lambda stand: stand.refuse(b"why"), ("refused", "why"), id="refused"),
        pytest.param(
            lambda stand: stand.exit(3),
            ("refused", "the app's process ended while it loaded the app: exit status 3"),
            id="ended",
        ),
        pytest.param(
            lambda stand: stand.load(b"unusable"), ("refused", "this is not a manifest  [manifest]"), id="unusable"
        ),
    ],
)
def test_app_that_cannot_be_loaded_fails_what_waited(
    stands: list[Stand], happens: Callable[[Stand], None], told: tuple[str, str]
) -> None:
    outcomes, done = collected()

    def scene(environment: Environment, watching: Watching) -> None:
        environment.start()
        environment.invoke("api", b"1", 1000, done)
        happens(stands[0])

    assert play(scene)[-1] == told
    assert [error(outcome) for outcome in outcomes] == ["Runtime.ImportModuleError"]


def test_process_that_cannot_be_started(monkeypatch: pytest.MonkeyPatch, stands: list[Stand]) -> None:
    def spawn(command: Command) -> None:
        raise FileNotFoundError("no folder")

    monkeypatch.setattr(module, "spawn", spawn)
    outcomes, done = collected()

    def scene(environment: Environment, watching: Watching) -> None:
        environment.invoke("api", b"1", 1000, done)

    assert play(scene) == [("refused", "the app's process cannot be started: no folder")]
    assert [error(outcome) for outcome in outcomes] == ["Runtime.ImportModuleError"]


def test_process_that_dies_is_started_by_the_next_invocation(stands: list[Stand]) -> None:
    def scene(environment: Environment, watching: Watching) -> None:
        environment.start()
        stands[0].load()
        environment.invoke("api", b"1", 1000, collected()[1])
        stands[0].exit(-11)
        assert len(stands) == 1
        environment.invoke("api", b"2", 1000, collected()[1])
        assert len(stands) == 2

    assert play(scene) == [("loaded", "{}"), ("died", -11, 1)]


def test_retired_process_ends_quietly(stands: list[Stand]) -> None:
    def scene(environment: Environment, watching: Watching) -> None:
        environment.start()
        stands[0].load()
        environment.start()
        stands[1].load()
        stands[0].exit(0)

    assert play(scene) == [("loaded", "{}")] * 2


def test_given_process_is_used(stands: list[Stand]) -> None:
    given: Any = object()
    play(lambda environment, watching: environment.start(given))
    assert [stand.spawned for stand in stands] == [given]


def test_killing_reaches_every_process(stands: list[Stand]) -> None:
    def scene(environment: Environment, watching: Watching) -> None:
        environment.start()
        stands[0].load()
        environment.start()
        environment.kill()

    play(scene)
    assert all("kill" in stand.told for stand in stands)
