"""An app is made ready once, and again when it has declared more."""

from __future__ import annotations

import pytest

from gwfw import App, Refusal, Router
from gwfw.targets import url
from gwfw.testing.prepared import prepare


def test_prepared_once() -> None:
    app = App("shop")
    assert prepare(app) is prepare(app)


@pytest.mark.parametrize("nested", [False, True], ids=["app", "router"])
def test_more_declarations_are_seen(nested: bool) -> None:
    app, router = App("shop"), Router()
    app.include(router, prefix="/v1")
    before = prepare(app)
    (router if nested else app).http.get("/legacy", auth=None).to(url("https://old.example.com/"))
    after = prepare(app)
    assert before.graph.http is None
    assert after.graph.http is not None


def test_circle_of_routers_is_refused() -> None:
    app, router = App("shop"), Router()
    app.include(router)
    router.include(router)
    with pytest.raises(Refusal):
        prepare(app)
