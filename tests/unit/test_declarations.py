"""Declarations: where they stand, what they take, and what they note against themselves."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

import pytest

from gwfw import App
from gwfw.declarations import Declarations, Mark, Mistake, Route, Target
from gwfw.errors import Place
from gwfw.targets import url

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.conftest import Write


def shown(value: object) -> str:
    """The value without its address, which differs from process to process."""
    return re.sub(" at 0x[0-9a-f]+", "", repr(value))


def handler() -> None: ...


def codes(declarations: Declarations) -> list[str]:
    return [mistake.code for mistake in declarations.mistakes]


# Marks ---------------------------------------------------------------------------------------------------------------


def test_a_mark_is_the_line_of_the_app(write: Write) -> None:
    module = write("from gwfw import App\n\napp = App('x1')\nroute = app.http.get('/a')\n")
    mark = module.route.mark
    assert (mark.file, mark.line, mark.text) == (module.__file__, 4, "route = app.http.get('/a')")
    assert module.app.declarations.mark.line == 3


@pytest.mark.parametrize(
    ("folder", "file"),
    [("/work/app", "shop/routes.py"), ("/work/app/", "shop/routes.py"), ("/work/ap", None), ("", None), ("/else", None)],
)
def test_a_place_is_told_from_the_apps_folder(folder: str, file: str | None) -> None:
    place = Mark("/work/app/shop/routes.py", 3).place(folder)
    assert place == Place((file or "/work/app/shop/routes.py").replace("/", os.sep), 3, "")


def test_a_mistake_becomes_a_problem() -> None:
    mistake = Mistake("code", Mark("/app/a.py", 1), "it is wrong", received="r", allowed="a", remedy="m")
    assert str(mistake.problem("/app")) == "a.py:1\nit is wrong  [code]\n  received: r\n  allowed: a\n  remedy: m"


# Routes --------------------------------------------------------------------------------------------------------------


def route() -> Route:
    return Route(Declarations(), api="http", method="GET", path="/a")


def test_a_route_gives_the_function_back() -> None:
    declared = route()
    assert declared(handler) is handler
    assert (declared.handler, declared.target, codes(declared.declarations)) == (handler, None, [])


def test_a_route_has_a_target() -> None:
    declared, target = route(), url("https://example.com")
    declared.to(target)
    assert (declared.handler, declared.target, codes(declared.declarations)) == (None, target, [])
    assert isinstance(target, Target)
    assert (target.kind, target.written) == ("http_proxy", "url('https://example.com')")


@pytest.mark.parametrize("given", [print, App, "x", None, object()], ids=shown)
def test_a_handler_is_a_plain_function(given: Any) -> None:
    declared = route()
    assert declared(given) is given
    assert codes(declared.declarations) == ["not-a-function"]


@pytest.mark.parametrize("given", [handler, "https://example.com", None, url], ids=shown)
def test_a_target_is_a_target(given: Any) -> None:
    declared = route()
    declared.to(given)
    assert codes(declared.declarations) == ["not-a-target"]
    assert declared.target is None


def test_a_route_has_one_of_both() -> None:
    gives: list[Callable[[Route], object]] = [lambda to: to(handler), lambda to: to.to(url("https://example.com"))]
    for first in gives:
        for second in gives:
            declared = route()
            first(declared)
            second(declared)
            assert codes(declared.declarations) == ["route-taken"]
