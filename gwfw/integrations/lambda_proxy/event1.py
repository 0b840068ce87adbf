"""The Lambda event of an HTTP API in payload format 1.0, field by field. Absent values are null.

It follows "Create AWS Lambda proxy integrations for HTTP APIs" and recordings from live APIs; where the two disagree,
the inputs' facts decide (`gwfw.graph.facts.Event1Rules`), and the recordings are the default.
"""

from __future__ import annotations

from collections.abc import Mapping

from gwfw.exchange import Authorization, HttpInputs
from gwfw.graph.headers import HOP_BY_HOP
from gwfw.graph.query import pairs
from gwfw.graph.times import clf, milliseconds
from gwfw.integrations.lambda_proxy.authorizer import caller_identity, flat_context
from gwfw.integrations.lambda_proxy.body import event_body
from gwfw.integrations.lambda_proxy.encoding import encode
from gwfw.integrations.lambda_proxy.event2 import domain_prefix
from gwfw.integrations.lambda_proxy.trace import trace_header

__all__ = ["event1", "event1_fields"]

_OWN = {
    "content-length": "Content-Length",
    "host": "Host",
    "user-agent": "User-Agent",
    "x-amzn-trace-id": "X-Amzn-Trace-Id",
    "x-forwarded-for": "X-Forwarded-For",
    "x-forwarded-port": "X-Forwarded-Port",
    "x-forwarded-proto": "X-Forwarded-Proto",
}
_SET = frozenset(_OWN) - {"user-agent"}
_IDENTITY = (
    "accessKey",
    "accountId",
    "caller",
    "cognitoAmr",
    "cognitoAuthenticationProvider",
    "cognitoAuthenticationType",
    "cognitoIdentityId",
    "cognitoIdentityPoolId",
    "principalOrgId",
    "user",
    "userArn",
)


def event1(inputs: HttpInputs) -> bytes:
    """The event as JSON bytes."""
    return encode(event1_fields(inputs), plain=inputs.authorization is None)


def event1_fields(inputs: HttpInputs) -> dict[str, object]:
    """The event before it is written as JSON."""
    request = inputs.request
    headers = _headers(inputs)
    query = _grouped(pairs(request.query))
    body, encoded = event_body(request.body, request.header("content-type") or "") if request.body else (None, False)
    event: dict[str, object] = {
        "version": "1.0",
        "resource": _resource(inputs.route_key),
        "path": _path(inputs),
        "httpMethod": request.method,
        "headers": _last(headers),
        "multiValueHeaders": headers,
        "queryStringParameters": _last(query) or None,
        "multiValueQueryStringParameters": query or None,
        "requestContext": _context(inputs),
        "pathParameters": inputs.path_parameters or None,
        "stageVariables": dict(inputs.stage_variables) or None,
        "body": body,
        "isBase64Encoded": encoded,
    }
    return event


def _path(inputs: HttpInputs) -> str:
    """The path with the stage or the API mapping's key, as `overwrite:path` left it."""
    if inputs.mapped_path is not None:
        return inputs.mapped_path
    return inputs.raw_path if inputs.facts.event1.path == "encoded" else inputs.path


def _resource(route_key: str) -> str:
    return route_key.partition(" ")[2] or route_key


def _grouped(found: list[tuple[str, str]]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, value in found:
        grouped.setdefault(name, []).append(value)
    return grouped


def _last(grouped: dict[str, list[str]]) -> dict[str, str]:
    return {name: values[-1] for name, values in grouped.items()}


def _headers(inputs: HttpInputs) -> dict[str, list[str]]:
    request = inputs.request
    title = inputs.facts.event1.header_case == "title"
    spelling: dict[str, str] = dict(_OWN) if title else {}
    headers: dict[str, list[str]] = {}
    sent_trace: str | None = None
    for sent, value in request.headers:
        name = sent.lower()
        if name == "x-amzn-trace-id":
            sent_trace = value
        elif name not in _SET and name not in HOP_BY_HOP:
            headers.setdefault(spelling.setdefault(name, sent if title else name), []).append(value)
    own = {
        "content-length": str(len(request.body)),
        "host": inputs.domain_name,
        "x-amzn-trace-id": trace_header(inputs.trace_id, sent_trace),
        "x-forwarded-for": request.source_ip,
        "x-forwarded-port": "443",
        "x-forwarded-proto": "https",
    }
    headers.update((spelling.get(name, name), [value]) for name, value in own.items())
    return headers


def _context(inputs: HttpInputs) -> dict[str, object]:
    request = inputs.request
    context: dict[str, object] = {
        "accountId": inputs.account_id,
        "apiId": inputs.api_id,
        "domainName": inputs.domain_name,
        "domainPrefix": domain_prefix(inputs.domain_name),
        "extendedRequestId": inputs.request_id,
        "httpMethod": request.method,
        "identity": _identity(inputs),
        "path": inputs.path,
        "protocol": "HTTP/1.1",
        "requestId": inputs.request_id,
        "requestTime": clf(inputs.time),
        "requestTimeEpoch": milliseconds(inputs.time),
        "resourceId": inputs.route_key if inputs.facts.event1.resource_id == "route_key" else None,
        "resourcePath": _resource(inputs.route_key),
        "stage": inputs.stage,
    }
    if (authorizer := _authorizer(inputs.authorization)) is not None:
        context["authorizer"] = authorizer
    return context


def _identity(inputs: HttpInputs) -> dict[str, object]:
    """Who called: only a caller by IAM is known."""
    identity: dict[str, object] = dict.fromkeys(_IDENTITY)
    identity |= caller_identity(inputs.authorization)
    identity["sourceIp"] = inputs.request.source_ip
    identity["userAgent"] = inputs.request.header("user-agent") or ""
    return identity


def _authorizer(authorization: Authorization | None) -> Mapping[str, object] | None:
    """A token's claims and scopes, or what a function returned: flat, and as text."""
    if authorization is None or authorization.kind == "iam":
        return None
    return authorization.context if authorization.kind == "jwt" else flat_context(authorization)
