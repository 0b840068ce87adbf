"""The CDK's Lambda authorizers, with a permission for API Gateway to invoke the function.

`HttpLambdaAuthorizer` ties policies to payload 1.0 and simple answers to payload 2.0; API Gateway does not, hence
`AnyFormat`.
"""

from __future__ import annotations

from typing import Any

import jsii
from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_iam as iam
from aws_cdk.aws_apigatewayv2_authorizers import (
    HttpLambdaAuthorizer,
    HttpLambdaResponseType,
    WebSocketLambdaAuthorizer,
)

from gwfw.authorizers.request.spec import LambdaAuthorizer
from gwfw.synth.naming import construct_id
from gwfw.synth.parts import Parts

__all__ = ["AnyFormat", "http", "websocket"]

PAYLOADS = {
    "1.0": apigatewayv2.AuthorizerPayloadVersion.VERSION_1_0,
    "2.0": apigatewayv2.AuthorizerPayloadVersion.VERSION_2_0,
}


@jsii.implements(apigatewayv2.IHttpRouteAuthorizer)
class AnyFormat:
    """A Lambda authorizer of an HTTP API with any format of event and answer, one resource for all of its routes."""

    def __init__(self, spec: LambdaAuthorizer, parts: Parts) -> None:
        assert parts.http_api is not None
        identifier, function = construct_id("Authorizer", spec.name), parts.functions[spec.function]
        self.made = apigatewayv2.HttpAuthorizer(
            parts.scope,
            identifier,
            http_api=parts.http_api,
            type=apigatewayv2.HttpAuthorizerType.LAMBDA,
            authorizer_name=spec.name,
            authorizer_uri=parts.stack.format_arn(
                service="apigateway",
                account="lambda",
                resource="path/2015-03-31/functions",
                resource_name=f"{function.function_arn}/invocations",
            ),
            identity_source=list(spec.identity_sources),
            payload_format_version=PAYLOADS[spec.payload_format],
            enable_simple_responses=spec.simple,
            results_cache_ttl=Duration.seconds(spec.ttl_s),
        )
        function.add_permission(
            f"{identifier}Permission",
            principal=iam.ServicePrincipal("apigateway.amazonaws.com"),
            source_arn=parts.stack.format_arn(
                service="execute-api",
                resource=parts.http_api.api_id,
                resource_name=f"authorizers/{self.made.authorizer_id}",
            ),
        )

    @property
    def authorization_type(self) -> str:
        """What a route says of it."""
        return "CUSTOM"

    def bind(self, *, route: Any, scope: Any) -> apigatewayv2.HttpRouteAuthorizerConfig:
        """What the CDK writes into a route."""
        return apigatewayv2.HttpRouteAuthorizerConfig(authorization_type="CUSTOM", authorizer_id=self.made.authorizer_id)


def http(spec: LambdaAuthorizer, parts: Parts) -> apigatewayv2.IHttpRouteAuthorizer:
    """The authorizer of HTTP routes."""
    if spec.simple != (spec.payload_format == "2.0"):
        return AnyFormat(spec, parts)
    return HttpLambdaAuthorizer(
        construct_id("Authorizer", spec.name),
        parts.functions[spec.function],
        authorizer_name=spec.name,
        identity_source=list(spec.identity_sources),
        response_types=[HttpLambdaResponseType.SIMPLE if spec.simple else HttpLambdaResponseType.IAM],
        results_cache_ttl=Duration.seconds(spec.ttl_s),
    )


def websocket(spec: LambdaAuthorizer, parts: Parts) -> WebSocketLambdaAuthorizer:
    """The authorizer of `$connect`."""
    return WebSocketLambdaAuthorizer(
        construct_id("Authorizer", spec.name),
        parts.functions[spec.function],
        authorizer_name=spec.name,
        identity_source=list(spec.identity_sources),
    )
