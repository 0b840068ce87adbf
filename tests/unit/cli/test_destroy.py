"""`gwfw destroy`: nothing goes without a yes."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from gwfw.cli import main
from gwfw.deploy import stacks


@pytest.fixture(autouse=True)
def room(monkeypatch: pytest.MonkeyPatch) -> None:
    """The room's verb asks, and removes where it may."""

    def destroy(graph: object, target: object, *, confirm: Callable[[str], bool], say: Callable[[str], None]) -> bool:
        done = confirm("This removes the stack shop-dev with everything in it.")
        say("removed" if done else "nothing was removed")
        return done

    monkeypatch.setattr(stacks, "destroy", destroy)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("answer", "code", "told"),
    [
        pytest.param("yes\n", 0, "removed", id="yes"),
        pytest.param("y\n", 1, "nothing was removed", id="something else"),
        pytest.param("", 1, "nothing was removed", id="end of input"),
    ],
)
def test_the_answer_decides(
    shop: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    answer: str,
    code: int,
    told: str,
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    assert main(["destroy", "--folder", str(shop)]) == code
    assert capsys.readouterr().err == (
        f"This removes the stack shop-dev with everything in it.\nType yes to go on: {told}\n"
    )


def test_yes_beforehand(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["destroy", "--folder", str(shop), "--yes"]) == 0
    assert capsys.readouterr().err == "This removes the stack shop-dev with everything in it.\nremoved\n"


def test_nobody_to_ask(shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))
    assert main(["destroy", "--folder", str(shop)]) == 2
    assert "gwfw destroy --yes" in capsys.readouterr().err
