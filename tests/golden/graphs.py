"""Graphs of ordinary apps: the examples, and what is hard for names and for permissions."""

from __future__ import annotations

import chat
import orders

from gwfw.freeze.freezing import freeze
from gwfw.graph.model import (
    AppGraph,
    Function,
    Grant,
    Handler,
    HttpApi,
    Machine,
    Ref,
    Route,
    Stage,
    Table,
    WebSocketApi,
)
from gwfw.integrations.dynamodb.spec import DynamoDb
from gwfw.integrations.http_proxy.spec import HttpProxy
from gwfw.integrations.lambda_proxy.spec import LambdaProxy
from gwfw.integrations.stepfunctions.spec import StepFunctions

API = LambdaProxy(name="lambda api", function="api")
SESSIONS = Table(name="sessions", key="id")
CHARGE = Function(
    name="task-charge", handlers=(Handler(source="task", key="charge", module="shop", name="charge"),), timeout_s=60
)


def api(*handlers: Handler) -> Function:
    return Function(name="api", handlers=handlers)


def http(*keys: str) -> HttpApi:
    return HttpApi(routes=tuple(Route(key=key, integration="lambda api") for key in keys))


def dynamo(name: str, template_id: str, action: str = "PutItem") -> DynamoDb:
    template = ('{"TableName": "', Ref("table", "sessions", "name"), '", "' + template_id + '"}')
    return DynamoDb(
        name=name, table="sessions", action="PutItem" if action == "PutItem" else "DeleteItem", template=template
    )


def role(integration: str, resource: Ref, action: str) -> Grant:
    return Grant(principal=f"integration:{integration}", resource=resource, actions=(action,))


PASS = '{"StartAt":"done","States":{"done":{"Type":"Succeed"}}}'
MODEL = '{"type":"object","required":["text"],"properties":{"text":{"type":"string"}}}'
SESSIONS_ARN = Ref("table", "sessions", "arn")

GRAPHS = {
    "moved": AppGraph(
        name="moved",
        http=HttpApi(
            routes=(
                Route(key="ANY /new/{proxy+}", integration="http ANY /new/{proxy+}"),
                Route(key="GET /new", integration="http GET /new"),
            )
        ),
        integrations=(
            LambdaProxy(name="http ANY /new/{proxy+}", function="asgi-site"),
            LambdaProxy(name="http GET /new", function="asgi-site", timeout_ms=5000),
        ),
        functions=(Function(name="asgi-site", handlers=(Handler(source="asgi", key="site", module="moved", name="site"),)),),
    ),
    "example-chat": freeze(chat.app).graph,
    "example-orders": freeze(orders.app).graph,
    # Paths that a name without punctuation or case would confuse.
    "twins": AppGraph(
        name="twins",
        http=http(
            "$default", "ANY /ab", "GET /", "GET /Ab", "GET /a-b", "GET /a_b", "GET /ab", "GET /ab/{id}", "GET /ab/{proxy+}"
        ),
        integrations=(API,),
        functions=(api(Handler(source="http", key="GET /ab", module="twins", name="ab")),),
    ),
    "chat": AppGraph(
        name="chat",
        http=http("GET /"),
        websocket=WebSocketApi(
            routes=(
                Route(key="$connect", integration="websocket $connect"),
                Route(key="$default", integration="lambda api"),
                Route(key="$disconnect", integration="websocket $disconnect"),
                Route(key="sendMessage", integration="lambda api", two_way=True),
            ),
            store="sessions",
        ),
        integrations=(API, dynamo("websocket $connect", "Item"), dynamo("websocket $disconnect", "Key", "DeleteItem")),
        functions=(api(),),
        resources=(SESSIONS,),
        grants=(
            Grant(
                principal="function:api",
                resource=Ref("connections", "websocket", "arn"),
                actions=("execute-api:ManageConnections",),
            ),
            Grant(principal="function:api", resource=SESSIONS_ARN, actions=("dynamodb:DeleteItem", "dynamodb:Scan")),
            role("websocket $connect", SESSIONS_ARN, "dynamodb:PutItem"),
            role("websocket $disconnect", SESSIONS_ARN, "dynamodb:DeleteItem"),
        ),
    ),
    "shop": AppGraph(
        name="shop",
        http=HttpApi(
            routes=(
                Route(key="ANY /legacy/{proxy+}", integration="http ANY /legacy/{proxy+}"),
                Route(key="POST /buy", integration="lambda api"),
                Route(key="POST /orders", integration="http POST /orders"),
            ),
            stages=(Stage(name="$default", variables=(("colour", "blue"),)),),
        ),
        integrations=(
            HttpProxy(name="http ANY /legacy/{proxy+}", url="https://old.example.com/{proxy}", timeout_ms=5000),
            StepFunctions(name="http POST /orders", machine="fulfil", timeout_ms=30000),
            LambdaProxy(name="lambda api", function="api", payload_format="1.0"),
        ),
        functions=(api(), CHARGE),
        resources=(
            Machine(
                name="fulfil",
                type="EXPRESS",
                definition=(
                    '{"StartAt":"charge","States":{"charge":{"End":true,"Resource":"',
                    Ref("function", "task-charge", "arn"),
                    '","Type":"Task"}}}',
                ),
            ),
            Table(name="prices", key="item", sort="since", sort_type="N"),
        ),
        grants=(
            Grant(principal="function:api", resource=Ref("machine", "fulfil", "arn"), actions=("states:StartExecution",)),
            role("http POST /orders", Ref("machine", "fulfil", "arn"), "states:StartExecution"),
            Grant(
                principal="machine:fulfil",
                resource=Ref("function", "task-charge", "arn"),
                actions=("lambda:InvokeFunction",),
            ),
        ),
    ),
    # More routes than a function's resource policy holds permissions for; and a two-way route without a function.
    "many": AppGraph(
        name="many",
        http=http(*[f"GET /{number:02}" for number in range(12)]),
        websocket=WebSocketApi(
            routes=(
                *[Route(key=f"do{number:02}", integration="lambda api") for number in range(12)],
                Route(key="look", integration="websocket look", two_way=True),
            )
        ),
        integrations=(API, dynamo("websocket look", "Item")),
        functions=(api(),),
        resources=(SESSIONS,),
        grants=(role("websocket look", SESSIONS_ARN, "dynamodb:PutItem"),),
    ),
}
