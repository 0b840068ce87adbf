"""The CDK's IAM authorization: a route's own type, no resource."""

from __future__ import annotations

from aws_cdk.aws_apigatewayv2_authorizers import HttpIamAuthorizer, WebSocketIamAuthorizer

from gwfw.authorizers.iam.spec import Iam
from gwfw.synth.parts import Parts

__all__ = ["http", "websocket"]


def http(spec: Iam, parts: Parts) -> HttpIamAuthorizer:
    """The authorization of HTTP routes."""
    return HttpIamAuthorizer()


def websocket(spec: Iam, parts: Parts) -> WebSocketIamAuthorizer:
    """The authorization of `$connect`."""
    return WebSocketIamAuthorizer()
