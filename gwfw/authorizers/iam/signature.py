"""Checks a Signature Version 4 by signing the same request again, with botocore's own signer.

The headers that the client signed, the time and the scope that it named go into the second signature; nothing else of the
`Authorization` header is believed. botocore is imported with the first signed request.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import quote, unquote_to_bytes

from gwfw.exchange import HttpRequest

__all__ = ["ACCESS_KEY", "SECRET_KEY", "Scope", "function_of", "key_of", "scope", "verified"]

ACCESS_KEY: Final = "local"
SECRET_KEY: Final = "local"  # noqa: S105 -- the credentials that every local run has
"""The credentials of local runs: handlers get them by their environment, boto3 in tests by the test client."""


def key_of(function: str) -> str:
    """The access key of a function's role. Its secret is the same."""
    return f"{ACCESS_KEY}.{function}"


def function_of(access_key: str) -> str | None:
    """The function whose role has that access key; None for any other."""
    owner, dot, function = access_key.partition(".")
    return function if owner == ACCESS_KEY and dot else None


_AUTHORIZATION: Final = re.compile(
    r"AWS4-HMAC-SHA256\s+Credential=(?P<key>[^/,\s]+)/(?P<date>\d{8})/(?P<region>[^/,\s]+)/(?P<service>[^/,\s]+)/aws4_request"
    r"\s*,\s*SignedHeaders=(?P<headers>[^,\s]+)\s*,\s*Signature=(?P<signature>[0-9a-f]{64})"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What an `Authorization` header says: whose key, for which service and region, over which headers."""

    access_key: str
    date: str
    region: str
    service: str
    headers: tuple[str, ...]
    signature: str


def scope(authorization: str | None) -> Scope | None:
    """The header's parts; None for any other header, and for none."""
    match = _AUTHORIZATION.fullmatch((authorization or "").strip())
    if match is None:
        return None
    return Scope(
        access_key=match["key"],
        date=match["date"],
        region=match["region"],
        service=match["service"],
        headers=tuple(match["headers"].split(";")),
        signature=match["signature"],
    )


def verified(request: HttpRequest, found: Scope, secret: str = SECRET_KEY) -> bool:
    """Whether the owner of the secret signed this request."""
    time = request.header("x-amz-date") or ""
    if not time.startswith(found.date) or "host" not in found.headers:
        return False
    queries = {request.query, _canonical(request.query)}  # botocore signs what is sent, others what the specification says
    again = (_signature(replace(request, query=query), found, secret, time) for query in queries)
    return any(hmac.compare_digest(signature, found.signature) for signature in again)


def _canonical(query: str) -> str:
    """The query with every name and value encoded anew, as Signature Version 4 has them signed."""
    pairs = (pair.partition("=")[::2] for pair in query.split("&") if pair)
    return "&".join(f"{_encoded(name)}={_encoded(value)}" for name, value in pairs)


def _encoded(text: str) -> str:
    return quote(unquote_to_bytes(text.replace("+", " ")), safe="-_.~")


def _signature(request: HttpRequest, found: Scope, secret: str, time: str) -> str:
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    host = request.header("host") or ""
    query = f"?{request.query}" if request.query else ""
    headers = list(_signed(request, found.headers))
    again = AWSRequest(
        method=request.method, url=f"https://{host}{request.path}{query}", data=request.body, headers=dict(headers)
    )
    again.context["timestamp"] = time
    signer = _signer()(Credentials(found.access_key, secret), found.service, found.region)
    return str(signer.signature(signer.string_to_sign(again, signer.canonical_request(again)), again))


def _signed(request: HttpRequest, names: Iterable[str]) -> Iterable[tuple[str, str]]:
    for name in names:
        values = [value.strip() for header, value in request.headers if header.lower() == name]
        if values:
            yield name, ",".join(values)


def _signer() -> Any:
    """The signer of botocore, which leaves some headers out by itself: here those count that the client signed."""
    from botocore.auth import SigV4Auth
    from botocore.compat import HTTPHeaders

    class Again(SigV4Auth):  # type: ignore[misc, unused-ignore]  # botocore has no types of its own here
        def headers_to_sign(self, request: Any) -> Any:
            headers = HTTPHeaders()
            for name, value in request.headers.items():
                headers[name.lower()] = value
            return headers

    return Again
