"""JSON bodies as values of the annotated types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from gwfw.runtime.bodies import NotValid, parser, selected_name, value_parser


class Say(BaseModel):
    text: str = Field(min_length=1)


class Strict(BaseModel, extra="forbid"):
    text: str


class Named(BaseModel, extra="forbid"):
    action: str
    text: str


class Aliased(BaseModel):
    model_config = ConfigDict(extra="forbid")
    kind: str = Field(alias="action")


class Loose(BaseModel, extra="allow"):
    text: str


class Part(TypedDict):
    text: str


@dataclass
class Point:
    x: int


@pytest.mark.parametrize(
    ("annotation", "raw", "value"),
    [
        (Say, '{"text": "ü"}', Say(text="ü")),
        (Say, b'{"text": "\xc3\xbc"}', Say(text="ü")),
        (list[Say], '[{"text": "a"}]', [Say(text="a")]),
        (Say | None, "null", None),
        (Part, '{"text": "a"}', {"text": "a"}),
        (Point, '{"x": 1}', Point(1)),
        (dict, '{"a": 1.5}', {"a": 1.5}),
        (dict[str, Any], '{"a": [null]}', {"a": [None]}),
        (dict[str, object], '{"a": 1}', {"a": 1}),
        (dict[str, int], '{"a": 1}', {"a": 1}),
        (Annotated[int, Field(ge=1)], "3", 3),
        (bytes, "hü", b"h\xc3\xbc"),
        (bytes, b"\xff", b"\xff"),
    ],
    ids=repr,
)
def test_a_body_is_parsed(annotation: object, raw: str | bytes, value: object) -> None:
    assert parser(annotation)(raw) == value


@pytest.mark.parametrize(
    ("annotation", "raw", "faults"),
    [
        (Say, '{"text": ""}', [(["body", "text"], "string_too_short")]),
        (Say, "{}", [(["body", "text"], "missing")]),
        (Say, "[]", [(["body"], "model_type")]),
        (Say, "{", [(["body"], "json_invalid")]),
        (Say, b"\xff", [(["body"], "json_invalid")]),
        (list[Say], '[{"text": ""}, {}]', [(["body", 0, "text"], "string_too_short"), (["body", 1, "text"], "missing")]),
        (dict, "[]", [(["body"], "dict_type")]),
        (dict, "x", [(["body"], "json_invalid")]),
        (dict, '{"a": NaN}', [(["body"], "json_invalid")]),
        (dict, "[" * 100_000, [(["body"], "json_invalid")]),
        (dict[str, int], '{"a": "x"}', [(["body", "a"], "int_parsing")]),
    ],
    ids=lambda given: str(given)[:30],
)
def test_every_wrong_field_is_named(annotation: object, raw: str | bytes, faults: list[tuple[list[object], str]]) -> None:
    with pytest.raises(NotValid) as raised:
        parser(annotation)(raw)
    assert [(fault["loc"], fault["type"]) for fault in raised.value.faults] == faults
    assert all(set(fault) == {"loc", "msg", "type"} for fault in raised.value.faults)


@pytest.mark.parametrize(
    ("annotation", "value"),
    [
        pytest.param(Say, Say(text="a"), id="ignores it"),
        pytest.param(Strict, Strict(text="a"), id="would refuse it"),
        pytest.param(Loose, Loose(text="a"), id="would keep it"),
        pytest.param(Named, Named(action="say", text="a"), id="names it"),
        pytest.param(dict, {"text": "a"}, id="a mapping"),
        pytest.param(dict[str, str], {"text": "a"}, id="a typed mapping"),
    ],
)
def test_what_selects_the_route_is_taken_out_unless_it_is_named(annotation: object, value: object) -> None:
    assert parser(annotation, "action")('{"action": "say", "text": "a"}') == value


def test_an_alias_names_it_too() -> None:
    assert parser(Aliased, "action")('{"action": "say"}') == Aliased(action="say")


def test_a_message_that_is_no_object_is_refused_as_it_is() -> None:
    with pytest.raises(NotValid):
        parser(Strict, "action")("[]")
    with pytest.raises(NotValid):
        parser(Strict, "action")("{")


@pytest.mark.parametrize(
    ("expression", "name"),
    [
        ("$request.body.action", "action"),
        ("${request.body.action}", "action"),
        ("$request.body.message-type", "message-type"),
        ("$request.body.message_type", "message_type"),
        ("$request.body.a.b", None),
        ("$request.body.a${request.body.b}", None),
        ("", None),
        ("$default", None),
    ],
)
def test_the_member_that_selects(expression: str, name: str | None) -> None:
    assert selected_name(expression) == name


@pytest.mark.parametrize(
    ("annotation", "value", "parsed"),
    [
        (Say, {"text": "a"}, Say(text="a")),
        (dict, {"a": 1}, {"a": 1}),
        (object, [1], [1]),
        (Any, [1], [1]),
        (list[Say], [{"text": "a"}], [Say(text="a")]),
        (int, 3, 3),
        (str, "x", "x"),
    ],
    ids=repr,
)
def test_a_value_that_is_parsed_already(annotation: object, value: object, parsed: object) -> None:
    assert value_parser(annotation)(value) == parsed


@pytest.mark.parametrize(("annotation", "value"), [(Say, {}), (int, "x"), (dict, [1]), (dict, "x")], ids=repr)
def test_a_value_of_the_wrong_shape(annotation: object, value: object) -> None:
    with pytest.raises(NotValid):
        value_parser(annotation)(value)
