"""Which of the three servers on one port a request is for: the API, its management API, or the local AWS endpoint.

An SDK's request is known by its signature's credential scope (`.../20261124/us-east-1/dynamodb/aws4_request`), because
`AWS_ENDPOINT_URL` points every service at this port. `execute-api` is the scope of `@connections` and of requests to an
API that are signed for IAM authorization: the path tells them apart.
"""

from __future__ import annotations

from typing import Literal
from urllib.parse import unquote

from gwfw.exchange import AwsRequest, HttpRequest

__all__ = ["aws_request", "connection_id", "kind"]


def kind(request: HttpRequest) -> Literal["api", "management", "aws"]:
    """Where the request belongs."""
    if connection_id(request) is not None:
        return "management"
    if _signed_for(request) not in (None, "execute-api"):
        return "aws"
    return "api"


def connection_id(request: HttpRequest) -> str | None:
    """The id in `/@connections/{id}` or `/{stage}/@connections/{id}` (`%40` is accepted for `@`), None for another path."""
    if "connections/" not in request.path:
        return None
    parts = [unquote(part) for part in request.path.split("/")]
    for position in (1, 2):
        if len(parts) == position + 2 and parts[position] == "@connections":
            return parts[position + 1]
    return None


def aws_request(request: HttpRequest) -> AwsRequest:
    """The same request in the form that the engines take. For a request of kind `aws` only."""
    service = _signed_for(request)
    assert service is not None
    return AwsRequest(
        service=service,
        method=request.method,
        path=request.path,
        query=request.query,
        headers=request.headers,
        body=request.body,
    )


def _signed_for(request: HttpRequest) -> str | None:
    """The service of the credential scope, None if the request is not signed by Signature Version 4."""
    authorization = request.header("authorization")
    if authorization is None or not authorization.startswith("AWS4-HMAC-SHA256"):
        return None
    _, _, credential = authorization.partition("Credential=")
    scope = credential.partition(",")[0].strip().split("/")
    return scope[-2] if len(scope) >= 5 and scope[-1] == "aws4_request" else None
