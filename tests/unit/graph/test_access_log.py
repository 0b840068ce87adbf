"""Formats of access logs, where a stage names none."""

from __future__ import annotations

import json

from gwfw.graph.access_log import default_format, with_access_logs, without_access_logs
from gwfw.graph.model import AppGraph, HttpApi, Stage, WebSocketApi

OWN = "$context.requestId"
GRAPH = AppGraph(
    name="shop",
    http=HttpApi(routes=(), stages=(Stage(name="$default"), Stage(name="beta", access_log=OWN))),
    websocket=WebSocketApi(routes=()),
)


def formats(graph: AppGraph) -> list[str | None]:
    return [stage.access_log for api in (graph.http, graph.websocket) if api is not None for stage in api.stages]


def test_every_stage_has_a_format() -> None:
    assert formats(with_access_logs(GRAPH)) == [default_format("http"), OWN, default_format("websocket")]


def test_no_stage_has_one() -> None:
    assert formats(without_access_logs(with_access_logs(GRAPH))) == [None, None, None]


def test_an_api_that_is_not_there_stays_away() -> None:
    assert with_access_logs(AppGraph(name="shop")) == AppGraph(name="shop")


def test_the_default_is_json_of_variables() -> None:
    assert json.loads(default_format("http"))["path"] == "$context.path"
    assert json.loads(default_format("websocket"))["connectionId"] == "$context.connectionId"
