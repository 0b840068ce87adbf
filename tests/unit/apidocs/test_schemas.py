"""Shared schemas: one for equal definitions, names of their own for others."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gwfw.apidocs.schemas import Components, free_name

BOOK: dict[str, Any] = {"type": "object", "properties": {"by": {"$ref": "#/$defs/Author"}}}
AUTHOR: dict[str, Any] = {"type": "object", "properties": {"name": {"type": "string"}}}


def text(schema: object, **definitions: object) -> str:
    return json.dumps({**schema, "$defs": definitions} if isinstance(schema, dict) else schema)


def test_definitions_are_moved() -> None:
    components = Components()
    found = components.lifted(text({"items": {"$ref": "#/$defs/Book"}}, Book=BOOK, Author=AUTHOR))
    assert found == {"items": {"$ref": "#/components/schemas/Book"}}
    assert components.schemas == {
        "Author": AUTHOR,
        "Book": {"type": "object", "properties": {"by": {"$ref": "#/components/schemas/Author"}}},
    }


def test_equal_definitions_are_one() -> None:
    components = Components()
    first = components.lifted(text({"$ref": "#/$defs/Author"}, Author=AUTHOR))
    assert components.lifted(text({"$ref": "#/$defs/Author"}, Author=AUTHOR, Other=BOOK)) == first
    assert list(components.schemas) == ["Author", "Other"]


def test_others_of_the_same_name_get_a_number() -> None:
    components = Components()
    components.lifted(text({"$ref": "#/$defs/Author"}, Author=AUTHOR))
    assert components.lifted(text({"$ref": "#/$defs/Author"}, Author={"type": "string"})) == {
        "$ref": "#/components/schemas/Author-2"
    }
    assert components.schemas == {"Author": AUTHOR, "Author-2": {"type": "string"}}


def test_what_refers_to_another_is_another() -> None:
    """Two models of one text are not equal if one of their fields is a model of another form."""
    components = Components()
    components.lifted(text({"$ref": "#/$defs/Book"}, Book=BOOK, Author=AUTHOR))
    found = components.lifted(text({"$ref": "#/$defs/Book"}, Book=BOOK, Author={"type": "string"}))
    assert found == {"$ref": "#/components/schemas/Book-2"}
    assert components.schemas["Book-2"]["properties"] == {"by": {"$ref": "#/components/schemas/Author-2"}}


def test_a_model_that_refers_to_itself() -> None:
    components = Components()
    tree = {"anyOf": [{"$ref": "#/$defs/Tree"}, {"type": "null"}]}
    assert components.lifted(text({"$ref": "#/$defs/Tree"}, Tree=tree)) == {"$ref": "#/components/schemas/Tree"}
    assert components.schemas["Tree"]["anyOf"][0] == {"$ref": "#/components/schemas/Tree"}


def test_discriminators_are_references_too() -> None:
    components = Components()
    union = {"discriminator": {"mapping": {"a": "#/$defs/A"}, "propertyName": "kind"}, "oneOf": [{"$ref": "#/$defs/A"}]}
    found = components.lifted(text(union, A={"type": "object"}))
    assert found["discriminator"]["mapping"] == {"a": "#/components/schemas/A"}


@pytest.mark.parametrize(
    ("wanted", "taken", "name"),
    [
        ("Order", (), "Order"),
        ("Order", ("Order",), "Order-2"),
        ("Order", ("Order", "Order-2"), "Order-3"),
        ("jwt https://a.example/ x", (), "jwt-https-a.example-x"),
        ("é", (), "unnamed"),
    ],
)
def test_names(wanted: str, taken: tuple[str, ...], name: str) -> None:
    assert free_name(wanted, taken) == name
