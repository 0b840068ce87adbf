"""What uv is asked for, and what is taken of what it installed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gwfw.deploy import dependencies
from gwfw.errors import Failure, MissingExtra
from gwfw.synth.settings import Architecture

Command = Callable[[str, str], Path]

# Writes what it was asked for into the target, as files that can be compared.
UV = """
import pathlib, sys
given = sys.argv[1:]
target = pathlib.Path(given[given.index("--target") + 1])
for option in ("--requirements", "--constraints", "--overrides"):
    (target / option).write_text(pathlib.Path(given[given.index(option) + 1]).read_text())
(target / "asked").write_text(" ".join(given))
"""


@pytest.mark.parametrize(
    ("version", "architecture", "expected"),
    [
        ("3.11", "x86_64", "x86_64-manylinux2014"),
        ("3.11", "arm64", "aarch64-manylinux2014"),
        ("3.13", "x86_64", "x86_64-manylinux_2_28"),
        ("3.14", "arm64", "aarch64-manylinux_2_28"),
    ],
)
def test_the_target_as_uv_names_it(version: str, architecture: Architecture, expected: str) -> None:
    assert dependencies.platform(version, architecture) == expected


def test_what_uv_is_asked_for(command: Command, tmp_path: Path) -> None:
    command("uv", UV)
    target = tmp_path / "target"
    target.mkdir()
    dependencies.install(
        ("httpx>=0.28", "pydantic"), pins=("httpx==0.28.1",), target=target, python_version="3.12", architecture="arm64"
    )
    asked = (target / "asked").read_text()
    assert asked.startswith("pip install ")
    assert "--python-version 3.12 --python-platform aarch64-manylinux_2_28 --only-binary :all:" in asked
    assert (target / "--requirements").read_text() == "httpx>=0.28\npydantic\n"
    assert (target / "--constraints").read_text() == "httpx==0.28.1\n"
    assert (target / "--overrides").read_text().splitlines() == [
        f"{name}; sys_platform == 'never'" for name in ("gwfw", "boto3", "botocore", "s3transfer")
    ]


@pytest.mark.parametrize(
    ("source", "remedy"),
    [
        pytest.param("raise SystemExit('httpx has no wheel')", "httpx has no wheel", id="its own words"),
        pytest.param("raise SystemExit(1)", "look at the package index", id="no words"),
    ],
)
def test_what_cannot_be_installed(command: Command, tmp_path: Path, source: str, remedy: str) -> None:
    command("uv", source)
    with pytest.raises(Failure) as raised:
        dependencies.install(("httpx", "x"), target=tmp_path, python_version="3.12", architecture="x86_64")
    assert raised.value.problem.code == "dependencies"
    assert (raised.value.problem.received, raised.value.problem.remedy) == ("httpx, x", remedy)


def test_what_installers_write_for_themselves_is_left_out(tmp_path: Path) -> None:
    for path in ("bin/httpx", "x/__init__.py", "x-1.dist-info/METADATA", "x-1.dist-info/RECORD", ".lock"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("")
    assert [file.path for file in dependencies.files(tmp_path)] == ["x-1.dist-info/METADATA", "x/__init__.py"]


def test_uv_of_the_path_comes_first(command: Command) -> None:
    path = command("uv", "")
    assert dependencies.uv() == str(path)


def test_uv_of_its_package_otherwise(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert Path(dependencies.uv()).name == "uv"


def test_no_uv(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "uv", None)
    with pytest.raises(MissingExtra, match=r'pip install "gwfw\[deploy\]"'):
        dependencies.uv()
