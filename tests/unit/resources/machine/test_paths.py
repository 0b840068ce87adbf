"""Functions that select or compare, read as paths and rules."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel, Field

from gwfw.resources.machine.paths import Unreadable, path, rule


class Line(BaseModel):
    price: float


class Order(BaseModel):
    total: int
    limit: int | None = None
    kind: str = "book"
    paid: bool = False
    due: datetime.datetime | None = None
    customer_id: str = Field(default="", alias="customerId")
    first: Line | None = None
    lines: list[Line] = []


NOON = datetime.datetime(2026, 1, 1, 13, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))

PATHS: dict[str, tuple[Callable[[Any], object], object, str]] = {
    "the value": (lambda order: order, None, "$"),
    "a member": (lambda order: order.lines, None, "$.lines"),
    "members inside": (lambda order: order.a.b.c, None, "$.a.b.c"),
    "an item": (lambda order: order["lines"][0].price, None, "$.lines[0].price"),
    "an odd name": (lambda order: order["it's"]["a\\b"], None, "$['it\\'s']['a\\\\b']"),
    "a field of a model": (lambda order: order.first, Order, "$.first"),
    "a field with an alias": (lambda order: order.customer_id, Order, "$.customerId"),
    "a field of a field": (lambda order: order.first.price, Order, "$.first.price"),
}


@pytest.mark.parametrize("case", PATHS)
def test_what_is_selected(case: str) -> None:
    function, model, expected = PATHS[case]
    assert path(function, model) == expected


RULES: dict[str, tuple[Callable[[Any], object], object, dict[str, object]]] = {
    "a number": (lambda o: o.total > 100, None, {"Variable": "$.total", "NumericGreaterThan": 100}),
    "a number, at least": (lambda o: o.total >= 1.5, None, {"Variable": "$.total", "NumericGreaterThanEquals": 1.5}),
    "a number, below": (lambda o: o.total < 1, None, {"Variable": "$.total", "NumericLessThan": 1}),
    "a number, at most": (lambda o: o.total <= 1, None, {"Variable": "$.total", "NumericLessThanEquals": 1}),
    "a number from the other side": (lambda o: o.total > 100, None, {"Variable": "$.total", "NumericGreaterThan": 100}),
    "a text": (lambda o: o.kind == "book", None, {"Variable": "$.kind", "StringEquals": "book"}),
    "another text": (lambda o: o.kind != "book", None, {"Not": {"Variable": "$.kind", "StringEquals": "book"}}),
    "a boolean": (lambda o: o.paid == True, None, {"Variable": "$.paid", "BooleanEquals": True}),  # noqa: E712
    "a boolean alone": (lambda o: o.paid, None, {"Variable": "$.paid", "BooleanEquals": True}),
    "not": (lambda o: ~(o.total > 1), None, {"Not": {"Variable": "$.total", "NumericGreaterThan": 1}}),
    "null": (lambda o: o.limit == None, None, {"Variable": "$.limit", "IsNull": True}),  # noqa: E711
    "a time": (
        lambda o: o.due < NOON,
        None,
        {"Variable": "$.due", "TimestampLessThan": "2026-01-01T12:00:00Z"},
    ),
    "and": (
        lambda o: (o.total > 1) & o.paid,
        None,
        {"And": [{"Variable": "$.total", "NumericGreaterThan": 1}, {"Variable": "$.paid", "BooleanEquals": True}]},
    ),
    "or": (
        lambda o: (o.total > 1) | (o.kind == "x"),
        None,
        {"Or": [{"Variable": "$.total", "NumericGreaterThan": 1}, {"Variable": "$.kind", "StringEquals": "x"}]},
    ),
    "a beginning": (lambda o: o.kind.startswith("a*\\"), None, {"Variable": "$.kind", "StringMatches": "a\\*\\\\*"}),
    "an end": (lambda o: o.kind.endswith("b"), None, {"Variable": "$.kind", "StringMatches": "*b"}),
    "two numbers": (
        lambda o: o.total > o.limit,
        Order,
        {"Variable": "$.total", "NumericGreaterThanPath": "$.limit"},
    ),
    "two texts": (
        lambda o: o.kind == o.customer_id,
        Order,
        {"Variable": "$.kind", "StringEqualsPath": "$.customerId"},
    ),
    "two times": (lambda o: o.due == o.due, Order, {"Variable": "$.due", "TimestampEqualsPath": "$.due"}),
}


@pytest.mark.parametrize("case", RULES)
def test_what_is_compared(case: str) -> None:
    function, model, expected = RULES[case]
    assert rule(function, model) == expected


UNREADABLE: dict[str, tuple[Callable[[Any], object], object, str]] = {
    "and": (lambda o: o.total > 1 and o.paid, None, "join conditions with &, | and ~"),
    "not": (lambda o: not o.paid, None, "$.paid is not known here: compare it"),
    "in": (lambda o: o.kind in ("a", "b"), None, "join conditions with &, | and ~"),
    "a range": (lambda o: 1 < o.total < 3, None, "join conditions with &, | and ~"),
    "a branch": (lambda o: 1 if o.paid else 2, None, "$.paid is not known here"),
    "a length": (lambda o: len(o.lines) > 1, None, "it needs the value: object of type 'Symbol' has no len()"),
    "a call": (lambda o: o.kind.upper(), None, "$.kind.upper is not known here and has no methods"),
    "a loop": (lambda o: list(o.lines), None, "cannot be looked through; use sfn.map"),
    "an item by something else": (lambda o: o.lines[1.5] == 1, None, "not by 1.5"),
    "an item by true": (lambda o: o.lines[True] == 1, None, "not by True"),
    "a constant": (lambda o: True, None, "it must compare a part of its argument, and gives True"),
    "another constant": (lambda o: o.lines == [], None, "not []"),
    "an order of booleans": (lambda o: o.paid > True, None, "True can only be compared by == and !="),
    "a time without a zone": (lambda o: o.due < datetime.datetime(2026, 1, 1), None, "has no time zone"),
    "two unknown parts": (lambda o: o.a > o.b, None, "it is not known whether $.a and $.b are texts or numbers"),
    "two lists": (lambda o: o.lines == o.lines, Order, "it is not known"),
    "two booleans": (lambda o: o.paid == o.paid, Order, "it is not known"),
    "a field that a model has not": (lambda o: o.nothing == 1, Order, "Order has no field 'nothing'"),
    "a condition joined with a constant": (lambda o: (o.total > 1) & 5, None, "it must compare"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_what_a_state_machine_cannot_do(case: str) -> None:
    function, model, said = UNREADABLE[case]
    with pytest.raises(Unreadable) as caught:
        rule(function, model)
    assert said in str(caught.value)


def test_a_selection_is_no_condition() -> None:
    with pytest.raises(Unreadable, match="it must select a part of its argument"):
        path(lambda order: order.total > 1)


def test_a_symbol_is_no_key_and_has_no_inner_life() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        path(lambda order: {order: 1})
    with pytest.raises(TypeError, match="it needs the value: __wrapped__"):
        path(lambda order: order.__wrapped__)
