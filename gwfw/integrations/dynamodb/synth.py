"""The CDK's AWS integration of WebSocket APIs, calling DynamoDB with gwfw's own role: one action on one table."""

from __future__ import annotations

from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk.aws_apigatewayv2_integrations import WebSocketAwsIntegration

from gwfw.graph.model import Route
from gwfw.integrations.dynamodb.spec import DynamoDb
from gwfw.synth.naming import construct_id
from gwfw.synth.parts import Parts

__all__ = ["websocket"]


def websocket(spec: DynamoDb, parts: Parts, routes: tuple[Route, ...]) -> apigatewayv2.WebSocketRouteIntegration:
    """The integration of WebSocket routes. `$connect` has no content type, which API Gateway takes as JSON."""
    stack = parts.stack
    return WebSocketAwsIntegration(
        construct_id("Integration", spec.name),
        integration_uri=f"arn:{stack.partition}:apigateway:{stack.region}:dynamodb:action/{spec.action}",
        integration_method="POST",
        credentials_role=parts.role(spec.name),
        request_templates={"application/json": parts.text(spec.template)},
    )
