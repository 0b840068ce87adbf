"""Which files go into a bundle."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

import gwfw
from gwfw.deploy.sources import LOCAL_ROOMS, SourceFile, app_files, framework_files, tree

PROJECT = Path(gwfw.__file__).parents[1] / "pyproject.toml"

# Rooms that a deployed function may reach. Each room is here or among the local ones, so that a new one is decided on.
DEPLOYED_ROOMS = {"authorizers", "facets", "graph", "integrations", "resources", "runtime", "tracing"}


def test_an_app_s_own_files(tmp_path: Path) -> None:
    inside = ["app.py", "data/prices.csv", "page.html", "pages/about.html", "shop/__init__.py", "testing/kit.py"]
    outside = [
        ".env", ".git/config", ".gwfw/build/x", "README.md", "__pycache__/app.pyc", "app_test.py", "build/x",
        "cdk.out/manifest.json", "conftest.py", "dist/x.whl", "mine/pyvenv.cfg", "mine/lib/x.py", "node_modules/x.js",
        "out/cdk.out", "out/manifest.json", "pyproject.toml", "requirements-dev.txt", "test_app.py", "tests/test_app.py",
        "uv.lock", "x.pyc", "code.zip",
    ]  # fmt: skip
    for path in (*inside, *outside):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("x")
    assert [file.path for file in app_files(tmp_path, but=tmp_path / "code.zip")] == inside


def test_a_tree(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c").write_text("c")
    (tmp_path / "a").write_text("a")
    assert tree(tmp_path) == (SourceFile("a", tmp_path / "a"), SourceFile("b/c", tmp_path / "b" / "c"))
    assert tree(tmp_path)[0].digest().startswith("ca978112ca1bbdca")


@pytest.mark.parametrize(
    ("name", "executable", "mode"),
    [("run", True, 0o755), ("module.py", False, 0o644), ("lib.so", False, 0o755)],
    ids=["a command", "a module", "a library"],
)
def test_modes(tmp_path: Path, name: str, executable: bool, mode: int) -> None:
    (tmp_path / name).write_text("")
    (tmp_path / name).chmod(0o700 if executable else 0o600)
    assert SourceFile(name, tmp_path / name).mode == mode


def test_every_room_is_either_deployed_or_local() -> None:
    rooms = {path.name for path in Path(gwfw.__file__).parent.iterdir() if (path / "__init__.py").is_file()}
    assert rooms <= DEPLOYED_ROOMS | set(LOCAL_ROOMS)
    assert not DEPLOYED_ROOMS & set(LOCAL_ROOMS)


def test_of_gwfw_the_runtime_and_the_declarations_go_in() -> None:
    inside = {file.path for file in framework_files()}
    assert {"gwfw/__init__.py", "gwfw/runtime/bundle.py", "gwfw/integrations/dynamodb/declare.py"} <= inside
    assert {path.split("/")[1] for path in inside if path.count("/") > 1} <= DEPLOYED_ROOMS
    assert not [path for path in inside if path.endswith(("emulate.py", "synth.py", "event2.py", ".pyc"))]


def extras() -> set[str]:
    """The modules that the optional parts bring, without boto3, which Lambda has."""
    declared = tomllib.loads(PROJECT.read_text())["project"]["optional-dependencies"]
    names = {re.split(r"[^A-Za-z0-9-]", line)[0] for lines in declared.values() for line in lines} - {"boto3"}
    modules = {"aws-cdk-lib": "aws_cdk", "jsonata-python": "jsonata", "python-jsonpath": "jsonpath"}
    return {modules.get(name, name.replace("-", "_")) for name in names}


def imported(source: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add((node.module or "").partition(".")[0])
    return found


def test_nothing_that_goes_in_imports_an_optional_part() -> None:
    modules = [file for file in framework_files() if file.path.endswith(".py")]
    wrong = {file.path: used for file in modules if (used := imported(file.origin.read_text("utf-8")) & extras())}
    assert wrong == {}
