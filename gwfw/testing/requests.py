"""The requests of a test's client: what users write by keywords becomes the bytes that a client would send.

Forms follow httpx: JSON is compact UTF-8, `data` a form, `params` are added to the path's own query.
"""

from __future__ import annotations

import json as json_
import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import quote

from gwfw.authorizers.iam.signature import ACCESS_KEY, SECRET_KEY
from gwfw.errors import Misuse, Problem
from gwfw.exchange import Headers, HttpRequest

if TYPE_CHECKING:
    from httpx._types import QueryParamTypes

    Params: TypeAlias = QueryParamTypes

__all__ = ["Auth", "Body", "HeaderPairs", "authorized", "build", "handshake", "signed"]

HeaderPairs: TypeAlias = "Mapping[str, str] | Iterable[tuple[str, str]]"

Auth: TypeAlias = "str | Callable[[HttpRequest], HttpRequest]"
"""A bearer token, or what makes the request that is sent."""

_BASE: Final = (("Accept", "*/*"), ("Accept-Encoding", "gzip, deflate"), ("User-Agent", "gwfw-test-client"))
_SAFE: Final = "/%:@!$&'()*+,;=-._~"
_PLAIN: Final = re.compile(r"[A-Za-z0-9/%:@!$&'()*+,;=._~?-]*")
_WITH_BODY: Final = frozenset({"POST", "PUT", "PATCH"})
_KEY: Final = b64encode(b"gwfw-test-client").decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What a request carries: at most one of the three. `None` for `json` is JSON's null only if `has_json`."""

    json: Any = None
    has_json: bool = False
    data: Mapping[str, Any] | None = None
    content: bytes | str | None = None

    def encoded(self) -> tuple[bytes, str | None]:
        """The bytes, and their content type if it follows from the form."""
        if self.has_json + (self.data is not None) + (self.content is not None) > 1:
            raise TypeError("a request carries one of json=, data= and content=")
        if self.has_json:
            text = json_.dumps(self.json, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
            return text.encode(), "application/json"
        if self.data is not None:
            return str(_query(self.data)).encode(), "application/x-www-form-urlencoded"
        content = self.content or b""
        return (content.encode() if isinstance(content, str) else content), None


_NOTHING: Final = Body()


def build(
    method: str,
    url: str,
    host: str,
    *,
    params: Params | None = None,
    headers: HeaderPairs = (),
    cookie: str = "",
    body: Body = _NOTHING,
) -> HttpRequest:
    """The request. Raises Misuse for a path that does not begin with `/`."""
    path, query = _target(url)
    if params is not None:
        query = "&".join(filter(None, (query, str(_query(params)))))
    content, type_ = (b"", None) if body is _NOTHING else body.encoded()
    own = [("Host", host), *_BASE]
    if cookie:
        own.append(("Cookie", cookie))
    if content or method in _WITH_BODY:
        own.append(("Content-Length", str(len(content))))
    if type_ is not None:
        own.append(("Content-Type", type_))
    return HttpRequest(method=method, path=path, query=query, headers=_merged(own, headers), body=content)


def handshake(
    url: str, host: str, *, stage: str, headers: HeaderPairs = (), subprotocols: Iterable[str] = ()
) -> HttpRequest:
    """The request for a WebSocket. `url` is what follows the stage: `?u=ann`, or nothing."""
    path, query = _target(url if url.startswith("/") else f"/{url}")
    own = [
        ("Host", host),
        ("Connection", "Upgrade"),
        ("Upgrade", "websocket"),
        ("Sec-WebSocket-Key", _KEY),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"),
        ("User-Agent", "gwfw-test-client"),
    ]
    offered = ", ".join(subprotocols)
    if offered:
        own.append(("Sec-WebSocket-Protocol", offered))
    return HttpRequest(method="GET", path=f"/{stage}{path.rstrip('/')}", query=query, headers=_merged(own, headers))


def authorized(request: HttpRequest, auth: Auth | None) -> HttpRequest:
    """The request as `auth` makes it."""
    if auth is None:
        return request
    if callable(auth):
        return auth(request)
    return replace(request, headers=_merged(list(request.headers), [("Authorization", f"Bearer {auth}")]))


def signed(request: HttpRequest, region: str) -> HttpRequest:
    """The request, signed for `execute-api` with the local credentials (Signature Version 4, by botocore)."""
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    query = f"?{request.query}" if request.query else ""
    url = f"https://{request.header('host')}{request.path}{query}"
    kept = {name: value for name, value in request.headers if name.lower() in ("host", "content-type")}
    asked = AWSRequest(method=request.method, url=url, data=request.body, headers=kept)
    SigV4Auth(Credentials(ACCESS_KEY, SECRET_KEY), "execute-api", region).add_auth(asked)
    added = [(name, str(value)) for name, value in asked.headers.items() if name not in kept]
    return replace(request, headers=_merged(list(request.headers), added))


def _target(url: str) -> tuple[str, str]:
    path, _, query = url.partition("?")
    if not path.startswith("/"):
        raise Misuse(
            Problem(code="path", what="a request's path begins with /", received=repr(url), remedy=f'"/{url.lstrip("/")}"')
        )
    if _PLAIN.fullmatch(url):
        return path, query
    return quote(path.partition("#")[0], safe=_SAFE), quote(query.partition("#")[0], safe=_SAFE + "?")


def _query(params: Any) -> object:
    import httpx

    return httpx.QueryParams(params)


def _merged(own: list[tuple[str, str]], given: HeaderPairs) -> Headers:
    """The client's own headers, unless they are given, and the given ones, in order."""
    pairs = tuple(given.items() if isinstance(given, Mapping) else given)
    if not pairs:
        return tuple(own)
    names = {name.lower() for name, _ in pairs}
    return (*((name, value) for name, value in own if name.lower() not in names), *pairs)
