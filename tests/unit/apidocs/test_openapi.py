"""The document as a whole: valid by the official schema, and one operation for whatever a client can call."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import BaseModel

from gwfw import App, HttpError, Response
from gwfw.apidocs.openapi import document, to_json
from gwfw.auth import jwt
from gwfw.freeze.freezing import freeze
from gwfw.graph.model import AppGraph, Function, Handler, HttpApi, Route
from gwfw.integrations.lambda_proxy.spec import LambdaProxy
from gwfw.mapping import overwrite
from gwfw.targets import url

METHODS = ["delete", "get", "head", "options", "patch", "post", "put"]


class Book(BaseModel):
    id: str
    title: str = ""


def add(book: Book) -> Book:
    """Adds a book."""
    return book


def read(id: str) -> Book:
    raise HttpError(404)


def page() -> Response:
    return Response("x")


def either() -> Book | Response:
    return Response("x")


def drop(name: str) -> None: ...


def look() -> Book:
    return Book(id="1")


def rest(proxy: str) -> Book:
    raise AssertionError(proxy)


def documented(declare: Callable[[App], object]) -> dict[str, Any]:
    """The document of an app, after the official schema has agreed with it."""
    app = App("shop")
    declare(app)
    found = document(freeze(app).graph)
    OpenAPIV31SpecValidator(found).validate()
    assert json.loads(to_json(found)) == found
    return found


def test_handlers() -> None:
    def declare(app: App) -> None:
        app.http.post("/books", status=201, auth=None)(add)
        app.http.get("/books/{id}", auth=None)(read)
        app.http.get("/page", auth=None)(page)
        app.http.get("/either", auth=None)(either)
        app.http.head("/books", auth=None)(look)

    found = documented(declare)
    book = {"schema": {"$ref": "#/components/schemas/Book"}}
    post = found["paths"]["/books"]["post"]
    assert (post["operationId"], post["summary"]) == ("add", "Adds a book.")
    assert post["requestBody"] == {"required": True, "content": {"application/json": book}}
    assert post["responses"]["201"] == {"description": "Created", "content": {"application/json": book}}
    assert list(post["responses"]) == ["201", "422", "default"]
    assert found["paths"]["/books/{id}"]["get"]["parameters"] == [
        {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    ]
    assert found["paths"]["/page"]["get"]["responses"]["200"] == {"description": "OK"}
    assert "content" not in found["paths"]["/page"]["get"]["responses"]["default"]
    assert found["paths"]["/either"]["get"]["responses"]["200"]["content"] == {"application/json": book, "*/*": {}}
    assert found["paths"]["/books"]["head"]["responses"]["200"] == {"description": "OK"}
    assert sorted(found["components"]["schemas"]) == ["Book", "ErrorAnswer", "InvalidField", "InvalidRequest"]


def test_any_is_every_method_that_no_other_route_has() -> None:
    def declare(app: App) -> None:
        app.http.any("/books", auth=None)(page)
        app.http.post("/books", auth=None)(add)

    found = documented(declare)["paths"]["/books"]
    assert sorted(found) == METHODS
    assert found["post"]["operationId"] == "add"
    assert {found[method]["operationId"] for method in METHODS if method != "post"} == {
        f"page_{method}" for method in METHODS if method != "post"
    }


def test_a_greedy_path_is_the_rest() -> None:
    found = documented(lambda app: app.http.get("/files/{proxy+}", auth=None)(rest))
    assert found["paths"]["/files/{proxy}"]["get"]["parameters"] == [
        {
            "name": "proxy",
            "in": "path",
            "required": True,
            "schema": {"type": "string"},
            "description": "the rest of the path, with its slashes",
        }
    ]


def test_one_path_has_one_set_of_names() -> None:
    def declare(app: App) -> None:
        app.http.get("/books/{id}", auth=None)(read)
        app.http.delete("/books/{name}", auth=None)(drop)

    found = documented(declare)["paths"]
    ((path, item),) = found.items()
    assert sorted(item) == ["delete", "get"]
    assert {parameter["name"] for method in item.values() for parameter in method["parameters"]} == {path[8:-1]}


def test_what_openapi_cannot_tell_is_left_out_and_named() -> None:
    def declare(app: App) -> None:
        app.http.get("/books/{id}", auth=None)(read)
        app.http.get("/books/{proxy+}", auth=None)(rest)
        app.http.default(auth=None)(page)

    found = documented(declare)
    assert found["paths"]["/books/{id}"]["get"]["operationId"] == "read"
    assert [each["route"] for each in found["x-gwfw-left-out"]] == ["$default", "GET /books/{proxy+}"]


def test_a_target() -> None:
    found = documented(lambda app: app.http.any("/old/{proxy+}", auth=None).to(url("https://old.example.com/{proxy}")))
    item = found["paths"]["/old/{proxy}"]
    assert sorted(item) == METHODS
    assert item["get"]["operationId"] == "get_old_proxy"
    assert item["get"]["description"] == "API Gateway does this itself: https://old.example.com/{proxy}."
    assert "requestBody" in item["post"]
    assert list(item["get"]["responses"]) == ["default"]


def test_who_may_call() -> None:
    token = jwt(issuer="https://id.example.com", audience=["shop"], scopes=["read"])
    found = documented(lambda app: app.http.get("/page", auth=token)(page))
    ((name, scheme),) = found["components"]["securitySchemes"].items()
    assert scheme["type"] == "openIdConnect"
    assert found["paths"]["/page"]["get"]["security"] == [{name: ["read"]}]


def test_a_status_that_a_mapping_overwrites() -> None:
    app = App("shop")
    app.http.get("/books/{id}", auth=None)(read)
    graph = freeze(app).graph
    change = overwrite.status(203)
    spec = LambdaProxy(name=graph.integrations[0].name, function="api", response_parameters=((200, ((change.key, "203"),)),))
    changed = AppGraph(name="shop", http=graph.http, functions=graph.functions, integrations=(spec,))
    assert "203" in document(changed)["paths"]["/books/{id}"]["get"]["responses"]


def test_a_handler_whose_contract_nobody_knows() -> None:
    """As in a graph that was read from elsewhere."""
    handlers = tuple(Handler(source="http", key=key, module="m", name="n", status=299) for key in ("GET /a", "GET /b/{c}"))
    graph = AppGraph(
        name="shop",
        http=HttpApi(routes=tuple(Route(key=handler.key, integration="x") for handler in handlers)),
        functions=(Function(name="api", handlers=handlers),),
        integrations=(LambdaProxy(name="x", function="api"),),
    )
    found = document(graph, version="2.0", servers=["https://api.example.com"])
    OpenAPIV31SpecValidator(found).validate()
    assert [item["get"]["operationId"] for item in found["paths"].values()] == ["n", "n_2"]
    assert list(found["paths"]["/b/{c}"]["get"]["responses"]) == ["default"]
    assert (found["info"]["version"], found["servers"]) == ("2.0", [{"url": "https://api.example.com"}])


def test_a_status_without_a_name() -> None:
    found = documented(lambda app: app.http.get("/books/{id}", status=299, auth=None)(read))
    assert found["paths"]["/books/{id}"]["get"]["responses"]["299"]["description"] == "Status 299"


def test_an_app_without_http() -> None:
    found = document(AppGraph(name="shop"))
    OpenAPIV31SpecValidator(found).validate()
    assert found["paths"] == {}


@pytest.mark.parametrize("name", ["orders", "chat"])
def test_the_examples_are_documented_twice_alike(name: str) -> None:
    app = getattr(__import__(name), "app")  # noqa: B009 -- a module by its name
    first = document(freeze(app).graph)
    OpenAPIV31SpecValidator(first).validate()
    assert to_json(first) == to_json(document(freeze(app).graph))
