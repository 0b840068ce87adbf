"""From `validate=` to a model of draft 4: it lets pass what the type's own schema lets pass."""

from __future__ import annotations

import datetime
import enum
import json
from typing import TYPE_CHECKING, Annotated, Any, Literal, Optional, Union

import pytest
from jsonschema import Draft4Validator, Draft202012Validator  # type: ignore[import-untyped]  # the library has no types
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from gwfw.errors import Problem, Refusal
from gwfw.freeze.freezing import freeze
from gwfw.freeze.models import draft_4

if TYPE_CHECKING:
    from tests.unit.conftest import Write


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Maybe(enum.Enum):
    YES = "yes"
    UNKNOWN = None


class Node(BaseModel):
    colour: Colour = Field(Colour.RED, description="of the node")
    children: list[Node] = []


class Circle(BaseModel):
    kind: Literal["circle"]
    radius: float = Field(gt=0)


class Box(BaseModel):
    kind: Literal["box", "cube"]
    edge: int = Field(gt=0, lt=9)


class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")
    text: str


class Tree(BaseModel):
    model_config = ConfigDict(extra="forbid")
    left: Optional[Tree] = None  # noqa: UP045 -- a forward reference


Shape = Annotated[Union[Circle, Box], Field(discriminator="kind")]  # noqa: UP007 -- as many write it

TYPES: list[tuple[Any, list[object]]] = [
    (str, ["", "a", 1, None]),
    (Annotated[str, Field(min_length=2, max_length=3, pattern="^a")], ["a", "ab", "abcd", "bc"]),
    (Annotated[int, Field(gt=0, lt=3)], [0, 1, 2, 3, 1.5, "1"]),
    (Annotated[int, Field(gt=0, ge=2)], [0, 1, 2]),
    (Annotated[float, Field(gt=0.5, le=1)], [0.5, 0.6, 1, 1.1]),
    (Annotated[float, Field(gt=0.5, ge=0.25, multiple_of=0.25)], [0.25, 0.5, 0.75, 0.8]),
    (Literal["a"], ["a", "b"]),
    (Literal["a", 1], ["a", 1, 2]),
    (Literal["a", None], ["a", None, "b"]),
    (Literal[None], [None, "a"]),
    (Maybe, ["yes", None, "no"]),
    (Colour, ["red", "green"]),
    (str | None, ["a", None, 1]),
    (Colour | None, ["red", None, "green"]),
    (Node | None, [None, {}, {"colour": "green"}]),
    (int | str, [1, "a", None]),
    (Annotated[str | None, Field(min_length=1)], ["a", "", None]),
    (tuple[int, str], [[1, "a"], [1], [1, "a", 2], ["a", 1]]),
    (tuple[int, ...], [[], [1, 2], ["a"]]),
    (tuple[()], [[], [1]]),
    (list[int], [[1], ["a"], {}]),
    (set[int], [[1, 2], [1, 1]]),
    (dict[str, int], [{}, {"a": 1}, {"a": "b"}]),
    (dict[Annotated[str, Field(pattern="^x")], int], [{"x1": 1}, {"x1": "a"}, {"y": 1}]),
    (dict[Colour, int], [{"red": 1}, {"red": "a"}, {"green": 1}]),
    (dict[Literal["a", "b"], int], [{"a": 1}, {"c": 1}]),
    (Shape, [{"kind": "circle", "radius": 1}, {"kind": "circle", "radius": 0}, {"kind": "box", "edge": 9}, {"kind": "x"}]),
    (Node, [{}, {"colour": "red", "children": [{"children": []}]}, {"children": [{"colour": 1}]}]),
    (Closed, [{"text": "a"}, {"text": "a", "more": 1}, {}]),
    (Tree, [{}, {"left": {"left": None}}, {"left": {"right": 1}}, {"right": 1}]),
    (datetime.datetime, ["2027-01-01T00:00:00Z", 1]),
    (Any, [1, None]),
]


@pytest.mark.parametrize(("given", "values"), TYPES, ids=[str(given)[:60] for given, _ in TYPES])
def test_a_model_lets_pass_what_the_type_s_schema_does(given: Any, values: list[object]) -> None:
    schema = TypeAdapter(given).json_schema(by_alias=True)
    model = draft_4(schema)
    Draft4Validator.check_schema(model)
    assert "null" not in json.dumps(model).replace('"null"', "")  # CloudFormation takes none
    here, there = Draft4Validator(model), Draft202012Validator(schema)
    assert [here.is_valid(value) for value in values] == [there.is_valid(value) for value in values]


