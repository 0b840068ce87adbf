"""All constructs of an app in one scope: what `gwfw deploy` puts into a stack and `GatewayApp` below a construct."""

from __future__ import annotations

from aws_cdk import aws_apigatewayv2 as apigatewayv2
from constructs import Construct

from gwfw.graph.model import AppGraph
from gwfw.resources.machine import synth as machine
from gwfw.resources.table import synth as table
from gwfw.synth import functions, grants, routes, stages
from gwfw.synth.blame import blaming
from gwfw.synth.parts import Parts
from gwfw.synth.settings import SynthSettings

__all__ = ["build"]


def build(scope: Construct, graph: AppGraph, settings: SynthSettings) -> Parts:
    """Add the whole app below `scope`. The order is that of references: what is named first is made first.

    Raises Refusal, naming the declaration, for what the CDK does not take.
    """
    parts = Parts(
        scope=scope,
        graph=graph,
        settings=settings,
        http_api=_http_api(scope, graph, settings),
        websocket_api=_websocket_api(scope, graph, settings),
    )
    _resources(parts)
    grants.construct(parts)
    for function in graph.functions:
        functions.environment(function, parts)
    _apis(parts)
    return parts


def _http_api(scope: Construct, graph: AppGraph, settings: SynthSettings) -> apigatewayv2.HttpApi | None:
    if graph.http is None:
        return None
    with blaming("http API"):
        name = f"{graph.name}-{settings.stage}"
        return apigatewayv2.HttpApi(scope, "HttpApi", api_name=name, create_default_stage=False)


def _websocket_api(scope: Construct, graph: AppGraph, settings: SynthSettings) -> apigatewayv2.WebSocketApi | None:
    if graph.websocket is None:
        return None
    with blaming("websocket API"):
        name = f"{graph.name}-{settings.stage}-websocket"
        selection = graph.websocket.selection
        return apigatewayv2.WebSocketApi(scope, "WebSocketApi", api_name=name, route_selection_expression=selection)


def _resources(parts: Parts) -> None:
    graph = parts.graph
    for declared_table in graph.tables:
        with blaming(f"table {declared_table.name}"):
            table.construct(declared_table, parts)
    for function in graph.functions:
        with blaming(f"function {function.name}"):
            functions.construct(function, parts)
    for declared_machine in graph.machines:
        with blaming(f"machine {declared_machine.name}"):
            machine.construct(declared_machine, parts)


def _apis(parts: Parts) -> None:
    if parts.graph.http is not None:
        routes.http_routes(parts)
        for stage in parts.graph.http.stages:
            stages.http_stage(stage, parts)
    if parts.graph.websocket is not None:
        routes.websocket_routes(parts)
        for stage in parts.graph.websocket.stages:
            stages.websocket_stage(stage, parts)
