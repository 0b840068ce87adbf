"""Inputs of both APIs, and the ports, as the gateway gives them to the kinds' emulate sides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gwfw.exchange import Connection, HttpInputs, HttpRequest, WebSocketInputs
from gwfw.graph.model import Ref, Text

# HTTP APIs -----------------------------------------------------------------------------------------------------------

OF_THE_REQUEST = frozenset({"body", "headers", "method", "query", "source_ip"})

Make = Callable[..., HttpInputs]


class Names:
    """The Names port: nothing refers to anything."""

    def text(self, text: object) -> str:
        raise AssertionError("nobody needs one")


def render(template: str, inputs: WebSocketInputs) -> str:
    """The Renderer port: HTTP APIs have no templates."""
    raise AssertionError("nobody needs one")


@pytest.fixture
def inputs() -> Make:
    """`inputs(headers=..., query=..., body=..., method=..., source_ip=..., **fields)`: `GET /` in the stage `$default`."""

    def make(**fields: Any) -> HttpInputs:
        request: dict[str, Any] = {"method": "GET", "path": "/", "source_ip": "203.0.113.9"}
        request |= {name: value for name, value in fields.items() if name in OF_THE_REQUEST}
        values: dict[str, Any] = {
            "request": HttpRequest(**request),
            "api_id": "a1b2c3d4e5",
            "account_id": "123456789012",
            "region": "us-east-1",
            "domain_name": "api.example.com",
            "stage": "$default",
            "stage_variables": (),
            "route_key": "GET /",
            "raw_path": "/",
            "path": "/",
            "route_path": "/",
            "path_parameters": {},
            "request_id": "JKJJxhz4PHcEJgQ=",
            "time": 1701245041.25,
            "trace_id": "1-6566eaf1-0123456789abcdef01234567",
        }
        return HttpInputs(**values | {name: value for name, value in fields.items() if name not in OF_THE_REQUEST})

    return make


# WebSocket APIs ------------------------------------------------------------------------------------------------------

CLIENT: dict[str, Any] = {
    "id": "id1=",
    "connected_at": 1_800_000_000.0,
    "source_ip": "192.0.2.1",
    "user_agent": "probe/1",
    "headers": (("Host", "localhost"), ("User-Agent", "probe/1"), ("X-Room", "r9"), ("Connection", "Upgrade")),
    "query": "room=blue&room=red",
}
EVENT: dict[str, Any] = {
    "event_type": "MESSAGE",
    "api_id": "abc123",
    "account_id": "123456789012",
    "region": "us-east-1",
    "domain_name": "localhost",
    "stage": "dev",
    "stage_variables": (("color", "red"), ("host", "b.example")),
    "route_key": "put",
    "request_id": "r1=",
    "time": 1_800_000_001.0,
    "trace_id": "1-6b49d200-000000000000000000000000",
    "body": '{"action":"put","kind":"a","v":1}',
    "message_id": "m1=",
}
CONNECT: dict[str, Any] = {"event_type": "CONNECT", "route_key": "$connect", "body": None, "message_id": None}

Event = Callable[..., WebSocketInputs]


@pytest.fixture
def event() -> Event:
    """`event(body="x")`: a MESSAGE; `event(connect=True)`: a CONNECT."""

    def event(*, connect: bool = False, **fields: Any) -> WebSocketInputs:
        return WebSocketInputs(connection=Connection(**CLIENT), **EVENT | (CONNECT if connect else {}) | fields)

    return event


class References:
    """The Names port: `table:sessions:name`."""

    def text(self, text: Text) -> str:
        return "".join(f"{p.kind}:{p.name}:{p.attribute}" if isinstance(p, Ref) else p for p in text)


class Templates:
    """The Renderer port: `<<body>>` stands for what `$input` reads; remembers what it rendered."""

    def __init__(self) -> None:
        self.rendered: list[str] = []

    def __call__(self, template: str, inputs: WebSocketInputs) -> str:
        self.rendered.append(template)
        return template.replace("<<body>>", str(inputs.body))


@pytest.fixture(name="names")
def references() -> References:
    return References()


@pytest.fixture(name="render")
def templates() -> Templates:
    return Templates()