@pytest.mark.parametrize(
    ("schema", "model"),
    [
        ({"type": "object", "title": "T", "$schema": "x", "format": "date"}, {"type": "object"}),
        ({"exclusiveMinimum": True, "minimum": 1}, {"exclusiveMinimum": True, "minimum": 1}),
        ({"exclusiveMaximum": 2.5, "type": "integer"}, {"maximum": 2, "type": "integer"}),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, {"type": ["string", "null"]}),
        (
            {"anyOf": [{"type": "string", "minLength": 1}, {"type": "null"}], "minLength": 2},
            {"anyOf": [{"type": "string", "minLength": 1}, {"type": "null"}], "minLength": 2},
        ),
        ({"properties": {"a": True, "b": False}}, {"properties": {"a": {}, "b": {"not": {}}}}),
        (
            {"items": [{"const": 1}], "additionalItems": {"const": 2}},
            {"items": [{"enum": [1]}], "additionalItems": {"enum": [2]}},
        ),
        (
            {"prefixItems": [{}], "items": {"const": 2}},
            {"items": [{}], "additionalItems": {"enum": [2]}},
        ),
        ({"dependencies": {"a": ["b"], "c": {"const": 1}}}, {"dependencies": {"a": ["b"], "c": {"enum": [1]}}}),
        (
            {"$ref": "#/$defs/a", "$defs": {"a": {"const": 1}}},
            {"allOf": [{"$ref": "#/definitions/a"}], "definitions": {"a": {"enum": [1]}}},
        ),
        (
            {"properties": {"a": {"$ref": "#/definitions/a", "title": "A"}}, "definitions": {"a": {}}},
            {"properties": {"a": {"$ref": "#/definitions/a"}}, "definitions": {"a": {}}},
        ),
        ({"propertyNames": {"pattern": "^a"}}, {"patternProperties": {"^a": {}}, "additionalProperties": False}),
        ({"allOf": [{}], "$ref": "#/definitions/a"}, {"allOf": [{}, {"$ref": "#/definitions/a"}]}),
    ],
)
def test_a_schema_is_written_in_the_words_of_draft_4(schema: dict[str, Any], model: dict[str, Any]) -> None:
    assert draft_4(schema) == {"$schema": "http://json-schema.org/draft-04/schema#", **model}


@pytest.mark.parametrize("word", ["if", "contains", "unevaluatedProperties", "dependentRequired"])
def test_what_draft_4_cannot_say_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match=word):
        draft_4({"properties": {"a": {word: {}}}})


def test_names_of_members_that_are_long_enough_are_not_said_in_draft_4() -> None:
    with pytest.raises(ValueError, match="propertyNames"):
        draft_4({"propertyNames": {"minLength": 2}})


@pytest.mark.parametrize(("given", "names"), [(Closed, "text"), (Tree, "left")])
def test_the_member_that_names_the_route_is_no_other_member(given: Any, names: str) -> None:
    model = draft_4(TypeAdapter(given).json_schema(), ("action", "text"))
    assert Draft4Validator(model).is_valid({"action": "say"} | ({"text": "a"} if given is Closed else {}))
    assert not Draft4Validator(model).is_valid({"action": "say", "text": "a", "more": 1})


# Routes --------------------------------------------------------------------------------------------------------------

HEAD = """\
from gwfw import *
from gwfw.targets import aws, mock
from pydantic import BaseModel, ConfigDict, Field
class Say(BaseModel):
    model_config = ConfigDict(extra="forbid")
    text: str
class Many(BaseModel):
    names: dict[str, int] = Field(json_schema_extra={"minProperties": 1})
app = App("chat")
http, ws, dynamo = app.http, app.ws, app.dynamo
def f() -> None: ...
"""
SAY = {
    "$schema": "http://json-schema.org/draft-04/schema#",
    "type": "object",
    "additionalProperties": False,
    "properties": {"action": {}, "text": {"type": "string"}},
    "required": ["text"],
}


def routes(write: Write, source: str) -> dict[str, tuple[str | None, dict[str, object]]]:
    """The model selection and the models of each route."""
    api = freeze(write(f"{HEAD}{source}\n").app).graph.websocket
    assert api is not None
    return {
        route.key: (route.model_selection, {key: json.loads(schema) for key, schema in route.models}) for route in api.routes
    }


def problems(write: Write, source: str) -> tuple[Problem, ...]:
    with pytest.raises(Refusal) as raised:
        freeze(write(f"{HEAD}{source}\n").app)
    return raised.value.problems


