"""Handlers of HTTP routes: parameters from events, results as answers."""

from __future__ import annotations

import asyncio
import enum
import json
from collections.abc import Callable
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field

from gwfw.errors import ItemMissing
from gwfw.parameters import Body, Cookie, Header, Path, Query
from gwfw.runtime.context import LambdaContext
from gwfw.runtime.encode import WrongResult
from gwfw.runtime.http_routes import serve
from gwfw.runtime.loops import Loops
from gwfw.runtime.request import Request
from gwfw.runtime.responses import HttpError, Response

Event = Callable[..., dict[str, Any]]


class Colour(enum.Enum):
    RED = "red"


class Book(BaseModel):
    id: str
    pages: int = Field(ge=1)


def answer(handler: Callable[..., object], event: dict[str, Any], *, key: str | None = None, status: int = 200) -> Any:
    return serve(handler, key or event["routeKey"], status, Loops())(event, "the context")


def body(answered: Any) -> Any:
    return json.loads(answered["body"])


# Parameters ----------------------------------------------------------------------------------------------------------


def test_parameters_come_from_their_places(http_event: Event) -> None:
    def handler(
        id: str,
        other: Annotated[int, Path("rest")],
        book: Book,
        user_agent: Annotated[str, Header()],
        session: Annotated[str, Cookie("sid")],
        request: Request,
        context: LambdaContext,
        tags: list[int],
        q: str = "none",
        colour: Colour | None = None,
        many: Annotated[list[str], Header("X-Many")] = [],  # noqa: B006
        page: Annotated[int, Query("p")] = 1,
    ) -> dict[str, Any]:
        assert request.event is event
        given: object = context
        assert given == "the context"
        own = {"id": id, "other": other, "book": book, "user_agent": user_agent, "session": session}
        return {**own, "tags": tags, "q": q, "colour": colour, "many": many, "page": page}

    event = http_event(
        "PUT /a/{id}/{rest+}",
        pathParameters={"id": "x y", "rest": "7"},
        rawQueryString="tags=1&tags=2&p=3",
        queryStringParameters={"tags": "1,2", "p": "3"},
        headers={"user-agent": "t", "x-many": "a, b"},
        cookies=["sid=abc"],
        body='{"id": "1", "pages": 2}',
    )
    assert body(answer(handler, event)) == {
        "id": "x y",
        "other": 7,
        "book": {"id": "1", "pages": 2},
        "user_agent": "t",
        "session": "abc",
        "tags": [1, 2],
        "q": "none",
        "colour": None,
        "many": ["a", "b"],
        "page": 3,
    }


def test_everything_that_is_wrong_is_named(http_event: Event) -> None:
    def handler(
        id: int,
        book: Book,
        tags: list[int],
        more: list[int],
        limit: int,
        colour: Colour,
        key: Annotated[str, Header()],
        sid: Annotated[str, Cookie()],
    ) -> None: ...

    event = http_event(
        "PUT /a/{id}",
        pathParameters={"id": "x"},
        rawQueryString="tags=1&tags=z&colour=green",
        queryStringParameters={"tags": "1,z", "colour": "green"},
        body='{"pages": 0}',
    )
    answered = answer(handler, event)
    assert (answered["statusCode"], answered["headers"]) == (422, {"content-type": "application/json"})
    told = body(answered)
    assert told["message"] == "invalid request"
    assert [(fault["loc"], fault["type"]) for fault in told["detail"]] == [
        (["path", "id"], "int_parsing"),
        (["body", "id"], "missing"),
        (["body", "pages"], "greater_than_equal"),
        (["query", "tags", 1], "int_parsing"),
        (["query", "more"], "missing"),
        (["query", "limit"], "missing"),
        (["query", "colour"], "enum"),
        (["header", "key"], "missing"),
        (["cookie", "sid"], "missing"),
    ]


def test_a_body_that_is_missing(http_event: Event) -> None:
    def demands(book: Book) -> None: ...
    def allows(book: Book | None) -> str:
        return repr(book)

    def prefers(book: Book = Book(id="0", pages=1)) -> str:  # noqa: B008
        return book.id

    assert body(answer(demands, http_event("POST /"))) == {
        "message": "invalid request",
        "detail": [{"loc": ["body"], "msg": "Field required", "type": "missing"}],
    }
    assert body(answer(allows, http_event("POST /"))) == "None"
    assert body(answer(prefers, http_event("POST /"))) == "0"


def test_a_list_that_may_be_missing(http_event: Event) -> None:
    def handler(tags: list[int] | None = None) -> str:
        return repr(tags)

    assert body(answer(handler, http_event("GET /"))) == "None"


