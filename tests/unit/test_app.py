"""`App` and `Router`: what they collect, and what they refuse to include."""

from __future__ import annotations

from typing import Any

import pytest

from gwfw import App, HttpSettings, Router, WebSocketSettings
from gwfw.declarations import Declarations


def codes(declarations: Declarations) -> list[str]:
    return [mistake.code for mistake in declarations.mistakes]


def handler() -> None: ...


def test_settings_have_defaults() -> None:
    http, ws = HttpSettings(), WebSocketSettings(selection="$request.body.type")
    assert (App("shop", http=http, ws=ws).http_settings, App("shop", http=http, ws=ws).ws_settings) == (http, ws)
    assert App("shop").ws_settings.selection == "$request.body.action"


def test_facets_share_the_declarations() -> None:
    router = Router()
    router.http.get("/a")
    router.ws.route("b")
    assert [route.path for route in router.declarations.routes] == ["/a", "b"]


def test_an_app_shows_itself() -> None:
    assert repr(App("shop")) == "<app shop>"


def test_a_logger_is_made_on_use(monkeypatch: pytest.MonkeyPatch) -> None:
    app = App("shop")
    assert app.logger is app.logger
    assert app.logger.service == "shop"


def test_functions_that_tune_the_stack_are_kept() -> None:
    app = App("shop")
    assert app.cdk(handler) is handler
    assert app.tunings == [handler]


@pytest.mark.parametrize("given", [App("other"), Declarations(), None, "films"], ids=lambda given: type(given).__name__)
def test_only_routers_are_included(given: Any) -> None:
    app = App("shop")
    app.include(given)
    assert codes(app.declarations) == ["not-a-router"]
    assert app.declarations.inclusions == []


@pytest.mark.parametrize(("prefix", "remedy"), [("v1", "/v1"), ("/v1/", "/v1"), ("/", "/")])
def test_a_prefix_begins_with_a_slash_and_ends_with_none(prefix: str, remedy: str) -> None:
    app = App("shop")
    app.include(Router(), prefix=prefix)
    [mistake] = app.declarations.mistakes
    assert (mistake.code, mistake.remedy) == ("prefix", f"prefix='{remedy}'")
    assert mistake.mark.file == __file__
