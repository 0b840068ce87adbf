"""The Lambda event of an HTTP API in payload format 2.0, field by field. Absent values are left out, never null.

It follows "Create AWS Lambda proxy integrations for HTTP APIs", and recordings from live APIs where that page is silent:
the path is decoded, headers are lower-case and joined with a bare comma, cookies leave the headers.
"""

from __future__ import annotations

from gwfw.exchange import HttpInputs
from gwfw.graph.headers import HOP_BY_HOP
from gwfw.graph.query import pairs
from gwfw.graph.times import clf, milliseconds
from gwfw.integrations.lambda_proxy.body import event_body
from gwfw.integrations.lambda_proxy.encoding import encode
from gwfw.integrations.lambda_proxy.trace import trace_header

__all__ = ["domain_prefix", "event2", "event2_fields"]

_OWN = frozenset(("content-length", "host", "x-forwarded-for", "x-forwarded-port", "x-forwarded-proto"))
_NOT_COPIED = HOP_BY_HOP | _OWN


def event2(inputs: HttpInputs) -> bytes:
    """The event as JSON bytes."""
    return encode(event2_fields(inputs), plain=inputs.authorization is None)


def event2_fields(inputs: HttpInputs) -> dict[str, object]:
    """The event before it is written as JSON."""
    request = inputs.request
    headers, cookies = _headers(inputs)
    event: dict[str, object] = {
        "version": "2.0",
        "routeKey": inputs.route_key,
        "rawPath": _raw_path(inputs),
        "rawQueryString": request.query,
    }
    if cookies:
        event["cookies"] = cookies
    event["headers"] = headers
    if request.query and (query := _query(request.query)):
        event["queryStringParameters"] = query
    event["requestContext"] = _context(inputs, headers.get("user-agent", ""))
    if inputs.path_parameters:
        event["pathParameters"] = inputs.path_parameters
    if inputs.stage_variables:
        event["stageVariables"] = dict(inputs.stage_variables)
    encoded = False
    if request.body:
        event["body"], encoded = event_body(request.body, headers.get("content-type", ""))
    event["isBase64Encoded"] = encoded
    return event


def _raw_path(inputs: HttpInputs) -> str:
    """The decoded path with the stage, as `overwrite:path` left it; an API mapping's key is not part of it."""
    if inputs.mapped_path is not None:
        return inputs.mapped_path
    return inputs.path if inputs.facts.domain_path else inputs.path[len(inputs.base_path) :] or "/"


def domain_prefix(domain_name: str) -> str:
    """The first label of a host name, without a port."""
    return domain_name.partition(".")[0].partition(":")[0]


def _headers(inputs: HttpInputs) -> tuple[dict[str, str], list[str]]:
    request = inputs.request
    headers: dict[str, str] = {}
    cookies: list[str] = []
    for sent, value in request.headers:
        name = sent.lower()
        if name in _NOT_COPIED:
            continue
        if name == "cookie":
            cookies += [cookie for part in value.split(";") if (cookie := part.strip())]
        else:
            headers[name] = f"{headers[name]},{value}" if name in headers else value
    headers["content-length"] = str(len(request.body))
    headers["host"] = inputs.domain_name
    headers["x-amzn-trace-id"] = trace_header(inputs.trace_id, headers.get("x-amzn-trace-id"))
    headers["x-forwarded-for"] = request.source_ip
    headers["x-forwarded-port"] = "443"
    headers["x-forwarded-proto"] = "https"
    return headers, cookies


def _query(query: str) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in pairs(query):
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    return joined


def _context(inputs: HttpInputs, user_agent: str) -> dict[str, object]:
    request = inputs.request
    context: dict[str, object] = {
        "accountId": inputs.account_id,
        "apiId": inputs.api_id,
        "domainName": inputs.domain_name,
        "domainPrefix": domain_prefix(inputs.domain_name),
        "http": {
            "method": request.method,
            "path": _raw_path(inputs),
            "protocol": "HTTP/1.1",
            "sourceIp": request.source_ip,
            "userAgent": user_agent,
        },
        "requestId": inputs.request_id,
        "routeKey": inputs.route_key,
        "stage": inputs.stage,
        "time": clf(inputs.time),
        "timeEpoch": milliseconds(inputs.time),
    }
    if inputs.authorization is not None:
        context["authorizer"] = {inputs.authorization.kind: inputs.authorization.context}
    return context
