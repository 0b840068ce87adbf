"""The CDK's AWS integration of WebSocket APIs, invoking a function that lets these routes do so."""

from __future__ import annotations

from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_iam as iam
from aws_cdk.aws_apigatewayv2_integrations import WebSocketAwsIntegration

from gwfw.graph.model import Route
from gwfw.integrations.lambda_custom.spec import LambdaCustom
from gwfw.synth.naming import construct_id
from gwfw.synth.parts import Parts

__all__ = ["websocket"]


def websocket(spec: LambdaCustom, parts: Parts, routes: tuple[Route, ...]) -> apigatewayv2.WebSocketRouteIntegration:
    """The integration of WebSocket routes, each with a permission of its own in the function's policy."""
    assert parts.websocket_api is not None
    function = parts.functions[spec.function]
    for route in routes:
        function.add_permission(
            construct_id("WebSocketRoute", route.key),
            principal=iam.ServicePrincipal("apigateway.amazonaws.com"),
            source_arn=parts.stack.format_arn(
                service="execute-api", resource=parts.websocket_api.api_id, resource_name=f"*{route.key}"
            ),
        )
    uri = parts.stack.format_arn(
        service="apigateway",
        account="lambda",
        resource="path/2015-03-31/functions",
        resource_name=f"{function.function_arn}/invocations",
    )
    return WebSocketAwsIntegration(construct_id("Integration", spec.name), integration_uri=uri, integration_method="POST")