@pytest.mark.parametrize(
    ("source", "key"),
    [
        ('ws.route("say", validate=Say)(f)', "say"),
        ("ws.default(validate=Say)(f)", "$default"),
        ('ws.route("say", validate=Say).to(mock())', "say"),
        (
            'rows = dynamo.table("rows", Say, key="text")\n@dynamo.on_route("say", rows, validate=Say)\n'
            "def keep(message: Say) -> Say:\n    return Say(text=message.text)",
            "say",
        ),
    ],
)
def test_a_route_validates_messages(write: Write, source: str, key: str) -> None:
    assert routes(write, source)[key] == (None, {"$default": SAY})


CHECKED = """\
class Checked(BaseModel):
    text: str = Field(min_length=1, max_length=9, pattern="^a")
    count: int = Field(gt=0, le=9, multiple_of=3)
class Kept(BaseModel):
    id: str
    text: str
    count: int
rows = dynamo.table("rows", Kept, key="id")
@dynamo.on_route("say", rows{})
def keep(client: Connecting, message: Checked) -> Kept:
    return Kept(id=client.connection_id, text=message.text, count=message.count)
"""


def test_a_mapping_passes_on_what_the_route_has_validated(write: Write) -> None:
    assert list(routes(write, CHECKED.format(", validate=Checked"))["say"][1]) == ["$default"]


@pytest.mark.parametrize(
    ("source", "received"),
    [
        (CHECKED.format(""), "MinLen(min_length=1)"),
        (CHECKED.format(", validate=Say"), "MinLen(min_length=1)"),
        (CHECKED.format(', validate={"a": Checked}, model_selection="$request.body.k"'), "MinLen(min_length=1)"),
        (CHECKED.format(", validate=Checked").replace('pattern="^a"', "strict=True"), "Strict(strict=True)"),
        (CHECKED.format(", validate=Checked").replace("pattern=", "coerce_numbers_to_str=True, pattern="), "coerce_numbers"),
    ],
)
def test_and_nothing_else(write: Write, source: str, received: str) -> None:
    (problem,) = problems(write, source)
    assert problem.code == "mapping-constraint"
    assert received in (problem.received or "")


def test_a_schema_may_be_given_and_one_for_each_value(write: Write) -> None:
    source = (
        'ws.route("say", validate={"short": Say, "$default": {"required": ["a"]}}, model_selection="$request.body.kind")(f)'
    )
    selection, models = routes(write, source)["say"]
    assert selection == "$request.body.kind"
    assert models["$default"] == {"$schema": SAY["$schema"], "required": ["a"]}
    short = models["short"]
    assert isinstance(short, dict)
    assert sorted(short["properties"]) == ["action", "kind", "text"]
    assert routes(write, 'ws.route("say")(f)\nws.route("b", validate={"type": "object"})(f)')["say"] == (None, {})


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("ws.connect(validate=Say)(f)", "only messages are validated, and $connect has none"),
        ("ws.disconnect(validate=Say)(f)", "only messages are validated, and $disconnect has none"),
        ('ws.route("say", model_selection="$request.body.a")(f)', "model_selection= selects among the models of validate="),
        ('ws.route("say", validate=Say, model_selection="$request.body.a")(f)', "selects among several models"),
        ('ws.route("say", validate={}, model_selection="$request.body.a")(f)', "selects among several models"),
        ('ws.route("say", validate={1: Say}, model_selection="$request.body.a")(f)', "selects among several models"),
        ('ws.route("say", validate=lambda: 1)(f)', "messages cannot be validated by this"),
        ('ws.route("say", validate={"if": {}})(f)', "a model of draft 4 cannot say that: if"),
        ('ws.route("say", validate={"type": "strange"})(f)', "the model $default of say is none"),
        ('ws.route("say", validate={"$ref": "https://example.com/a"})(f)', "the model $default of say is none"),
        ('ws.route("say", validate={"enum": ["a" * 33000]})(f)', "a model is too long for API Gateway"),
        ('ws.route("say", validate={"a": Say}, model_selection="$context.stage")(f)', "the model selection expression"),
    ],
)
def test_what_cannot_be_a_model_is_refused_with_its_place(write: Write, source: str, said: str) -> None:
    (problem,) = problems(write, source)
    assert said in problem.what
    assert problem.places[0].line == HEAD.count("\n") + 1
    assert problem.code == ("selection-expression" if "expression cannot" in problem.what else "request-model")
