"""Inputs of both APIs, as the gateway gives them to an authorizer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gwfw.exchange import Connection, HttpInputs, HttpRequest, WebSocketInputs

NOW = 1_700_000_000.0


@pytest.fixture
def http() -> Callable[..., HttpInputs]:
    """`http(headers=..., query=..., **fields)`: inputs of `GET /x` in the stage `$default`."""

    def make(headers: tuple[tuple[str, str], ...] = (), query: str = "", body: bytes = b"", **fields: Any) -> HttpInputs:
        values: dict[str, Any] = {
            "request": HttpRequest(method="GET", path="/x", query=query, headers=headers, body=body),
            "api_id": "a1b2c3d4e5",
            "account_id": "123456789012",
            "region": "us-east-1",
            "domain_name": "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com",
            "stage": "$default",
            "stage_variables": (("colour", "blue"),),
            "route_key": "GET /x",
            "raw_path": "/x",
            "path": "/x",
            "route_path": "/x",
            "raw_route_path": "/x",
            "path_parameters": {},
            "request_id": "JKJJxhz4PHcEJgQ=",
            "time": NOW,
            "trace_id": "1-6566eaf1-0123456789abcdef01234567",
        }
        return HttpInputs(**values | fields)

    return make


@pytest.fixture
def websocket() -> Callable[..., WebSocketInputs]:
    """`websocket(headers=..., query=..., **fields)`: inputs of `$connect` in the stage `dev`."""

    def make(headers: tuple[tuple[str, str], ...] = (), query: str = "", **fields: Any) -> WebSocketInputs:
        connection = Connection(
            id="Lo1dBfOWoAMCKvA=", connected_at=NOW, source_ip="192.0.2.7", user_agent="x/1", headers=headers, query=query
        )
        values: dict[str, Any] = {
            "event_type": "CONNECT",
            "connection": connection,
            "api_id": "f6g7h8i9j0",
            "account_id": "123456789012",
            "region": "us-east-1",
            "domain_name": "f6g7h8i9j0.execute-api.us-east-1.amazonaws.com",
            "stage": "dev",
            "stage_variables": (("colour", "blue"),),
            "route_key": "$connect",
            "request_id": "JKJJxhz4PHcEJgQ=",
            "time": NOW,
            "trace_id": "1-6566eaf1-0123456789abcdef01234567",
        }
        return WebSocketInputs(**values | fields)

    return make
