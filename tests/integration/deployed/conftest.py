"""Both examples twice: deployed onto ministack by the real command line, and served by `gwfw local`."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from queue import Queue
from typing import Any

import boto3
import pytest

ROOT = Path(__file__).parents[3]
SERVER = Path(__file__).parents[1] / "ministack_server.py"
APPS = ("chat", "orders")
REGION = "us-east-1"

Gwfw = Callable[..., subprocess.CompletedProcess[str]]


@dataclass
class Account:
    """An AWS account on this machine."""

    environment: dict[str, str]
    connections: Queue[str] = field(default_factory=Queue)
    log: list[str] = field(default_factory=list)
    started: threading.Event = field(default_factory=threading.Event)

    def listen(self, process: subprocess.Popen[str]) -> None:
        """Read what the server prints until it ends."""
        assert process.stdout is not None
        for line in process.stdout:
            self.log.append(line)
            if line.startswith("connection "):
                self.connections.put(line.split()[1])
            if "Running on" in line:
                self.started.set()
        self.started.set()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    """An empty account; nothing in it may have broken down afterwards."""
    port, inherited = free_port(), {name: text for name, text in os.environ.items() if not name.startswith("AWS_")}
    leading_there = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION, "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }  # fmt: skip
    there = {"BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(port), "IOT_MTLS_ENABLED": "0", "PYTHONUNBUFFERED": "1"}
    made = Account(inherited | leading_there)
    with subprocess.Popen(
        [sys.executable, str(SERVER)],
        env=inherited | there,
        cwd=tmp_path_factory.mktemp("account"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        listener = threading.Thread(target=made.listen, args=[process])
        listener.start()
        assert made.started.wait(60), "ministack did not start"
        assert process.poll() is None, "".join(made.log)
        yield made
        process.terminate()
        process.wait(30)
        listener.join(30)
    assert "Traceback" not in "".join(made.log), "".join(made.log)


@pytest.fixture(scope="session")
def connections(account: Account) -> Queue[str]:
    """The ids of the connections to deployed WebSocket APIs, in their order."""
    return account.connections


@pytest.fixture(scope="session")
def aws(account: Account) -> Callable[[str], Any]:
    """Gives the account's client of a service."""
    session = boto3.session.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name=REGION)
    create: Callable[..., Any] = session.client
    return lambda service: create(service, endpoint_url=account.environment["AWS_ENDPOINT_URL"])


@pytest.fixture(scope="session")
def gwfw(account: Account) -> Gwfw:
    """Runs the command line with the account's credentials, to its end."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "gwfw.cli", *arguments]
        return subprocess.run(command, env=account.environment, capture_output=True, text=True, check=False)

    return run


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Copies of the examples, to deploy from."""
    made = {name: tmp_path_factory.mktemp("apps") / name for name in APPS}
    for name, folder in made.items():
        shutil.copytree(ROOT / "examples" / name, folder, ignore=shutil.ignore_patterns(".gwfw", "__pycache__"))
    return made


@pytest.fixture(scope="session")
def outputs(gwfw: Gwfw, folders: dict[str, Path]) -> dict[str, dict[str, str]]:
    """What the deployments printed, by their apps' names. The first one prepares the account."""
    found: dict[str, dict[str, str]] = {}
    for name, folder in folders.items():
        more = [] if found else ["--bootstrap"]
        done = gwfw("deploy", "--folder", str(folder), "--yes", "--json", *more)
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        assert (told["stack"], told["changed"]) == (f"{name}-dev", True)
        found[name] = told["outputs"]
    return found


@pytest.fixture(scope="session")
def local() -> Iterator[dict[str, str]]:
    """The URLs of the local servers by their apps' names."""
    command = [sys.executable, "-m", "gwfw.cli", "local", "--port", "0", "--no-reload"]
    servers = {name: subprocess.Popen(command, cwd=ROOT / "examples" / name, stdout=subprocess.PIPE, text=True)
               for name in APPS}  # fmt: skip
    yield {name: first_url(server) for name, server in servers.items()}
    for server in servers.values():
        server.terminate()
        server.communicate()


def first_url(server: subprocess.Popen[str]) -> str:
    """The URL that a server prints; one that prints none is ended after a minute."""
    assert server.stdout is not None
    patience = threading.Timer(60, server.kill)
    patience.start()
    found = (re.search(r"http://127\.0\.0\.1:\d+", line) for line in server.stdout)
    url = next((match[0] for match in found if match), None)
    patience.cancel()
    assert url is not None, "gwfw local did not start"
    return url
