"""The session's synthesized assemblies of the graphs whose templates are committed beside this file."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from gwfw.deploy import assembly
from gwfw.graph.model import AppGraph
from gwfw.synth.settings import SynthSettings
from tests.golden.features import FEATURES
from tests.golden.graphs import GRAPHS as APPS
from tests.golden.machines import MACHINES

ROOT = Path(__file__).parents[2]
EMPTY_ZIP = b"PK\x05\x06" + bytes(18)
GRAPHS = APPS | FEATURES | MACHINES
STAGES = {"shop": "prod"}


@pytest.fixture(scope="session")
def synthesized(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], assembly.Assembly]:
    """Gives the assembly of a graph by its name, synthesized once."""
    folder = tmp_path_factory.mktemp("assemblies")
    code = folder / "code.zip"
    code.write_bytes(EMPTY_ZIP)
    made: dict[str, assembly.Assembly] = {}

    def of(name: str) -> assembly.Assembly:
        if name not in made:
            settings = SynthSettings(stage=STAGES.get(name, "dev"), code=code, python_version="3.13", architecture="arm64")
            made[name] = assembly.synthesize(GRAPHS[name], settings, out=folder / name, folder=ROOT)
        return made[name]

    return of


@pytest.fixture
def graphs() -> dict[str, AppGraph]:
    """The graphs by name."""
    return GRAPHS


@pytest.fixture
def template() -> Callable[[str], Path]:
    """Gives the committed template of a graph by its name."""
    folder = Path(__file__).with_name("templates")
    return lambda name: folder / f"{name}.template.json"


@pytest.fixture(scope="session")
def rewriting() -> bool:
    """Whether the committed templates are to be written anew: `GWFW_REWRITE=1`. The difference is for review."""
    return os.environ.get("GWFW_REWRITE") == "1"
