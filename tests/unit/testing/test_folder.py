"""Which folder's app a test is about."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from gwfw.errors import Misuse
from gwfw.testing.folder import app_of, folder_of

GWFW = '[tool.gwfw]\napp = "shop:app"\n'


@pytest.mark.parametrize(
    ("files", "found"),
    [
        pytest.param({"pyproject.toml": GWFW}, "", id="root"),
        pytest.param({"pyproject.toml": GWFW, "a/pyproject.toml": GWFW}, "a", id="nearest"),
        pytest.param({"a/pyproject.toml": "[project]\n", "pyproject.toml": GWFW}, "", id="without-settings"),
        pytest.param({"a/app.py": ""}, "a", id="default"),
        pytest.param({"a/pyproject.toml": "not = [toml"}, "a", id="unreadable"),
        pytest.param({}, "", id="nothing"),
    ],
)
def test_folder(tmp_path: Path, files: dict[str, str], found: str) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    assert folder_of(tmp_path / "a" / "tests" / "test_it.py", tmp_path) == tmp_path / found


def test_folders_above_the_root_are_not_asked(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(GWFW)
    root = tmp_path / "root"
    assert folder_of(root / "tests" / "test_it.py", root) == root


def test_root_stands_in_where_the_test_is_elsewhere(tmp_path: Path) -> None:
    assert folder_of(Path("/nothing/test_it.py"), tmp_path) == tmp_path


def test_app_is_imported_once_and_only_from_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", list(sys.path))
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pyproject.toml").write_text('[tool.gwfw]\napp = "shop_of_folder:app"\n')
        (tmp_path / name / "shop_of_folder.py").write_text(f'from gwfw import App\n\napp = App("{name}")\n')
    assert app_of(tmp_path / "one").name == "one"
    assert app_of(tmp_path / "one") is app_of(tmp_path / "one")
    with pytest.raises(Misuse, match=r"\[app-elsewhere\]"):
        app_of(tmp_path / "two")
    del sys.modules["shop_of_folder"]
