"""From an app to its graph: everything that is wrong at once, and what becomes of the rest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from gwfw.errors import Problem, Refusal
from gwfw.freeze.freezing import Frozen, freeze
from gwfw.graph.model import Ref

if TYPE_CHECKING:
    from tests.unit.conftest import Write

HEAD = """\
from gwfw import *
from gwfw.targets import url
from pydantic import BaseModel, Field
from typing import Annotated

app = App("my-app")
http, ws, sfn, dynamo = app.http, app.ws, app.sfn, app.dynamo

class Session(BaseModel):
    id: str
    label: str = ""

"""


def frozen(write: Write, source: str) -> Frozen:
    return freeze(write(HEAD + source).app)


def problems(write: Write, source: str) -> tuple[Problem, ...]:
    with pytest.raises(Refusal) as raised:
        frozen(write, source)
    return raised.value.problems


LINE = HEAD.count("\n")
"""The line of the sources below is this one plus their own."""

REFUSED: dict[str, tuple[str, str]] = {
    "an app's name": (
        'app = App("My App")',
        """\
app.py:1  app = App("My App")
this cannot be an app's name  [app-name]
  received: 'My App'
  allowed: 2 to 40 lower-case letters, digits and '-', beginning with a letter
  remedy: App("my-app")""",
    ),
    "a duplicate route": (
        """\
@http.get("/books/{id}")
def read(id: str) -> str: return id
@http.get("/books/{name}")
def find(name: str) -> str: return name""",
        """\
app.py:1  @http.get("/books/{id}")
app.py:3  @http.get("/books/{name}")
GET /books/{name} and GET /books/{id} match the same requests  [duplicate-route]
  remedy: names of path parameters do not make routes distinct: remove one of them""",
    ),
    "two claimants of $connect": (
        """\
sessions = dynamo.table("sessions", Session, key="id")
ws.store(sessions)
@ws.connect
def hello() -> None: ...
@dynamo.on_connect(sessions)
def remember(client: Connecting) -> Session: return Session(id=client.connection_id)
@ws.disconnect
def bye() -> None: ...""",
        """\
app.py:3  @ws.connect
app.py:5  @dynamo.on_connect(sessions)
$connect has exactly one integration, and this is the second  [connect-taken]
  remedy: keep one: the handler, or the mapping""",
    ),
    "a path without /": (
        """\
