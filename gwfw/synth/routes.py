"""Routes with their integrations: the CDK's constructs under ids that come from route keys.

The CDK puts a shared integration below the first route that uses it; here it gets a logical id of its own, so that a new
route that sorts first replaces nothing. Time-outs are written into the integration itself: the CDK refuses 29001 to
30000 ms, which HTTP APIs take.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from aws_cdk import CfnResource
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from constructs import IConstruct

from gwfw.graph.model import ApiName, Integration, Route
from gwfw.graph.nonproxy import NonProxy
from gwfw.synth import authorizers, sides
from gwfw.synth.blame import blaming
from gwfw.synth.naming import construct_id
from gwfw.synth.parts import Parts
from gwfw.synth.websocket import finish_integration, finish_route

__all__ = ["http_routes", "websocket_routes"]

PREFIX: dict[ApiName, str] = {"http": "HttpIntegration", "websocket": "WebSocketIntegration"}


def http_routes(parts: Parts) -> None:
    """Add every route of the HTTP API."""
    assert parts.graph.http is not None
    assert parts.http_api is not None
    for spec, routes in _by_integration(parts, parts.graph.http.routes):
        with blaming(f"http {routes[0].key}"):
            integration = sides.http(spec, parts, routes)
        for index, route in enumerate(routes):
            with blaming(f"http {route.key}"):
                made = apigatewayv2.HttpRoute(
                    parts.scope,
                    construct_id("HttpRoute", route.key),
                    http_api=parts.http_api,
                    route_key=_http_key(route.key),
                    integration=integration,
                    authorizer=authorizers.http(route, parts),
                    authorization_scopes=list(route.scopes) or None,
                )
            parts.routes["http", route.key] = made
            if index == 0:
                _settle(made, spec, "http", parts)


def websocket_routes(parts: Parts) -> None:
    """Add every route of the WebSocket API; a two-way one with its route response."""
    assert parts.graph.websocket is not None
    assert parts.websocket_api is not None
    for spec, routes in _by_integration(parts, parts.graph.websocket.routes):
        with blaming(f"websocket {routes[0].key}"):
            integration = sides.websocket(spec, parts, routes)
        for index, route in enumerate(routes):
            with blaming(f"websocket {route.key}"):
                made = apigatewayv2.WebSocketRoute(
                    parts.scope,
                    construct_id("WebSocketRoute", route.key),
                    web_socket_api=parts.websocket_api,
                    route_key=route.key,
                    integration=integration,
                    authorizer=authorizers.websocket(route, parts),
                    return_response=route.two_way or None,
                    api_key_required=route.api_key_required or None,
                )
                finish_route(route, spec, parts, made)
            parts.routes["websocket", route.key] = made
            if index == 0:
                written = _settle(made, spec, "websocket", parts)
                if isinstance(spec, NonProxy):
                    finish_integration(spec, parts, written)
                elif spec.kind != "lambda_proxy":
                    _integration_response(parts, spec, written)


def _by_integration(parts: Parts, routes: tuple[Route, ...]) -> Iterator[tuple[Integration, tuple[Route, ...]]]:
    """Every integration that these routes use, with its routes, in the order of the graph."""
    for spec in parts.graph.integrations:
        chosen = tuple(route for route in routes if route.integration == spec.name)
        if chosen:
            yield spec, chosen


def _http_key(key: str) -> apigatewayv2.HttpRouteKey:
    method, _, path = key.partition(" ")
    if not path:
        return apigatewayv2.HttpRouteKey.DEFAULT
    return apigatewayv2.HttpRouteKey.with_(path, apigatewayv2.HttpMethod(method))


def _settle(route: IConstruct, spec: Integration, api: ApiName, parts: Parts) -> apigatewayv2.CfnIntegration:
    """Name what the first route made for all of its integration: the integration and a permission for the whole API."""
    integration, *others = _children(route.node.children, spec)
    written = cast(apigatewayv2.CfnIntegration, integration.node.default_child)
    written.override_logical_id(parts.logical_id(PREFIX[api], spec.name))
    written.timeout_in_millis = spec.timeout_ms
    if spec.request_parameters and not spec.service_parameters:
        written.request_parameters = dict(spec.request_parameters)
    if spec.response_parameters:
        written.response_parameters = {str(status): _mapped(pairs) for status, pairs in spec.response_parameters}
    for permission in others:
        cast(CfnResource, permission).override_logical_id(parts.logical_id(PREFIX[api] + "Permission", spec.name))
    return written


def _mapped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[dict[str, str]]]:
    """What is done to answers of one status, as CloudFormation writes it."""
    return {"ResponseParameters": [{"Destination": key, "Source": expression} for key, expression in pairs]}


def _children(children: Iterable[IConstruct], spec: Integration) -> list[IConstruct]:
    """The integration's construct, then the API-wide permission if there is one."""
    wanted = (construct_id("Integration", spec.name), "ApiPermission.ApiScoped.")
    return [child for prefix in wanted for child in children if child.node.id.startswith(prefix) and _own(child, prefix)]


def _own(child: IConstruct, prefix: str) -> bool:
    return child.node.id == prefix or prefix.endswith(".")


def _integration_response(parts: Parts, spec: Integration, integration: apigatewayv2.CfnIntegration) -> None:
    """Take any answer of the service as it is: without a response of its own, an integration that is no proxy fails.

    Nothing of it is sent unless the route is two-way. The CDK has no construct for it above the resource itself.
    """
    apigatewayv2.CfnIntegrationResponse(
        parts.scope,
        construct_id("IntegrationResponse", spec.name),
        api_id=integration.api_id,
        integration_id=integration.ref,
        integration_response_key="$default",
    )
