"""Which app a test file is about: that of the nearest folder above it that says so."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from gwfw import discovery
from gwfw.errors import Misuse, Problem

if TYPE_CHECKING:
    from gwfw.app import App

__all__ = ["app_of", "folder_of"]


@cache
def app_of(folder: Path) -> App:
    """The app of a folder, imported once. Raises Misuse where it cannot be found, or is another folder's."""
    found = discovery.find(None, folder)
    location = discovery.locate(None, folder)
    file = getattr(sys.modules[location.module], "__file__", None)
    if file is not None and not Path(file).resolve().is_relative_to(folder.resolve()):
        raise Misuse(
            Problem(
                code="app-elsewhere",
                what=f"the module {location.module!r} of this folder cannot be imported: one of that name is there already",
                received=f"{file}, for the tests in {folder}",
                remedy="run the tests of the two apps one after the other, or give their modules different names",
            )
        )
    return found


def folder_of(test: Path, root: Path) -> Path:
    """The nearest folder above the test, up to `root`, whose pyproject.toml has `[tool.gwfw]`; `root` where none has.

    Below a root, a folder with an `app.py` and no settings at all counts as well: `app:app` is the default.
    """
    for folder in test.parents:
        if _says(folder / "pyproject.toml") or (folder / "app.py").is_file():
            return folder
        if folder == root:
            break
    return root


def _says(path: Path) -> bool:
    import tomllib

    try:
        return "gwfw" in tomllib.loads(path.read_text(encoding="utf-8")).get("tool", {})
    except FileNotFoundError:
        return False
    except tomllib.TOMLDecodeError:
        return True  # discovery says what is wrong with it
