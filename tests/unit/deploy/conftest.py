"""Command lines that do as they are told: scripts run by this Python stand for Node.js, the CDK and uv."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gwfw.deploy.cdk import Cli
from gwfw.deploy.node import Node

FakeCli = Callable[[str], Cli]


@pytest.fixture
def cli(tmp_path: Path) -> FakeCli:
    """Gives a command line of the CDK that runs the given lines of Python."""

    def of(source: str) -> Cli:
        script = tmp_path / "cdk.py"
        script.write_text(source, encoding="utf-8")
        return Cli(node=Node(Path(sys.executable), 22), script=script, version="2.9.9")

    return of


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Path]:
    """Gives a command on the path, before all others, that runs the given lines of Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder), prepend=":")

    def of(name: str, source: str) -> Path:
        written = folder / name
        written.write_text(f"#!{sys.executable}\n{source}\n", encoding="utf-8")
        written.chmod(0o755)
        return written

    return of
