"""The request as a handler can see it whole, and as parameters are read from it: a view of the event, nothing is copied.

`Request` reads payload format 2.0, `Request10` payload 1.0, `WebSocketRequest` the events of WebSocket APIs, which have the
form of 1.0 with fewer members. Field by field as AWS documents and as recorded events show it: in 2.0 header names are
lower-case, repeated query members are joined with `,` and cookies are a list; the others keep every value in
`multiValueHeaders` and `multiValueQueryStringParameters`, and a name that is absent may be null.
"""

from __future__ import annotations

from binascii import a2b_base64
from collections.abc import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    Event: TypeAlias = Mapping[str, Any]

__all__ = ["Request", "Request10", "WebSocketRequest"]


class Request:
    """One HTTP request (or WebSocket event). `event` is what API Gateway sent."""

    __gwfw_role__ = "request"
    _QUERY = "queryStringParameters"
    __slots__ = ("_cookies", "_headers", "_queries", "event")

    def __init__(self, event: Event) -> None:
        self.event = event
        self._headers: Mapping[str, str] | None = None
        self._cookies: Mapping[str, str] | None = None
        self._queries: Mapping[str, list[str]] | None = None

    @property
    def method(self) -> str:
        """The request's method, upper-case."""
        return str(self._context["http"]["method"])

    @property
    def path(self) -> str:
        """The path, percent-decoded; a named stage stands before it."""
        return str(self.event["rawPath"])

    @property
    def path_parameters(self) -> Mapping[str, str]:
        """The values of the path's braces, decoded."""
        return self.event.get("pathParameters") or {}

    @property
    def headers(self) -> Mapping[str, str]:
        """Headers by lower-case name; the values of a repeated header are joined with `,`."""
        found: Mapping[str, str] = self.event.get("headers") or {}
        return found

    @property
    def query(self) -> Mapping[str, str]:
        """The query string, decoded: the last value of each name. `queries(name)` has all of them."""
        return {name: self.queries(name)[-1] for name in self.event.get(self._QUERY) or {}}

    def queries(self, name: str) -> list[str]:
        """Every value of that member of the query string, in order."""
        value: str | None = (self.event.get("queryStringParameters") or {}).get(name)
        if value is None:
            return []
        if "," not in value:
            return [value]
        if self._queries is None:  # a comma that was sent, or two values that were joined: only the raw text can tell
            from urllib.parse import parse_qs

            self._queries = parse_qs(self.event["rawQueryString"], keep_blank_values=True)
        return self._queries.get(name, [value])

    @property
    def cookies(self) -> Mapping[str, str]:
        """Cookies by name."""
        if self._cookies is None:
            pairs = (cookie.partition("=") for cookie in self._sent_cookies())
            self._cookies = {name.strip(): value.strip().strip('"') for name, _, value in pairs}
        return self._cookies

    def _sent_cookies(self) -> list[str]:
        found: list[str] = self.event.get("cookies") or []
        return found

    @property
    def raw(self) -> str | bytes | None:
        """The body as text or, where API Gateway encoded it, as bytes; None if it is empty."""
        body: str | None = self.event.get("body")
        if body and self.event.get("isBase64Encoded"):
            return a2b_base64(body) or None
        return body or None

    @property
    def body(self) -> bytes:
        """The body as bytes, empty if there is none."""
        raw = self.raw or b""
        return raw.encode() if isinstance(raw, str) else raw

    @property
    def text(self) -> str:
        """The body as text. Raises UnicodeDecodeError if it is not UTF-8."""
        return self.body.decode()

    def json(self) -> object:
        """The JSON value of the body. Raises ValueError if it is none."""
        import json

        value: object = json.loads(self.body)
        return value

    @property
    def source_ip(self) -> str:
        """The client's address."""
        return str(self._context["http"]["sourceIp"])

    @property
    def request_id(self) -> str:
        """API Gateway's id of this request."""
        return str(self._context["requestId"])

    @property
    def stage(self) -> str:
        """The stage's name."""
        return str(self._context["stage"])

    @property
    def authorizer(self) -> Mapping[str, Any]:
        """What is known of the caller: a token's `claims` and `scopes`, what an authorizer's function returned, or the
        IAM identity; empty where nobody asked."""
        found: Mapping[str, Any] = self._context.get("authorizer") or {}
        return next(iter(found.values()), None) or {}

    @property
    def _context(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.event["requestContext"]
        return found


class WebSocketRequest(Request):
    """The view of a WebSocket event; `$connect` has headers and a query string, messages have a body."""

    __slots__ = ()
    _QUERY = "multiValueQueryStringParameters"

    @property
    def method(self) -> str:
        """`CONNECT`, `MESSAGE` or `DISCONNECT`."""
        return str(self._context["eventType"])

    @property
    def path(self) -> str:
        """The route key."""
        return str(self._context["routeKey"])

    @property
    def headers(self) -> Mapping[str, str]:
        """Headers by lower-case name; the values of a repeated header are joined with `,`."""
        if self._headers is None:
            found = self.event.get("multiValueHeaders") or {}
            self._headers = {
                name.lower(): ("; " if name.lower() == "cookie" else ",").join(values) for name, values in found.items()
            }
        return self._headers

    def queries(self, name: str) -> list[str]:
        """Every value of that member of the query string, in order."""
        return (self.event.get(self._QUERY) or {}).get(name) or []

    def _sent_cookies(self) -> list[str]:
        return [cookie for cookie in self.headers.get("cookie", "").split(";") if cookie]

    @property
    def source_ip(self) -> str:
        """The client's address."""
        return str(self._context["identity"]["sourceIp"])

    @property
    def authorizer(self) -> Mapping[str, Any]:
        """What is known of the caller, as texts: a token's claims and scopes, or what an authorizer's function returned."""
        found: Mapping[str, Any] = self._context.get("authorizer") or {}
        return found


class Request10(WebSocketRequest):
    """The view of an HTTP event in payload format 1.0."""

    __slots__ = ()

    @property
    def method(self) -> str:
        """The request's method, upper-case."""
        return str(self.event["httpMethod"])

    @property
    def path(self) -> str:
        """The path, percent-decoded; a named stage stands before it."""
        return str(self._context["path"])
