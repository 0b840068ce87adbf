"""One way to AWS: which service a request is for, requests on behalf of integrations, and answers in the services' form.

Pure functions. A request is known by its signature's credential scope (`.../20261124/us-east-1/dynamodb/aws4_request`);
one without a signature (a few operations have none) by its host. Protocols: AWS JSON 1.0 with `X-Amz-Target`
(https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html), errors as `{"__type": ..., "message": ...}`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urlsplit

from gwfw.errors import Unclaimed
from gwfw.exchange import AwsRequest, CallAws, CallHttp, Failed, Headers, HttpRequest, HttpResponse, Outcome
from gwfw.graph.model import ApiName
from gwfw.local import protocols
from gwfw.local.settings import LocalSettings

__all__ = [
    "JSON_TYPE",
    "OwnRequest",
    "Scope",
    "answer",
    "authorization",
    "called",
    "error",
    "http_request",
    "json_answer",
    "management",
    "operation",
    "own_request",
    "region",
    "scope",
    "service",
    "told",
    "unclaimed",
]

JSON_TYPE: Final = "application/x-amz-json-1.0"

TARGETS: Final[Mapping[str, tuple[str, str]]] = {
    "dynamodb": ("DynamoDB_20120810", JSON_TYPE),
    "events": ("AWSEvents", "application/x-amz-json-1.1"),
    "kinesis": ("Kinesis_20131202", "application/x-amz-json-1.1"),
    "logs": ("Logs_20140328", "application/x-amz-json-1.1"),
    "secretsmanager": ("secretsmanager", "application/x-amz-json-1.1"),
    "sqs": ("AmazonSQS", JSON_TYPE),
    "ssm": ("AmazonSSM", "application/x-amz-json-1.1"),
    "states": ("AWSStepFunctions", JSON_TYPE),
}
"""The services that speak JSON: the prefix of `X-Amz-Target`, and the content type."""

_HOST: Final = re.compile(r"(?:[^.]+\.)*?([a-z0-9-]+)(?:\.([a-z]{2}(?:-[a-z]+)+-\d))?\.amazonaws\.com(?:\.cn)?(?::\d+)?$")
_REFUSED: Final = 501


@dataclass(frozen=True, slots=True)
class Scope:
    """The credential scope of a signed request."""

    service: str
    region: str


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """A request to the HTTP API, or to the management API of the WebSocket API."""

    api: ApiName
    request: HttpRequest


def scope(authorization: str | None) -> Scope | None:
    """The scope of a Signature Version 4 `Authorization` header, None for any other."""
    if authorization is None or not authorization.startswith("AWS4-"):
        return None
    _, _, credential = authorization.partition("Credential=")
    parts = credential.partition(",")[0].strip().split("/")
    if len(parts) < 5 or parts[-1] != "aws4_request":
        return None
    return Scope(service=parts[-2], region=parts[-3])


def service(headers: Headers, host: str) -> str | None:
    """The signing name of the service that a request is for; None where neither signature nor host tell."""
    known = scope(_header(headers, "authorization"))
    if known is not None:
        return known.service
    match = _HOST.match(host)
    return match.group(1) if match else None


def region(request: AwsRequest) -> str | None:
    """The region that the request is signed for."""
    known = scope(_header(request.headers, "authorization"))
    return known.region if known else None


def operation(request: AwsRequest) -> str:
    """The operation, for messages: `PutItem`; of a service without operation names `PUT /bucket/key`."""
    target = _header(request.headers, "x-amz-target")
    if target is not None:
        return target.rpartition(".")[2]
    if b"Action=" in request.body[:4096]:
        named = parse_qs(request.body.decode("utf-8", "replace")).get("Action")
        if named:
            return named[0]
    return f"{request.method} {request.path}"


def called(work: CallAws, settings: LocalSettings) -> AwsRequest:
    """The request that a service gets for an integration or a task."""
    region = work.region or settings.region
    headers = [("host", f"{work.service}.{region}.amazonaws.com"), *work.headers]
    query = work.query
    if work.action is not None:
        named = {name.lower() for name, _ in headers}
        if work.service in TARGETS:
            target, content_type = TARGETS[work.service]
            own: Headers = (("content-type", content_type), ("x-amz-target", f"{target}.{work.action}"))
        else:
            own, query = protocols.spoken(work)
        headers += [(name, value) for name, value in own if name not in named]
    headers.append(("authorization", authorization(work.service, region)))
    return AwsRequest(
        service=work.service,
        method=work.method,
        path=work.path,
        query=query,
        headers=tuple(headers),
        body=work.body,
    )


def authorization(service: str, region: str) -> str:
    """The header of a request that the emulator makes itself; it says which service is meant, and proves nothing."""
    credential = f"local/20260101/{region}/{service}/aws4_request"
    return f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=local"


def http_request(request: AwsRequest) -> HttpRequest:
    """The same request as HTTP, for the gateway's management API."""
    return HttpRequest(
        method=request.method, path=request.path, query=request.query, headers=request.headers, body=request.body
    )


