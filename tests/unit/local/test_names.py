"""The physical names of a local run."""

from __future__ import annotations

import pytest

from gwfw.graph.model import (
    AppGraph,
    Bus,
    Configuration,
    Function,
    Machine,
    Queue,
    Ref,
    Stream,
    Table,
    WebSocketApi,
)
from gwfw.local.names import LocalNames, bindings
from gwfw.local.settings import LocalSettings

SETTINGS = LocalSettings(app="shop", stage="test", region="eu-west-1")
OLD = "arn:aws:states:us-east-1:999999999999:stateMachine:old"
GRAPH = AppGraph(
    name="shop",
    websocket=WebSocketApi(routes=(), store="sessions"),
    functions=(Function(name="api", handlers=()),),
    resources=(
        Machine(name="fulfil", definition=()),
        Machine(name="legacy", definition=(), arn=OLD),
        Bus(name="events"),
        Configuration(name="flags", content="{}"),
        Queue(name="jobs"),
        Stream(name="clicks"),
        Table(name="sessions", key="id"),
    ),
)
NAMES = LocalNames(GRAPH, SETTINGS)
ENDPOINT = f"https://{SETTINGS.websocket_api_id}.execute-api.eu-west-1.amazonaws.com/test"

RESOLVED: dict[str, tuple[Ref, str]] = {
    "a table's name": (Ref("table", "sessions", "name"), "shop-test-sessions"),
    "a table's ARN": (
        Ref("table", "sessions", "arn"),
        "arn:aws:dynamodb:eu-west-1:123456789012:table/shop-test-sessions",
    ),
    "a machine's name": (Ref("machine", "fulfil", "name"), "shop-test-fulfil"),
    "a machine's ARN": (
        Ref("machine", "fulfil", "arn"),
        "arn:aws:states:eu-west-1:123456789012:stateMachine:shop-test-fulfil",
    ),
    "a machine's executions": (
        Ref("machine", "fulfil", "executions"),
        "arn:aws:states:eu-west-1:123456789012:execution:shop-test-fulfil:*",
    ),
    "another machine's ARN": (Ref("machine", "legacy", "arn"), OLD),
    "another machine's name": (Ref("machine", "legacy", "name"), "old"),
    "another machine's executions": (
        Ref("machine", "legacy", "executions"),
        "arn:aws:states:us-east-1:999999999999:execution:old:*",
    ),
    "a queue's URL": (Ref("queue", "jobs", "url"), "https://sqs.eu-west-1.amazonaws.com/123456789012/shop-test-jobs"),
    "a queue's ARN": (Ref("queue", "jobs", "arn"), "arn:aws:sqs:eu-west-1:123456789012:shop-test-jobs"),
    "a bus": (Ref("bus", "events", "arn"), "arn:aws:events:eu-west-1:123456789012:event-bus/shop-test-events"),
    "a stream": (Ref("stream", "clicks", "arn"), "arn:aws:kinesis:eu-west-1:123456789012:stream/shop-test-clicks"),
    "a configuration's application": (Ref("config", "flags", "application"), "shop-test-flags"),
    "a configuration's environment": (Ref("config", "flags", "environment"), "test"),
    "a configuration's profile": (Ref("config", "flags", "configuration"), "flags"),
    "a function": (Ref("function", "api", "arn"), "arn:aws:lambda:eu-west-1:123456789012:function:shop-test-api"),
    "the connections": (Ref("connections", "websocket", "name"), ENDPOINT),
}


@pytest.mark.parametrize("case", RESOLVED)
def test_what_the_graph_refers_to(case: str) -> None:
    ref, expected = RESOLVED[case]
    assert NAMES.text(("<", ref, ">")) == f"<{expected}>"


def test_what_the_graph_does_not_hold() -> None:
    with pytest.raises(KeyError):
        NAMES.text((Ref("table", "nothing", "name"),))


def test_the_way_back_from_a_functions_arn() -> None:
    arn = NAMES.arn("function", "api")
    assert (NAMES.function(arn), NAMES.function(f"{arn}:live")) == ("api", "api")
    assert NAMES.function(arn.replace("api", "other")) is None
    assert NAMES.function_arn("{}") == "arn:aws:lambda:eu-west-1:123456789012:function:shop-test-{}"


def test_the_bindings_of_a_run() -> None:
    assert bindings(GRAPH, SETTINGS) == {
        "table": {"sessions": "shop-test-sessions"},
        "machine": {"fulfil": NAMES.arn("machine", "fulfil"), "legacy": OLD},
        "region": "eu-west-1",
        "credentials": ["local", "local"],
        "websocket": ENDPOINT,
        "store": "sessions",
        "store_key": "id",
        "queue": {"jobs": "https://sqs.eu-west-1.amazonaws.com/123456789012/shop-test-jobs"},
        "bus": {"events": "shop-test-events"},
        "stream": {"clicks": "shop-test-clicks"},
    }


def test_bindings_of_a_server() -> None:
    form = bindings(GRAPH, SETTINGS, websocket="http://127.0.0.1:3000/test", endpoint="http://127.0.0.1:3000")
    assert (form["websocket"], form["endpoint"]) == ("http://127.0.0.1:3000/test", "http://127.0.0.1:3000")
    assert set(bindings(AppGraph(name="shop"), SETTINGS)) == {"table", "machine", "region", "credentials"}
    assert "store" not in bindings(AppGraph(name="shop", websocket=WebSocketApi(routes=())), SETTINGS)
