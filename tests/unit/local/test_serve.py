"""`gwfw local` from its start to its end, without a process and without serving."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from gwfw.errors import MissingExtra, Misuse
from gwfw.local import serve as module
from gwfw.local.process import Command
from gwfw.local.serve import ServeOptions, run


class Process:
    """In the place of the app's process."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.over = False

    def poll(self) -> int | None:
        return 0 if self.over else None

    def kill(self) -> None:
        self.told.append("kill")

    def wait(self) -> None:
        self.told.append("wait")


class Started:
    """In the place of `spawn`, and what it gives."""

    def __init__(self) -> None:
        self.commands: list[Command] = []
        self.process = Process()
        self.socket, self._theirs = socket.socketpair()

    def __call__(self, command: Command) -> Started:
        self.commands.append(command)
        return self

    def close(self) -> None:
        self.socket.close()
        self._theirs.close()


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[Started]:
    started = Started()
    monkeypatch.setattr(module, "spawn", started)
    yield started
    assert started.socket.fileno() == -1 or not started.commands
    started.close()


class Run:
    """In the place of the session: serves until it is stopped, or does what the test says."""

    scene: Callable[[], None]

    def __init__(self, options: ServeOptions, listening: socket.socket, *, began: float) -> None:
        assert listening.getsockname()[1] > 0
        assert began > 0
        self._stopped = asyncio.Event()

    def stop(self) -> None:
        self._stopped.set()

    async def serve(self, spawned: Started) -> int:
        Run.scene()
        await self._stopped.wait()
        spawned.process.over = True
        return 7


def play(monkeypatch: pytest.MonkeyPatch, scene: Callable[[], None]) -> None:
    stand: Any = ModuleType("gwfw.local.session")
    stand.Session = Run
    Run.scene = staticmethod(scene)
    monkeypatch.setitem(sys.modules, "gwfw.local.session", stand)


def options(folder: Path, /, **named: Any) -> ServeOptions:
    return ServeOptions(**{"app": None, "folder": folder, "port": 0, **named})


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_signal_stops_it(monkeypatch: pytest.MonkeyPatch, started: Started, tmp_path: Path, number: signal.Signals) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    play(monkeypatch, lambda: os.kill(os.getpid(), number))
    assert run(options(tmp_path, app="shop:app")) == 7
    assert started.process.told == []
    (command,) = started.commands
    assert (command.app, command.folder, command.region) == ("shop:app", tmp_path, "us-east-1")
    assert command.endpoint.startswith("http://127.0.0.1:")
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before


def test_nohup_is_respected(monkeypatch: pytest.MonkeyPatch, started: Started, tmp_path: Path) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def scene() -> None:
        os.kill(os.getpid(), signal.SIGHUP)
        asyncio.get_running_loop().call_later(0.01, os.kill, os.getpid(), signal.SIGINT)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN

    play(monkeypatch, scene)
    try:
        assert run(options(tmp_path)) == 7
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize(
    ("soft", "hard", "wanted"),
    [
        pytest.param(1024, 524_288, [(10_240, 524_288)], id="raised"),
        pytest.param(256, -1, [(10_240, -1)], id="hard-without-end"),
        pytest.param(1024, 4096, [(4096, 4096)], id="as-far-as-allowed"),
        pytest.param(20_000, 20_000, [], id="enough"),
        pytest.param(-1, -1, [], id="without-end"),
    ],
)
def test_more_sockets_are_allowed(
    monkeypatch: pytest.MonkeyPatch, soft: int, hard: int, wanted: list[tuple[int, int]]
) -> None:
    told: list[tuple[int, int]] = []
    stand: Any = ModuleType("resource")
    stand.RLIM_INFINITY, stand.RLIMIT_NOFILE = -1, 7
    stand.getrlimit = lambda kind: (soft, hard)
    stand.setrlimit = lambda kind, limits: told.append(limits)
    monkeypatch.setitem(sys.modules, "resource", stand)
    module._allow_connections()
    assert told == wanted


def test_without_such_a_limit_nothing_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resource", None)
    module._allow_connections()


def test_without_uvloop_asyncio_serves(monkeypatch: pytest.MonkeyPatch, started: Started, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "uvloop", None)
    kinds: list[str] = []

    def scene() -> None:
        kinds.append(type(asyncio.get_running_loop()).__module__)
        os.kill(os.getpid(), signal.SIGINT)

    play(monkeypatch, scene)
    assert run(options(tmp_path)) == 7
    assert kinds == ["asyncio.unix_events"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_signal_while_it_starts(
    monkeypatch: pytest.MonkeyPatch, started: Started, tmp_path: Path, number: signal.Signals
) -> None:
    def loop_factory() -> None:
        os.kill(os.getpid(), number)
        signal.sigtimedwait([], 5)

    monkeypatch.setattr(module, "_loop_factory", loop_factory)
    play(monkeypatch, lambda: None)
    assert run(options(tmp_path)) == 0
    assert started.process.told == ["kill", "wait"]


def test_process_is_ended_where_serving_fails(monkeypatch: pytest.MonkeyPatch, started: Started, tmp_path: Path) -> None:
    def scene() -> None:
        raise ModuleNotFoundError("No module named 'httptools'", name="httptools")

    play(monkeypatch, scene)
    with pytest.raises(ModuleNotFoundError):
        run(options(tmp_path))
    assert started.process.told == ["kill", "wait"]


def test_process_that_cannot_be_started_leaves_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def spawn(command: Command) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "spawn", spawn)
    assert run(options(tmp_path)) == 0


@pytest.mark.parametrize(
    ("named", "code"),
    [
        pytest.param({"app": "nonsense"}, "app-location", id="app"),
        pytest.param({"folder": Path("/nothing/there")}, "no-folder", id="folder"),
        pytest.param({"port": 99999}, "bad-port", id="port"),
        pytest.param({"concurrency": 0}, "concurrency", id="concurrency"),
        pytest.param({"access_log": Path("/nothing/there.log")}, "access-log-file", id="access log"),
    ],
)
def test_options_that_make_no_sense_start_nothing(
    started: Started, tmp_path: Path, named: dict[str, Any], code: str
) -> None:
    with pytest.raises(Misuse) as caught:
        run(options(tmp_path, **named))
    assert caught.value.problem.code == code
    assert started.commands == []


def test_missing_extra_is_named_before_anything_starts(
    monkeypatch: pytest.MonkeyPatch, started: Started, tmp_path: Path
) -> None:
    monkeypatch.setattr(module, "find_spec", lambda name: None if name == "moto" else object())
    with pytest.raises(MissingExtra) as caught:
        run(options(tmp_path))
    assert caught.value.extra == "local"
    assert "'moto'" in str(caught.value)
    assert started.commands == []
