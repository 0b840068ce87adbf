"""What is deployed where: this machine's defaults, and what Lambda does not run."""

from __future__ import annotations

from pathlib import Path

import pytest

from gwfw.deploy.target import DeployTarget, default_architecture, default_python
from gwfw.errors import Misuse


@pytest.mark.parametrize(("running", "chosen"), [((3, 11), "3.11"), ((3, 14), "3.14"), ((3, 99), "3.14"), ((3, 9), "3.14")])
def test_the_running_python_if_lambda_has_it(running: tuple[int, int], chosen: str) -> None:
    assert default_python(running) == chosen


@pytest.mark.parametrize(
    ("machine", "chosen"), [("x86_64", "x86_64"), ("AMD64", "x86_64"), ("aarch64", "arm64"), ("arm64", "arm64")]
)
def test_the_processor_of_this_machine(machine: str, chosen: str) -> None:
    assert default_architecture(machine) == chosen


def test_defaults_and_folders(tmp_path: Path) -> None:
    target = DeployTarget.of(tmp_path, "dev")
    assert (target.python_version, target.architecture) == (default_python(), default_architecture())
    assert target.code == tmp_path / ".gwfw" / "deploy" / "dev" / "code.zip"
    assert target.settings.stage == "dev"
    assert target.settings.code == target.code


@pytest.mark.parametrize(
    ("options", "code", "remedy"),
    [
        pytest.param({"python_version": "3.9"}, "python-version", "--python-version 3.14", id="an old Python"),
        pytest.param({"architecture": "mips"}, "architecture", "--architecture x86_64", id="another processor"),
        pytest.param({"stage": "a b"}, "stage-name", "--stage dev", id="a stage with a blank"),
    ],
)
def test_what_lambda_does_not_run(tmp_path: Path, options: dict[str, str], code: str, remedy: str) -> None:
    stage = options.pop("stage", "dev")
    with pytest.raises(Misuse) as raised:
        DeployTarget.of(
            tmp_path,
            stage,
            python_version=options.get("python_version"),
            architecture=options.get("architecture"),
        )
    assert (raised.value.problem.code, raised.value.problem.remedy) == (code, remedy)


def test_what_is_chosen_is_taken(tmp_path: Path) -> None:
    target = DeployTarget.of(tmp_path, "prod", python_version="3.12", architecture="arm64")
    assert (target.python_version, target.architecture) == ("3.12", "arm64")
