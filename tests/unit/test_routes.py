"""An app's routes as people read them."""

from __future__ import annotations

from gwfw.authorizers.iam.spec import Iam
from gwfw.authorizers.jwt.spec import Jwt
from gwfw.authorizers.request.spec import LambdaAuthorizer
from gwfw.graph.model import AppGraph, Function, Handler, HttpApi, Route, WebSocketApi
from gwfw.integrations.dynamodb.spec import DynamoDb
from gwfw.integrations.http_proxy.spec import HttpProxy
from gwfw.integrations.lambda_proxy.spec import LambdaProxy
from gwfw.routes import RouteRow, rows


def test_an_app_without_routes() -> None:
    assert rows(AppGraph(name="shop")) == ()


def test_what_guards_a_route() -> None:
    proxy = HttpProxy(name="proxy", url="https://example.com")
    routes = (
        Route(key="GET /a", integration="proxy", authorizer="members", scopes=("read", "write")),
        Route(key="GET /b", integration="proxy", authorizer="check"),
        Route(key="GET /c", integration="proxy", authorizer="iam"),
    )
    say = Route(key="say", integration="proxy", api_key_required=True, models=(("$default", "{}"),))
    graph = AppGraph(
        name="shop",
        http=HttpApi(routes=routes),
        websocket=WebSocketApi(routes=(say,)),
        integrations=(proxy,),
        authorizers=(
            LambdaAuthorizer(name="check", function="check"),
            Iam(name="iam"),
            Jwt(name="members", issuer="https://id.example.com", audience=("shop",)),
        ),
    )
    assert [row.guards for row in rows(graph)] == [("jwt read write",), ("check",), ("iam",), ("api key", "validated")]


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