@http.get("books")
def read() -> str: return "x\"""",
        """\
app.py:1  @http.get("books")
a route's path starts with /  [path-syntax]
  received: 'books'
  allowed: / and segments: literal text, {name}, and {name+} at the end
  remedy: write '/books'""",
    ),
    "an unknown parameter of a path": (
        """\
@http.get("/books/{id}")
def read(book: str) -> str: return book""",
        """\
app.py:1  @http.get("/books/{id}")
book is not in the path, and {id} of the path is not taken  [parameter-path]
  received: book
  allowed: id
  remedy: id: str, or book: Annotated[str, Query()] if the query string is meant""",
    ),
    "an unknown parameter of a message": (
        """\
@ws.route("say")
def say(text: str) -> None: ...""",
        """\
app.py:1  @ws.route("say")
text: a message has no query string  [parameter-query]
  received: query
  allowed: body, request, connection, context
  remedy: take a model that has it as a field""",
    ),
    "a parameter that nothing is read from": (
        """\
@http.get("/")
def read(limit) -> str: return limit""",
        """\
app.py:1  @http.get("/")
the parameter limit has no annotation, so nothing says what it is read from  [parameter-unannotated]
  received: limit
  remedy: limit: str, or a model""",
    ),
    "a decorator without its parentheses": (
        """\
@http.get
def read() -> str: return "x\"""",
        """\
app.py:1  @http.get
http.get needs its parentheses  [missing-parentheses]
  received: the function read
  remedy: @http.get("/path")""",
    ),
    "ws.route without its parentheses": (
        """\
@ws.route
def say() -> None: ...""",
        """\
app.py:1  @ws.route
ws.route needs its parentheses  [missing-parentheses]
  received: the function say
  remedy: @ws.route("say")""",
    ),
    "a handler that is not a function": (
        """\
@http.get("/")
class Read: ...""",
        """\
app.py:1  @http.get("/")
what is decorated here is not a plain function  [not-a-function]
  received: <class '{module}.Read'>
  allowed: def or async def
  remedy: decorate a function of the module and call the rest from it""",
    ),
    "a handler that cannot be found": (
        """\
def make():
    @http.get("/")
    def read() -> str: return "x"
make()""",
        """\
app.py:2  @http.get("/")
a function inside another function cannot be found by a deployed function  [not-findable]
  received: {module}:make.<locals>.read
  remedy: move the function to the top level of its module, under a name of its own""",
    ),
    "a mapping that branches": (
        """\
sessions = dynamo.table("sessions", Session, key="id")
@dynamo.on_connect(sessions)
def remember(client: Connecting) -> Session:
    if client.query["u"]:
        return Session(id=client.connection_id)
    return Session(id="x")""",
        """\
app.py:2  @dynamo.on_connect(sessions)
app.py:4  if client.query["u"]:
a mapping cannot branch or compare: a template has no conditions  [mapping-branches]
  remedy: use @ws.connect, a Lambda""",
    ),
    "a mapping that cuts a value": (
        """\
sessions = dynamo.table("sessions", Session, key="id")
@dynamo.on_connect(sessions)
def remember(client: Connecting) -> Session:
    return Session(id=client.connection_id, label=client.query["u"][:3])""",
        None,  # type: ignore[dict-item]  # the sentence is the tracing room's; the place is checked below
    ),
    "a route that does nothing": (
        'http.get("/books")',
        """\
app.py:1  http.get("/books")
GET /books is a route that does nothing  [route-without-target]
  allowed: a handler, or a target
  remedy: decorate a function with it, or write .to(url("https://..."))""",
    ),
    "a target of the other API": (
        'ws.route("say").to(url("https://example.com"))',
        """\
app.py:1  ws.route("say").to(url("https://example.com"))
a websocket route cannot have this target  [target-of-other-api]
  received: url('https://example.com')
  remedy: decorate a function with it""",
    ),
    "an option that a target ignores": (
        'http.get("/a", status=201).to(url("https://example.com"))',
        """\
app.py:1  http.get("/a", status=201).to(url("https://example.com"))
status= and uses= are for handlers, and this route has a target  [option-of-handler]
  received: status=201 with url('https://example.com')
  remedy: leave it out""",
    ),
    "permissions that a target ignores": (
        'http.get("/a", uses=[]).to(url("https://example.com"))',
        """\
app.py:1  http.get("/a", uses=[]).to(url("https://example.com"))
status= and uses= are for handlers, and this route has a target  [option-of-handler]
  received: uses=[] with url('https://example.com')
  remedy: leave it out""",
    ),
    "a status of an error": (
        """\
@http.get("/", status=404)
def read() -> str: return "x\"""",
        """\
app.py:1  @http.get("/", status=404)
this cannot be the status of a successful answer  [status]
  received: status=404
  allowed: 200 to 399
  remedy: raise HttpError(404) in the handler for errors""",
    ),
    "a result that its status does not send": (
        """\
@http.get("/", status=204)
def read() -> str: return "x\"""",
        """\
app.py:1  @http.get("/", status=204)
an answer of status 204 has no body, so what the handler returns would be lost  [status]
  remedy: -> None, or another status""",
    ),
    "two tasks of one name": (
        """\
@sfn.task
def charge(x: int) -> int: return x
class Other:
    @sfn.task
    def charge(x: int) -> int: return x""",
        """\
app.py:1  @sfn.task
app.py:4  @sfn.task
two tasks are named 'charge'  [declared-twice]
  remedy: rename one of them""",
    ),
    "a task that is not a function": (
        """\
@sfn.task
class Charge: ...""",
        """\
app.py:1  @sfn.task
a handler is a function  [not-a-function]
  received: <class '{module}.Charge'>
  allowed: def, async def
  remedy: decorate a function of the module and call the rest from it""",
    ),
    "two machines of one name": (
        """\
@sfn.task
def charge(x: int) -> int: return x
@sfn.start("/a")
def fulfil() -> Flow[int, int]: return charge >> charge
def make():
    @sfn.start("/b")
    def fulfil() -> Flow[int, int]: return charge >> charge
make()""",
        """\
app.py:3  @sfn.start("/a")
app.py:6  @sfn.start("/b")
two state machines are named 'fulfil'  [declared-twice]
  remedy: rename one of them""",
    ),
    "a definition that defines nothing": (
        """\
@sfn.start("/a")
def fulfil(): return 3""",
        None,  # type: ignore[dict-item]  # the sentence is the machines' own
    ),
    "what only the whole graph shows": (
        """\
def f(request: Request) -> None: ...
for number in range(301): http.get(f"/{number}")(f)""",
        """\
app.py:-6  app = App("my-app")
the http API has too many routes  [route-quota]
  received: 301
  allowed: at most 300
  remedy: split the app""",
    ),
    "a type that pydantic does not know": (
        """\
class Odd: ...
@http.get("/")
def read() -> Odd: return Odd()""",
        """\
app.py:2  @http.get("/")
values of a type in this signature cannot be read or written as JSON  [annotation-unsupported]
  received: PydanticSchemaGenerationError: Unable to generate pydantic-core schema for <class '{module}.Odd'>. Set \
`arbitrary_types_allowed=True` in the model_config to ignore this error or implement `__get_pydantic_core_schema__` on your \
type to fully support it.
  remedy: take or return a model""",
    ),
}