def test_a_raw_body(http_event: Event) -> None:
    def handler(data: Annotated[bytes, Body()]) -> int:
        return len(data)

    assert body(answer(handler, http_event("POST /", body="/w==", isBase64Encoded=True))) == 1


# Results -------------------------------------------------------------------------------------------------------------


def gives(value: object, returns: object) -> Callable[[], object]:
    def handler() -> object:
        return value

    handler.__annotations__["return"] = returns
    return handler


JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    ("value", "returns", "status", "answered"),
    [
        pytest.param(Book(id="1", pages=2), Book, 201, (201, JSON, '{"id":"1","pages":2}'), id="model"),
        pytest.param(None, None, 200, (200, {}, None), id="nothing"),
        pytest.param(None, Book | None, 200, (200, JSON, "null"), id="null"),
        pytest.param(None, None, 204, (204, {}, None), id="no content"),
        pytest.param("x", str, 200, (200, JSON, '"x"'), id="text is JSON, too"),
        pytest.param(b"\xff", bytes, 200, (200, {"content-type": "application/octet-stream"}, "/w=="), id="bytes"),
        pytest.param(Response("x"), Response, 202, (202, {"content-type": "text/plain; charset=utf-8"}, "x"), id="response"),
        pytest.param(Response(None, 303), Response | Book, 200, (303, {}, None), id="response of a union"),
        pytest.param(
            Book(id="1", pages=2), Response | Book, 200, (200, JSON, '{"id":"1","pages":2}'), id="model of a union"
        ),
        pytest.param({"a": 1}, Response | Book | dict[str, int], 200, (200, JSON, '{"a":1}'), id="the rest of a union"),
    ],
)
def test_a_result_is_answered(
    http_event: Event, value: object, returns: object, status: int, answered: tuple[int, dict[str, str], str | None]
) -> None:
    given = answer(gives(value, returns), http_event("GET /"), status=status)
    assert (given["statusCode"], given["headers"], given.get("body")) == answered


def test_a_result_without_annotation(http_event: Event) -> None:
    def handler():  # type: ignore[no-untyped-def]  # the case
        return [1]

    def silent():  # type: ignore[no-untyped-def]  # the case
        return None

    assert answer(handler, http_event("GET /"))["body"] == "[1]"
    assert "body" not in answer(silent, http_event("GET /"))


@pytest.mark.parametrize(
    ("value", "returns"), [({"id": 1}, Book), ("x", None), ("x", Response)], ids=["model", "None", "response"]
)
def test_a_wrong_result_ends_the_invocation(http_event: Event, value: object, returns: object) -> None:
    with pytest.raises(WrongResult):
        answer(gives(value, returns), http_event("GET /"))


def test_a_coroutine_is_awaited(http_event: Event) -> None:
    async def handler(id: str) -> str:
        await asyncio.sleep(0)
        return id

    assert body(answer(handler, http_event("GET /{id}", pathParameters={"id": "1"}))) == "1"


# Errors --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (HttpError(418, "no coffee", detail=[1]), 418, {"message": "no coffee", "detail": [1]}),
        (ItemMissing("books", "1"), 404, {"message": "Not Found"}),
    ],
    ids=repr,
)
def test_some_errors_are_answers(http_event: Event, error: Exception, status: int, told: object) -> None:
    def handler() -> None:
        raise error

    answered = answer(handler, http_event("GET /"))
    assert (answered["statusCode"], body(answered)) == (status, told)


def test_an_errors_headers_are_sent(http_event: Event) -> None:
    def handler() -> None:
        raise HttpError(429, headers={"retry-after": "1"})

    assert answer(handler, http_event("GET /"))["headers"] == {**JSON, "retry-after": "1"}


def test_other_errors_end_the_invocation(http_event: Event) -> None:
    def handler() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        answer(handler, http_event("GET /"))


# Payload 1.0 ---------------------------------------------------------------------------------------------------------


def test_payload_1() -> None:
    def handler(id: str, tags: list[str], session: Annotated[str, Cookie()]) -> Response:
        return Response({"id": id, "tags": tags, "session": session}, cookies=["a=1", "b=2"])

    event = {
        "version": "1.0",
        "pathParameters": {"id": "1"},
        "multiValueQueryStringParameters": {"tags": ["a", "b"]},
        "multiValueHeaders": {"Cookie": ["session=s"]},
        "requestContext": {},
    }
    assert answer(handler, event, key="GET /{id}") == {
        "statusCode": 200,
        "headers": JSON,
        "multiValueHeaders": {"set-cookie": ["a=1", "b=2"]},
        "body": '{"id":"1","tags":["a","b"],"session":"s"}',
        "isBase64Encoded": False,
    }
