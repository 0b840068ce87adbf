"""Symbols pass through texts and containers, and refuse to be looked into."""

from __future__ import annotations

import copy
from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from pydantic import BaseModel

from gwfw.tracing.symbols import TRACES, Connecting, Number, Source, Symbols, Text, Untraceable


@pytest.fixture
def symbols() -> Symbols:
    return Symbols(Random(7), TRACES[0])


@pytest.fixture
def client(symbols: Symbols) -> Connecting:
    return Connecting(symbols, "client", opens=True)


LOOKING: dict[str, Callable[[Any], object]] = {
    "a part": lambda x: x[0],
    "a search": lambda x: "a" in x,
    "the characters": lambda x: list(x),
    "the length": lambda x: bool(x),
    "a look-up": lambda x: {x: 1},
    "a comparison": lambda x: x == "a",
    "arithmetic": lambda x: x * 2,
    ".upper()": lambda x: x.upper(),
    ".split()": lambda x: x.split(","),
    ".format()": lambda x: x.format(1),
    "repr()": lambda x: f"{x!r}",
    "the format '>10'": lambda x: f"{x:>10}",
}


@pytest.mark.parametrize("operation", LOOKING)
def test_a_text_cannot_be_looked_into(client: Connecting, operation: str) -> None:
    with pytest.raises(Untraceable) as caught:
        LOOKING[operation](client.query["u"])
    assert str(caught.value) == f"client.query['u']: {operation}"


COUNTING: dict[str, Callable[[Any], object]] = {
    "arithmetic": lambda x: x + 1,
    "a test": lambda x: bool(x),
    "a comparison": lambda x: x > 5,
    "a look-up": lambda x: {x},
    "repr()": lambda x: repr(x),
    "the format ','": lambda x: f"{x:,}",
    ".bit_length()": lambda x: x.bit_length(),
}


@pytest.mark.parametrize("operation", COUNTING)
def test_a_number_cannot_be_computed_with(client: Connecting, operation: str) -> None:
    with pytest.raises(Untraceable) as caught:
        COUNTING[operation](client.connected_at)
    assert str(caught.value) == f"client.connected_at: {operation}"


def test_comparing_from_the_other_side_is_refused_as_well(client: Connecting) -> None:
    with pytest.raises(Untraceable):
        _ = "dev" == client.stage  # noqa: SIM300 -- the order is what is tested
    with pytest.raises(Untraceable):
        _ = client.stage in ("a", "b")


PASSING: dict[str, Callable[[Any], str]] = {
    "f-string": lambda x: f"a{x}b",
    "plus": lambda x: "a" + x + "b",
    "percent": lambda x: "a%sb" % x,  # noqa: UP031 -- one more way
    "format": lambda x: "a{}b".format(x),  # noqa: UP032 -- one more way
    "join": lambda x: "".join(["a", x, "b"]),
    "str": lambda x: "a" + str(x) + "b",
}


@pytest.mark.parametrize("way", PASSING)
def test_texts_pass_into_other_texts(client: Connecting, symbols: Symbols, way: str) -> None:
    whole = PASSING[way](client.query["u"])
    (sentinel,) = symbols.texts
    assert whole == f"a{sentinel}b"


def test_numbers_pass_into_texts(client: Connecting, symbols: Symbols) -> None:
    whole = f"{client.connected_at}-" + str(client.request_time)
    first, second = symbols.numbers
    assert whole == f"{first}-{second}"
    assert set(symbols.by_text()) == {str(first), str(second)}


def test_values_are_the_same_symbol_each_time(client: Connecting) -> None:
    assert client.stage is client.stage
    assert client.query is client.query


@pytest.mark.parametrize(
    ("read", "variable", "controlled"),
    [
        (lambda c: c.connection_id, "$context.connectionId", False),
        (lambda c: c.request_id, "$context.requestId", False),
        (lambda c: c.stage, "$context.stage", False),
        (lambda c: c.api_id, "$context.apiId", False),
        (lambda c: c.domain_name, "$context.domainName", True),
        (lambda c: c.source_ip, "$context.identity.sourceIp", False),
        (lambda c: c.user_agent, "$context.identity.userAgent", True),
        (lambda c: c.connected_at, "$context.connectedAt", False),
        (lambda c: c.request_time, "$context.requestTimeEpoch", False),
        (lambda c: c.query["a.b"], "$input.params('a.b')", True),
        (lambda c: c.header["X-User"], "$input.params('X-User')", True),
        (lambda c: c.authorizer["tier"], "$context.authorizer.get('tier')", True),
    ],
)
def test_where_values_come_from(client: Connecting, read: Callable[[Any], Any], variable: str, controlled: bool) -> None:
    source = read(client).source
    assert (source.variable, source.client) == (variable, controlled)


@pytest.mark.parametrize("name", ["", "a'b", "a b", "a$b", "a\\b", "\u00e9"])
def test_names_that_a_template_cannot_quote_are_refused(client: Connecting, name: str) -> None:
    for given in (client.query, client.header, client.authorizer):
        with pytest.raises(Untraceable, match="something of that name"):
            given[name]


def test_the_request_is_over_when_a_connection_has_opened(symbols: Symbols) -> None:
    ended = Connecting(symbols, "client", opens=False)
    assert ended.connection_id is not None
    for name in ("query", "header"):
        with pytest.raises(Untraceable, match="is over"):
            getattr(ended, name)


def test_a_slip_of_the_pen_lists_what_there_is(client: Connecting) -> None:
    with pytest.raises(AttributeError, match="it has connection_id, request_id, stage"):
        client.conection_id  # noqa: B018 -- that is what is tested


class Held(BaseModel):
    v: Any


@pytest.mark.parametrize(
    "place", [lambda x: x, lambda x: [x], lambda x: {"k": (x,)}, lambda x: {1: {2: [x]}}, lambda x: Held(v=x)]
)
def test_symbols_are_found_inside(client: Connecting, symbols: Symbols, place: Callable[[Any], object]) -> None:
    for value in (
        client.stage,
        client.connected_at,
        f"a{client.stage}",
        f"a{client.connected_at}",
        float(client.connected_at),
    ):
        assert symbols.inside(place(value))
    assert symbols.inside(Decimal(int(client.connected_at)))


@pytest.mark.parametrize("value", ["a", 1, 1.5, None, [], {}, {"a": ["b"]}, object(), Held(v=1), b"x", True])
def test_nothing_is_found_where_nothing_is(client: Connecting, symbols: Symbols, value: object) -> None:
    assert client.stage is not None
    assert client.connected_at is not None
    assert not symbols.inside(value)


def test_sentinels_of_two_traces_share_no_character() -> None:
    source = Source("x", "$x", client=False)
    first, second = (Symbols(Random(1), made_of) for made_of in TRACES)
    one, two = str(first.text(source)), str(second.text(source))
    assert len(one) != len(two)
    assert all(a != b for a, b in zip(one, two, strict=False))
    assert all(a != b for a, b in zip(one[::-1], two[::-1], strict=False))
    assert not set(str(first.number(source))) & set(str(second.number(source)))


def test_symbols_survive_a_copy_of_what_holds_them(client: Connecting) -> None:
    holder = {"v": [client.stage]}
    assert copy.copy(holder)["v"][0] is client.stage


def test_symbols_are_texts_and_numbers(client: Connecting) -> None:
    assert isinstance(client.stage, Text)
    assert isinstance(client.connected_at, Number)
