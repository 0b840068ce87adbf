"""The bundle as a whole: a script stands for uv, so that nothing is fetched."""

from __future__ import annotations

import json
import os
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from gwfw.deploy import bundle
from gwfw.deploy.bundle import BundleResult
from gwfw.errors import Failure
from gwfw.graph.model import AppGraph, Function, Handler

RUNNING = f"{sys.version_info.major}.{sys.version_info.minor}"
GRAPH = AppGraph(
    name="shop",
    functions=(Function(name="api", handlers=(Handler(source="http", key="GET /", module="shop", name="home"),)),),
)
UV = """
import pathlib, sys
target = pathlib.Path(sys.argv[sys.argv.index("--target") + 1])
(target / "dep").mkdir()
(target / "dep" / "__init__.py").write_text("VALUE = 1\\n")
(target / "dep" / "core.so").write_text("binary")
(target / "shared.py").write_text("from_a_dependency = True\\n")
log = pathlib.Path(__file__).with_name("calls")
log.write_text((log.read_text() if log.exists() else "") + "x")
"""


@pytest.fixture
def uv(command: Callable[[str, str], Path]) -> Path:
    """The path of a file that has a letter for every run of uv."""
    return command("uv", UV).with_name("calls")


def app(folder: Path) -> Path:
    folder.mkdir()
    (folder / "shop.py").write_text("def home() -> str: return 'home'\n")
    (folder / "shared.py").write_text("from_the_app = True\n")
    (folder / "page.html").write_text("<p>")
    return folder


def build(folder: Path, **options: str) -> BundleResult:
    version, architecture = options.get("version", RUNNING), options.get("architecture", "x86_64")
    return bundle.build(
        folder,
        GRAPH,
        requirements=("httpx",) if "more" in options else None,
        python_version=version,
        architecture="arm64" if architecture == "arm64" else "x86_64",
        out=folder / "code.zip",
    )


def names(result: BundleResult) -> list[str]:
    with zipfile.ZipFile(result.path) as archive:
        return archive.namelist()


def test_what_is_in_it(uv: Path, tmp_path: Path) -> None:
    made = build(app(tmp_path / "app"))
    inside = names(made)
    assert inside == sorted(inside)
    assert {"shop.py", "shared.py", "page.html", "dep/__init__.py", "dep/core.so", "gwfw/__init__.py"} <= set(inside)
    with zipfile.ZipFile(made.path) as archive:
        assert archive.read("shared.py") == b"from_the_app = True\n"
        assert json.loads(archive.read("gwfw-bundle.json"))["handlers"]["http GET /"]["name"] == "home"
        assert made.unpacked == sum(entry.file_size for entry in archive.infolist())
    assert (made.files, made.size) == (len(inside), made.path.stat().st_size)
    assert not [name for name in inside if name.startswith((".gwfw", "code.zip"))]


@pytest.mark.parametrize(("version", "compiled"), [(RUNNING, True), ("3.14", RUNNING == "3.14")])
def test_modules_are_compiled_by_the_very_python_that_runs_them(
    uv: Path, tmp_path: Path, version: str, compiled: bool
) -> None:
    made = build(app(tmp_path / "app"), version=version)
    assert made.compiled is compiled
    tag = sys.implementation.cache_tag
    written = {f"__pycache__/shop.{tag}.pyc", f"dep/__pycache__/__init__.{tag}.pyc"}
    assert written <= set(names(made)) if compiled else not [name for name in names(made) if name.endswith(".pyc")]


def test_the_same_app_elsewhere_gives_the_same_bytes(uv: Path, tmp_path: Path) -> None:
    one, two = build(app(tmp_path / "one")), build(app(tmp_path / "two"))
    assert one.sha256 == two.sha256
    assert one.path.read_bytes() == two.path.read_bytes()


def test_nothing_is_done_twice(uv: Path, tmp_path: Path) -> None:
    folder = app(tmp_path / "app")
    first, again = build(folder), build(folder)
    assert first == again
    assert uv.read_text() == "x"


@pytest.mark.parametrize(
    ("change", "installs"),
    [
        pytest.param({"file": "shop.py"}, "x", id="the app's code"),
        pytest.param({"more": "httpx"}, "xx", id="its requirements"),
        pytest.param({"architecture": "arm64"}, "xx", id="the processor"),
    ],
)
def test_what_changed_is_made_anew(uv: Path, tmp_path: Path, change: dict[str, str], installs: str) -> None:
    folder = app(tmp_path / "app")
    before = build(folder).sha256
    if "file" in change:
        (folder / change["file"]).write_text("def home() -> str: return 'other'\n")
    after = build(folder, **change).sha256
    assert (uv.read_text(), before == after) == (installs, "file" not in change)


def test_old_bundles_are_removed(uv: Path, tmp_path: Path) -> None:
    folder = app(tmp_path / "app")
    for number in range(bundle.KEPT + 2):
        (folder / "shop.py").write_text(f"NUMBER = {number}\n")
        build(folder)
    kept = folder / ".gwfw" / "build"
    assert len(list(kept.glob("bundle-*.zip"))) == len(list(kept.glob("bundle-*.json"))) == bundle.KEPT
    assert len(list(kept.glob("deps-*"))) == 1
    assert (folder / ".gwfw" / ".gitignore").read_text() == "*\n"


def test_old_dependencies_are_removed(uv: Path, tmp_path: Path) -> None:
    folder = app(tmp_path / "app")
    kept = folder / ".gwfw" / "build"
    for number in range(bundle.KEPT):
        (kept / f"deps-{number}").mkdir(parents=True)
        os.utime(kept / f"deps-{number}", (number, number))
    build(folder)
    assert "deps-0" not in {path.name for path in kept.iterdir()}


def test_larger_than_lambda_unpacks(uv: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "UNPACKED_LIMIT", 2 * 1024**2)
    folder = app(tmp_path / "app")
    (folder / "model.bin").write_bytes(bytes(3 * 1024**2))
    with pytest.raises(Failure, match=r"\[bundle-too-large\]") as raised:
        build(folder)
    assert "MB; largest: model.bin 3 MB, gwfw " in (raised.value.problem.received or "")
    assert raised.value.problem.allowed == "2 MB"


def test_another_build_may_be_first_with_the_same(tmp_path: Path) -> None:
    made, kept = tmp_path / "made", tmp_path / "kept"
    for folder in (made, kept):
        folder.mkdir()
        (folder / "file").write_text(folder.name)
    bundle._place(made, kept)
    assert (kept / "file").read_text() == "kept"


def test_a_place_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    with pytest.raises(OSError, match="kept"):
        bundle._place(tmp_path / "made", tmp_path / "no" / "kept")
