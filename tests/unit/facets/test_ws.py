"""The `ws` facet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pydantic import BaseModel

from gwfw import App
from gwfw.errors import NotBound

if TYPE_CHECKING:
    from collections.abc import Callable

    from gwfw.graph.model import AppGraph
    from tests.unit.conftest import Aws, Write


def handler() -> None: ...


@pytest.mark.parametrize("name", ["connect", "disconnect", "default"])
def test_the_three_may_stand_bare(name: str) -> None:
    written: list[Callable[[Any], object]] = [
        lambda ws: getattr(ws, name)(handler),
        lambda ws: getattr(ws, name)()(handler),
    ]
    for declare in written:
        app = App("chat")
        assert declare(app.ws) is handler
        [route] = app.declarations.routes
        assert (route.api, route.method, route.path, route.handler) == ("websocket", None, f"${name}", handler)
    uses: list[object] = []
    assert getattr(App("chat").ws, name)(uses=uses).uses is uses


def test_a_route_has_its_key() -> None:
    app = App("chat")
    uses: list[object] = []
    route = app.ws.route("sendMessage", uses=uses)
    assert (route.api, route.path, route.uses) == ("websocket", "sendMessage", uses)
    assert app.declarations.mistakes == []


@pytest.mark.parametrize("key", ["$connect", "$disconnect", "$default"])
def test_some_keys_have_decorators_of_their_own(key: str) -> None:
    app = App("chat")
    app.ws.route(key)
    [mistake] = app.declarations.mistakes
    assert (mistake.code, mistake.remedy) == ("websocket-key", f"@ws.{key[1:]}")


def test_parentheses_are_not_forgotten(write: Write) -> None:
    module = write("from gwfw import App\napp = App('x1')\nws = app.ws\n@ws.route\ndef say(): ...\n")
    assert module.say.__name__ == "say"
    [mistake] = module.app.declarations.mistakes
    assert (mistake.code, mistake.remedy) == ("missing-parentheses", '@ws.route("say")')


class Session(BaseModel):
    id: str


def test_connections_are_reached_inside_a_handler(serve_aws: Callable[[AppGraph], Aws]) -> None:
    from gwfw.freeze.freezing import freeze

    app = App("chat")
    sessions = app.dynamo.table("sessions", Session, key="id")
    app.ws.store(sessions)
    aws = serve_aws(freeze(app).graph)
    assert app.ws.url == aws.settings.websocket_endpoint.replace("https", "wss")
    app.ws.send("c1", {"a": 1})
    sessions.put(Session(id="c2"))
    assert app.ws.broadcast("hi").sent == ("c2",)
    assert aws.posted == {"c1": ['{"a":1}'], "c2": ["hi"]}


@pytest.mark.parametrize("use", [lambda ws: ws.url, lambda ws: ws.send("c1", 1), lambda ws: ws.broadcast(1)])
def test_connections_are_unknown_elsewhere(use: Callable[[Any], object]) -> None:
    with pytest.raises(NotBound):
        use(App("chat").ws)
