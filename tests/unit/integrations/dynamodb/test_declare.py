"""Mappings as integrations: what is called, the template, the grant, and what is refused."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from pydantic import BaseModel, Field

from gwfw import App, Connecting
from gwfw.errors import Place, Problem, Refusal
from gwfw.graph.model import Grant, Ref
from gwfw.integrations.dynamodb import declare
from gwfw.integrations.dynamodb.declare import Delete, Mapped, Put, Update
from gwfw.integrations.dynamodb.spec import DynamoDb
from gwfw.integrations.sides import Site


class Person(BaseModel):
    id: str
    name: str
    age: int = 0
    short: str = Field(default="", max_length=3)


class Note(BaseModel):
    user: str
    at: int
    text: str


class Say(BaseModel):
    text: str
    count: int


app = App("people")
people = app.dynamo.table("people", Person, key="id")
notes = app.dynamo.table("notes", Note, key="user", sort="at")
ID = '"$context.connectionId"'


def site(key: str) -> Site:
    return Site(api="websocket", key=key, place=Place("app.py", 1, "@declared"), folder=os.path.dirname(__file__))


def spec(target: Mapped, key: str = "say") -> DynamoDb:
    return declare.integration(target, site(key))


def request(found: DynamoDb) -> Any:
    """The request with the table's name in place, its expressions as they are."""
    text = "".join(part if isinstance(part, str) else part.name for part in found.template)
    return json.loads(text.replace('.replaceAll("\\\\\'","\'")', ""))


def put(client: Connecting, message: Say) -> Person:
    return Person(id=client.connection_id, name=message.text)


def rename(client: Connecting, message: Say) -> Mapping[str, object]:
    return {"id": client.connection_id, "name": message.text, "age": message.count}


def note(client: Connecting, message: Say) -> Mapping[str, object]:
    return {"at": client.request_time, "user": client.connection_id, "text": "constant"}


def forget(client: Connecting) -> object:
    return client.connection_id


def forget_note(client: Connecting) -> object:
    return client.connection_id, client.connected_at


TEXT = "$util.escapeJavaScript($input.path('$.text').toString())"
COUNT = "$util.escapeJavaScript($input.path('$.count').toString())"


@pytest.mark.parametrize(
    ("target", "sent"),
    [
        (
            Put(people, put),
            {
                "TableName": "people",
                "Item": {
                    "id": {"S": "$context.connectionId"},
                    "name": {"S": TEXT},
                    "age": {"N": "0"},
                    "short": {"S": ""},
                },
            },
        ),
        (
            Update(people, rename),
            {
                "TableName": "people",
                "Key": {"id": {"S": "$context.connectionId"}},
                "UpdateExpression": "SET #0 = :0, #1 = :1",
                "ConditionExpression": "attribute_exists(#key)",
                "ExpressionAttributeNames": {"#key": "id", "#0": "age", "#1": "name"},
                "ExpressionAttributeValues": {":0": {"N": COUNT}, ":1": {"S": TEXT}},
            },
        ),
        (
            Update(notes, note),
            {
                "TableName": "notes",
                "Key": {"user": {"S": "$context.connectionId"}, "at": {"N": "$context.requestTimeEpoch"}},
                "UpdateExpression": "SET #0 = :0",
                "ConditionExpression": "attribute_exists(#key)",
                "ExpressionAttributeNames": {"#key": "user", "#0": "text"},
                "ExpressionAttributeValues": {":0": {"S": "constant"}},
            },
        ),
        (Delete(people, forget), {"TableName": "people", "Key": {"id": {"S": "$context.connectionId"}}}),
        (
            Delete(notes, forget_note),
            {
                "TableName": "notes",
                "Key": {"user": {"S": "$context.connectionId"}, "at": {"N": "$context.connectedAt"}},
            },
        ),
    ],
    ids=["put", "update", "update by two keys", "delete", "delete by two keys"],
)
def test_requests(target: Mapped, sent: object) -> None:
    found = spec(target)
    assert (found.name, found.table, found.action) == ("websocket say", target.table.name, target.action)
    assert request(found) == sent


