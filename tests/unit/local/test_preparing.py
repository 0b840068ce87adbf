from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from gwfw.local.preparing import prepare


@pytest.fixture(autouse=True)
def own_finders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))


def test_what_is_imported_is_prepared_at_once_and_once() -> None:
    prepared: list[ModuleType] = []
    before = len(sys.meta_path)
    for _ in range(2):
        prepare("test", {"json": prepared.append, "not.imported": prepared.append})
    assert prepared == [json]
    assert len(sys.meta_path) == before + 1


def test_what_is_imported_later_is_prepared_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "to_be_prepared.py").write_text("value = 1\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    prepare("test", {"to_be_prepared": lambda module: setattr(module, "value", module.value + 1)})
    module = importlib.import_module("to_be_prepared")
    monkeypatch.delitem(sys.modules, "to_be_prepared")
    assert module.value == 2


def test_what_is_not_there_stays_so() -> None:
    prepare("test", {"nothing_of_this_name": lambda module: None})
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("nothing_of_this_name")


@pytest.mark.parametrize("name", ["json", "prepared_twice"], ids=["imported", "later"])
def test_two_purposes_stand_beside_each_other(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "prepared_twice.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    prepared: list[str] = []
    prepare("one", {name: lambda module: prepared.append("one")})
    prepare("two", {name: lambda module: prepared.append("two")})
    prepare("three", {"nothing_of_this_name": lambda module: prepared.append("three")})
    importlib.import_module(name)
    if name != "json":
        monkeypatch.delitem(sys.modules, name)
    assert prepared == ["one", "two"]
