"""What integrations and routes of WebSocket APIs have besides the CDK's own constructs: templates, responses, models.

The CDK has no construct for integration responses, models or the parameters of a route above the resources themselves.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Final, cast

from aws_cdk import aws_apigatewayv2 as apigatewayv2

from gwfw.graph.model import Integration, Route
from gwfw.graph.nonproxy import IntegrationResponse, NonProxy
from gwfw.integrations.http.spec import Http
from gwfw.synth.naming import construct_id, model_name
from gwfw.synth.parts import Parts

__all__ = ["finish_integration", "finish_route"]

DECLARED: Final = ("route.request.header.", "route.request.querystring.")
"""Sources that API Gateway maps only if the route declares them."""


def finish_integration(spec: NonProxy, parts: Parts, written: apigatewayv2.CfnIntegration) -> None:
    """Write templates, parameters and responses into an integration, and what its kind adds."""
    written.request_templates = {key: parts.text(text) for key, text in spec.request_templates} or None
    written.template_selection_expression = spec.template_selection
    written.passthrough_behavior = None if spec.passthrough == "WHEN_NO_MATCH" else spec.passthrough
    written.content_handling_strategy = spec.content_handling
    written.request_parameters = dict(spec.request_parameters) or None
    settle = getattr(import_module(f"gwfw.integrations.{spec.kind}.synth"), "settle", None)
    if settle is not None:
        settle(spec, written)
    if isinstance(spec, Http) and spec.proxy:
        return
    for response in spec.responses:
        _response(spec, response, parts, written)


def _response(spec: NonProxy, response: IntegrationResponse, parts: Parts, integration: apigatewayv2.CfnIntegration) -> None:
    apigatewayv2.CfnIntegrationResponse(
        parts.scope,
        construct_id("IntegrationResponse", f"{spec.name} {response.key}"),
        api_id=integration.api_id,
        integration_id=integration.ref,
        integration_response_key=response.key,
        content_handling_strategy=response.content_handling,
        response_templates=dict(response.templates) or None,
        template_selection_expression=response.template_selection,
    )


def finish_route(route: Route, spec: Integration, parts: Parts, made: apigatewayv2.WebSocketRoute) -> None:
    """Write the parameters that a route's integration reads, and the route's models."""
    written = cast(apigatewayv2.CfnRoute, made.node.default_child)
    declared = {source: {"Required": False} for source in _sources(spec)}
    if declared:
        written.request_parameters = declared
    if route.models:
        written.model_selection_expression = route.model_selection or r"\$default"
        written.request_models = _models(route, parts, written)


def _sources(spec: Integration) -> Iterator[str]:
    return (source for _, source in spec.request_parameters if source.startswith(DECLARED))


def _models(route: Route, parts: Parts, written: apigatewayv2.CfnRoute) -> Mapping[str, str]:
    """The names of the models by key, made here."""
    assert parts.websocket_api is not None
    names = {}
    for key, schema in route.models:
        identifier = construct_id("Model", f"{route.key} {key}")
        model = apigatewayv2.CfnModel(
            parts.scope,
            identifier,
            api_id=parts.websocket_api.api_id,
            name=model_name(route.key, key),
            schema=json.loads(schema),
            content_type="application/json",
        )
        names[key] = model_name(route.key, key)
        written.add_dependency(model)  # a route names its models, and API Gateway refuses a name that is not there yet
    return names
