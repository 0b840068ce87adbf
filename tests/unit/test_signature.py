"""Handler signatures: what each parameter is read from, and every way to get it wrong."""

from __future__ import annotations

import functools
import re
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Annotated, Any, Never, NoReturn

import pytest
from pydantic import BaseModel, Field

from gwfw.annotations import NONE
from gwfw.flow import Task
from gwfw.parameters import MISSING, Body, Cookie, Header, Path, Query
from gwfw.runtime.connections import Connection
from gwfw.runtime.context import LambdaContext
from gwfw.runtime.request import Request
from gwfw.runtime.responses import Response
from gwfw.signature import SignatureError, inspect_handler, path_names


def shown(value: object) -> str:
    """The value without its address, which differs from process to process."""
    return re.sub(" at 0x[0-9a-f]+", "", repr(value))


class Book(BaseModel):
    id: str


class Depends:
    """What other frameworks call a dependency."""


class Powertools:
    class LambdaContext: ...


def read(handler: Callable[..., object], place: str = "http GET /{id}") -> list[tuple[str, str, str]]:
    source, _, key = place.partition(" ")
    signature = inspect_handler(handler, source, key)  # type: ignore[arg-type]  # one of the three
    return [(parameter.name, parameter.origin, parameter.alias) for parameter in signature.parameters]


# What is read from where ---------------------------------------------------------------------------------------------


def test_defaults_fit_http() -> None:
    def handler(
        id: str, q: int, tags: list[str], book: Book, request: Request, context: LambdaContext, other: Book | None = None
    ) -> None: ...

    with pytest.raises(SignatureError, match="a request has one body"):
        read(handler)

    def one(id: str, q: int, tags: list[str], book: Book, request: Request, context: LambdaContext | None) -> None: ...

    assert read(one) == [
        ("id", "path", "id"),
        ("q", "query", "q"),
        ("tags", "query", "tags"),
        ("book", "body", "book"),
        ("request", "request", "request"),
        ("context", "context", "context"),
    ]


def test_markers_say_otherwise() -> None:
    def handler(
        a: Annotated[str, Path("id")],
        id: Annotated[str, Query],
        user_agent: Annotated[str, Header()],
        token: Annotated[str, Header("X-Token")],
        session: Annotated[str, Cookie("sid")],
        data: Annotated[int, Body()],
        limited: Annotated[int, Field(ge=1), Query("l")],
        *,
        raw: Annotated[str, Query()] = "x",
    ) -> None: ...

    assert read(handler) == [
        ("a", "path", "id"),
        ("id", "query", "id"),
        ("user_agent", "header", "user-agent"),
        ("token", "header", "x-token"),
        ("session", "cookie", "sid"),
        ("data", "body", "data"),
        ("limited", "query", "l"),
        ("raw", "query", "raw"),
    ]


def test_constraints_stay_and_markers_go() -> None:
    def handler(limited: Annotated[int, Field(ge=1), Query("l")] = 3, plain: Annotated[int, Query()] = 4) -> None: ...

    limited, plain = inspect_handler(handler, "http", "GET /").parameters
    [constraint] = limited.annotation.__metadata__  # type: ignore[attr-defined]  # it is annotated
    assert constraint.metadata[0].ge == 1
    assert (limited.default, plain.annotation, plain.default) == (3, int, 4)


@pytest.mark.parametrize(
    ("place", "origins"),
    [
        ("websocket $connect", ["query", "header", "request", "connection", "context"]),
        ("websocket $disconnect", ["request", "connection", "context"]),
        ("websocket say", ["body", "request", "connection", "context"]),
        ("websocket $default", ["body", "request", "connection", "context"]),
        ("task charge", ["body", "context"]),
        ("authorizer check", ["query", "header", "request", "context"]),
    ],
)
def test_places_offer_what_they_have(place: str, origins: list[str]) -> None:
    annotations = {
        "query": str,
        "header": Annotated[str, Header()],
        "body": Book,
        "request": Request,
        "connection": Connection,
        "context": Powertools.LambdaContext,
    }
    every = {"query": "p0", "header": "p1", "body": "p2", "request": "p3", "connection": "p4", "context": "p5"}
    for origin, name in every.items():
        handler = eval(f"lambda {name}: None")
        handler.__annotations__ = {name: annotations[origin]}
        if origin in origins:
            assert [found for _, found, _ in read(handler, place)] == [origin]
        elif (place, origin) != ("task charge", "query"):
            with pytest.raises(SignatureError):
                read(handler, place)


def test_a_task_takes_any_type() -> None:
    def handler(numbers: list[int]) -> int:
        return sum(numbers)

    assert read(Task(handler), "task sum") == [("numbers", "body", "numbers")]


@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("GET /", ()),
        ("GET /a/{b}/c/{d_e}", ("b", "d_e")),
        ("ANY /{proxy+}", ("proxy",)),
        ("$default", ()),
        ("GET /a{b}", ()),
    ],
)
def test_the_names_of_a_path(key: str, names: tuple[str, ...]) -> None:
    assert path_names(key) == names


def test_a_name_of_the_path_need_not_be_taken() -> None:
    def optional(limit: int = 1) -> None: ...
    def marked(limit: Annotated[int, Query()]) -> None: ...
    def whole(request: Request) -> None: ...

    for handler in (optional, marked, whole):
        read(handler)


def test_a_decorated_handler_is_read_below_its_decorator() -> None:
    def decorate(function: Callable[..., object]) -> Callable[..., object]:
        @functools.wraps(function)
        def outer(*args: object, **kwargs: object) -> object: ...

        return outer

    @decorate
    def handler(id: str) -> None: ...

    assert read(handler) == [("id", "path", "id")]


