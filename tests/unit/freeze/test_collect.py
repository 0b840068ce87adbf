"""Routers into one list: prefixes, inclusions in several places, circles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gwfw.errors import Refusal
from gwfw.freeze.collect import Collected, collect
from gwfw.freeze.freezing import freeze

if TYPE_CHECKING:
    from types import ModuleType

    from tests.unit.conftest import Write

HEAD = """\
from gwfw import App, Router
from pydantic import BaseModel
class Book(BaseModel):
    id: str
app, router, inner = App("shop"), Router(), Router()
def f() -> None: ...
"""
LINE = HEAD.count("\n")


def keys(found: Collected) -> list[str]:
    return [key for key, _ in found.routes]


def collected(write: Write, source: str) -> Collected:
    module: ModuleType = write(HEAD + source)
    return collect(module.app)


def test_everything_is_gathered(write: Write) -> None:
    found = collected(
        write,
        """\
app.http.get("/a")(f)
router.http.get("/b")(f)
router.ws.route("say")(f)
books = router.dynamo.table("books", Book, key="id")
router.ws.store(books)
task = router.sfn.task(f)
@router.sfn.start("/start")
def machine(): return task
@router.http.get
def wrong(): ...
app.include(router)
app.http.get("/c")(f)
""",
    )
    assert keys(found) == ["GET /a", "GET /c", "GET /b", "say", "POST /start"]
    assert [table.name for table in found.tables] == ["books"]
    assert [task.name for task in found.tasks] == ["f"]
    assert [definition.name for definition in found.definitions] == ["machine"]
    assert [store.table.name for store in found.stores] == ["books"]
    assert [(problem.code, problem.places[0].line - LINE) for problem in found.problems] == [("missing-parentheses", 9)]


def test_what_is_declared_after_the_inclusion_counts(write: Write) -> None:
    assert keys(collected(write, 'app.include(router)\nrouter.http.get("/late")(f)\n')) == ["GET /late"]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('router.http.get("/a")(f); app.include(router, prefix="/v1")', ["GET /v1/a"]),
        ('router.http.get("/")(f); app.include(router, prefix="/v1")', ["GET /v1"]),
        ('router.http.get("/")(f); app.include(router)', ["GET /"]),
        ('router.http.any("/{x+}")(f); app.include(router, prefix="/{tenant}")', ["ANY /{tenant}/{x+}"]),
        ('router.ws.route("say")(f); app.include(router, prefix="/v1")', ["say"]),
        ('inner.http.get("/a")(f); router.include(inner, prefix="/b"); app.include(router, prefix="/c")', ["GET /c/b/a"]),
        (
            'router.http.get("/a")(f); app.include(router, prefix="/1"); app.include(router, prefix="/2")',
            ["GET /1/a", "GET /2/a"],
        ),
    ],
)
def test_prefixes_are_for_paths(write: Write, source: str, found: list[str]) -> None:
    collected_ = collected(write, source + "\n")
    assert (keys(collected_), collected_.problems) == (found, [])


def test_what_is_included_twice_is_gathered_once(write: Write) -> None:
    found = collected(
        write, 'router.dynamo.table("t", Book, key="id")\napp.include(router, prefix="/1")\napp.include(router)\n'
    )
    assert len(found.tables) == 1


def test_including_twice_without_prefix_is_a_duplicate(write: Write) -> None:
    module = write(HEAD + 'router.http.get("/a")(f)\napp.include(router)\napp.include(router)\n')
    with pytest.raises(Refusal, match="GET /a is declared twice"):
        freeze(module.app)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("router.include(router)\napp.include(router)", [2, 1]),
        ("router.include(inner)\ninner.include(router)\napp.include(router)", [3, 1, 2]),
    ],
    ids=["itself", "each other"],
)
def test_circles_are_refused(write: Write, source: str, lines: list[int]) -> None:
    [problem] = collected(write, source + "\n").problems
    assert problem.code == "include-cycle"
    assert [place.line - LINE for place in problem.places] == lines


def test_a_default_stands_under_no_prefix(write: Write) -> None:
    found = collected(write, 'router.http.default()(f)\napp.include(router, prefix="/v1")\n')
    [problem] = found.problems
    assert (problem.code, [place.line - LINE for place in problem.places]) == ("default-under-prefix", [1, 2])
    assert keys(collected(write, "router.http.default()(f)\napp.include(router)\n")) == ["$default"]
