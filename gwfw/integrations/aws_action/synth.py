"""The CDK's AWS integration of WebSocket APIs, calling one action with gwfw's own role: one action on one resource."""

from __future__ import annotations

from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk.aws_apigatewayv2_integrations import WebSocketAwsIntegration

from gwfw.graph.model import Route
from gwfw.integrations.aws_action.spec import AwsAction
from gwfw.synth.naming import construct_id
from gwfw.synth.parts import Parts

__all__ = ["websocket"]


def websocket(spec: AwsAction, parts: Parts, routes: tuple[Route, ...]) -> apigatewayv2.WebSocketRouteIntegration:
    """The integration of WebSocket routes; templates and responses are written where all kinds have them."""
    stack = parts.stack
    called = f"action/{spec.action}" if spec.path is None else f"path/{parts.text(spec.path)}"
    return WebSocketAwsIntegration(
        construct_id("Integration", spec.name),
        integration_uri=f"arn:{stack.partition}:apigateway:{stack.region}:{spec.service}:{called}",
        integration_method=spec.method,
        credentials_role=parts.role(spec.name),
    )
