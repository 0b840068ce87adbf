"""The CDK's Lambda integrations: one object for each function and API, shared by its routes.

A function's resource policy holds about 54 statements (20 480 bytes), so that above a few routes one permission speaks
for the whole API. `WebSocketLambdaIntegration` knows no such permission, hence `ApiWideLambda`.
"""

from __future__ import annotations

from typing import Final

from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration, WebSocketLambdaIntegration

from gwfw.graph.model import Route
from gwfw.integrations.lambda_proxy.spec import LambdaProxy
from gwfw.synth.naming import construct_id
from gwfw.synth.parts import Parts

__all__ = ["FEW", "ApiWideLambda", "http", "websocket"]

FEW: Final = 10
"""Routes of one function and API that get a permission each."""

PAYLOADS = {"1.0": apigatewayv2.PayloadFormatVersion.VERSION_1_0, "2.0": apigatewayv2.PayloadFormatVersion.VERSION_2_0}


class ApiWideLambda(apigatewayv2.WebSocketRouteIntegration):
    """A Lambda proxy integration of a WebSocket API that leaves the permission to its maker."""

    def __init__(self, identifier: str, uri: str) -> None:
        super().__init__(identifier)
        self.uri = uri

    def bind(self, *, route: apigatewayv2.IWebSocketRoute, scope: object) -> apigatewayv2.WebSocketRouteIntegrationConfig:
        """What the CDK writes into the integration."""
        return apigatewayv2.WebSocketRouteIntegrationConfig(
            type=apigatewayv2.WebSocketIntegrationType.AWS_PROXY, uri=self.uri
        )


def http(spec: LambdaProxy, parts: Parts, routes: tuple[Route, ...]) -> apigatewayv2.HttpRouteIntegration:
    """The integration of HTTP routes."""
    return HttpLambdaIntegration(
        construct_id("Integration", spec.name),
        parts.functions[spec.function],
        payload_format_version=PAYLOADS[spec.payload_format],
        scope_permission_to_route=len(routes) <= FEW,
    )


def websocket(spec: LambdaProxy, parts: Parts, routes: tuple[Route, ...]) -> apigatewayv2.WebSocketRouteIntegration:
    """The integration of WebSocket routes; above a few, with one permission for the API."""
    identifier, function = construct_id("Integration", spec.name), parts.functions[spec.function]
    if len(routes) <= FEW:
        return WebSocketLambdaIntegration(identifier, function)
    assert parts.websocket_api is not None
    function.add_permission(
        "WebSocketApi",
        principal=iam.ServicePrincipal("apigateway.amazonaws.com"),
        source_arn=parts.stack.format_arn(service="execute-api", resource=parts.websocket_api.api_id, resource_name="*"),
    )
    return ApiWideLambda(identifier, _uri(function, parts))


def _uri(function: lambda_.Function, parts: Parts) -> str:
    return parts.stack.format_arn(
        service="apigateway",
        account="lambda",
        resource="path/2015-03-31/functions",
        resource_name=f"{function.function_arn}/invocations",
    )