# Results -------------------------------------------------------------------------------------------------------------


def gives(returns: object) -> Callable[[], object]:
    def handler() -> object: ...

    handler.__annotations__ = {} if returns is MISSING else {"return": returns}
    return handler


@pytest.mark.parametrize(
    ("returns", "two_way"),
    [(MISSING, False), (None, False), (NoReturn, False), (Never, False), (Book, True), (Book | None, True), (str, True)],
    ids=shown,
)
def test_a_message_is_answered_where_a_result_is_announced(returns: object, two_way: bool) -> None:
    signature = inspect_handler(gives(returns), "websocket", "say")
    assert signature.two_way is two_way
    assert signature.returns == (NONE if returns is None else returns)
    assert not inspect_handler(gives(None), "websocket", "$connect").two_way
    if returns is not Never:
        assert not inspect_handler(gives(returns), "http", "GET /").two_way


def test_coroutines_are_known() -> None:
    async def later() -> None: ...

    assert inspect_handler(later, "http", "GET /").is_async
    assert not inspect_handler(gives(None), "http", "GET /").is_async


@pytest.mark.parametrize(
    ("place", "returns"),
    [
        ("websocket $connect", Book),
        ("websocket $connect", str | None),
        ("websocket $disconnect", Book),
        ("websocket $disconnect", Response),
        ("websocket say", Response),
        ("websocket say", Book | Response),
        ("task charge", Response),
        ("authorizer check", Response),
        ("http GET /", list[Response]),
        ("http GET /", dict[str, Response] | None),
    ],
    ids=str,
)
def test_results_that_cannot_be_answered(place: str, returns: object) -> None:
    with pytest.raises(SignatureError) as raised:
        read(gives(returns), place)
    assert raised.value.code == "handler-return"


@pytest.mark.parametrize(
    ("place", "returns"),
    [
        ("websocket $connect", Response),
        ("websocket $connect", Response | None),
        ("websocket $disconnect", None),
        ("http GET /", Response | Book | None),
        ("task charge", Book),
    ],
    ids=str,
)
def test_results_that_can(place: str, returns: object) -> None:
    assert read(gives(returns), place) == []


# Wrong signatures ----------------------------------------------------------------------------------------------------


def unannotated(a) -> None: ...  # type: ignore[no-untyped-def]  # the case
def positional(a: str, /) -> None: ...
def variadic(*a: str) -> None: ...
def keywords(**a: str) -> None: ...
def generator() -> Iterator[int]:
    yield 1


async def stream() -> AsyncIterator[int]:
    yield 1


def unresolved(a: Nowhere) -> None: ...  # type: ignore[name-defined]  # noqa: F821 -- the case
def two_bodies(a: Book, b: Book) -> None: ...
def two_markers(a: Annotated[str, Query(), Header()]) -> None: ...
def marker_as_default(a: str = Query()) -> None: ...  # type: ignore[assignment]
def dependency(a: Annotated[str, Depends()]) -> None: ...
def default_dependency(a: str = Depends()) -> None: ...  # type: ignore[assignment]
def no_such_path(a: Annotated[str, Path()]) -> None: ...
def misspelt(di: str) -> None: ...
def no_text(a: Annotated[Book, Query()]) -> None: ...
def path_list(id: list[str]) -> None: ...
def bytes_query(a: bytes) -> None: ...
def with_connection(connection: Connection) -> None: ...


@pytest.mark.parametrize(
    ("handler", "code"),
    [
        (unannotated, "parameter-unannotated"),
        (positional, "parameter-positional"),
        (variadic, "parameter-variadic"),
        (keywords, "parameter-variadic"),
        (generator, "handler-generator"),
        (stream, "handler-generator"),
        (unresolved, "annotation-unresolved"),
        (two_bodies, "two-bodies"),
        (two_markers, "parameter-marker"),
        (marker_as_default, "parameter-marker"),
        (dependency, "parameter-depends"),
        (default_dependency, "parameter-depends"),
        (no_such_path, "parameter-path"),
        (misspelt, "parameter-path"),
        (no_text, "parameter-type"),
        (path_list, "parameter-type"),
        (bytes_query, "parameter-type"),
        (with_connection, "parameter-connection"),
        (Book, "not-a-function"),
        (functools.partial(misspelt), "not-a-function"),
    ],
    ids=lambda given: getattr(given, "__name__", type(given).__name__ if callable(given) else str(given)),
)
def test_a_wrong_signature_is_refused(handler: Callable[..., object], code: str) -> None:
    with pytest.raises(SignatureError) as raised:
        read(handler)
    error = raised.value
    assert error.code == code
    assert error.what
    assert error.received
    assert error.remedy


def test_a_task_has_one_input() -> None:
    with pytest.raises(SignatureError, match="a task has one input"):
        read(two_bodies, "task charge")


@pytest.mark.parametrize("place", ["websocket $disconnect", "websocket say", "websocket $connect"])
def test_a_message_has_no_path(place: str) -> None:
    def handler(a: Annotated[str, Path()]) -> None: ...

    with pytest.raises(SignatureError) as raised:
        read(handler, place)
    assert (raised.value.code, raised.value.what) == (
        "parameter-path",
        f"a: {place if '$' in place else 'websocket'} has nothing of that kind",
    )


def test_a_type_is_named_as_its_author_writes_it() -> None:
    def handler(a: Any) -> None: ...

    with pytest.raises(SignatureError) as raised:
        read(handler)
    assert raised.value.received == "Any"
