"""Custom domains that the app makes: a regional domain name with its certificate, and its alias record.

The record is the resource itself: the CDK's construct for it wants the name of the zone, where its id is enough. Imported
where there are any, since two of the CDK's large modules come with it.
"""

from __future__ import annotations

from typing import cast

from aws_cdk import Token
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_certificatemanager as certificates
from aws_cdk import aws_route53 as route53

from gwfw.errors import Problem, Refusal
from gwfw.graph.model import Domain, Ref
from gwfw.synth import own
from gwfw.synth.naming import construct_id
from gwfw.synth.parts import Parts

__all__ = ["construct"]


def construct(domain: Domain, parts: Parts) -> None:
    """Add a domain name, and its alias record where the zone is known."""
    made = parts.domains[domain.name] = _own(domain, domain.made, parts) if domain.made else _regional(domain, parts)
    if domain.zone is not None:
        route53.CfnRecordSet(
            parts.scope,
            construct_id("DomainRecord", domain.name),
            name=domain.name,
            type="A",
            hosted_zone_id=_zone(domain, domain.zone, parts),
            alias_target=route53.CfnRecordSet.AliasTargetProperty(
                dns_name=made.regional_domain_name, hosted_zone_id=made.regional_hosted_zone_id
            ),
        )


def _regional(domain: Domain, parts: Parts) -> apigatewayv2.IDomainName:
    return apigatewayv2.DomainName(
        parts.scope,
        construct_id("Domain", domain.name),
        domain_name=domain.name,
        certificate=_certificate(domain, parts),
        endpoint_type=apigatewayv2.EndpointType.REGIONAL,
        security_policy=apigatewayv2.SecurityPolicy.TLS_1_2,
    )


def _certificate(domain: Domain, parts: Parts) -> certificates.ICertificate:
    if isinstance(domain.certificate, Ref):
        remedy = "return the certificate: aws_certificatemanager.Certificate(stack, ...)"
        found: certificates.ICertificate = own.of_type(
            domain.certificate, certificates.ICertificate, f"domain {domain.name}", remedy, parts
        )
        return found
    identifier = construct_id("DomainCertificate", domain.name)
    return certificates.Certificate.from_certificate_arn(parts.scope, identifier, str(domain.certificate))


def _own(domain: Domain, ref: Ref, parts: Parts) -> apigatewayv2.IDomainName:
    """The domain name that the app makes itself. Raises Refusal for one of another name."""
    subject, remedy = f"domain {domain.name}", "return the domain name: aws_apigatewayv2.DomainName(stack, ...)"
    made: apigatewayv2.IDomainName = own.of_type(ref, apigatewayv2.IDomainName, subject, remedy, parts)
    written = cast(apigatewayv2.CfnDomainName | None, made.node.default_child)
    name = made.name if written is None else written.domain_name
    if not Token.is_unresolved(name) and name != domain.name:
        what, remedy = f"{subject}: the construct {ref.name} makes another domain", "name the same domain in both"
        raise Refusal([Problem(code="domain", what=what, received=name, allowed=domain.name, remedy=remedy)])
    return made


def _zone(domain: Domain, given: str | Ref, parts: Parts) -> str:
    if isinstance(given, str):
        return given
    remedy = "return the zone: aws_route53.HostedZone.from_lookup(stack, ...)"
    zone: route53.IHostedZone = own.of_type(given, route53.IHostedZone, f"domain {domain.name}", remedy, parts)
    return zone.hosted_zone_id
