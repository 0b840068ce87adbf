"""The store of connections: who writes and deletes its rows, and what is refused because nobody would."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gwfw.errors import Refusal
from gwfw.freeze.freezing import freeze
from gwfw.graph.model import AppGraph, Ref
from gwfw.integrations.dynamodb.spec import DynamoDb

if TYPE_CHECKING:
    from tests.unit.conftest import Write

HEAD = """\
from gwfw import *
from gwfw.targets import url
from pydantic import BaseModel, Field

app = App("chat")
http, ws, dynamo = app.http, app.ws, app.dynamo

class Session(BaseModel):
    id: str
    label: str = ""
class Demanding(BaseModel):
    id: str
    label: str
    since: int
class Numbered(BaseModel):
    id: int
class Sorted(BaseModel):
    id: str
    at: int
class Short(BaseModel):
    id: str = Field(max_length=3)

sessions = dynamo.table("sessions", Session, key="id")
other = dynamo.table("other", Session, key="id")
"""
MAPPED = """
@dynamo.on_connect(sessions)
def remember(client: Connecting) -> Session:
    return Session(id=client.connection_id, label="x")
"""
UNMAPPED = """
@dynamo.on_disconnect(sessions)
def forget(client: Connecting) -> str:
    return client.connection_id
"""
HANDLED = "\n@ws.connect\ndef hello() -> None: ...\n"
UNHANDLED = "\n@ws.disconnect\ndef bye() -> None: ...\n"
ROW = """{"Item":{"gwfw:connected_at":{"N":"$context.connectedAt"},"id":{"S":"$context.connectionId"},\
"label":{"S":"%s"}},"TableName":\""""
KEY = '{"Key":{"id":{"S":"$context.connectionId"}},"TableName":"'


def graph(write: Write, source: str) -> AppGraph:
    return freeze(write(HEAD + source).app).graph


def codes(write: Write, source: str) -> list[str]:
    with pytest.raises(Refusal) as raised:
        graph(write, source)
    return [problem.code for problem in raised.value.problems]


def routes(found: AppGraph) -> dict[str, str]:
    assert found.websocket is not None
    return {route.key: route.integration for route in found.websocket.routes}


def template(found: AppGraph, key: str) -> object:
    spec = found.integration(f"websocket {key}")
    assert isinstance(spec, DynamoDb)
    text, table, rest = spec.template
    assert (table, rest) == (Ref("table", "sessions", "name"), '"}')
    return text


def granted(found: AppGraph, principal: str) -> set[str]:
    return {
        f"{action} {grant.resource.name}"
        for grant in found.grants
        if grant.principal == principal
        for action in grant.actions
    }


def test_nobody_declares_anything(write: Write) -> None:
    found = graph(write, "ws.store(sessions)\n")
    assert routes(found) == {"$connect": "websocket $connect", "$disconnect": "websocket $disconnect"}
    assert template(found, "$connect") == ROW % ""
    assert template(found, "$disconnect") == KEY
    assert granted(found, "integration:websocket $connect") == {"dynamodb:PutItem sessions"}
    assert granted(found, "integration:websocket $disconnect") == {"dynamodb:DeleteItem sessions"}
    assert found.websocket is not None
    assert found.websocket.store == "sessions"


def test_the_generated_routes_stand_where_the_store_is_named(write: Write) -> None:
    places = freeze(write(HEAD + "ws.store(sessions)\n").app).places
    assert places["websocket $connect"].text == "ws.store(sessions)"


def test_both_are_mapped(write: Write) -> None:
    found = graph(write, "ws.store(sessions)\n" + MAPPED + UNMAPPED)
    assert template(found, "$connect") == ROW % "x"
    assert template(found, "$disconnect") == KEY


def test_mapped_tables_that_are_no_store_get_no_note(write: Write) -> None:
    text = template(graph(write, MAPPED + UNMAPPED), "$connect")
    assert text == '{"Item":{"id":{"S":"$context.connectionId"},"label":{"S":"x"}},"TableName":"'


def test_both_are_handled(write: Write) -> None:
    """The runtime writes and deletes the row, so the function may."""
    found = graph(write, "ws.store(sessions)\n" + HANDLED + UNHANDLED)
    assert routes(found) == {"$connect": "lambda api", "$disconnect": "lambda api"}
    assert granted(found, "function:api") == {"dynamodb:UpdateItem sessions", "dynamodb:DeleteItem sessions"}


def test_what_is_not_declared_is_generated(write: Write) -> None:
    found = graph(write, "ws.store(sessions)\n" + HANDLED)
    assert routes(found) == {"$connect": "lambda api", "$disconnect": "websocket $disconnect"}
    assert granted(found, "function:api") == {"dynamodb:UpdateItem sessions"}
    found = graph(write, "ws.store(sessions)\n" + UNHANDLED)
    assert routes(found) == {"$connect": "websocket $connect", "$disconnect": "lambda api"}


def test_without_a_store_nothing_is_generated(write: Write) -> None:
    found = graph(write, HANDLED)
    assert routes(found) == {"$connect": "lambda api"}
    assert granted(found, "function:api") == set()


def test_naming_the_store_twice_is_no_harm(write: Write) -> None:
    assert graph(write, "ws.store(sessions)\nws.store(sessions)\n").websocket is not None


@pytest.mark.parametrize(
    ("source", "code"),
    [
        pytest.param("ws.store(sessions)\nws.store(other)", ["declared-twice"], id="two stores"),
        pytest.param("ws.store(other)" + MAPPED, ["store-left-alone"], id="another table is mapped at $connect"),
        pytest.param("ws.store(other)" + UNMAPPED, ["store-left-alone"], id="another table is mapped at $disconnect"),
        pytest.param(
            'ws.store(dynamo.table("d", Demanding, key="id"))', ["store-fields"], id="fields that API Gateway does not know"
        ),
        pytest.param('ws.store(dynamo.table("n", Numbered, key="id"))', ["store-key"], id="a number for a key"),
        pytest.param('ws.store(dynamo.table("s", Sorted, key="id", sort="at"))', ["store-key"], id="a sort key"),
        pytest.param('ws.store(dynamo.table("s", Sorted, key="nothing"))', ["table-key"], id="no key at all"),
        pytest.param('ws.store(dynamo.table("s", Short, key="id"))', ["mapping-constraint"], id="a key with a constraint"),
        pytest.param('ws.store(Router().dynamo.table("r", Session, key="id"))', ["handle-undeclared"], id="not of this app"),
        pytest.param(
            "ws.store(sessions)\n@dynamo.on_connect(sessions)\n"
            "def remember(client: Connecting) -> Session: return Session(id=client.request_id)",
            ["store-key"],
            id="another key than the connection id",
        ),
        pytest.param(
            "ws.store(sessions)\n@dynamo.on_disconnect(sessions)\ndef forget(client: Connecting) -> str: return 'x'",
            ["store-key"],
            id="deleting something else",
        ),
    ],
)
def test_a_store_that_would_not_know_who_is_connected(write: Write, source: str, code: list[str]) -> None:
    assert codes(write, source) == code


def test_a_demanding_row_may_be_described(write: Write) -> None:
    found = graph(
        write,
        """
people = dynamo.table("sessions2", Demanding, key="id")
ws.store(people)
@dynamo.on_connect(people)
def remember(client: Connecting) -> Demanding:
    return Demanding(id=client.connection_id, label=f"user:{client.query['u']}", since=client.connected_at)
""",
    )
    assert routes(found)["$connect"] == "websocket $connect"
