"""From a handler to the events that it got."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gwfw.errors import Misuse
from gwfw.graph.model import AppGraph, Function, Handler
from gwfw.testing.environment import Invoked
from gwfw.testing.events import last_event


def handler() -> None: ...


def other() -> None: ...


def function(name: str, source: Any, *keys: str, of: Any = handler) -> Function:
    found = [Handler(source=source, key=key, module=of.__module__, name=of.__qualname__) for key in keys]
    return Function(name=name, handlers=tuple(found))


V2 = {"version": "2.0", "routeKey": "GET /books", "requestContext": {}}
V1 = {"httpMethod": "GET", "requestContext": {"resourceId": "GET /books", "resourcePath": "/books", "httpMethod": "GET"}}
MESSAGE = {"requestContext": {"connectionId": "c1", "routeKey": "say"}}


@pytest.mark.parametrize(
    ("source", "key", "event", "found"),
    [
        pytest.param("http", "GET /books", V2, True, id="payload-2"),
        pytest.param("http", "GET /books", V1, True, id="payload-1"),
        pytest.param("http", "ANY /books", V1, True, id="payload-1-any"),
        pytest.param("http", "POST /books", V2, False, id="other-method"),
        pytest.param("websocket", "say", MESSAGE, True, id="message"),
        pytest.param("websocket", "$default", MESSAGE, False, id="other-route"),
        pytest.param("http", "say", MESSAGE, False, id="other-api"),
        pytest.param("task", "charge", {"id": "1"}, True, id="task"),
    ],
)
def test_event(source: str, key: str, event: dict[str, Any], found: bool) -> None:
    graph = AppGraph(name="a", functions=(function("f", source, key), function("g", "task", "x", of=other)))
    invoked = [Invoked(function="f", event=json.dumps(event).encode()), Invoked(function="g", event=b"{}")]
    if found:
        assert last_event(graph, invoked, handler) == event
    else:
        with pytest.raises(Misuse, match="handler has not been invoked"):
            last_event(graph, invoked, handler)


def test_the_latest_counts() -> None:
    graph = AppGraph(name="a", functions=(function("f", "task", "charge"),))
    invoked = [Invoked(function="f", event=event) for event in (b"1", b"2")]
    assert last_event(graph, invoked, handler) == 2


@pytest.mark.parametrize("given", [other, print, len, object()], ids=["function", "builtin", "len", "object"])
def test_what_is_no_handler(given: Any) -> None:
    graph = AppGraph(name="a", functions=(function("f", "task", "charge"),))
    with pytest.raises(Misuse, match="this is not a handler of the app"):
        last_event(graph, [], given)
