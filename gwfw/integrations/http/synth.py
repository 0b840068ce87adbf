"""HTTP integrations of WebSocket APIs, which the CDK knows only as properties of the resource itself."""

from __future__ import annotations

from aws_cdk import aws_apigatewayv2 as apigatewayv2

from gwfw.graph.model import Route
from gwfw.integrations.http.spec import Http
from gwfw.synth.naming import construct_id
from gwfw.synth.parts import Parts

__all__ = ["HttpBackend", "settle", "websocket"]


class HttpBackend(apigatewayv2.WebSocketRouteIntegration):
    """A URL and a method; `settle` says that it is an HTTP integration, for which the CDK has no word."""

    def __init__(self, spec: Http) -> None:
        super().__init__(construct_id("Integration", spec.name))
        self.spec = spec

    def bind(self, *, route: apigatewayv2.IWebSocketRoute, scope: object) -> apigatewayv2.WebSocketRouteIntegrationConfig:
        """What the CDK writes into the integration."""
        return apigatewayv2.WebSocketRouteIntegrationConfig(
            type=apigatewayv2.WebSocketIntegrationType.AWS, uri=self.spec.url, method=self.spec.method
        )


def websocket(spec: Http, parts: Parts, routes: tuple[Route, ...]) -> apigatewayv2.WebSocketRouteIntegration:
    """The integration of WebSocket routes; templates and responses are written where all kinds have them."""
    return HttpBackend(spec)


def settle(spec: Http, written: apigatewayv2.CfnIntegration) -> None:
    """Make it the integration that the CDK cannot name."""
    written.integration_type = "HTTP_PROXY" if spec.proxy else "HTTP"
