"""The `$context` variables of HTTP APIs: what a request's mapping, an identity source or an access log can ask for.

`variable(name)` gives what is known once a request has its route and, if it has one, its authorization. The names in `LATER`
are known once there is a response; until then they have no value. It follows "Customizing HTTP API access logs".
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from gwfw.exchange import HttpInputs
from gwfw.graph.times import clf, milliseconds

__all__ = ["LATER", "VARIABLE", "Variable", "variable"]

Variable: TypeAlias = Callable[[HttpInputs], str | None]
"""The value for one request, None where it has none."""

VARIABLE: Final = re.compile(r"\$context\.([A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*)")
"""A variable in an access log's format: names have letters, digits, `_` and `.`."""

LATER: Final = frozenset(
    (
        "authorizer.error",
        "awsEndpointRequestId",
        "awsEndpointRequestId2",
        "dataProcessed",
        "error.message",
        "error.messageString",
        "error.responseType",
        "integration.error",
        "integration.integrationStatus",
        "integration.latency",
        "integration.requestId",
        "integration.status",
        "integrationErrorMessage",
        "integrationLatency",
        "integrationStatus",
        "responseLatency",
        "responseLength",
        "status",
    )
)
"""Variables that exist, but not before there is a response."""


def variable(name: str) -> Variable:
    """The evaluator of `$context.<name>`. Raises ValueError for an unknown name."""
    if (known := _REQUEST.get(name)) is not None:
        return known
    if name in LATER or _CERTIFICATE.fullmatch(name):
        return lambda inputs: None
    root, _, rest = name.partition(".")
    if root == "authorizer" and rest:
        return lambda inputs: _authorizer(inputs, rest)
    if root == "identity" and rest in _IDENTITY:
        path = _IDENTITY[rest]
        return lambda inputs: _identity(inputs, path)
    raise ValueError(f"$context.{name} is no variable: {', '.join(_REQUEST)}, authorizer.… and identity.… are")


_REQUEST: Final[Mapping[str, Variable]] = {
    "accountId": lambda inputs: inputs.account_id,
    "apiId": lambda inputs: inputs.api_id,
    "customDomain.basePathMatched": lambda inputs: inputs.base_path[1:] or None,
    "domainName": lambda inputs: inputs.domain_name,
    "domainPrefix": lambda inputs: inputs.domain_name.partition(".")[0].partition(":")[0],
    "extendedRequestId": lambda inputs: inputs.request_id,
    "httpMethod": lambda inputs: inputs.request.method,
    "identity.sourceIp": lambda inputs: inputs.request.source_ip,
    "identity.userAgent": lambda inputs: inputs.request.header("user-agent"),
    "path": lambda inputs: inputs.path,
    "protocol": lambda inputs: inputs.request.protocol,
    "requestId": lambda inputs: inputs.request_id,
    "requestTime": lambda inputs: clf(inputs.time),
    "requestTimeEpoch": lambda inputs: str(milliseconds(inputs.time)),
    "routeKey": lambda inputs: inputs.route_key or None,
    "stage": lambda inputs: inputs.stage,
}

_IDENTITY: Final[Mapping[str, tuple[str, ...]]] = {
    "accountId": ("accountId",),
    "caller": ("callerId",),
    "cognitoAuthenticationProvider": ("cognitoIdentity", "provider"),
    "cognitoAuthenticationType": ("cognitoIdentity", "type"),
    "cognitoIdentityId": ("cognitoIdentity", "identityId"),
    "cognitoIdentityPoolId": ("cognitoIdentity", "identityPoolId"),
    "principalOrgId": ("principalOrgId",),
    "user": ("userId",),
    "userArn": ("userArn",),
}
"""Where each variable of a caller by IAM is in the authorization's context."""

_CERTIFICATE: Final = re.compile(
    r"identity\.clientCert\.(clientCertPem|subjectDN|issuerDN|serialNumber|validity\.notBefore|validity\.notAfter)"
)
"""Variables of mutual TLS, which no local request has."""


def _identity(inputs: HttpInputs, path: tuple[str, ...]) -> str | None:
    authorization = inputs.authorization
    if authorization is None or authorization.kind != "iam":
        return None
    return _text(_walk(authorization.context, path))


def _authorizer(inputs: HttpInputs, name: str) -> str | None:
    """`claims.sub` of a token (`jwt.claims.sub` is taken too), `principalId`, or a key of what a function returned."""
    authorization = inputs.authorization
    if authorization is None:
        return None
    if name == "principalId":
        return authorization.principal_id
    if authorization.kind == "jwt":
        head, _, claim = name.removeprefix("jwt.").partition(".")
        return _text(_walk(authorization.context, ("claims", claim))) if head == "claims" else None
    if authorization.kind == "lambda":
        whole = _walk(authorization.context, (name,))
        return _text(_walk(authorization.context, tuple(name.split("."))) if whole is None else whole)
    return None


def _walk(value: object, path: tuple[str, ...]) -> object:
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _text(value: object) -> str | None:
    """Strings as they are, null as nothing, everything else as JSON."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
