"""Which handles a function's code reaches. What becomes of them is tested with the grants."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gwfw.freeze.reach import own, reach

if TYPE_CHECKING:
    from types import ModuleType

    from tests.unit.conftest import Write

HEAD = """\
from gwfw import App, Connection, Router, Table
from pydantic import BaseModel
import functools, json
app = App("shop")
class Book(BaseModel):
    id: str
books = app.dynamo.table("books", Book, key="id")
films = app.dynamo.table("films", Book, key="id")
"""


def used(module: ModuleType, name: str = "f") -> set[tuple[str, str | None]]:
    handles = {
        id(module.books): "books",
        id(module.films): "films",
        id(module.app.ws): "ws",
        id(module.Connection): "Connection",
    }
    return {(handles[id(use.handle)], use.attribute) for use in reach(getattr(module, name))}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        pytest.param("def f(): books.get('1')", {("books", "get")}, id="a method"),
        pytest.param("def f(): app.ws.send('1', 2)", {("ws", "send")}, id="a facet's method"),
        pytest.param("def f(): app.http, app.sfn, app.nothing", set(), id="other facets"),
        pytest.param("def f(): print(app)", {("ws", None)}, id="the app as a whole"),
        pytest.param("def f(c: Connection): ...", {("Connection", None)}, id="an annotation"),
        pytest.param("def f(c: 'Connection | None', d: 'gone', e: int = 1): ...", {("Connection", None)}, id="a text"),
        pytest.param("def f(*, x=books): ...", {("books", None)}, id="a default"),
        pytest.param("class S:\n    @property\n    def b(self): return books['1']\n"
                     "    @classmethod\n    def c(cls): films.scan()\n"
                     "def f(): S().b", {("books", "__getitem__"), ("films", "scan")}, id="a class's members"),
        pytest.param("class P:\n    def g(self): books.scan()\nclass S(P): ...\ndef f(): S().g()", {("books", "scan")},
                     id="inherited"),
        pytest.param("class S:\n    def g(self): books.scan()\ns = S()\ng = s.g\ndef f(): g()", {("books", "scan")},
                     id="a bound method"),
        pytest.param("class S:\n    table = books\ndef f(): S.table.scan()", {("books", "scan")}, id="a class's attribute"),
        pytest.param("class M(Book):\n    def g(self): films.scan()\nt = app.dynamo.table('t', M, key='id')\n"
                     "def f(): t.get('1').g()", {("films", "scan")}, id="a model's methods"),
        pytest.param("def f(): json.dumps(1); [].append(2)", set(), id="the standard library"),
        pytest.param("def f(): return undefined", set(), id="a name that is not there"),
        pytest.param("def make():\n    def f(): return later\n    g = f\n    return f\n    later = 1\nf = make()", set(),
                     id="a cell that is empty"),
        pytest.param("x = {'a': {'b': (books,)}}\ndef f(): x", {("books", None)}, id="containers"),
    ],
)  # fmt: skip
def test_uses(write: Write, source: str, found: set[tuple[str, str | None]]) -> None:
    module = write(HEAD + source + "\n")
    if "t = app" in source:
        assert {use.attribute for use in reach(module.f)} == {"get", "scan"}
    else:
        assert used(module) == found


@pytest.mark.parametrize(
    "statement",
    ["import {p}.app as a; a.books.scan()", "from {p}.app import books; books.scan()",
     "from .app import books as b; b.scan()",
     "from . import app; app.books.scan()", "import {p}.app; {p}.app.books.scan()", "from .late import go; go()"],
)  # fmt: skip
def test_imports_inside_a_function(write: Write, statement: str) -> None:
    app = write(HEAD)
    package = app.__name__.partition(".")[0]
    write("def early(): ...\n", "early")
    assert app.__file__ is not None
    Path(app.__file__).with_name("late.py").write_text("from .app import books\ndef go(): books.scan()\n")
    module = write(f"def f():\n    {statement.format(p=package)}\n", "routes")
    assert {(use.handle, use.attribute) for use in reach(module.f)} == {(app.books, "scan")}
    assert f"{package}.early" in sys.modules


@pytest.mark.parametrize(
    "statement",
    ["import nothing_of_this_name; nothing_of_this_name.x()", "from .gone import x; x()", "from .app import gone; gone()",
     "import wave; wave.open", "from xml import sax; sax.parse"],
)  # fmt: skip
def test_imports_that_lead_nowhere(write: Write, statement: str) -> None:
    write(HEAD)
    module = write(f"def f():\n    {statement}\n", "routes")
    assert reach(module.f) == ()


def test_a_function_without_source_is_read_by_its_names(tmp_path: Path) -> None:
    """The file is there, and has another content than when it was imported."""
    file = tmp_path / "changed.py"
    file.write_text("")
    space: dict[str, Any] = {"__name__": "nowhere"}
    exec(compile(HEAD + "def f(): return books\ndef g(): return f().x\n", str(file), "exec"), space)
    [use] = reach(space["g"])
    assert (use.handle, use.attribute) == (space["books"], None)


def test_whose_a_file_is(write: Write) -> None:
    import pydantic

    assert own(write("x = 1\n").__file__ or "")
    for module in (json, pydantic):
        assert not own(module.__file__ or "")
    assert not own(reach.__code__.co_filename)
    assert not own("/nowhere.py")
