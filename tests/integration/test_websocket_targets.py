"""Routes that go to a target, from the declaration to the client: frozen, served, and answered without a handler."""

from __future__ import annotations

import json

import httpx
import pytest
from pydantic import BaseModel

from gwfw import App
from gwfw.errors import Refusal
from gwfw.freeze.freezing import freeze
from gwfw.mapping import context
from gwfw.targets import aws, http_url, invoke, mock
from gwfw.testing import Client

app = App("library")
ws, dynamo, sfn = app.ws, app.dynamo, app.sfn


class Note(BaseModel):
    id: str
    text: str


notes = dynamo.table("notes", Note, key="id")

ITEM = """","Item":{"id":{"S":"$context.connectionId"},"text":{"S":"$util.escapeJavaScript($input.path('$.text'))"}}}"""


@sfn.task
def double(n: int) -> int:
    if n < 0:
        raise ValueError("too small")
    return n * 2


ws.route("ping").to(mock('{"pong":"$context.stage"}'))
ws.route("calc").to(
    invoke(
        double, template="$input.path('$.n')", reply={"/.*small.*/": '{"error":"small"}', "$default": '{"r":$input.body}'}
    )
)
ws.route("save").to(
    aws(
        "dynamodb", "PutItem", on=notes, template=('{"TableName":"', notes, ITEM), reply={"/4../": "no", "$default": "saved"}
    )
)
ws.route("spoil").to(
    aws(
        "dynamodb",
        "PutItem",
        on=notes,
        template='{"TableName":"nowhere","Item":{}}',
        reply={"/4../": "no", "$default": "saved"},
    )
)
ws.route("forward").to(
    http_url("https://hook.example.com/in", parameters={"header.x-connection": context.connection_id}, reply=True)
)


@pytest.fixture
def gw() -> Client:
    return Client(app)


def test_a_mock_answers_by_its_template(gw: Client) -> None:
    with gw, gw.ws() as client:
        client.send("ping")
        assert client.receive() == {"pong": "dev"}


def test_a_task_is_invoked_with_the_rendered_template(gw: Client) -> None:
    with gw, gw.ws() as client:
        client.send("calc", n=4)
        assert client.receive() == {"r": 8}


def test_an_item_is_written_without_a_function(gw: Client) -> None:
    with gw, gw.ws() as client:
        client.send("save", text='he said "hé"')
        assert client.receive_text() == "saved"
        assert gw.items(notes) == [Note(id=client.id, text='he said "hé"')]
        client.send("spoil")
        assert client.receive_text() == "no"


def test_a_backend_is_told_the_connection(gw: Client) -> None:
    asked: list[httpx.Request] = []

    def hook(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, text="thanks")

    with gw, gw.ws() as client:
        gw.target("https://hook.example.com", hook)
        client.send("forward", room="r9")
        assert client.receive_text() == "thanks"
        assert asked[0].headers["x-connection"] == client.id
        assert json.loads(asked[0].content) == {"action": "forward", "room": "r9"}


def test_an_action_that_does_not_exist_is_refused_where_it_stands() -> None:
    wrong = App("wrong")
    table = wrong.dynamo.table("notes", Note, key="id")
    wrong.ws.route("save").to(aws("dynamodb", "PutItems", on=table, template="{}"))
    with pytest.raises(Refusal) as caught:
        freeze(wrong)
    (problem,) = caught.value.problems
    assert problem.code == "aws-action"
    assert 'aws("dynamodb", "PutItems"' in problem.places[0].text
