"""Running the synthesizer: a script stands for it, so that no CDK is needed."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gwfw import manifest
from gwfw.deploy import assembly
from gwfw.errors import Failure, Misuse, Place, Refusal
from gwfw.graph.model import AppGraph, Construct
from gwfw.synth.settings import SynthSettings

GRAPH = AppGraph(name="shop")
Program = Callable[[str], tuple[str, str]]


@pytest.fixture(autouse=True)
def no_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """No index of the CDK is looked for."""
    monkeypatch.setenv("JSII_RUNTIME_PACKAGE_CACHE", "disabled")


@pytest.fixture
def program(tmp_path: Path) -> Program:
    def of(source: str) -> tuple[str, str]:
        script = tmp_path / "synth.py"
        script.write_text(f"import json, pathlib, sys\ngiven = sys.argv[1:]\n{source}\n")
        return sys.executable, str(script)

    return of


def settings(folder: Path) -> SynthSettings:
    return SynthSettings(stage="dev", code=folder / "code.zip", python_version="3.12", architecture="arm64")


@pytest.mark.parametrize("validate", [True, False], ids=["validating", "not validating"])
def test_it_is_told_the_manifest_and_the_settings(program: Program, tmp_path: Path, validate: bool) -> None:
    source = """
read = pathlib.Path(given[given.index("--manifest") + 1]).read_text()
out = pathlib.Path(given[given.index("--out") + 1])
out.mkdir()
(out / "told.json").write_text(json.dumps([read, given]))
print("jsii says something"); print(json.dumps({"stack": "shop-dev"}))
"""
    out = tmp_path / "out"
    made = assembly.synthesize(GRAPH, settings(tmp_path), out=out, validate=validate, program=program(source))
    assert made == assembly.Assembly(folder=out, stack="shop-dev")
    assert made.template == out / "shop-dev.template.json"
    read, given = json.loads((out / "told.json").read_text())
    assert read == manifest.dump(GRAPH)
    assert given[2:] == [
        "--code", str(tmp_path / "code.zip"), "--out", str(out), "--stage", "dev", "--architecture", "arm64",
        "--python-version", "3.12", *(["--validate"] if validate else []),
    ]  # fmt: skip


def test_functions_that_change_the_stack_are_named(program: Program, tmp_path: Path) -> None:
    source = f"pathlib.Path({str(tmp_path / 'told')!r}).write_text(json.dumps(given)); print(json.dumps({{'stack': 'x'}}))"
    assembly.synthesize(
        GRAPH,
        settings(tmp_path),
        out=tmp_path / "out",
        tunings=("shop:one", "more:two"),
        folder=tmp_path,
        program=program(source),
    )
    given = json.loads((tmp_path / "told").read_text())
    assert given[-6:] == ["--tune", "shop:one", "--tune", "more:two", "--folder", str(tmp_path)]


def test_the_folder_of_functions_that_make_constructs_is_named(program: Program, tmp_path: Path) -> None:
    source = f"pathlib.Path({str(tmp_path / 'told')!r}).write_text(json.dumps(given)); print(json.dumps({{'stack': 'x'}}))"
    graph = replace(GRAPH, constructs=(Construct(name="orders", module="shop", function="orders"),))
    assembly.synthesize(graph, settings(tmp_path), out=tmp_path / "out", program=program(source))
    assert json.loads((tmp_path / "told").read_text())[-2:] == ["--folder", "."]


@pytest.mark.parametrize("needed", [True, False], ids=["not prepared", "prepared"])
def test_preparing_the_cdk_is_told(program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, needed: bool) -> None:
    if needed:
        monkeypatch.delenv("JSII_RUNTIME_PACKAGE_CACHE")
        monkeypatch.setenv("JSII_RUNTIME_PACKAGE_CACHE_ROOT", str(tmp_path))
        monkeypatch.setattr(assembly, "warm", lambda variables: True)
    said: list[str] = []
    source = """print(json.dumps({"stack": "x"}))"""
    assembly.synthesize(GRAPH, settings(tmp_path), out=tmp_path / "out", say=said.append, program=program(source))
    assert [line.partition(",")[0] for line in said] == (["preparing the CDK"] if needed else [])


def test_findings_of_the_cdk_s_own_check(program: Program, tmp_path: Path) -> None:
    report = {
        "pluginReports": [
            {
                "violations": [
                    {
                        "ruleName": "F3003",
                        "description": "a property is missing",
                        "violatingConstructs": [{"constructPath": "shop-dev/Table"}, {"constructPath": "shop-dev/Log"}],
                    }
                ]
            }
        ]
    }
    out = tmp_path / "out"
    source = f"""
