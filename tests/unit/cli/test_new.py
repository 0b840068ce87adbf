"""`gwfw new`: what it makes, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from gwfw.cli import main
from gwfw.cli.new import template


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_template_is_copied_under_the_new_name(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "my-shop"]) == 0
    made = {str(path.relative_to(folder / "my-shop")) for path in (folder / "my-shop").rglob("*") if path.is_file()}
    assert made == {".gitignore", "README.md", "app.py", "page.html", "pyproject.toml", "tests/test_app.py"}
    assert 'App("my-shop")' in (folder / "my-shop" / "app.py").read_text()
    assert not any("app-name" in path.read_text() for path in (folder / "my-shop").rglob("*") if path.is_file())
    assert "cd my-shop" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["Shop", "1shop", "a", "my_shop", "../shop", "shop-", "x" * 41])
def test_a_bad_name_makes_nothing(folder: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", name]) == 2
    assert list(folder.iterdir()) == []
    assert "[app-name]" in capsys.readouterr().err


def test_an_existing_folder_is_never_touched(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "shop").mkdir()
    assert main(["new", "shop"]) == 2
    assert list((folder / "shop").iterdir()) == []
    assert "[folder-exists]" in capsys.readouterr().err


def test_the_installed_package_carries_the_template(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = folder / "site" / "gwfw"
    (installed / "cli").mkdir(parents=True)
    (installed / "app_template").mkdir()
    monkeypatch.setattr("gwfw.cli.new.__file__", str(installed / "cli" / "new.py"))
    assert template() == installed / "app_template"
