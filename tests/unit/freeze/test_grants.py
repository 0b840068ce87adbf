"""What functions may do: by the handles that their code reaches, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gwfw.errors import Problem, Refusal
from gwfw.freeze.freezing import freeze

if TYPE_CHECKING:
    from tests.unit.conftest import Write

HEAD = """\
from gwfw import *
from pydantic import BaseModel
from typing import Annotated
import functools

app = App("shop")
http, ws, sfn, dynamo = app.http, app.ws, app.sfn, app.dynamo

class Book(BaseModel):
    id: str
    title: str = ""

books = dynamo.table("books", Book, key="id")
films = dynamo.table("films", Book, key="id")
"""
STORE = 'sessions = dynamo.table("sessions", Book, key="id")\nws.store(sessions)\n'
WS = "@ws.default\ndef default(message: dict[str, object]) -> dict[str, object]: return message\n"
LINE = HEAD.count("\n")


def granted(write: Write, source: str, function: str = "api") -> set[str]:
    grants = freeze(write(HEAD + source).app).graph.grants
    found = [grant for grant in grants if grant.principal == f"function:{function}"]
    assert all(grant.resource.attribute == "arn" and list(grant.actions) == sorted(grant.actions) for grant in found)
    return {f"{action.partition(':')[2]} {grant.resource.name}" for grant in found for action in grant.actions}


def problems(write: Write, source: str) -> tuple[Problem, ...]:
    with pytest.raises(Refusal) as raised:
        freeze(write(HEAD + source).app)
    return raised.value.problems


def handler(body: str, options: str = "") -> str:
    return f'@http.get("/{{id}}"{options})\ndef read(id: str) -> None:\n    {body}\n'


@pytest.mark.parametrize(
    ("body", "actions"),
    [
        pytest.param("pass", set(), id="nothing"),
        pytest.param("books[id]", {"GetItem books"}, id="brackets"),
        pytest.param("books.get(id)", {"GetItem books"}, id="get"),
        pytest.param("del books[id]", {"DeleteItem books"}, id="del"),
        pytest.param("books.delete(id)", {"DeleteItem books"}, id="delete"),
        pytest.param("books.put(Book(id=id))", {"PutItem books"}, id="put"),
        pytest.param("books.update(id, title='x')", {"UpdateItem books"}, id="update"),
        pytest.param("[b for b in books.scan()]", {"Scan books"}, id="scan in a comprehension"),
        pytest.param("list(books.query(id))", {"Query books"}, id="query"),
        pytest.param("print(books.name, books.model, books.physical_name)", set(), id="names"),
        pytest.param("books.put(films[id])", {"PutItem books", "GetItem films"}, id="two tables"),
        pytest.param("books.nothing", set(), id="an attribute that is not there"),
        pytest.param("app.logger.info('x')", set(), id="the app's logger"),
    ],
)
def test_methods_decide(write: Write, body: str, actions: set[str]) -> None:
    assert granted(write, handler(body)) == actions


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("def help(id): return books[id]\n" + handler("help(id)"), id="a function"),
        pytest.param("def a(id): return b(id)\ndef b(id): return books[id] or a(id)\n" + handler("a(id)"), id="a circle"),
        pytest.param("help = lambda id: books[id]\n" + handler("help(id)"), id="a lambda"),
        pytest.param("help = functools.partial(lambda id: books[id])\n" + handler("help(id)"), id="a partial"),
        pytest.param(
            "class Shelf:\n    def find(self, id): return books[id]\nshelf = Shelf()\n" + handler("shelf.find(id)"),
            id="a method",
        ),
        pytest.param(
            "class Shelf:\n    @staticmethod\n    def find(id): return books[id]\n" + handler("Shelf.find(id)"),
            id="a static method",
        ),
        pytest.param(
            "class Shelf(Book):\n    def find(self): return books[self.id]\n"
            '@http.post("/")\ndef read(shelf: Shelf) -> None: shelf.find()\n',
            id="a method of a parameter",
        ),
        pytest.param(
            "def wrap(f):\n    @functools.wraps(f)\n    def inner(id): return f(books[id].id)\n    return inner\n"
            '@http.get("/{id}")\n@wrap\ndef read(id: str) -> None: ...\n',
            id="a decorator",
        ),
        pytest.param("def make():\n    x = 1\n    def inner(id): return books[id], x\n    return inner\nhelp = make()\n"
                     + handler("help(id)"), id="a closure"),
        pytest.param("steps = {'a': [lambda id: books[id]]}\n" + handler("steps['a'][0](id)"), id="containers"),
        pytest.param(
            '@http.get("/{id}")\nasync def read(id: str) -> None:\n    def inner(): return books[id]\n    inner()\n',
            id="an inner function",
        ),
        pytest.param("@sfn.task\ndef charge(id: str) -> Book: return books[id]\n" + handler("charge(id)"), id="a task"),
    ],
)  # fmt: skip
def test_code_is_followed(write: Write, source: str) -> None:
    assert granted(write, source) == {"GetItem books"}


def test_other_modules_of_the_app_are_followed(write: Write) -> None:
    module = write(HEAD + handler("from . import shelf; shelf.find(id)"), "app")
    package = module.__name__.partition(".")[0]
    write(f"from {package}.app import books\ndef find(id): return books[id]\n", "shelf")
    grants = freeze(module.app).graph.grants
    assert [(grant.principal, grant.actions) for grant in grants] == [("function:api", ("dynamodb:GetItem",))]


def test_each_task_has_its_own_grants(write: Write) -> None:
    source = "@sfn.task\ndef a(id: str) -> Book: return books[id]\n@sfn.task\ndef b(id: str) -> None: films.delete(id)\n"
    assert granted(write, source, "task-a") == {"GetItem books"}
    assert granted(write, source, "task-b") == {"DeleteItem films"}


# Connections ---------------------------------------------------------------------------------------------------------

MANAGE = "ManageConnections websocket"


@pytest.mark.parametrize(
    ("source", "actions"),
    [
        pytest.param(handler("ws.send(id, 1)"), {MANAGE}, id="ws.send"),
        pytest.param(handler("app.ws.send(id, 1)"), {MANAGE}, id="app.ws.send"),
        pytest.param(handler("print(ws.url)"), set(), id="ws.url"),
        pytest.param(handler("Connection(id).send(1)"), {MANAGE}, id="Connection by its id"),
        pytest.param(
            "def tell(connection: Connection): connection.send(1)\n" + handler("tell(1)"),
            {MANAGE},
            id="a helper's parameter",
        ),
        pytest.param(STORE + handler("ws.broadcast(1)"), {MANAGE, "Scan sessions", "DeleteItem sessions"}, id="broadcast"),
        pytest.param('@ws.route("say")\ndef say() -> None: ...\n', {MANAGE}, id="a one-way route tells what is wrong"),
        pytest.param("@ws.connect\ndef hello() -> None: ...\n", set(), id="$connect"),
    ],
)
def test_sending_to_connections(write: Write, source: str, actions: set[str]) -> None:
    assert granted(write, WS + source) == actions


TARGETS = """\
jobs = app.queue("jobs")
@sfn.task
def charge(book: Book) -> Book: return book
fulfil = sfn.machine("fulfil", charge)
"""


@pytest.mark.parametrize(
    ("body", "what", "remedy"),
    [
        ("jobs.receive()", "receive() of the queue 'jobs'", "@queue.consumer"),
        ("jobs.purge()", "purge() of the queue 'jobs'", "@queue.consumer"),
        ("jobs.send_task()", "send_task() of the queue 'jobs' makes a step", "call send()"),
        ("books.put_item_task()", "put_item_task() of the table 'books' makes a step", "call put()"),
        ("fulfil.start()", "start() of the machine 'fulfil'", "machine.execute(input)"),
    ],
)
def test_a_routes_target_is_nothing_in_a_handler(write: Write, body: str, what: str, remedy: str) -> None:
    [problem] = problems(write, TARGETS + handler(body))
    assert problem.code == "target-in-handler"
    assert problem.what.startswith(what)
    assert remedy in (problem.remedy or "")


def test_an_app_without_websockets_cannot_send(write: Write) -> None:
    [problem] = problems(write, handler("ws.send(id, 1)"))
    assert (problem.code, problem.places[0].line - LINE) == ("no-websocket", 3)


def test_a_broadcast_needs_a_store(write: Write) -> None:
    [problem] = problems(write, WS + handler("ws.broadcast(1)"))
    assert str(problem).partition("\n")[2] == (
        "ws.broadcast needs to know who is connected, and no table says it  [broadcast-without-store]\n"
        '  remedy: ws.store(dynamo.table("sessions", Session, key="id"))'
    )


# What cannot be seen -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(handler("table = books; table.get(id)"), id="renamed"),
        pytest.param(handler("print(books)"), id="passed on"),
        pytest.param(handler("getattr(books, 'get')(id)"), id="getattr"),
        pytest.param(handler("[t.get(id) for t in (books,)]"), id="stored"),
        pytest.param("every = [books]\n" + handler("every[0].get(id)"), id="in a container"),
        pytest.param(
            "class Shelf:\n    def __init__(self, table): self.table = table\nshelf = Shelf(books)\n"
            + handler("shelf.table.get(id)"),
            id="in an object",
        ),
        pytest.param('@http.get("/")\ndef read(table: str = books) -> None: ...\n', id="as a default"),
    ],
)
def test_a_handle_that_escapes_is_refused_unless_it_is_declared(write: Write, source: str) -> None:
    found = problems(write, source)
    assert {problem.code for problem in found} <= {"handle-escapes", "annotation-unsupported"}
    assert "the table 'books' is passed on or renamed here" in str(found[0])
    assert str(found[0]).endswith("where the handler is declared: uses=[books.read]")
    declared = source.replace('")\ndef', '", uses=[books.read])\ndef')
    assert granted(write, declared) == {"GetItem books", "Query books", "Scan books"}


def test_the_line_of_the_escape_is_shown_once(write: Write) -> None:
    [problem] = problems(write, handler("print(books, books)"))
    assert [(place.line - LINE, place.text) for place in problem.places] == [
        (3, "print(books, books)"),
        (1, '@http.get("/{id}")'),
    ]


def test_the_facet_may_escape_too(write: Write) -> None:
    [problem] = problems(write, WS + handler("print(ws)"))
    assert "the facet ws is passed on" in problem.what
    assert granted(write, WS + handler("print(ws)", ", uses=[ws.send]")) == {MANAGE}


@pytest.mark.parametrize(
    ("uses", "actions"),
    [
        ("[]", set()),
        ("[books.read]", {"GetItem books", "Query books", "Scan books"}),
        ("(books.write,)", {"PutItem books", "UpdateItem books", "DeleteItem books"}),
        ("[books.put, films.get]", {"PutItem books", "GetItem films"}),
        ("[ws.send]", {MANAGE}),
        ("[ws.broadcast]", {MANAGE, "Scan sessions", "DeleteItem sessions"}),
    ],
)
def test_declared_permissions(write: Write, uses: str, actions: set[str]) -> None:
    assert granted(write, STORE + handler("pass", f", uses={uses}")) == actions


def test_tasks_declare_permissions_too(write: Write) -> None:
    source = "@sfn.task(uses=[books.write])\ndef a(id: str) -> None: print(books)\n"
    assert granted(write, source, "task-a") == {"PutItem books", "UpdateItem books", "DeleteItem books"}


@pytest.mark.parametrize("uses", ["[books]", "['books.read']", "books.read", "[print]", "[Book.model_validate]"])
def test_what_is_no_permission(write: Write, uses: str) -> None:
    [problem] = problems(write, handler("pass", f", uses={uses}"))
    assert (problem.code, problem.remedy) == ("uses", "uses=[books.read]")


def test_a_table_of_another_app(write: Write) -> None:
    source = 'stranger = Router().dynamo.table("stranger", Book, key="id")\n' + handler("stranger[id]")
    [problem] = problems(write, source)
    assert [place.line - LINE for place in problem.places] == [4, 1]
    assert problem.what == "the table 'stranger' is used here, and this app does not declare it"
    assert problem.remedy == "include the router that declares it: app.include(router)"