@pytest.mark.parametrize(("target", "action"), [(Put(people, put), "PutItem"), (Update(people, rename), "UpdateItem")])
def test_grants_and_description(target: Mapped, action: str) -> None:
    found = spec(target)
    assert declare.grants(found) == (
        Grant(
            principal="integration:websocket say", resource=Ref("table", "people", "arn"), actions=(f"dynamodb:{action}",)
        ),
    )
    assert declare.describe(found) == f"dynamodb:{action} people"
    assert target.written == f"dynamodb:{action} people"


def problem(target: Mapped, key: str = "say") -> Problem:
    with pytest.raises(Refusal) as caught:
        spec(target, key)
    (found,) = caught.value.problems
    return found


def no_item(client: Connecting) -> object:
    return client.connection_id


def no_key(client: Connecting) -> object:
    return Person(id="x", name="x")


def true_key(client: Connecting) -> object:
    return True


def half_a_key(client: Connecting) -> object:
    return client.connection_id


def no_dict(client: Connecting) -> object:
    return client.connection_id


def nothing_set(client: Connecting) -> object:
    return {"id": client.connection_id}


def no_key_among_fields(client: Connecting) -> object:
    return {"name": client.connection_id}


def no_field(client: Connecting) -> object:
    return {"id": client.connection_id, "nmae": "x"}


FIELDS = "TypeError: the mapping returns fields of people as a dict: id, which find the item, and what is set"


@pytest.mark.parametrize(
    ("target", "received"),
    [
        (Put(people, no_item), "TypeError: the mapping returns an item of people, which is a Person"),
        (Delete(people, no_key), "TypeError: the mapping returns the key of an item of people: id"),
        (Delete(people, true_key), "TypeError: the mapping returns the key of an item of people: id"),
        (Delete(notes, half_a_key), "TypeError: the mapping returns the key of an item of notes: user, at"),
        (Update(people, no_dict), FIELDS),
        (Update(people, nothing_set), FIELDS),
        (Update(people, no_key_among_fields), FIELDS),
        (Update(people, no_field), FIELDS),
    ],
    ids=lambda value: getattr(getattr(value, "mapping", None), "__name__", ""),
)
def test_results_that_do_not_fit_the_table(target: Mapped, received: str) -> None:
    found = problem(target)
    assert (found.code, found.what, found.received) == ("mapping", "the mapping failed", received)
    assert found.places == (Place("app.py", 1, "@declared"),)


def test_fields_that_demand_something_cannot_be_set_by_clients() -> None:
    def shorten(client: Connecting, message: Say) -> object:
        return {"id": client.connection_id, "short": message.text}

    found = problem(Update(people, shorten))
    assert (found.code, found.received) == ("mapping-constraint", "MaxLen(max_length=3)")
    assert found.what.startswith("Person.short receives a value that only a client knows")


def test_fields_that_demand_something_can_be_set_to_constants() -> None:
    def shorten(client: Connecting) -> object:
        return {"id": client.connection_id, "short": "abc"}

    assert request(spec(Update(people, shorten)))["ExpressionAttributeValues"] == {":0": {"S": "abc"}}


def test_constants_are_validated_as_their_fields_demand() -> None:
    def shorten(client: Connecting) -> object:
        return {"id": client.connection_id, "short": "abcd"}

    assert problem(Update(people, shorten)).code == "mapping-constraint"


# The store of connections --------------------------------------------------------------------------------------------


def stored(target: Mapped) -> Mapped:
    target.is_store = True
    return target


def row(client: Connecting) -> Person:
    return Person(id=client.connection_id, name="x")


def test_rows_of_the_store_note_when_they_were_written() -> None:
    item = request(spec(stored(Put(people, row)), "$connect"))["Item"]
    assert item["gwfw:connected_at"] == {"N": "$context.connectedAt"}


def test_rows_of_the_store_are_deleted_by_the_connection_id() -> None:
    assert request(spec(stored(Delete(people, forget)), "$disconnect"))["Key"] == {"id": {"S": "$context.connectionId"}}


def by_request(client: Connecting) -> Person:
    return Person(id=client.request_id, name="x")


def decorated(client: Connecting) -> Person:
    return Person(id=f"c-{client.connection_id}", name="x")


@pytest.mark.parametrize("mapping", [by_request, decorated])
def test_rows_of_the_store_are_found_by_the_connection_id(mapping: Callable[..., object]) -> None:
    found = problem(stored(Put(people, mapping)), "$connect")
    assert (found.code, found.remedy) == ("store-key", "id=client.connection_id")
