"""The CDK's JWT authorizer."""

from __future__ import annotations

from aws_cdk.aws_apigatewayv2_authorizers import HttpJwtAuthorizer

from gwfw.authorizers.jwt.spec import Jwt
from gwfw.synth.naming import construct_id
from gwfw.synth.parts import Parts

__all__ = ["http"]


def http(spec: Jwt, parts: Parts) -> HttpJwtAuthorizer:
    """The authorizer of HTTP routes. WebSocket APIs have none."""
    return HttpJwtAuthorizer(
        construct_id("Authorizer", spec.name),
        spec.issuer,
        jwt_audience=list(spec.audience),
        authorizer_name=spec.name,
        identity_source=[spec.identity_source],
    )
