"""Servers as processes of their own, and what they cost: CPU and memory of a process with its children, from /proc."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

__all__ = ["HERE", "Server", "free_port", "gwfw_local", "has", "serving"]

HERE = Path(__file__).resolve().parent
_PATIENCE_S = 30
_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "x",
    "AWS_SECRET_ACCESS_KEY": "x",
    "AWS_DEFAULT_REGION": "us-east-1",
    "SLS_INTERACTIVE_SETUP_ENABLE": "0",
    "SLS_NOTIFICATIONS_MODE": "off",
    "SLS_TELEMETRY_DISABLED": "1",
}
"""Servers find no account, and serverless tells and asks nobody."""
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    pid: int
    port: int

    def cpu_s(self) -> float:
        """Seconds of CPU, user and system, that it and its children have used so far."""
        return sum(_cpu_s(pid) for pid in _family(self.pid))

    def memory_kib(self) -> int:
        """Memory that it and its children hold and share with nobody, proportionally with each other (PSS)."""
        return sum(_pss_kib(pid) for pid in _family(self.pid))


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def has(python: str, *modules: str) -> bool:
    """Whether that interpreter can import them."""
    found = subprocess.run([python, "-c", f"import {', '.join(modules)}"], stderr=subprocess.DEVNULL, check=False)
    return found.returncode == 0


@contextmanager
def serving(
    commands: Mapping[str, Sequence[str]], folders: Mapping[str, Path] = MappingProxyType({})
) -> Iterator[dict[str, Server]]:
    """All of them at once, each on a port of its own, which stands for `{port}` in its command; `{other port}` is another.

    `folders` are those in which they start, of those that do not start in one of the benchmarks'.
    """
    started: dict[str, tuple[subprocess.Popen[bytes], Server]] = {}
    environment = {**os.environ, **_ENVIRONMENT}
    try:
        for name, command in commands.items():
            port = free_port()
            given = [part.replace("{port}", str(port)) for part in command]
            given = [str(free_port()) if part == "{other port}" else part for part in given]
            folder = folders.get(name) or _folder(name)
            process = subprocess.Popen(
                given, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            started[name] = process, Server(process.pid, port)
        for name, (process, server) in started.items():
            _wait(name, process, server.port)
        yield {name: server for name, (_, server) in started.items()}
    finally:
        for process, _ in started.values():
            process.terminate()
        for process, _ in started.values():
            process.wait(_PATIENCE_S)


def gwfw_local() -> list[str]:
    """The command of `gwfw local` with the benchmarks' app."""
    return [sys.executable, "-m", "gwfw.cli", "local", "--app", "small:app", "--port", "{port}", "--no-reload"]


def _folder(name: str) -> Path:
    folders = {"gwfw local": HERE / "apps", "chalice local": HERE / "peers" / "small_chalice"}
    return folders.get(name, HERE / "peers")


def _wait(name: str, process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + _PATIENCE_S
    while process.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"{name} does not listen (exit status {process.poll()})")


def _family(pid: int) -> list[int]:
    found = [pid]
    with suppress(FileNotFoundError, ProcessLookupError):  # a process or thread that has ended meanwhile
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += _family(int(child))
    return found


def _cpu_s(pid: int) -> float:
    """That of a process, and of its children that have ended; nothing for one that ended meanwhile, whose parent has it."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return sum(map(int, fields[11:15])) / _TICKS


def _pss_kib(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("Pss:")).split()[1])
