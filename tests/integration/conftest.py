"""`gwfw local` as a process of its own, on a free port."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, SimpleQueue

import pytest

PATIENCE_S = 30
"""How long a test waits for something that will happen at once, on a machine that has nothing else to do."""


class Local:
    """A running `gwfw local` and what it prints. `http` and `ws` are its URLs, without a slash at the end."""

    def __init__(self, folder: Path, *options: str, port: int = 0) -> None:
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "gwfw.cli", "local", "--port", str(port), *options]
        self.process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.printed: list[str] = []
        self.http = self.ws = ""
        self._lines: SimpleQueue[str | None] = SimpleQueue()
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))
        self._lines.put(None)

    def until(self, text: str) -> str:
        """The next printed line with that text in it."""
        while True:
            try:
                line = self._lines.get(timeout=PATIENCE_S)
            except Empty:
                line = None
            if line is None:
                raise AssertionError(f"{text!r} was not printed; this was:\n" + "\n".join(self.printed))
            self.printed.append(line)
            if text in line:
                return line

    def ready(self) -> Local:
        """Wait until the app is served."""
        self.until("gwfw local, ready in")
        while not self.until("  ").endswith("Ctrl-C stops"):
            line = self.printed[-1].strip()
            self.http = line.rstrip("/") if line.startswith("http://") else self.http
            self.ws = line if line.startswith("ws://") else self.ws
        return self

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Stop it by a signal; its exit code."""
        self.process.send_signal(number)
        return self.exit()

    def exit(self) -> int:
        """Wait until it has ended; its exit code."""
        status = self.process.wait(PATIENCE_S)
        self._reading.join(PATIENCE_S)
        while not self._lines.empty():
            self.printed += [line for line in [self._lines.get()] if line is not None]
        return status

    def kill(self) -> None:
        """End it in any case."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        assert self.process.stdout is not None
        self._reading.join(PATIENCE_S)
        self.process.stdout.close()


@pytest.fixture
def local() -> Iterator[Callable[..., Local]]:
    """Starts `gwfw local` in a folder: `local(folder, "--no-reload")`."""
    running: list[Local] = []

    def start(folder: Path, *options: str, port: int = 0) -> Local:
        running.append(Local(folder, *options, port=port))
        return running[-1]

    yield start
    for one in running:
        one.kill()


@pytest.fixture(scope="module")
def served() -> Iterator[Callable[..., Local]]:
    """The same, served for all tests of a module; it must end in order."""
    running: dict[tuple[Path, tuple[str, ...]], Local] = {}

    def start(folder: Path, *options: str) -> Local:
        if (folder, options) not in running:
            running[folder, options] = Local(folder, "--no-reload", *options).ready()
        return running[folder, options]

    yield start
    statuses = [one.end() for one in running.values()]
    for one in running.values():
        one.kill()
    assert statuses == [0] * len(statuses)
