"""The command line itself: verbs, help, exit codes, errors in the house form."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from gwfw import cli
from gwfw.errors import Misuse, Problem, Refusal


class FakeVerb:
    EXAMPLE = "gwfw check"

    def __init__(self, outcome: int | BaseException) -> None:
        self.outcome = outcome

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--loud", action="store_true")

    def run(self, options: argparse.Namespace) -> int:
        if isinstance(self.outcome, BaseException):
            raise self.outcome
        return self.outcome


def verb(monkeypatch: pytest.MonkeyPatch, outcome: int | BaseException) -> None:
    monkeypatch.setattr(cli, "_module", lambda name: FakeVerb(outcome))


PROBLEM = Problem(code="some-code", what="something is wrong", remedy="do better")


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        pytest.param(0, 0, id="done"),
        pytest.param(1, 1, id="failed"),
        pytest.param(KeyboardInterrupt(), 1, id="interrupted"),
        pytest.param(Refusal([PROBLEM]), 1, id="the app is wrong"),
        pytest.param(Misuse(PROBLEM), 2, id="misused"),
    ],
)
def test_exit_codes(monkeypatch: pytest.MonkeyPatch, outcome: int | BaseException, code: int) -> None:
    verb(monkeypatch, outcome)
    assert cli.main(["check"]) == code


def test_an_error_is_printed_without_its_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    verb(monkeypatch, Refusal([PROBLEM]))
    cli.main(["check"])
    assert capsys.readouterr().err == "something is wrong  [some-code]\n  remedy: do better\n"


def test_debug_shows_the_traceback(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    verb(monkeypatch, Refusal([PROBLEM]))
    assert cli.main(["check", "--debug"]) == 1
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("verb_name", "extra"), [("local", "local"), ("routes", "local"), ("synth", "deploy"), ("deploy", "deploy")]
)
def test_a_missing_extra_is_named_with_its_install_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], verb_name: str, extra: str
) -> None:
    verb(monkeypatch, ModuleNotFoundError("No module named 'boto3'", name="boto3.session"))
    assert cli.main([verb_name]) == 2
    assert f'pip install "gwfw[{extra}]"' in capsys.readouterr().err


def test_a_module_of_no_extra_is_a_defect_and_shows_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    verb(monkeypatch, ModuleNotFoundError("No module named 'nothing'", name="nothing"))
    with pytest.raises(ModuleNotFoundError):
        cli.main(["check"])


@pytest.mark.parametrize("arguments", [["nonsense"], ["check", "--nonsense"], []])
def test_misuse_of_the_command_line_exits_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments) == 2
    captured = capsys.readouterr()
    assert "usage: gwfw" in captured.err + captured.out


@pytest.mark.parametrize("name", cli.VERBS)
def test_every_verb_has_a_help_of_one_screen_with_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([name, "--help"]) == 0
    printed = capsys.readouterr().out
    assert f"example: gwfw {name}" in printed
    assert len(printed.splitlines()) <= 30


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("gwfw ")


def test_nothing_in_the_package_imports_the_command_line() -> None:
    package = Path(cli.__file__).parent.parent
    outside = (path for path in package.rglob("*.py") if path.parent.name != "cli")
    assert [str(path) for path in outside if "gwfw.cli" in path.read_text(encoding="utf-8")] == []
