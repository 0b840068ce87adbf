"""Contracts of handlers: what pydantic and JSON itself say of their parameters, bodies and results."""

from __future__ import annotations

import enum
import json
import subprocess
import sys
from collections.abc import Callable
from typing import Annotated, Any, NewType

import pytest
from pydantic import BaseModel, Field

from gwfw import Body, Cookie, Header, LambdaContext, Request, Response
from gwfw.errors import Place
from gwfw.freeze.contracts import contract, with_contracts
from gwfw.freeze.grants import Code
from gwfw.graph.model import Contract, Function, Handler, RequestParameter
from gwfw.signature import inspect_handler

Isbn = NewType("Isbn", str)


class Color(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Book(BaseModel):
    id: str = Field(alias="isbn")


class Strange:
    """A type that is served and has no JSON Schema."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(lambda value: value)


class WithStrangeDefault(BaseModel):
    call: object = Field(default=Strange())


BOOK: dict[str, Any] = {
    "$defs": {
        "Book": {
            "properties": {"isbn": {"title": "Isbn", "type": "string"}},
            "required": ["isbn"],
            "title": "Book",
            "type": "object",
        }
    },
    "$ref": "#/$defs/Book",
}


def of(function: Callable[..., object], key: str = "POST /books/{id}", *, status: int = 200) -> Contract:
    return contract(inspect_handler(function, "http", key), status=status, documented=function)


def everything(
    id: str,
    book: Book,
    request: Request,
    context: LambdaContext,
    wanted: list[int],
    agent: Annotated[str | None, Header()] = None,
    session: Annotated[int | float, Cookie()] = 0,
    limit: Annotated[int, Field(ge=1)] | None = 3,
    color: Color = Color.RED,
) -> Book:
    """Changes a book.

    And more.
    """
    raise AssertionError


def test_parameters() -> None:
    found = of(everything).parameters
    assert [(each.place, each.name, each.required, json.loads(each.schema)) for each in found] == [
        ("path", "id", True, {"type": "string"}),
        ("query", "wanted", True, {"type": "array", "items": {"type": "integer"}, "minItems": 1}),
        ("header", "agent", False, {"type": "string"}),
        ("cookie", "session", False, {"anyOf": [{"type": "integer"}, {"type": "number"}], "default": 0}),
        ("query", "limit", False, {"type": "integer", "minimum": 1, "default": 3}),
        (
            "query",
            "color",
            False,
            {
                "$defs": {"Color": {"enum": ["red", "blue"], "title": "Color", "type": "string"}},
                "$ref": "#/$defs/Color",
                "default": "red",
            },
        ),
    ]


def test_body_and_result() -> None:
    found = of(everything)
    assert found.body is not None
    assert json.loads(found.body) == BOOK
    assert (found.body_type, found.body_required, found.open) == ("application/json", True, False)
    assert [(media, json.loads(schema)) for media, schema in found.responses] == [("application/json", BOOK)]
    assert found.summary == "Changes a book."


def test_alternatives_without_null() -> None:
    def handler(it: int | bool | None = None) -> None: ...

    assert json.loads(of(handler).parameters[0].schema) == {"anyOf": [{"type": "integer"}, {"type": "boolean"}]}


def test_the_text_is_canonical() -> None:
    assert of(everything).body == json.dumps(BOOK, sort_keys=True, separators=(",", ":"))


def nothing() -> None: ...


def unknown():  # type: ignore[no-untyped-def]  # what a handler without annotation promises
    ...


def own() -> Response:
    raise AssertionError


def either() -> Book | Response:
    raise AssertionError


def raw() -> bytes:
    raise AssertionError


def perhaps() -> str | None: ...


def mapping() -> dict[str, int]:
    raise AssertionError


@pytest.mark.parametrize(
    ("function", "responses", "is_open"),
    [
        (nothing, [], False),
        (unknown, [("application/json", {})], True),
        (own, [], True),
        (either, [("application/json", BOOK)], True),
        (raw, [("application/octet-stream", {})], False),
        (perhaps, [("application/json", {"anyOf": [{"type": "string"}, {"type": "null"}]})], False),
        (mapping, [("application/json", {"type": "object", "additionalProperties": {"type": "integer"}})], False),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_results(function: Callable[..., object], responses: object, is_open: bool) -> None:
    found = of(function)
    assert [(media, json.loads(schema)) for media, schema in found.responses] == responses
    assert found.open is is_open


@pytest.mark.parametrize("status", [204, 205, 304])
def test_a_status_without_a_body(status: int) -> None:
    assert of(unknown, status=status).responses == ()


def test_bytes_are_the_body_as_it_came() -> None:
    def handler(it: Annotated[bytes, Body()] = b"") -> None: ...

    found = of(handler)
    assert (found.body, found.body_type, found.body_required) == ("{}", "application/octet-stream", False)


def test_a_type_of_its_own_name() -> None:
    def handler(by: Isbn = Isbn("x")) -> None: ...

    assert of(handler).parameters[0] == RequestParameter(
        place="query", name="by", schema='{"default":"x","type":"string"}', required=False
    )


def test_a_type_without_a_schema_says_so() -> None:
    def handler(it: Annotated[Strange, Body()]) -> None: ...

    body = of(handler).body
    assert body is not None
    assert json.loads(body) == {"description": "a type without a JSON Schema (PydanticInvalidForJsonSchema)"}


def test_a_default_that_is_no_json_is_left_out() -> None:
    def handler(it: WithStrangeDefault) -> None: ...

    assert '"call":{"title":"Call"}' in (of(handler).body or "")


def test_handlers_get_theirs_and_others_none() -> None:
    one = Handler(source="http", key="GET /", module="m", name="nothing")
    other = Handler(source="task", key="lost", module="m", name="lost")
    signature = inspect_handler(nothing, "http", "GET /")
    code = Code(function="api", handler=one, code=nothing, signature=signature, uses=None, place=Place("m.py", 1))
    (function,) = with_contracts([Function(name="api", handlers=(one, other))], [code])
    assert [handler.contract for handler in function.handlers] == [Contract(), None]


def test_without_models_no_pydantic_is_imported() -> None:
    code = (
        "import sys\nfrom gwfw.freeze.contracts import contract\nfrom gwfw.signature import inspect_handler\n"
        "def find(id: str, limit: int = 3, exact: bool = False, body: dict = {}) -> str: ...\n"
        "contract(inspect_handler(find, 'http', 'GET /{id}'))\nprint('pydantic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
