"""The `http` facet."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from gwfw import App
from gwfw.facets.http import Http

if TYPE_CHECKING:
    from tests.unit.conftest import Write

METHODS = ("get", "post", "put", "patch", "delete", "head", "options", "any")


@pytest.mark.parametrize("method", METHODS)
def test_every_method_declares_its_route(method: str) -> None:
    app = App("shop")
    declare: Callable[..., Any] = getattr(app.http, method)
    uses: list[object] = []
    route = declare("/a/{b}", status=201, uses=uses)
    assert app.declarations.routes == [route]
    assert (route.api, route.method, route.path) == ("http", method.upper(), "/a/{b}")
    assert (route.status, route.uses) == (201, uses)
    assert app.declarations.mistakes == []


def test_every_method_is_tried_above() -> None:
    public = {name for name in vars(Http) if not name.startswith("_")}
    assert public == {*METHODS, "authorizer", "default"}


def test_the_default_route() -> None:
    app = App("shop")
    route = app.http.default(status=202)
    assert (route.method, route.path, route.status) == (None, "$default", 202)


@pytest.mark.parametrize("decorator", [*(f"http.{method}" for method in METHODS), "http.default"])
def test_parentheses_are_not_forgotten(write: Write, decorator: str) -> None:
    module = write(f"from gwfw import App\napp = App('x1')\nhttp = app.http\n@{decorator}\ndef read(): ...\n")
    assert module.read.__name__ == "read"
    [mistake] = module.app.declarations.mistakes
    parentheses = "()" if decorator == "http.default" else '("/path")'
    assert (mistake.code, mistake.mark.line, mistake.remedy) == ("missing-parentheses", 4, f"@{decorator}{parentheses}")
    assert mistake.received == "the function read"
    assert module.app.declarations.routes == []


def test_a_call_with_something_else_is_corrected_too(write: Write) -> None:
    module = write("from gwfw import App\napp = App('x1')\nroute = app.http.get(3)\n")
    [mistake] = module.app.declarations.mistakes
    assert (mistake.received, mistake.remedy) == ("3", '@http.get("/path")')
