"""All constructs of an app in one scope: what `gwfw deploy` puts into a stack and `GatewayApp` below a construct."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

from aws_cdk import aws_apigatewayv2 as apigatewayv2
from constructs import Construct

from gwfw.errors import Problem, Refusal
from gwfw.graph.model import AppGraph, Cors, Machine, Ref, WebSocketApi
from gwfw.synth import addresses, circles, consumers, functions, grants, keys, own, routes, sides, stages
from gwfw.synth.blame import blaming
from gwfw.synth.parts import Parts
from gwfw.synth.settings import SynthSettings

__all__ = ["build"]


def build(scope: Construct, graph: AppGraph, settings: SynthSettings, *, folder: Path) -> Parts:
    """Add the whole app below `scope`. The order is that of references: what is named first is made first. `folder` is the
    app's, for the lines of its own functions.

    Raises Refusal, naming the declaration, for what the CDK does not take.
    """
    circles.refuse(graph)
    parts = Parts(
        scope=scope,
        graph=graph,
        settings=settings,
        http_api=_http_api(scope, graph, settings),
        websocket_api=_websocket_api(scope, graph, settings),
    )
    own.make(parts, folder)
    _resources(parts)
    grants.construct(parts)
    for function in graph.functions:
        functions.environment(function, parts)
    for consumer in graph.consumers:
        with blaming(f"consumer of {consumer.queue}"):
            consumers.construct(consumer, parts)
    _apis(parts)
    return parts


def _http_api(scope: Construct, graph: AppGraph, settings: SynthSettings) -> apigatewayv2.HttpApi | None:
    if graph.http is None:
        return None
    with blaming("http API"):
        api = apigatewayv2.HttpApi(
            scope,
            "HttpApi",
            api_name=f"{graph.name}-{settings.stage}",
            create_default_stage=False,
            disable_execute_api_endpoint=graph.http.disable_default_endpoint or None,
        )
        cast(apigatewayv2.CfnApi, api.node.default_child).cors_configuration = _cors(graph.http.cors)
        return api


def _cors(cors: Cors | None) -> apigatewayv2.CfnApi.CorsProperty | None:
    """The configuration as API Gateway takes it; the CDK's own options know neither -1 seconds nor every method."""
    if cors is None:
        return None
    return apigatewayv2.CfnApi.CorsProperty(
        allow_origins=list(cors.allow_origins) or None,
        allow_methods=list(cors.allow_methods) or None,
        allow_headers=list(cors.allow_headers) or None,
        expose_headers=list(cors.expose_headers) or None,
        allow_credentials=cors.allow_credentials or None,
        max_age=cors.max_age_s,
    )


def _websocket_api(scope: Construct, graph: AppGraph, settings: SynthSettings) -> apigatewayv2.WebSocketApi | None:
    if graph.websocket is None:
        return None
    if len(graph.websocket.stages) > 1 and any(grant.resource.kind == "connections" for grant in graph.grants):
        raise Refusal([_one_stage(graph.websocket)])
    names = [stage.name or settings.stage for stage in graph.websocket.stages]
    if len(names) != len(set(names)):
        raise Refusal([_same_stage(names)])
    with blaming("websocket API"):
        api = apigatewayv2.WebSocketApi(
            scope,
            "WebSocketApi",
            api_name=f"{graph.name}-{settings.stage}-websocket",
            route_selection_expression=graph.websocket.selection,
        )
        if any(route.api_key_required for route in graph.websocket.routes):
            written = cast(apigatewayv2.CfnApi, api.node.default_child)
            written.api_key_selection_expression = graph.websocket.api_key_selection
        return api


def _one_stage(api: WebSocketApi) -> Problem:
    return Problem(
        code="websocket-stages",
        what="handlers send to connections, and the WebSocket API has several stages: they are bound to one of them",
        received=", ".join(stage.name or "that of the deployment" for stage in api.stages),
        allowed="one stage, or no handler that sends",
        remedy="deploy the app again under another name: gwfw deploy --stage",
    )


def _same_stage(names: list[str]) -> Problem:
    return Problem(
        code="stages",
        what="a stage of the WebSocket API has the name of the deployment, which is that of its first stage",
        received=", ".join(names),
        remedy="give the stage another name, or the deployment: gwfw deploy --stage",
    )


def _resources(parts: Parts) -> None:
    graph = parts.graph
    for resource in graph.resources:
        if resource.kind != "machine":  # those refer to functions
            with blaming(f"{resource.kind} {resource.name}"):
                sides.construct(resource, parts)
    for function in graph.functions:
        with blaming(f"function {function.name}"):
            functions.construct(function, parts)
    for machine in _in_order(graph.machines):
        with blaming(f"machine {machine.name}"):
            sides.construct(machine, parts)


def _in_order(machines: Sequence[Machine]) -> list[Machine]:
    """The machines, each after those that its definition names; there are no circles."""
    named = {machine.name: machine for machine in machines}
    ordered: dict[str, Machine] = {}

    def add(machine: Machine) -> None:
        for part in machine.definition if machine.arn is None else ():  # what runs in the place of another is not made
            if isinstance(part, Ref) and part.kind == "machine":
                add(named[part.name])
        ordered.setdefault(machine.name, machine)

    for machine in machines:
        add(machine)
    return list(ordered.values())


def _apis(parts: Parts) -> None:
    for domain in parts.graph.domains:
        from gwfw.synth import domains

        with blaming(f"domain {domain.name}"):
            domains.construct(domain, parts)
    if parts.graph.http is not None:
        routes.http_routes(parts)
        for stage in parts.graph.http.stages:
            stages.http_stage(stage, parts)
        addresses.mappings("http", parts)
    if parts.graph.websocket is not None:
        routes.websocket_routes(parts)
        for stage in parts.graph.websocket.stages:
            stages.websocket_stage(stage, parts)
        for key in parts.graph.websocket.api_keys:
            with blaming(f"API key {key.name}"):
                keys.construct(key, parts)
        addresses.mappings("websocket", parts)
