"""The CDK's HTTP proxy integration."""

from __future__ import annotations

from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk.aws_apigatewayv2_integrations import HttpUrlIntegration

from gwfw.graph.model import Route
from gwfw.integrations.http_proxy.spec import HttpProxy
from gwfw.synth.naming import construct_id
from gwfw.synth.parts import Parts

__all__ = ["http"]


def http(spec: HttpProxy, parts: Parts, routes: tuple[Route, ...]) -> apigatewayv2.HttpRouteIntegration:
    """The integration of HTTP routes. WebSocket APIs are not served: the CDK knows no such integration."""
    return HttpUrlIntegration(construct_id("Integration", spec.name), spec.url, method=apigatewayv2.HttpMethod(spec.method))
