"""The CDK's side of private integrations: a target by its ARN, through a VPC link by its id.

The CDK's own classes want constructs of load balancers and services, and make VPC links; these exist elsewhere already.
"""

from __future__ import annotations

from aws_cdk import aws_apigatewayv2 as apigatewayv2

from gwfw.errors import Problem, Refusal
from gwfw.graph.model import Route
from gwfw.integrations.private.spec import Private
from gwfw.synth.naming import construct_id
from gwfw.synth.parts import Parts

__all__ = ["Linked", "http"]


class Linked(apigatewayv2.HttpRouteIntegration):
    """A target behind a VPC link."""

    def __init__(self, spec: Private) -> None:
        super().__init__(construct_id("Integration", spec.name))
        self.spec = spec

    def bind(self, *, route: apigatewayv2.IHttpRoute, scope: object) -> apigatewayv2.HttpRouteIntegrationConfig:
        """What the CDK writes into the integration. Private integrations have payload format 1.0."""
        return apigatewayv2.HttpRouteIntegrationConfig(
            type=apigatewayv2.HttpIntegrationType.HTTP_PROXY,
            payload_format_version=apigatewayv2.PayloadFormatVersion.VERSION_1_0,
            connection_type=apigatewayv2.HttpConnectionType.VPC_LINK,
            connection_id=self.spec.vpc_link,
            uri=self.spec.target,
            method=apigatewayv2.HttpMethod(self.spec.method),
            secure_server_name=self.spec.server_name,
        )


def http(spec: Private, parts: Parts, routes: tuple[Route, ...]) -> apigatewayv2.HttpRouteIntegration:
    """The integration of HTTP routes. Raises Refusal for a target without what only AWS needs to know of it."""
    if not spec.vpc_link or (spec.tls and spec.server_name is None):
        what = f"the private target {spec.bound_as!r} has no VPC link, or TLS without a server name"
        remedy = 'alb(listener, vpc_link="abc123", server_name="internal.example.com")'
        raise Refusal([Problem(code="private-target", what=what, remedy=remedy)])
    return Linked(spec)
