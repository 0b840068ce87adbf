"""Hostile values never change the shape of what a traced mapping's template renders: shown by rendering and parsing."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import BaseModel

from gwfw import Connecting
from gwfw.errors import Place
from gwfw.exchange import Authorization, Connection, WebSocketInputs
from gwfw.gateway.vtl import render
from gwfw.graph.template import vtl_document
from gwfw.integrations.sides import Site
from gwfw.resources.table.attributes import item
from gwfw.tracing.trace import trace


class Row(BaseModel):
    id: str
    a: str
    b: str
    c: int = 0
    more: dict[str, list[str]] = {}


class Inner(BaseModel):
    name: str


class Said(BaseModel):
    text: str
    count: int
    inner: Inner


def of_the_request(client: Connecting) -> Row:
    return Row(
        id=client.connection_id,
        a=f"q:{client.query['q']}#{client.header['x-h']}$x",
        b=client.user_agent,
        c=client.connected_at,
        more={"k": [client.authorizer["t"], f"{client.domain_name}/{client.stage}", 'it\'s "so" \\ #if($x) ${y}']},
    )


def of_the_message(client: Connecting, message: Said) -> Row:
    return Row(id=client.connection_id, a=f"{message.text}{message.inner.name}.x", b=f"[{message.text}](")


def of_the_number(message: Said) -> Row:
    return Row(id="x", a="x", b="x", c=message.count)


@lru_cache
def template(mapping: Callable[..., Row], key: str) -> str:
    site = Site(api="websocket", key=key, place=Place("app.py", 1), folder="")
    traced = trace(mapping, site, lambda result, symbols: item(result))  # type: ignore[arg-type]  # these return rows
    (text,) = vtl_document({"Item": traced})
    assert isinstance(text, str)
    return text


def rendered(mapping: Callable[..., Row], key: str, **fields: Any) -> Mapping[str, Any]:
    connection: dict[str, Any] = {"headers": (), "query": "", "user_agent": None, "authorization": None}
    connection |= {name: fields.pop(name) for name in list(fields) if name in connection}
    values: dict[str, Any] = {
        "event_type": "CONNECT" if key == "$connect" else "MESSAGE",
        "connection": Connection(id="L0SM9cOFvHcCIhw=", connected_at=1700000000.0, source_ip="192.0.2.7", **connection),
        "api_id": "abc123defg",
        "account_id": "123456789012",
        "region": "us-east-1",
        "domain_name": "example.test",
        "stage": "dev",
        "stage_variables": (),
        "route_key": key,
        "request_id": "L0SM9dGFvHcCIhw=",
        "time": 1700000000.5,
        "trace_id": "1-00000000-000000000000000000000000",
    }
    found = json.loads(render(template(mapping, key), WebSocketInputs(**values | fields)))
    assert isinstance(found, dict)
    return found


HOSTILE = (
    '"',
    "'",
    "\\",
    "\\'",
    "\\\\'",
    '"},"admin":{"BOOL":true},"x":{"S":"',
    "$context.connectionId",
    "${x}",
    "#set($x = 1)",
    "#end",
    "##",
    "#*",
    "*#",
    "$util.escapeJavaScript(1)",
    '{"a":{"b":[1,"\\""]}}',
    "\n\r\t\x00\x1f\x7f",
    "\u2028\u2029\u0085",
    "\ufeff\uffff",
    "\U0001f600é",
    "/*</script>",
    "%s{0}",
    "",
)
TEXT = st.one_of(st.sampled_from(HOSTILE), st.lists(st.sampled_from(HOSTILE), max_size=4).map("".join), st.text())
"""Unicode texts, hostile ones often."""
WIRE = TEXT.map(lambda text: text.encode("utf-8", "replace").decode("latin-1"))
"""As header values come over the wire: one character a byte."""


def as_text(wire: str) -> str:
    return wire.encode("latin-1").decode("utf-8")


@given(query=TEXT, header=WIRE, agent=TEXT, said=TEXT, domain=TEXT)
def test_what_a_request_says_arrives_as_it_was(query: str, header: str, agent: str, said: str, domain: str) -> None:
    found = rendered(
        of_the_request,
        "$connect",
        query=f"q={quote(query, safe='', errors='surrogatepass')}",
        headers=(("x-h", header),),
        user_agent=agent,
        authorization=Authorization(kind="lambda", context={"t": said}, principal_id=None),
        domain_name=domain,
    )
    assert found == {
        "Item": {
            "id": {"S": "L0SM9cOFvHcCIhw="},
            "a": {"S": f"q:{query}#{as_text(header)}$x"},
            "b": {"S": agent},
            "c": {"N": "1700000000000"},
            "more": {"M": {"k": {"L": [{"S": said}, {"S": f"{domain}/dev"}, {"S": 'it\'s "so" \\ #if($x) ${y}'}]}}},
        }
    }


@given(text=TEXT, name=TEXT, ascii=st.booleans())
def test_what_a_message_says_arrives_as_it_was(text: str, name: str, ascii: bool) -> None:
    body = json.dumps({"text": text, "inner": {"name": name}}, ensure_ascii=ascii)
    found = rendered(of_the_message, "say", body=body)["Item"]
    assert found["a"] == {"S": f"{text}{name}.x"}
    assert found["b"] == {"S": f"[{text}]("}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@given(value=JSON)
@example(value='"},"admin":{"BOOL":true},"x":{"N":"')
@example(value={'"': ['"', {"'": "\\"}]})
def test_whatever_stands_where_a_text_or_number_was_expected_stays_in_its_place(value: object) -> None:
    body = json.dumps({"text": value, "count": value, "inner": value})
    row = rendered(of_the_message, "say", body=body)["Item"]
    assert {name: list(held) for name, held in row.items()} == {
        "id": ["S"],
        "a": ["S"],
        "b": ["S"],
        "c": ["N"],
        "more": ["M"],
    }
    assert all(isinstance(held, str) for name in ("id", "a", "b") for held in row[name].values())
    number = rendered(of_the_number, "say", body=body)["Item"]["c"]
    assert list(number) == ["N"]
    assert isinstance(number["N"], str)


@given(count=st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_keep_their_value(count: float) -> None:
    body = json.dumps({"text": "x", "count": count})
    assert Decimal(rendered(of_the_number, "say", body=body)["Item"]["c"]["N"]) == Decimal(json.dumps(count))


@given(body=TEXT)
def test_messages_that_are_no_json_stay_in_their_place(body: str) -> None:
    broken = body.strip(" \t\r\n").startswith(("{", "[")) and not is_json(body)
    with pytest.raises(ValueError, match="the payload is not JSON") if broken else nullcontext():
        assert set(rendered(of_the_message, "say", body=body)["Item"]) == {"id", "a", "b", "c", "more"}


def is_json(text: str) -> bool:
    try:
        json.loads(text, strict=False)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("half", ["\ud83d", "a\ud800b"], ids=["alone", "inside"])
def test_half_a_character_does_no_harm(half: str) -> None:
    body = json.dumps({"text": half, "inner": {"name": ""}})
    assert json.dumps(rendered(of_the_message, "say", body=body)["Item"]["a"]) == json.dumps({"S": f"{half}.x"})
