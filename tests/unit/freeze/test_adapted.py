"""`asgi(...)` and `wsgi(...)` as targets: one function an app, found by name, and what is refused."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gwfw import manifest
from gwfw.apidocs.openapi import document
from gwfw.app import App
from gwfw.errors import Refusal
from gwfw.freeze.freezing import freeze
from gwfw.graph.model import AppGraph, Function, Grant, Handler, Ref
from gwfw.routes import rows
from gwfw.runtime import bundle
from gwfw.testing import Client

START = """
from pydantic import BaseModel
from gwfw import App
from gwfw.targets import asgi, wsgi

app = App("moved")
http = app.http

class Book(BaseModel):
    id: str

books = app.dynamo.table("books", Book, key="id")

async def site(scope, receive, send):
    await receive()
    await send({"type": "http.response.start", "status": 201, "headers": [(b"x-path", scope["path"].encode())]})
    await send({"type": "http.response.body", "body": books["1"].id.encode() if scope["path"] == "/new/1" else b""})

def old(environ, start):
    start("202 Accepted", [("x-path", environ["PATH_INFO"])])
    return [environ["wsgi.input"].read()]
"""
ROUTES = """
http.get("/new", auth=None).to(asgi(site, uses=[books.read]))
http.any("/new/{proxy+}", auth=None).to(asgi(site, uses=[books.read]), timeout_ms=5000)
http.any("/old/{proxy+}", auth=None).to(wsgi(old))

@http.post("/new/books", auth=None)
def add(book: Book) -> None:
    books.put(book)
"""

Load = Callable[[str], App]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Load]:
    """Makes the text after START a module of its own, and gives its app."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def load(text: str) -> App:
        (tmp_path / "moved.py").write_text(START + text, encoding="utf-8")
        monkeypatch.delitem(sys.modules, "moved", raising=False)
        app: App = importlib.import_module("moved").app
        return app

    yield load
    sys.modules.pop("moved", None)


def test_one_function_for_each_app(load: Load) -> None:
    frozen = freeze(load(ROUTES))
    api, asgi, wsgi = frozen.graph.functions
    assert api.name == "api"
    assert asgi == Function(name="asgi-site", handlers=(Handler(source="asgi", key="site", module="moved", name="site"),))
    assert wsgi == Function(name="wsgi-old", handlers=(Handler(source="wsgi", key="old", module="moved", name="old"),))
    assert [(spec.name, spec.timeout_ms) for spec in frozen.graph.integrations] == [
        ("http ANY /new/{proxy+}", 5000),
        ("http ANY /old/{proxy+}", 29000),
        ("http GET /new", 29000),
        ("lambda api", 29000),
    ]
    assert [row.target for row in rows(frozen.graph)] == ["λ site", "λ add", "λ site", "λ old"]
    assert frozen.places["asgi site"].text.startswith('http.get("/new"')


def test_it_may_do_what_is_declared(load: Load) -> None:
    grants = [grant for grant in freeze(load(ROUTES)).graph.grants if grant.principal.startswith("function:asgi")]
    (grant,) = grants
    assert isinstance(grant, Grant)
    assert (grant.resource, "dynamodb:GetItem" in grant.actions) == (Ref("table", "books", "arn"), True)


def test_every_side_reads_the_graph(load: Load) -> None:
    graph: AppGraph = freeze(load(ROUTES)).graph
    assert manifest.load(manifest.dump(graph)) == graph
    assert bundle.table(graph)["handlers"]["asgi site"] == {"module": "moved", "name": "site", "status": 200}
    found = document(graph)["paths"]
    assert found["/new/{proxy}"]["put"]["description"] == "An app answers: lambda asgi-site."
    assert found["/new/books"]["post"]["operationId"] == "add"


def test_it_answers_in_process(load: Load) -> None:
    with Client(load(ROUTES)) as gw:
        assert gw.post("/new/books", json={"id": "1"}).status_code == 200
        answer = gw.get("/new/1")
        assert (answer.status_code, answer.text, answer.headers["x-path"]) == (201, "1", "/new/1")
        answer = gw.put("/old/a b", content=b"body")
        assert (answer.status_code, answer.text, answer.headers["x-path"]) == (202, "body", "/old/a b")


@pytest.mark.parametrize(
    ("text", "code", "received"),
    [
        ("http.default(auth=None).to(asgi(lambda *given: None))", "not-findable", "<function <lambda>"),
        ("text = 'site'\nhttp.default(auth=None).to(asgi(text))", "not-findable", "'site'"),
        ("http.default(auth=None, status=201).to(asgi(site))", "option-of-handler", "status=201 with asgi(...)"),
        ("app.ws.default().to(asgi(site))", "target-of-other-api", "asgi(...)"),
    ],
    ids=["without a name", "no app", "status", "WebSocket"],
)
def test_refused(load: Load, text: str, code: str, received: str) -> None:
    with pytest.raises(Refusal) as raised:
        freeze(load(text))
    problem = raised.value.problems[0]
    assert (problem.code, (problem.received or "")[: len(received)]) == (code, received)


def test_two_of_one_name(load: Load, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.py").write_text(
        "from gwfw import Router\nfrom gwfw.targets import asgi\nrouter = Router()\n"
        "async def site(scope, receive, send): ...\nrouter.http.get('/other', auth=None).to(asgi(site))\n"
    )
    try:
        with pytest.raises(Refusal) as raised:
            freeze(load(f"{ROUTES}\nfrom elsewhere import router\napp.include(router)\n"))
    finally:
        sys.modules.pop("elsewhere", None)
    (problem,) = raised.value.problems
    assert (problem.code, problem.what) == ("declared-twice", "two ASGI apps are named 'site'")
    assert [place.file for place in problem.places] == ["moved.py", "elsewhere.py"]


@pytest.mark.parametrize(("interface", "module"), [("asgi", "mangum"), ("wsgi", "apig_wsgi")])
def test_without_the_adapter(load: Load, monkeypatch: pytest.MonkeyPatch, interface: str, module: str) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr("gwfw.freeze.adapted.find_spec", lambda name: None if name == module else real(name))
    named = {"asgi": "site", "wsgi": "old"}[interface]
    app = load(f"http.default(auth=None).to({interface}({named}))")
    with pytest.raises(Refusal) as raised:
        freeze(app)
    (problem,) = raised.value.problems
    assert (problem.code, problem.received) == ("adapter-missing", f"no module {module}")
    assert module.replace("_", "-") in (problem.remedy or "")
