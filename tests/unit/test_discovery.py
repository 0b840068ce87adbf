"""Finding the app, and what is said when it is not there or cannot be imported."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gwfw.discovery import find, locate
from gwfw.errors import Misuse, Problem


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder whose modules are forgotten afterwards; `module` is a name that no other test uses."""
    path, before = list(sys.path), set(sys.modules)
    yield tmp_path
    sys.path[:] = path
    for name in set(sys.modules) - before:
        if getattr(sys.modules[name], "__file__", None) and str(tmp_path) in str(sys.modules[name].__file__):
            del sys.modules[name]


def problem(app: str | None, folder: Path) -> Problem:
    with pytest.raises(Misuse) as raised:
        find(app, folder)
    return raised.value.problem


# Where ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("app", "pyproject", "location", "source"),
    [
        ("shop:app", "[tool.gwfw]\napp = 'other:app'", "shop:app", "--app"),
        (None, "[tool.gwfw]\napp = 'shop.web:the.app'", "shop.web:the.app", "pyproject.toml"),
        (None, "[tool.other]", "app:app", "the default"),
        (None, None, "app:app", "the default"),
    ],
)
def test_where_the_app_is(tmp_path: Path, app: str | None, pyproject: str | None, location: str, source: str) -> None:
    if pyproject is not None:
        (tmp_path / "pyproject.toml").write_text(pyproject)
    found = locate(app, tmp_path)
    assert (str(found), found.source) == (location, source)


@pytest.mark.parametrize("app", ["shop", "shop:", ":app", "shop app:app", "a:b:c", "shop:1", "../shop:app"])
def test_a_location_is_a_module_and_a_name(tmp_path: Path, app: str) -> None:
    with pytest.raises(Misuse) as raised:
        locate(app, tmp_path)
    assert (raised.value.problem.code, raised.value.problem.received) == ("app-location", repr(app))


@pytest.mark.parametrize(
    ("pyproject", "code"), [("[tool.gwfw]\napp = 3", "app-location"), ("not toml", "pyproject")], ids=["number", "no TOML"]
)
def test_a_pyproject_that_says_nothing_useful(tmp_path: Path, pyproject: str, code: str) -> None:
    (tmp_path / "pyproject.toml").write_text(pyproject)
    with pytest.raises(Misuse) as raised:
        locate(None, tmp_path)
    assert raised.value.problem.code == code


# Importing -----------------------------------------------------------------------------------------------------------


def test_the_app_is_imported(folder: Path) -> None:
    (folder / "shop1.py").write_text("from gwfw import App\nclass the: app = App('shop')\n")
    found = find("shop1:the.app", folder)
    assert found.name == "shop"
    assert find("shop1:the.app", folder) is found
    assert sys.path[0] == str(folder)


def test_no_module(folder: Path) -> None:
    told = problem("shop2:app", folder)
    assert (told.code, told.received) == ("app-not-found", "shop2:app (--app)")
    assert told.what == f"there is no module 'shop2' in {folder}"
    assert "gwfw new NAME" in (told.remedy or "")


def test_no_module_in_a_package(folder: Path) -> None:
    (folder / "shop3").mkdir()
    (folder / "shop3" / "__init__.py").write_text("")
    assert problem("shop3.web:app", folder).code == "app-not-found"


@pytest.mark.parametrize(
    ("source", "what", "allowed", "remedy"),
    [
        ("", "shop4 has no app named 'app'", None, 'app = App("my-app") in shop4'),
        (
            "from gwfw import App\na = App('a1')\nb = App('b1')\n",
            "shop4 has no app named 'app'",
            "a, b",
            "--app shop4:a",
        ),
        ("app = 3\n", "shop4 has no app named 'app'", None, 'app = App("my-app") in shop4'),
        (
            "from gwfw import Router\napp = Router()\n",
            "shop4:app is a Router, and a router is not an app",
            None,
            'app = App("my-app") in shop4',
        ),
    ],
    ids=["empty", "another name", "something else", "a router"],
)
def test_no_app_in_the_module(folder: Path, source: str, what: str, allowed: str | None, remedy: str) -> None:
    (folder / "shop4.py").write_text(source)
    told = problem("shop4:app", folder)
    assert (told.code, told.what, told.allowed, told.remedy) == ("app-not-found", what, allowed, remedy)


def test_an_import_that_fails_shows_the_apps_own_lines(folder: Path) -> None:
    (folder / "shop5.py").write_text("import json\nfrom shop5_tables import books\n")
    (folder / "shop5_tables.py").write_text("def make():\n    return 1 / 0\nbooks = make()\n")
    told = problem("shop5:app", folder)
    assert (told.code, told.what) == ("app-import", "importing shop5 raised ZeroDivisionError")
    assert (told.received or "").splitlines() == [
        "",
        "    shop5.py:2  from shop5_tables import books",
        "    shop5_tables.py:3  books = make()",
        "    shop5_tables.py:2  return 1 / 0",
        "    ZeroDivisionError: division by zero",
    ]


def test_a_module_with_a_syntax_error(folder: Path) -> None:
    (folder / "shop6.py").write_text("def f(:\n")
    told = problem("shop6:app", folder)
    assert told.what == "importing shop6 raised SyntaxError"
    assert "def f(:" in (told.received or "")


def test_a_dependency_that_is_not_there(folder: Path) -> None:
    (folder / "shop7.py").write_text("import nothing_of_this_name\n")
    told = problem("shop7:app", folder)
    assert told.what == "shop7 imports 'nothing_of_this_name', which is not there"
    assert told.remedy == "install 'nothing_of_this_name', or correct the import"
