"""A request as mappings and context variables read it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gwfw.exchange import HttpInputs, HttpRequest
from tests.unit.authorizers.conftest import http, websocket

Make = Callable[..., HttpInputs]

__all__ = ["http", "inputs", "websocket"]


@pytest.fixture
def inputs() -> Make:
    """`inputs(headers=..., query=..., body=..., **fields)`: inputs of `GET /p/{name}` in the stage `dev`."""

    def make(
        headers: tuple[tuple[str, str], ...] = (("User-Agent", "curl/8"),),
        query: str = "",
        body: bytes = b"",
        **fields: Any,
    ) -> HttpInputs:
        request = HttpRequest(
            method="GET", path="/dev/p/a%20b", query=query, headers=headers, body=body, source_ip="203.0.113.9"
        )
        values: dict[str, Any] = {
            "request": request,
            "api_id": "a1b2c3d4e5",
            "account_id": "123456789012",
            "region": "us-east-1",
            "domain_name": "api.example.com:3000",
            "stage": "dev",
            "stage_variables": (("env", "e1"),),
            "route_key": "GET /p/{name}",
            "raw_path": "/dev/p/a%20b",
            "path": "/dev/p/a b",
            "route_path": "/p/a b",
            "path_parameters": {"name": "a b"},
            "request_id": "JKJJxhz4PHcEJgQ=",
            "time": 1701245041.25,
            "trace_id": "1-6566eaf1-0123456789abcdef01234567",
        }
        return HttpInputs(**values | fields)

    return make
