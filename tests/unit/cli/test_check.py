"""`gwfw check`: one line, or everything that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from gwfw.cli import check, main
from gwfw.errors import Problem
from gwfw.freeze.freezing import Frozen
from gwfw.graph.model import AppGraph


def test_nothing_wrong(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--folder", str(shop)]) == 0
    assert capsys.readouterr().out == "shop: 1 route, 1 function, 0 resources, 0 grants; nothing wrong\n"


def test_every_problem_is_told(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (shop / "shop.py").open("a") as file:
        file.write('\n\n@app.http.get\ndef one() -> None: ...\n\n\n@app.http.get("two")\ndef two() -> None: ...\n')
    assert main(["check", "--folder", str(shop)]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "[missing-parentheses]" in captured.err
    assert "shop.py:16" in captured.err
    assert captured.err.count("remedy: ") == 2


def test_warnings_do_not_fail(shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    warning = Problem(code="unused", what="nothing uses this", remedy="remove it")
    monkeypatch.setattr(check, "frozen", lambda options: Frozen(graph=AppGraph(name="shop"), places={}, warnings=(warning,)))
    assert main(["check", "--folder", str(shop)]) == 0
    captured = capsys.readouterr()
    assert captured.out.endswith("nothing wrong\n")
    assert captured.err == "warning: nothing uses this  [unused]\n  remedy: remove it\n\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--app", "nothing:app"], "[app-not-found]"),
        (["--app", "shop:nothing"], "remedy: --app shop:app"),
        (["--app", "shop"], "[app-location]"),
    ],
    ids=["module", "name", "form"],
)
def test_app_that_is_not_there(shop: Path, arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--folder", str(shop), *arguments]) == 2
    assert told in capsys.readouterr().err
