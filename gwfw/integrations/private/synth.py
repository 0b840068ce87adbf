"""The CDK's side of private integrations: a target by its ARN or its construct, through a VPC link.

The CDK's own classes take constructs only, and number the links that they make for an API: a link's id, and with it the
link, would change with the order of the routes. Here the link of a VPC is named for the VPC.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from aws_cdk import aws_apigatewayv2 as apigatewayv2

from gwfw.errors import Problem, Refusal
from gwfw.graph.model import Ref, Route
from gwfw.integrations.private.spec import Private
from gwfw.synth import own
from gwfw.synth.naming import construct_id
from gwfw.synth.parts import Parts

if TYPE_CHECKING:
    from aws_cdk import aws_ec2 as ec2

__all__ = ["Linked", "http"]


class Linked(apigatewayv2.HttpRouteIntegration):
    """A target behind a VPC link."""

    def __init__(self, spec: Private, *, uri: str, vpc_link: str) -> None:
        super().__init__(construct_id("Integration", spec.name))
        self.spec, self.uri, self.vpc_link = spec, uri, vpc_link

    def bind(self, *, route: apigatewayv2.IHttpRoute, scope: object) -> apigatewayv2.HttpRouteIntegrationConfig:
        """What the CDK writes into the integration. Private integrations have payload format 1.0."""
        return apigatewayv2.HttpRouteIntegrationConfig(
            type=apigatewayv2.HttpIntegrationType.HTTP_PROXY,
            payload_format_version=apigatewayv2.PayloadFormatVersion.VERSION_1_0,
            connection_type=apigatewayv2.HttpConnectionType.VPC_LINK,
            connection_id=self.vpc_link,
            uri=self.uri,
            method=apigatewayv2.HttpMethod(self.spec.method),
            secure_server_name=self.spec.server_name,
        )


def http(spec: Private, parts: Parts, routes: tuple[Route, ...]) -> apigatewayv2.HttpRouteIntegration:
    """The integration of HTTP routes. Raises Refusal for a target without what only AWS needs to know of it."""
    if spec.tls and spec.server_name is None:
        _refuse(spec, "TLS needs the name that the target's certificate has", 'server_name="internal.example.com"')
    made = _target(spec, parts) if isinstance(spec.target, Ref) else None
    arn = "service_arn" if spec.target_kind == "cloud_map" else "listener_arn"
    return Linked(spec, uri=str(spec.target) if made is None else getattr(made, arn), vpc_link=_link(spec, made, parts))


def _target(spec: Private, parts: Parts) -> Any:
    """The construct of the target. Raises Refusal for another kind of construct."""
    from aws_cdk import aws_elasticloadbalancingv2 as balancing
    from aws_cdk import aws_servicediscovery as discovery

    assert isinstance(spec.target, Ref)
    interface, remedy = {
        "alb": (balancing.IApplicationListener, "return the listener: balancer.add_listener(...)"),
        "nlb": (balancing.INetworkListener, "return the listener: balancer.add_listener(...)"),
        "cloud_map": (discovery.IService, "return the service: namespace.create_service(...)"),
    }[spec.target_kind]
    return own.of_type(spec.target, interface, spec.name, remedy, parts)


def _link(spec: Private, target: Any, parts: Parts) -> str:
    """The id of the VPC link: one that is named, or the link that all targets in the target's VPC share."""
    if isinstance(spec.vpc_link, Ref):
        remedy = "return the link: aws_apigatewayv2.VpcLink(stack, ..., vpc=vpc)"
        link: apigatewayv2.IVpcLink = own.of_type(spec.vpc_link, apigatewayv2.IVpcLink, spec.name, remedy, parts)
        return link.vpc_link_id
    if spec.vpc_link:
        return spec.vpc_link
    vpc = _vpc(target)
    if vpc is None:
        what = "nothing says in which VPC this target is, so that its VPC link has to be named"
        _refuse(spec, what, "vpc_link= with an id, or with a function under @app.construct that makes one")
    return _shared(vpc, parts).vpc_link_id


def _vpc(target: Any) -> ec2.IVpc | None:
    """The VPC of a listener. One that was imported knows no load balancer, an imported balancer perhaps no VPC."""
    from aws_cdk import aws_elasticloadbalancingv2 as balancing

    if not isinstance(target, balancing.ApplicationListener | balancing.NetworkListener):
        return None
    return target.load_balancer.vpc


def _shared(vpc: ec2.IVpc, parts: Parts) -> apigatewayv2.IVpcLink:
    path = vpc.node.path.removeprefix(f"{parts.stack.node.path}/")
    if path not in parts.links:
        parts.links[path] = apigatewayv2.VpcLink(parts.scope, construct_id("VpcLink", path), vpc=vpc)
    return parts.links[path]


def _refuse(spec: Private, what: str, remedy: str) -> NoReturn:
    received = f"the private target {spec.bound_as!r}"
    problem = Problem(code="private-target", what=f"{spec.name}: {what}", received=received, remedy=remedy)
    raise Refusal([problem])
