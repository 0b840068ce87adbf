"""`gwfw deploy`: what it is told and what it prints; the work itself is the deploy room's."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from gwfw.cli import main
from gwfw.deploy import stacks
from gwfw.deploy.stacks import Deployed
from gwfw.errors import Failure, Problem

OUTPUTS = {"http": "https://a.example.com", "table books": "shop-dev-Tablebooks", "websocket": "wss://b.example.com/dev"}


class Room:
    """Stands for the room's verbs and remembers, in order, what was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.given: dict[str, object] = {}
        self.outputs = OUTPUTS

    def bootstrap(self, **options: object) -> str:
        self.asked.append("bootstrap")
        return "aws://0/eu-north-1"

    def deploy(self, graph: object, target: object, **options: object) -> Deployed:
        self.asked.append("deploy")
        self.given = {"graph": graph, "target": target, **options}
        say = options["say"]
        assert callable(say)
        say("deploying shop-dev")
        return Deployed(stack="shop-dev", outputs=self.outputs, changed=True)


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Room:
    fake = Room()
    monkeypatch.setattr(stacks, "bootstrap", fake.bootstrap)
    monkeypatch.setattr(stacks, "deploy", fake.deploy)
    return fake


def test_urls_and_names_are_printed_and_progress_beside(room: Room, shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deploy", "--folder", str(shop)]) == 0
    printed = capsys.readouterr()
    assert printed.out.splitlines() == [
        "http         https://a.example.com",
        "table books  shop-dev-Tablebooks",
        "websocket    wss://b.example.com/dev",
    ]
    assert printed.err == "deploying shop-dev\n"
    assert room.asked == ["deploy"]
    assert "http GET /hello" in str(room.given["places"])


def test_as_json(room: Room, shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deploy", "--folder", str(shop), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"stack": "shop-dev", "changed": True, "outputs": OUTPUTS}


def test_nothing_to_print(room: Room, shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    room.outputs = {}
    assert main(["deploy", "--folder", str(shop)]) == 0
    assert capsys.readouterr().out == ""


def test_the_account_is_prepared_first(room: Room, shop: Path) -> None:
    assert main(["deploy", "--folder", str(shop), "--bootstrap", "--yes"]) == 0
    assert room.asked == ["bootstrap", "deploy"]
    assert room.given["yes"] is True


@pytest.mark.parametrize(
    ("terminal", "options", "ask"),
    [
        pytest.param(True, [], True, id="on a terminal"),
        pytest.param(True, ["--json"], False, id="for a program"),
        pytest.param(False, [], False, id="without a terminal"),
    ],
)
def test_who_can_be_asked(
    room: Room, shop: Path, monkeypatch: pytest.MonkeyPatch, terminal: bool, options: list[str], ask: bool
) -> None:
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: terminal, raising=False)
    assert main(["deploy", "--folder", str(shop), *options]) == 0
    assert room.given["ask"] is ask


def test_a_failure_exits_1(
    room: Room, shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*arguments: object, **options: object) -> Deployed:
        raise Failure(Problem(code="deploy-failed", what="shop-dev could not be deployed"))

    monkeypatch.setattr(stacks, "deploy", fail)
    assert main(["deploy", "--folder", str(shop)]) == 1
    assert capsys.readouterr().err == "shop-dev could not be deployed  [deploy-failed]\n"


@pytest.mark.parametrize("option", [["--stage", "a b"], ["--python-version", "2.7"]])
def test_misuse_reaches_neither_the_app_nor_aws(room: Room, shop: Path, option: list[str]) -> None:
    (shop / "shop.py").write_text("raise RuntimeError")
    assert main(["deploy", "--folder", str(shop), "--bootstrap", *option]) == 2
    assert room.asked == []
