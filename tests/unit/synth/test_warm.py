"""The kernel's index: written once by a process that is kept alive; a script stands for it."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from gwfw.synth.warm import cache_root, indexed, warm

# Writes the index after a while, and lives until its standard input ends.
WRITES = """
import os, pathlib, sys
folder = pathlib.Path(os.environ["JSII_RUNTIME_PACKAGE_CACHE_ROOT"], "aws-cdk-lib", sys.argv[1], "x")
folder.mkdir(parents=True)
(folder / ".jsii.runtime.v1.json").write_text("{}")
sys.stdin.read()
"""


def keeper(source: str) -> tuple[str, ...]:
    return sys.executable, "-c", source, version("aws-cdk-lib")


def test_it_is_written_once(tmp_path: Path) -> None:
    environment = {"JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(tmp_path)}
    assert not indexed(tmp_path)
    assert warm(environment, keeper=keeper(WRITES))
    assert warm(environment, keeper=keeper("raise SystemExit('called twice')"))


@pytest.mark.parametrize(
    ("source", "patience_s", "waits"),
    [
        pytest.param("import sys; sys.stdin.read()", 1.0, 5, id="a process that never writes it"),
        pytest.param("raise SystemExit(1)", 1e9, None, id="a process that breaks down"),
    ],
)
def test_patience_ends(tmp_path: Path, source: str, patience_s: float, waits: int | None) -> None:
    waited: list[float] = []
    environment = {"JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(tmp_path)}
    assert not warm(environment, patience_s=patience_s, pause=waited.append, keeper=keeper(source))
    assert waits is None or len(waited) == waits


def test_without_a_cache_there_is_nothing_to_write(tmp_path: Path) -> None:
    assert not warm({"JSII_RUNTIME_PACKAGE_CACHE": "disabled"}, keeper=keeper("raise SystemExit('called')"))


@pytest.mark.parametrize(
    ("environment", "platform", "root"),
    [
        pytest.param({"JSII_RUNTIME_PACKAGE_CACHE_ROOT": "/kept"}, "linux", "/kept", id="as told"),
        pytest.param({"HOME": "/home/ann"}, "linux", "/home/ann/.cache/aws/jsii/package-cache", id="linux"),
        pytest.param({"HOME": "/a"}, "darwin", "/a/Library/Caches/com.amazonaws.jsii/package-cache", id="mac"),
        pytest.param({"LOCALAPPDATA": "/d"}, "win32", "/d/AWS/jsii/package-cache", id="windows"),
        pytest.param({"HOME": "/a"}, "win32", "/a/AppData/Local/AWS/jsii/package-cache", id="windows without a setting"),
    ],
)
def test_where_the_kernel_keeps_libraries(environment: dict[str, str], platform: str, root: str) -> None:
    assert cache_root(environment, platform) == Path(root)


def test_without_a_home() -> None:
    assert cache_root({}, "linux").is_absolute()
