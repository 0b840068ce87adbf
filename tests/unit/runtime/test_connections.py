"""Sending to one connection, its address, and what is known of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError
from pydantic import BaseModel

from gwfw.errors import ConnectionGone, NotBound
from gwfw.runtime import connections
from gwfw.runtime.bindings import bind, parse
from gwfw.runtime.connections import Broadcast, Connection

if TYPE_CHECKING:
    from tests.unit.conftest import Aws


class Said(BaseModel):
    text: str


@pytest.mark.parametrize(
    ("data", "frame"),
    [("as it is", "as it is"), (Said(text="hü"), '{"text":"hü"}'), ({"a": [1, None]}, '{"a":[1,null]}'), (7, "7")],
    ids=repr,
)
def test_what_is_sent(aws: Aws, data: object, frame: str) -> None:
    Connection("c1").send(data)
    connections.send("c1", data)
    asyncio.run(Connection("c1").asend(data))
    assert aws.posted == {"c1": [frame, frame, frame]}


def test_a_connection_id_is_one_segment_of_the_path(aws: Aws) -> None:
    connections.send("a/b+c=", "x")
    assert aws.asked == [("execute-api", "POST /dev/@connections/a%2Fb%2Bc%3D")]


def test_what_is_known_of_a_connection(aws: Aws) -> None:
    info = Connection("c1").info()
    assert info.connected_at == datetime(2026, 11, 24, 10, tzinfo=UTC)
    assert info.last_active_at == datetime(2026, 11, 24, 10, 0, 5, tzinfo=UTC)
    assert (info.source_ip, info.user_agent) == ("192.0.2.1", "test")


def test_a_connection_is_closed(aws: Aws) -> None:
    Connection("c1").close()
    assert aws.asked == [("execute-api", "DELETE /dev/@connections/c1")]


CALLS: dict[str, Callable[[], object]] = {
    "send": lambda: Connection("c1").send("x"),
    "close": lambda: Connection("c1").close(),
    "info": lambda: Connection("c1").info(),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_connection_that_is_gone(aws: Aws, call: Callable[[], object]) -> None:
    aws.answers["c1"] = 410
    with pytest.raises(ConnectionGone, match="the connection 'c1' is not open"):
        call()


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_other_errors_are_botocores(aws: Aws, call: Callable[[], object]) -> None:
    aws.answers["c1"] = 403
    with pytest.raises(ClientError, match="ForbiddenException"):
        call()


@pytest.mark.parametrize(
    ("endpoint", "url"),
    [("https://x.example.com/dev", "wss://x.example.com/dev"), ("http://127.0.0.1:3000/dev", "ws://127.0.0.1:3000/dev")],
)
def test_where_clients_connect(endpoint: str, url: str) -> None:
    with bind(parse({"websocket": endpoint})):
        assert connections.url() == url


@pytest.mark.parametrize(
    "call", [connections.url, CALLS["send"], lambda: connections.broadcast("x")], ids=["url", "send", "all"]
)
def test_nothing_is_known_outside_a_handler(call: Callable[[], object]) -> None:
    with bind(parse({})), pytest.raises(NotBound, match="is not bound to a resource here"):
        call()


def test_connections_are_values() -> None:
    assert Connection("a") == Connection("a") != Connection("b")
    assert len({Connection("a"), Connection("a")}) == 1
    assert Connection("a") != "a"
    assert repr(Connection("a")) == "<connection a>"
    assert repr(Broadcast(sent=("a",), gone=(), failed=("b", "c"))) == "<broadcast: 1 sent, 0 gone, 2 failed>"
