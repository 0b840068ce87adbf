"""`gwfw graph`: the app as text and as its manifest."""

from __future__ import annotations

from pathlib import Path

import pytest

from gwfw import manifest
from gwfw.cli import main
from gwfw.cli.graph import text
from gwfw.graph.model import (
    AppGraph,
    Bus,
    Construct,
    Consumer,
    Domain,
    Function,
    Grant,
    Handler,
    HttpApi,
    Machine,
    Queue,
    Ref,
    Route,
    Table,
)
from gwfw.integrations.lambda_proxy.spec import LambdaProxy

GRAPH = AppGraph(
    name="shop",
    http=HttpApi(routes=(Route(key="GET /books", integration="lambda api"),)),
    integrations=(LambdaProxy(name="lambda api", function="api"),),
    functions=(Function(name="api", handlers=(Handler(source="http", key="GET /books", module="shop", name="find"),)),),
    resources=(
        Machine(name="fulfil", definition=("{}",)),
        Machine(name="legacy", definition=(), arn=Ref("construct", "old", "arn")),
        Machine(name="theirs", definition=(), arn="arn:aws:states:eu-west-1:123456789012:stateMachine:Theirs"),
        Bus(name="events"),
        Queue(name="jobs", deliveries=2),
        Queue(name="letters"),
        Table(name="books", key="id"),
        Table(name="notes", key="user", sort="day"),
    ),
    constructs=(Construct(name="old", module="shop", function="old"),),
    domains=(Domain(name="api.example.com", certificate="arn:aws:acm:..."),),
    consumers=(Consumer(queue="jobs", function="queue-jobs"),),
    grants=(
        Grant(principal="function:api", resource=Ref("table", "books", "arn"), actions=("dynamodb:Query", "dynamodb:Scan")),
    ),
)


def test_text() -> None:
    assert list(text(GRAPH)) == [
        "shop",
        "\nroutes",
        "  http       GET /books  λ find",
        "\nfunctions",
        "  api: find",
        "\nresources",
        "  machine fulfil, STANDARD",
        "  machine legacy, STANDARD, made by old",
        "  machine theirs, STANDARD, defined elsewhere",
        "  bus events",
        "  queue jobs, consumer queue-jobs, dead letters after 2 deliveries",
        "  queue letters",
        "  table books, key id",
        "  table notes, key user and day",
        "\nconstructs",
        "  old: shop.old",
        "\ndomains",
        "  api.example.com",
        "\ngrants",
        "  function:api may dynamodb:Query, dynamodb:Scan on table books",
    ]


def test_text_of_an_app_without_anything() -> None:
    assert list(text(AppGraph(name="shop"))) == ["shop"]


def test_printed(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["graph", "--folder", str(shop)]) == 0
    assert capsys.readouterr().out.startswith("shop\n\nroutes\n  http")


def test_json_is_the_manifest(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["graph", "--json", "--folder", str(shop)]) == 0
    assert manifest.load(capsys.readouterr().out).name == "shop"
