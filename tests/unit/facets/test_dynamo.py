"""The `dynamo` facet: declarations of tables and mappings, and the slips that decorators notice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from pydantic import BaseModel

from gwfw import App, Connecting
from gwfw.integrations.dynamodb.declare import Delete, Put, Update


class Person(BaseModel):
    id: str
    name: str


class Say(BaseModel):
    text: str


def test_tables_and_mappings_are_declared() -> None:
    app = App("people")
    people = app.dynamo.table("people", Person, key="id")

    @app.dynamo.on_connect(people)
    def remember(client: Connecting) -> Person:
        return Person(id=client.connection_id, name="x")

    @app.dynamo.on_disconnect(people)
    def forget(client: Connecting) -> object:
        return client.connection_id

    @app.dynamo.on_route("say", people)
    def say(client: Connecting, message: Say) -> Person:
        return Person(id=client.connection_id, name=message.text)

    @app.dynamo.on_route("rename", people, action="UpdateItem")
    def rename(client: Connecting, message: Say) -> Mapping[str, object]:
        return {"id": client.connection_id, "name": message.text}

    @app.dynamo.on_route("leave", people, action="DeleteItem")
    def leave(client: Connecting) -> object:
        return client.connection_id

    declared = app.declarations
    assert declared.tables == [people]
    assert [(route.path, type(route.target), getattr(route.target, "mapping", None)) for route in declared.routes] == [
        ("$connect", Put, remember),
        ("$disconnect", Delete, forget),
        ("say", Put, say),
        ("rename", Update, rename),
        ("leave", Delete, leave),
    ]
    assert declared.mistakes == []


def mapping(client: Connecting) -> object:
    return client.connection_id


SLIPS: dict[str, tuple[Callable[[Any, Any], object], str, str, str | None]] = {
    "bare on_connect": (lambda dynamo, table: dynamo.on_connect(mapping), "missing-parentheses", "dynamo.on_connect", None),
    "bare on_disconnect": (
        lambda dynamo, table: dynamo.on_disconnect(mapping),
        "missing-parentheses",
        "dynamo.on_disconnect",
        None,
    ),
    "bare on_route": (lambda dynamo, table: dynamo.on_route(mapping), "missing-parentheses", "dynamo.on_route", None),
    "without a table": (
        lambda dynamo, table: dynamo.on_route("say")(mapping),
        "not-a-table",
        "a mapping is for a table",
        "None",
    ),
    "of no table": (
        lambda dynamo, table: dynamo.on_route("say", "people")(mapping),
        "not-a-table",
        "a mapping is for a table",
        "'people'",
    ),
    "an action of no item": (
        lambda dynamo, table: dynamo.on_route("say", table, action="Query")(mapping),
        "dynamo-action",
        "this is not done to one item",
        "'Query'",
    ),
    "connect as a route": (
        lambda dynamo, table: dynamo.on_route("$connect", table)(mapping),
        "websocket-key",
        "$connect has a decorator of its own",
        "'$connect'",
    ),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_slips_are_noted_and_the_function_stays(slip: str) -> None:
    declare, code, what, received = SLIPS[slip]
    app = App("people")
    people = app.dynamo.table("people", Person, key="id")
    assert declare(app.dynamo, people) is mapping
    (mistake,) = app.declarations.mistakes
    problem = mistake.problem("")
    assert problem.code == code
    assert problem.what.startswith(what)
    assert received is None or problem.received == received
    assert problem.places[0].file == __file__
    assert app.declarations.routes == []


def test_the_remedy_is_the_corrected_line() -> None:
    app = App("people")
    app.dynamo.on_route(mapping)  # type: ignore[call-overload]  # that is what is tested
    assert app.declarations.mistakes[0].problem("").remedy == '@dynamo.on_route("mapping", table)'
