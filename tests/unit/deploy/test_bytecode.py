"""Compiled modules: for this Python only, the same bytes every time."""

from __future__ import annotations

import marshal
import sys
from pathlib import Path

import pytest

from gwfw.deploy import bytecode

RUNNING = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.mark.parametrize(("version", "possible"), [(RUNNING, True), ("3.9", False)], ids=["this Python", "another"])
def test_only_the_very_version_compiles(version: str, possible: bool) -> None:
    assert bytecode.possible(version) is possible


def compiled(folder: Path, monkeypatch: pytest.MonkeyPatch, seed: str) -> bytes:
    (folder / "shop").mkdir(parents=True)
    (folder / "shop" / "names.py").write_text("NAMES = {'a', 'b', 'c', 'd'} & frozenset({'x', 'y', 'z'})\n")
    (folder / "template.py").write_text("def {{ name }}\n")
    monkeypatch.setenv("PYTHONHASHSEED", seed)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    bytecode.compile_folder(folder)
    [written] = folder.rglob("*.pyc")
    return written.read_bytes()


def test_the_same_sources_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = compiled(tmp_path / "a", monkeypatch, "1"), compiled(tmp_path / "b", monkeypatch, "2")
    assert one == two
    assert one[4:8] == b"\x01\x00\x00\x00"  # found by its hash, which nobody checks
    assert marshal.loads(one[16:]).co_filename == "/var/task/shop/names.py"
