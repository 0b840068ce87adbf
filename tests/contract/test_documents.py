"""The pages do not drift: every Python block runs, every command and path that a page names exists."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from gwfw.cli import VERBS

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *ROOT.glob("examples/*/README.md")])
BLOCK = re.compile(r"^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|#)(?P<path>[^)#]+)")


def blocks(page: Path, language: str) -> list[str]:
    return [match["text"] for match in BLOCK.finditer(page.read_text(encoding="utf-8")) if match["language"] == language]


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "python")], ids=named)
def test_python_blocks_run(page: Path, tmp_path: Path) -> None:
    """A page's blocks are one app in the order they stand; those with tests are its tests."""
    app = [text for text in blocks(page, "python") if "def test_" not in text]
    tests = [text for text in blocks(page, "python") if "def test_" in text]
    (tmp_path / "app.py").write_text("\n\n".join(app), encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text('[tool.gwfw]\napp = "app:app"\n[tool.pytest.ini_options]\npythonpath = ["."]\n')
    (tmp_path / "test_page.py").write_text(
        "\n\n".join([*tests, "def test_the_page_is_an_app(gw):\n    assert gw.graph.name\n"]), encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error"],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_named_commands_exist(page: Path) -> None:
    for text in blocks(page, "sh"):
        for line in text.splitlines():
            command = line.partition("#")[0]
            for verb in re.findall(r"\bgwfw ([a-z]+)", command):
                assert verb in VERBS, line
            for script in re.findall(r"(?<![\w/])scripts/(\w+)", command):
                assert (ROOT / "scripts" / script).exists(), line


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    broken = [path for path in LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / path).exists()]
    assert broken == []


def test_every_script_is_named_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    scripts = [path.name for path in (ROOT / "scripts").iterdir() if path.suffix == ""]
    assert [name for name in scripts if f"`{name}`" not in readme] == []


def test_architecture_names_every_room() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    modules = [path.name for path in (ROOT / "gwfw").glob("*.py") if path.name != "__init__.py"]
    folders = [f"{path.parent.name}/" for path in (ROOT / "gwfw").glob("*/__init__.py")]
    assert [name for name in [*modules, *folders] if f"`{name}`" not in page] == []
