"""An app's routes as people read them."""

from __future__ import annotations

from gwfw.graph.model import AppGraph, Function, Handler, HttpApi, Route, WebSocketApi
from gwfw.integrations.dynamodb.spec import DynamoDb
from gwfw.integrations.http_proxy.spec import HttpProxy
from gwfw.integrations.lambda_proxy.spec import LambdaProxy
from gwfw.routes import RouteRow, rows


def test_an_app_without_routes() -> None:
    assert rows(AppGraph(name="shop")) == ()


def test_http_first_by_path_then_method() -> None:
    keys = ("$default", "GET /b", "POST /a", "GET /a", "ANY /old/{proxy+}")
    handlers = tuple(Handler(source="http", key=key, module="m", name=key.lower().replace(" ", "_")) for key in keys)
    others = (
        Handler(source="websocket", key="$default", module="m", name="say"),
        Handler(source="websocket", key="say", module="m", name="say"),
    )
    target = {"ANY /old/{proxy+}": "proxy"}
    graph = AppGraph(
        name="shop",
        http=HttpApi(routes=tuple(Route(key=key, integration=target.get(key, "lambda api")) for key in keys)),
        websocket=WebSocketApi(
            routes=(
                Route(key="$connect", integration="put"),
                Route(key="$default", integration="lambda api"),
                Route(key="lost", integration="lambda api"),
            )
        ),
        integrations=(
            LambdaProxy(name="lambda api", function="api"),
            HttpProxy(name="proxy", url="https://old.example.com/{proxy}"),
            DynamoDb(name="put", table="sessions", action="PutItem", template=("{}",)),
        ),
        functions=(Function(name="other", handlers=others), Function(name="api", handlers=handlers + others)),
    )
    assert rows(graph) == (
        RouteRow("http", "$default", "λ $default"),
        RouteRow("http", "GET /a", "λ get_/a"),
        RouteRow("http", "POST /a", "λ post_/a"),
        RouteRow("http", "GET /b", "λ get_/b"),
        RouteRow("http", "ANY /old/{proxy+}", "→ https://old.example.com/{proxy}"),
        RouteRow("websocket", "$connect", "→ dynamodb:PutItem sessions"),
        RouteRow("websocket", "$default", "λ say"),
        RouteRow("websocket", "lost", "→ lambda api"),
    )
