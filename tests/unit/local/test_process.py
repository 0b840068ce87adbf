"""Starting the app's process: its environment and its command line."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from gwfw.local.process import Command, environment, spawn

COMMAND = Command(app=None, folder=Path(), region="eu-north-1", endpoint="http://127.0.0.1:3000")


def test_sdks_speak_to_this_machine_only() -> None:
    inherited = {
        "PATH": "/bin",
        "AWS_PROFILE": "prod",
        "AWS_SESSION_TOKEN": "x",
        "AWS_ENDPOINT_URL_S3": "y",
        "GWFW_BINDINGS": "{}",
    }
    found = environment(COMMAND, inherited)
    assert found["PATH"] == "/bin"
    assert {name: value for name, value in found.items() if name.startswith("AWS_")} == {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:3000",
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_REGION": "eu-north-1",
        "AWS_DEFAULT_REGION": "eu-north-1",
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
    }
    assert "GWFW_BINDINGS" not in found
    assert found["PYTHONUNBUFFERED"] == "1"


@pytest.mark.parametrize("name", ["NO_PROXY", "no_proxy"])
def test_no_proxy_stands_between(name: str) -> None:
    found = environment(COMMAND, {name: "corp.example"})
    assert found["NO_PROXY"] == found["no_proxy"] == "corp.example,127.0.0.1,localhost,::1"


class Started:
    """In the place of Popen: remembers how it was called, and whether Ctrl-C was blocked then."""

    calls: list[tuple[list[str], dict[str, Any], bool]]

    def __init__(self, arguments: list[str], **named: Any) -> None:
        blocked = signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])
        Started.calls.append((arguments, named, blocked))


@pytest.mark.parametrize(("app", "rest"), [(None, []), ("shop:app", ["shop:app"])], ids=["default", "named"])
def test_command_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, app: str | None, rest: list[str]) -> None:
    Started.calls = []
    monkeypatch.setattr("subprocess.Popen", Started)
    spawned = spawn(Command(app=app, folder=tmp_path, region="eu-north-1", endpoint="http://127.0.0.1:3000"))
    spawned.socket.close()
    ((arguments, named, blocked),) = Started.calls
    (descriptor,) = named["pass_fds"]
    assert arguments == [sys.executable, "-m", "gwfw.local.worker", str(descriptor), *rest]
    assert named["cwd"] == tmp_path
    assert blocked
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


def test_process_that_cannot_be_started(tmp_path: Path) -> None:
    command = Command(app=None, folder=tmp_path / "nothing", region="eu-north-1", endpoint="")
    with pytest.raises(FileNotFoundError):
        spawn(command)
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])
