"""An app with a WebSocket API and a store, and events as API Gateway sends them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from gwfw.graph.model import AppGraph, Table, WebSocketApi

if TYPE_CHECKING:
    from tests.unit.conftest import Aws


@pytest.fixture
def aws(serve_aws: Callable[[AppGraph], Aws]) -> Aws:
    """The engines of an app whose connections are written down in `sessions`."""
    api = WebSocketApi(routes=(), store="sessions")
    return serve_aws(AppGraph(name="chat", websocket=api, resources=(Table(name="sessions", key="id"),)))


@pytest.fixture
def http_event() -> Callable[..., dict[str, Any]]:
    """`http_event("GET /a", body=...)` in payload format 2.0."""

    def event(key: str, **members: Any) -> dict[str, Any]:
        return {"version": "2.0", "routeKey": key, "requestContext": {}, **members}

    return event


@pytest.fixture
def ws_event() -> Callable[..., dict[str, Any]]:
    """`ws_event("say", body=...)` of the connection `c1`."""

    def event(key: str, **members: Any) -> dict[str, Any]:
        return {"requestContext": {"routeKey": key, "connectionId": "c1"}, **members}

    return event
