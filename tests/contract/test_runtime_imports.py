"""What a deployed function imports: no more than the handler that is called needs.

Each case runs the Lambda entry in a process of its own and looks at `sys.modules`, which static analysis cannot replace.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

BARE = """
from gwfw import App

app = App("bare")

@app.http.get("/hello/{name}")
def hello(name: str, punctuation: str = "!") -> dict[str, str]:
    return {"message": f"Hello, {name}{punctuation}"}

@app.ws.route("say")
def say(message: dict[str, object]) -> dict[str, object]:
    return message

@app.sfn.task
def charge(order: dict[str, object]) -> dict[str, object]:
    return order
"""
MODELS = """
from pydantic import BaseModel
from gwfw import App, Connection

app = App("models")

class Book(BaseModel):
    id: str

books = app.dynamo.table("books", Book, key="id")
app.ws.store(books)

@app.http.post("/books")
def add(book: Book) -> Book:
    return book

@app.ws.route("say")
def say(book: Book, connection: Connection) -> None: ...
"""
LATER = """
from gwfw import App

app = App("later")

@app.http.get("/later")
async def later() -> int:
    return 1
"""

RUN = """
import sys
plain = set(sys.modules)
import json
event, handler = json.loads(sys.argv[1]), sys.argv[2] or None
plain |= set(sys.modules)
from gwfw.runtime.entry import Dispatch
table = {"version": 1, "app": "a", "selection": "$request.body.action", "two_way": [], "handlers": json.loads(sys.argv[3])}
result = Dispatch(table)(event, None, handler)
print(json.dumps([result, sorted(set(sys.modules) - plain)]))
"""

HEAVY = {
    *(
        "asyncio",
        "boto3",
        "botocore",
        "dataclasses",
        "inspect",
        "typing",
        "pydantic",
        "pydantic_core",
        "aws_lambda_powertools",
    ),
    *(
        "moto",
        "aws_cdk",
        "jsii",
        "httpx",
        "rich",
        "websockets",
        "concurrent",
        "logging",
        "decimal",
        "uuid",
        "ast",
        "pathlib",
    ),
}
"""What a handler without models, tables and coroutines must not cost."""

GWFW = {
    *(
        "gwfw",
        "gwfw.annotations",
        "gwfw.app",
        "gwfw.declarations",
        "gwfw.flow",
        "gwfw.parameters",
        "gwfw.settings",
        "gwfw.signature",
    ),
    *("gwfw.facets", "gwfw.facets.dynamo", "gwfw.facets.http", "gwfw.facets.sfn", "gwfw.facets.steps"),
    "gwfw.facets.ws",
    *("gwfw.integrations", "gwfw.integrations.dynamodb", "gwfw.integrations.dynamodb.declare"),
    *("gwfw.integrations.stepfunctions", "gwfw.integrations.stepfunctions.declare"),
    *("gwfw.runtime", "gwfw.runtime.answers", "gwfw.runtime.binding", "gwfw.runtime.bodies", "gwfw.runtime.bundle"),
    *("gwfw.runtime.convert", "gwfw.runtime.encode", "gwfw.runtime.entry", "gwfw.runtime.handlers"),
    *("gwfw.runtime.http_routes", "gwfw.runtime.loops", "gwfw.runtime.request", "gwfw.runtime.responses"),
    *("gwfw.runtime.tasks", "gwfw.runtime.websocket_routes"),
}
"""Every module of gwfw that a bare handler may import."""

HTTP = {"version": "2.0", "requestContext": {}}


PLAIN = {
    *("__future__", "binascii", "collections.abc", "warnings"),
    *("importlib", "importlib._bootstrap", "importlib._bootstrap_external"),
}
"""What a bare handler may import of the standard library beyond what `json` imports (Lambda's own runtime has it)."""


def run(folder: Path, source: str, event: object, key: str, name: str) -> tuple[object, set[str]]:
    """The result of one event, and the modules that it took, of the standard library only their first names."""
    (folder / "app.py").write_text(source)
    handlers = {key: {"module": "app", "name": name, "status": 200}}
    handler = key if key.startswith("task ") else ""
    done = subprocess.run(
        [sys.executable, "-c", RUN, json.dumps(event), handler, json.dumps(handlers)],
        cwd=folder, capture_output=True, text=True, check=False, env={"PYTHONPATH": f"{folder}:{Path(__file__).parents[2]}"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    result, modules = json.loads(done.stdout)
    return result, set(modules)


BARE_CASES = {
    "http": (
        {**HTTP, "routeKey": "GET /hello/{name}", "pathParameters": {"name": "Ann"}},
        "http GET /hello/{name}",
        "hello",
    ),
    "websocket": ({"requestContext": {"routeKey": "say", "connectionId": "c"}, "body": "{}"}, "websocket say", "say"),
    "task": ({"a": 1}, "task charge", "charge"),
    "422": ({**HTTP, "routeKey": "GET /hello/{name}"}, "http GET /hello/{name}", "hello"),
}


@pytest.mark.parametrize(("event", "key", "name"), BARE_CASES.values(), ids=BARE_CASES)
def test_a_bare_handler_imports_nothing_heavy(tmp_path: Path, event: object, key: str, name: str) -> None:
    _, modules = run(tmp_path, BARE, event, key, name)
    assert {module for module in modules if module.partition(".")[0] in HEAVY} == set()
    assert {module for module in modules if module.partition(".")[0] == "gwfw"} <= GWFW


def test_a_bare_handler_imports_a_handful_of_the_standard_library(tmp_path: Path) -> None:
    _, modules = run(tmp_path, BARE, *BARE_CASES["http"])
    assert {module for module in modules if module.partition(".")[0] not in ("gwfw", "app")} <= PLAIN


def test_models_import_pydantic_and_no_aws(tmp_path: Path) -> None:
    event = {**HTTP, "routeKey": "POST /books", "body": '{"id": "1"}'}
    result, modules = run(tmp_path, MODELS, event, "http POST /books", "add")
    assert result == {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": '{"id":"1"}'}
    assert "pydantic" in modules
    names = {module.partition(".")[0] for module in modules}
    assert names.isdisjoint({"boto3", "botocore", "aws_lambda_powertools", "moto", "aws_cdk"})
    assert "asyncio" not in names


def test_a_handler_that_sends_nothing_imports_no_aws(tmp_path: Path) -> None:
    event = {"requestContext": {"routeKey": "say", "connectionId": "c"}, "body": '{"id": "1"}'}
    result, modules = run(tmp_path, MODELS, event, "websocket say", "say")
    assert result == {"statusCode": 200}
    assert not any(module.startswith("botocore") for module in modules)


def test_a_coroutine_imports_asyncio(tmp_path: Path) -> None:
    result, modules = run(tmp_path, LATER, {**HTTP, "routeKey": "GET /later"}, "http GET /later", "later")
    assert result == {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": "1"}
    assert "asyncio" in modules


def test_only_the_called_handlers_module_is_imported(tmp_path: Path) -> None:
    """The app's own file includes a router whose module has a handler: that handler needs its module only."""
    (tmp_path / "films.py").write_text(
        "from gwfw import Router\nrouter = Router()\n@router.http.get('/films')\ndef films() -> list[object]: return []\n"
    )
    source = "from gwfw import App\nfrom films import router\napp = App('two')\napp.include(router)\n"
    (tmp_path / "app.py").write_text(source)
    handlers = {"http GET /films": {"module": "films", "name": "films", "status": 200}}
    event = {**HTTP, "routeKey": "GET /films"}
    done = subprocess.run(
        [sys.executable, "-c", RUN, json.dumps(event), "", json.dumps(handlers)],
        cwd=tmp_path, capture_output=True, text=True, check=True,
        env={"PYTHONPATH": f"{tmp_path}:{Path(__file__).parents[2]}"},
    )  # fmt: skip
    result, modules = json.loads(done.stdout)
    assert result["body"] == "[]"
    assert "films" in modules
    assert "app" not in modules