@pytest.mark.parametrize(("source", "told"), REFUSED.values(), ids=REFUSED)
def test_bad_input_is_told_completely(write: Write, source: str, told: str | None) -> None:
    found = problems(write, source)
    if told is None:
        [problem] = found
        assert problem.places[0].line > LINE
        assert problem.remedy
    else:
        assert [shown(problem) for problem in found] == [told]


def shown(problem: Problem) -> str:
    """The problem with the lines counted from the source's own first, and without the module's number."""
    text = re.sub(r"^app\.py:(\d+)", lambda match: f"app.py:{int(match[1]) - LINE}", str(problem), flags=re.MULTILINE)
    return re.sub(r"app\d+\.app", "{module}", text)


def test_everything_that_is_wrong_is_reported_together(write: Write) -> None:
    source = """\
@http.get("books")
def one() -> str: return "x"
@http.get
def two() -> str: return "x"
@ws.route("say")
def three(text: str) -> None: ...
http.get("/nothing")
books = dynamo.table("1", Session, key="isbn")
@http.get("/a")
def four() -> None: ws.broadcast("x")
@sfn.task
def five(a: int, b: int) -> None: ...
"""
    found = problems(write, source)
    assert [(problem.places[0].line - LINE, problem.code) for problem in found] == [
        (1, "path-syntax"),
        (3, "missing-parentheses"),
        (5, "parameter-query"),
        (7, "route-without-target"),
        (8, "table-key"),
        (8, "table-name"),
        (10, "broadcast-without-store"),
        (11, "two-bodies"),
    ]


# Graphs --------------------------------------------------------------------------------------------------------------


def test_an_empty_app_is_an_empty_graph(write: Write) -> None:
    graph = frozen(write, "").graph
    assert (graph.http, graph.websocket, graph.integrations, graph.functions, graph.grants) == (None, None, (), (), ())


def test_routes_of_both_apis_share_one_function(write: Write) -> None:
    graph = frozen(
        write,
        """\
@http.post("/books", status=201)
async def add(session: Session) -> Session: return session
@http.default()
def other() -> None: ...
@ws.default
def default(message: dict[str, object]) -> dict[str, object]: return message
@ws.route("say")
def say(message: dict[str, object]) -> None: ...
http.any("/old/{proxy+}").to(url("https://example.com/{proxy}"))
""",
    ).graph
    [function] = graph.functions
    assert [(handler.source, handler.key, handler.name, handler.status) for handler in function.handlers] == [
        ("http", "$default", "other", 200),
        ("http", "POST /books", "add", 201),
        ("websocket", "$default", "default", 200),
        ("websocket", "say", "say", 200),
    ]
    assert graph.http is not None
    assert [(route.key, route.integration) for route in graph.http.routes] == [
        ("$default", "lambda api"),
        ("ANY /old/{proxy+}", "http ANY /old/{proxy+}"),
        ("POST /books", "lambda api"),
    ]
    assert graph.websocket is not None
    assert [(route.key, route.two_way) for route in graph.websocket.routes] == [("$default", True), ("say", False)]
    assert [integration.name for integration in graph.integrations] == ["http ANY /old/{proxy+}", "lambda api"]


def test_each_task_has_a_function_of_its_own(write: Write) -> None:
    graph = frozen(
        write,
        """\
@sfn.task
def charge(order: Session) -> Session: return order
@sfn.task(retry=2)
async def ship(order: Session) -> None: ...
""",
    ).graph
    assert [function.name for function in graph.functions] == ["task-charge", "task-ship"]
    [handler] = graph.functions[1].handlers
    assert (handler.source, handler.key, handler.name) == ("task", "ship", "ship")


def test_places_say_where_things_are_declared(write: Write) -> None:
    places = frozen(
        write,
        """\
books = dynamo.table("books", Session, key="id")
@http.get("/a")
def a() -> None: ...
@sfn.task
def charge(order: Session) -> Session: return order
@sfn.start("/start")
def fulfil() -> Flow[Session, Session]: return charge >> charge
""",
    ).places
    assert {subject: place.line - LINE for subject, place in places.items()} == {
        "http GET /a": 2,
        "http POST /start": 6,
        "machine fulfil": 6,
        "table books": 1,
        "task charge": 4,
    }


def test_sources_say_what_needs_a_grant(write: Write) -> None:
    sources = frozen(
        write,
        """\
books = dynamo.table("books", Session, key="id")
@http.get("/a")
def a() -> None:
    books.get("1")
    books.get("2")
""",
    ).sources
    [(key, places)] = sources.items()
    assert key == ("function:api", Ref("table", "books", "arn"), "dynamodb:GetItem")
    assert [(place.line - LINE, place.text) for place in places] == [(4, 'books.get("1")'), (5, 'books.get("2")')]
