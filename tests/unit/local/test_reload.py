"""Which saves restart the app's code."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath
from typing import Any, cast

import pytest

from gwfw.local.reload import Watcher, counts


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("library.py", True),
        ("shop/orders.py", True),
        ("pyproject.toml", True),
        ("machines/fulfil.asl.json", True),
        ("machines/fulfil.asl.yaml", True),
        ("pages/index.html", True),
        ("data.json", False),
        ("notes.txt", False),
        ("library.py~", False),
        (".library.py.swp", False),
        (".hidden.py", False),
        ("__pycache__/library.cpython-311.py", False),
        (".venv/lib/x.py", False),
        ("venv/lib/x.py", False),
        (".git/hooks/x.py", False),
        ("node_modules/x/y.js", False),
        ("cdk.out/asset/x.py", False),
        ("tests/test_library.py", False),
        ("test_library.py", False),
        ("conftest.py", False),
        ("shop/testing.py", True),
    ],
)
def test_counts(path: str, expected: bool) -> None:
    assert counts(PurePath(path)) is expected


class Loop:
    """Calls at once, or is closed."""

    def __init__(self, *, closed: bool = False) -> None:
        self._closed = closed

    def call_soon_threadsafe(self, call: Callable[..., None], *arguments: object) -> None:
        if self._closed:
            raise RuntimeError("Event loop is closed")
        call(*arguments)


class Saves:
    """In the place of `watchfiles.watch`: the saves that the test says, filtered as it filters them."""

    def __init__(self, *saves: set[tuple[int, str]]) -> None:
        self._saves = saves
        self.given: dict[str, Any] = {}

    def __call__(self, folder: Path, *, watch_filter: Callable[[int, str], bool], **given: Any) -> Iterator[set[Any]]:
        self.given = given
        for save in self._saves:
            kept = {(change, str(folder / path)) for change, path in save if watch_filter(change, str(folder / path))}
            if kept:
                yield kept


def watched(monkeypatch: pytest.MonkeyPatch, folder: Path, saves: Saves, loop: Loop) -> list[tuple[str, ...]]:
    monkeypatch.setattr("watchfiles.watch", saves)
    told: list[tuple[str, ...]] = []
    watcher = Watcher(folder, told.append, cast("asyncio.AbstractEventLoop", loop))
    watcher.start()
    watcher._thread.join(10)
    watcher.stop()
    assert saves.given["stop_event"].is_set()
    return told


def test_saves_are_told_relative_to_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    saves = Saves({(1, "b.py"), (2, "shop/a.py"), (1, "data.json")}, {(1, "notes.txt")}, {(1, "b.py")})
    assert watched(monkeypatch, tmp_path, saves, Loop()) == [("b.py", "shop/a.py"), ("b.py",)]


def test_nobody_is_told_after_the_loop_is_closed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert watched(monkeypatch, tmp_path, Saves({(1, "b.py")}), Loop(closed=True)) == []
