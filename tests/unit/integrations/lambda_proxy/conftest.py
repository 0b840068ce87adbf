"""Inputs of both APIs, as the gateway gives them to the kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gwfw.exchange import Connection, HttpInputs, HttpRequest, WebSocketInputs

TIME = 1701245041.25
CLF = "29/Nov/2023:08:04:01 +0000"
HOST = "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com"
REQUEST_ID = "JKJJxhz4PHcEJgQ="
TRACE_ID = "1-6566eaf1-0123456789abcdef01234567"

MakeHttp = Callable[..., HttpInputs]
MakeWebSocket = Callable[..., WebSocketInputs]


@pytest.fixture
def http() -> MakeHttp:
    """`http(headers=..., query=..., body=..., method=..., **fields)`: inputs of `GET /` in the stage `$default`."""

    def make(
        headers: tuple[tuple[str, str], ...] = (),
        query: str = "",
        body: bytes = b"",
        method: str = "GET",
        **fields: Any,
    ) -> HttpInputs:
        path = fields.get("raw_path", "/")
        values: dict[str, Any] = {
            "request": HttpRequest(
                method=method, path=path, query=query, headers=headers, body=body, source_ip="203.0.113.9"
            ),
            "api_id": "a1b2c3d4e5",
            "account_id": "123456789012",
            "region": "us-east-1",
            "domain_name": HOST,
            "stage": "$default",
            "stage_variables": (),
            "route_key": "$default",
            "raw_path": "/",
            "path": "/",
            "route_path": "/",
            "path_parameters": {},
            "request_id": REQUEST_ID,
            "time": TIME,
            "trace_id": TRACE_ID,
        }
        return HttpInputs(**values | fields)

    return make


@pytest.fixture
def websocket() -> MakeWebSocket:
    """`websocket("MESSAGE", body="hi", connection={...}, **fields)`."""

    def make(event_type: str = "MESSAGE", *, connection: dict[str, Any] | None = None, **fields: Any) -> WebSocketInputs:
        held: dict[str, Any] = {
            "id": "Lo1dBfOWoAMCKvA=",
            "connected_at": TIME - 1,
            "source_ip": "203.0.113.9",
            "user_agent": None,
        }
        values: dict[str, Any] = {
            "event_type": event_type,
            "connection": Connection(**held | (connection or {})),
            "api_id": "f6g7h8i9j0",
            "account_id": "123456789012",
            "region": "us-east-1",
            "domain_name": HOST,
            "stage": "dev",
            "stage_variables": (),
            "route_key": "$default",
            "request_id": REQUEST_ID,
            "time": TIME,
            "trace_id": TRACE_ID,
        }
        return WebSocketInputs(**values | fields)

    return make
