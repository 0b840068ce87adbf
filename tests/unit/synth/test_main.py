"""`python -m gwfw.synth`: what it answers before the CDK is called."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

from gwfw import manifest
from gwfw.errors import Problem, Refusal
from gwfw.graph.model import AppGraph
from gwfw.synth.__main__ import main
from gwfw.synth.settings import SynthSettings

GRAPH = AppGraph(name="shop")


class Synthesizer:
    """Stands for `gwfw.synth.stack`, which needs the CDK."""

    def __init__(self) -> None:
        self.given: list[object] = []
        self.refusal: Refusal | None = None

    def __call__(
        self, graph: AppGraph, settings: SynthSettings, *, out: Path, validate: bool, tunings: object, folder: Path
    ) -> str:
        if self.refusal is not None:
            raise self.refusal
        self.given = [graph, settings, out, validate, tunings, folder]
        return "shop-dev"


@pytest.fixture
def synthesizer(monkeypatch: pytest.MonkeyPatch) -> Synthesizer:
    fake, module = Synthesizer(), ModuleType("gwfw.synth.stack")
    vars(module)["synthesize"] = fake
    monkeypatch.setitem(sys.modules, "gwfw.synth.stack", module)
    monkeypatch.setattr(os, "environ", dict(os.environ))
    return fake


@pytest.fixture
def arguments(tmp_path: Path) -> list[str]:
    written, code = tmp_path / "manifest.json", tmp_path / "code.zip"
    written.write_text(manifest.dump(GRAPH))
    code.write_bytes(b"")
    return ["--manifest", str(written), "--code", str(code), "--stage", "dev", "--out", str(tmp_path / "out")]


def answer(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    told: dict[str, object] = json.loads(capsys.readouterr().out)
    return told


@pytest.mark.parametrize("validate", [True, False], ids=["validating", "not validating"])
def test_the_stack_s_name(
    synthesizer: Synthesizer, arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], validate: bool
) -> None:
    arguments += ["--tune", "shop:tune", "--folder", str(tmp_path)]
    more = ["--python-version", "3.12", "--architecture", "arm64", *(["--validate"] if validate else [])]
    assert main([*arguments, *more]) == 0
    assert answer(capsys) == {"stack": "shop-dev"}
    settings = SynthSettings(stage="dev", code=tmp_path / "code.zip", python_version="3.12", architecture="arm64")
    assert synthesizer.given == [GRAPH, settings, tmp_path / "out", validate, ["shop:tune"], tmp_path]


def test_problems_are_told_whole(synthesizer: Synthesizer, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    synthesizer.refusal = Refusal([Problem(code="cdk-refused", what="http GET /: no", remedy="do better")])
    assert main(arguments) == 1
    assert answer(capsys) == {
        "problems": [
            {
                "code": "cdk-refused", "what": "http GET /: no", "places": [], "received": None, "allowed": None,
                "remedy": "do better",
            }
        ]
    }  # fmt: skip


@pytest.mark.parametrize(
    ("option", "value", "code"),
    [
        pytest.param("--stage", "my stage", "stage-name", id="a stage's name"),
        pytest.param("--manifest", "{}", "manifest", id="no manifest"),
        pytest.param("--out", "file", "not-an-assembly", id="a folder with something else"),
    ],
)
def test_misuse(
    synthesizer: Synthesizer,
    arguments: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    option: str,
    value: str,
    code: str,
) -> None:
    if option == "--manifest":
        (tmp_path / "manifest.json").write_text(value)
    elif option == "--out":
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / value).write_text("mine")
    else:
        arguments += [option, value]
    assert main(arguments) == 2
    assert f'"code": "{code}"' in capsys.readouterr().out
    assert not (tmp_path / "out").exists() or (tmp_path / "out" / value).read_text() == "mine"


@pytest.mark.parametrize("inside", [[], ["cdk.out", "manifest.json"]], ids=["an empty folder", "an older assembly"])
def test_the_folder_is_made_ready(synthesizer: Synthesizer, arguments: list[str], tmp_path: Path, inside: list[str]) -> None:
    (tmp_path / "out").mkdir()
    for name in inside:
        (tmp_path / "out" / name).write_text("{}")
    assert main(arguments) == 0
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())


def test_a_wrong_command_line_exits_2() -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--nonsense"])
    assert ended.value.code == 2
