"""A step's request as a client would send it: the schema's host and a user agent unless the case says otherwise."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias
from urllib.parse import quote

from gwfw.exchange import HttpRequest
from tests.conformance.http_schema.core import HOST
from tests.conformance.http_schema.given import Unsupported

__all__ = ["Sign", "request_of"]

Sign: TypeAlias = Callable[[Mapping[str, Any]], str]
"""Makes the token that a `$jwt` value describes."""


def request_of(step: Mapping[str, Any], sign: Sign | None = None) -> HttpRequest:
    """The request. Raises Unsupported for a token that nobody can sign."""
    body = b64decode(step["body_base64"]) if "body_base64" in step else step.get("body", "").encode()
    headers = [(name, _value(value, sign)) for name, value in step.get("headers", [])]
    path, _, query = step["path"].partition("?")
    names = {name.lower() for name, _ in headers}
    own = [] if "host" in names else [("Host", HOST)]
    if "user-agent" not in names and not step.get("no_user_agent"):
        own.append(("User-Agent", "gwfw-conformance"))
    if body and "content-length" not in names:
        own.append(("Content-Length", str(len(body))))
    return HttpRequest(
        method=step["method"],
        path=path,
        query="&".join(filter(None, (query, _query(step, sign)))),
        headers=(*own, *headers),
        body=body,
    )


def _query(step: Mapping[str, Any], sign: Sign | None) -> str:
    query = str(step.get("query") or "")
    if "query_jwt" in step:
        token = _value(step["query_jwt"], sign)
        query = "&".join(filter(None, (query, f"{step['query_jwt']['name']}={quote(token, safe='')}")))
    return query


def _value(value: Any, sign: Sign | None) -> str:
    if isinstance(value, str):
        return value
    if sign is None:
        raise Unsupported("tokens of an issuer")
    return f"{value.get('prefix', '')}{sign(value['$jwt'])}"