def management(request: HttpRequest) -> AwsRequest:
    """A request to the management API, as one to a service."""
    return AwsRequest(
        service="execute-api",
        method=request.method,
        path=request.path,
        query=request.query,
        headers=request.headers,
        body=request.body,
    )


def own_request(work: CallHttp, settings: LocalSettings) -> OwnRequest | None:
    """The request, if it goes to one of the app's own APIs by the host name that AWS would give it."""
    parts = urlsplit(work.url)
    hosts: dict[str, ApiName] = {
        settings.host(settings.http_api_id): "http",
        settings.host(settings.websocket_api_id): "websocket",
    }
    api = hosts.get(parts.netloc)
    if api is None or work.target is not None:
        return None
    given = tuple((name, value) for name, value in work.headers if name.lower() != "host")
    request = HttpRequest(
        method=work.method,
        path=parts.path or "/",
        query=parts.query,
        headers=(("host", parts.netloc), *given),
        body=work.body,
    )
    return OwnRequest(api, request)


def json_answer(value: object) -> HttpResponse:
    """A successful answer of a JSON service."""
    return HttpResponse(status=200, headers=(("content-type", JSON_TYPE),), body=json.dumps(value).encode())


def error(code: str, message: str, status: int = 400) -> HttpResponse:
    """An error of a JSON service."""
    body = json.dumps({"__type": code, "message": message}).encode()
    return HttpResponse(status=status, headers=(("content-type", JSON_TYPE), ("x-amzn-errortype", code)), body=body)


def told(response: HttpResponse) -> tuple[str, str]:
    """The code (without its namespace) and the message of a JSON service's error."""
    try:
        body = json.loads(response.body)
    except ValueError:
        body = None
    form = body if isinstance(body, dict) else {}
    code = _header(response.headers, "x-amzn-errortype") or str(form.get("__type", ""))
    message = form.get("message", form.get("Message", ""))
    return code.partition(":")[0].rpartition("#")[2] or f"Status{response.status}", str(message)


def unclaimed(request: AwsRequest) -> HttpResponse:
    """The answer to a request that nothing local serves."""
    return error("Unclaimed", str(Unclaimed(request.service, operation(request))), _REFUSED)


def answer(request: AwsRequest, outcome: Outcome) -> HttpResponse:
    """What the engines reported, as the answer to the request."""
    if isinstance(outcome, HttpResponse):
        return outcome
    if not isinstance(outcome, Failed):
        raise AssertionError(f"an engine answered {type(outcome).__name__}")
    if outcome.reason == "refused":
        return unclaimed(request)
    return error("InternalServerError", outcome.detail, 500)


def _header(headers: Headers, name: str) -> str | None:
    for key, value in headers:
        if key.lower() == name:
            return value
    return None