pathlib.Path({str(out)!r}).mkdir()
(pathlib.Path({str(out)!r}) / "validation-report.json").write_text({json.dumps(report)!r})
print(json.dumps({{"stack": "shop-dev"}}))
"""
    made = assembly.synthesize(GRAPH, settings(tmp_path), out=out, program=program(source))
    assert made.findings == (
        "F3003 shop-dev/Table: a property is missing",
        "F3003 shop-dev/Log: a property is missing",
    )


def failing(code: int, *sentences: str) -> str:
    fields: dict[str, object] = {"places": [], "received": None, "allowed": None, "remedy": None}
    problems = [fields | {"code": "cdk-refused", "what": what} for what in sentences]
    return f"print({json.dumps({'problems': problems})!r}); sys.exit({code})"


def test_what_the_cdk_refuses_is_told_at_its_declaration(program: Program, tmp_path: Path) -> None:
    places = {"http GET /a": Place("shop.py", 3, '@http.get("/a")')}
    refusing = program(failing(1, "http GET /a: no such thing", "table x: neither"))
    with pytest.raises(Refusal) as raised:
        assembly.synthesize(GRAPH, settings(tmp_path), out=tmp_path / "out", places=places, program=refusing)
    assert [problem.places for problem in raised.value.problems] == [(), (Place("shop.py", 3, '@http.get("/a")'),)]


def test_a_folder_that_is_no_assembly(program: Program, tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="something else"):
        assembly.synthesize(GRAPH, settings(tmp_path), out=tmp_path / "out", program=program(failing(2, "something else")))


@pytest.mark.parametrize(
    ("source", "received"),
    [
        pytest.param("sys.exit('no such\\nModuleNotFoundError: aws_cdk')", "ModuleNotFoundError: aws_cdk", id="an error"),
        pytest.param("print('nothing'); sys.exit(9)", "exit code 9", id="silence"),
    ],
)
def test_a_process_that_broke_down(program: Program, tmp_path: Path, source: str, received: str) -> None:
    with pytest.raises(Failure, match=r"\[synth-failed\]") as raised:
        assembly.synthesize(GRAPH, settings(tmp_path), out=tmp_path / "out", program=program(source))
    assert raised.value.problem.received == received


@pytest.mark.parametrize(
    ("inherited", "kept"), [(None, None), ("1", "bytecode")], ids=["bytecode is written", "bytecode is kept apart"]
)
def test_its_environment(monkeypatch: pytest.MonkeyPatch, inherited: str | None, kept: str | None) -> None:
    monkeypatch.setenv("PYTHONPATH", "/more")
    monkeypatch.delenv("PYTHONPYCACHEPREFIX", raising=False)
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    if inherited is not None:
        monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", inherited)
    found = assembly.environment()
    assert found["PYTHONPATH"].split(os.pathsep)[-1] == "/more"
    assert "PYTHONDONTWRITEBYTECODE" not in found
    assert (Path(found["PYTHONPYCACHEPREFIX"]).name if "PYTHONPYCACHEPREFIX" in found else None) == kept
    assert Path(found["JSII_NODE"]).is_file()
