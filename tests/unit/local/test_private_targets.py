"""Where private targets are: the command line before the file, and what is no name and URL."""

from __future__ import annotations

from pathlib import Path

import pytest

from gwfw.errors import Misuse
from gwfw.local.private_targets import bound

FILE = '[tool.gwfw.targets]\ninternal = "http://localhost:1"\n"srv-a1" = "https://localhost:2/base"\n'


def test_the_command_line_goes_first(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(FILE)
    given = bound(["internal=http://localhost:3/?a=b", "more=http://[::1]:4"], tmp_path)
    assert given == {
        "internal": "http://localhost:3/?a=b",
        "srv-a1": "https://localhost:2/base",
        "more": "http://[::1]:4",
    }


@pytest.mark.parametrize("text", [None, "", "[tool.gwfw]\napp = 'app:app'\n", "no toml"])
def test_nothing_is_said(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "pyproject.toml").write_text(text)
    assert bound([], tmp_path) == {}


@pytest.mark.parametrize("given", ["internal", "=http://localhost:1", "internal=", "internal=localhost:1", "a=ftp://x"])
def test_wrong_arguments(tmp_path: Path, given: str) -> None:
    with pytest.raises(Misuse) as raised:
        bound([given], tmp_path)
    assert (raised.value.problem.code, raised.value.problem.received) == ("local-target", f"--target {given}")


@pytest.mark.parametrize(
    "text", ["[tool.gwfw]\ntargets = 1\n", "[tool.gwfw.targets]\na = 1\n", "[tool.gwfw.targets]\na = 'x'\n"]
)
def test_wrong_settings(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    with pytest.raises(Misuse) as raised:
        bound([], tmp_path)
    assert raised.value.problem.code == "local-target"
