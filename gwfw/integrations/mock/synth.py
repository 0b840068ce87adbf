"""The CDK's mock integration of WebSocket APIs."""

from __future__ import annotations

from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk.aws_apigatewayv2_integrations import WebSocketMockIntegration

from gwfw.graph.model import Route
from gwfw.integrations.mock.spec import Mock
from gwfw.synth.naming import construct_id
from gwfw.synth.parts import Parts

__all__ = ["websocket"]


def websocket(spec: Mock, parts: Parts, routes: tuple[Route, ...]) -> apigatewayv2.WebSocketRouteIntegration:
    """The integration of WebSocket routes; templates and responses are written where all kinds have them."""
    return WebSocketMockIntegration(construct_id("Integration", spec.name))
