"""Replies of an HTTP API: the gateway's own errors, and what it adds to every reply.

It follows "Troubleshooting HTTP APIs" and captures of live APIs. The server writes its own `date`, and `connection: close`
where a connection ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gwfw.exchange import Answered, Failed, Headers, HttpResponse
from gwfw.graph.facts import HttpFacts
from gwfw.graph.headers import HOP_BY_HOP
from gwfw.graph.times import http

__all__ = ["MESSAGES", "failure_status", "finished", "gateway_error"]

MESSAGES: Final[Mapping[int, str]] = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    413: "Request Entity Too Large",
    429: "Too Many Requests",
    431: "Request Header Fields Too Large",
    500: "Internal Server Error",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}
"""Every status that the gateway itself answers (besides the 204 of a preflight), and its message."""

_FAILURES: Final[Mapping[str, int]] = {
    "bad_request": 400,
    "throttled": 503,
    "too_large": 413,
    "unreachable": 503,
}
"""What is left is the integration's own fault: 500."""

_OWN: Final = HOP_BY_HOP | {"apigw-requestid", "content-length", "date"}


def failure_status(failed: Failed, facts: HttpFacts) -> int:
    """The status for an integration that gave no answer."""
    return facts.timeout_status if failed.reason == "timeout" else _FAILURES.get(failed.reason, 500)


def gateway_error(status: int, facts: HttpFacts, headers: Headers = ()) -> Answered:
    """`{"message":"Not Found"}` with that status."""
    if facts.error_content_type is not None:
        headers = (("content-type", facts.error_content_type), *headers)
    return Answered(status=status, headers=headers, body=b'{"message":"%s"}' % MESSAGES[status].encode())


def finished(answered: Answered, method: str, request_id: str, now: float) -> HttpResponse:
    """The reply as the client gets it. Header names of `answered` are lower-case."""
    body = answered.body or b""
    length = str(len(body))
    if method == "HEAD" or answered.status == 304:  # the size of what is not sent, where the backend told it
        length = next((value for name, value in answered.headers if name == "content-length"), length)
    headers = [("date", http(now)), *[header for header in answered.headers if header[0] not in _OWN]]
    if answered.status != 204:
        headers.append(("content-length", length))
    headers += [("connection", "keep-alive"), ("apigw-requestid", request_id)]
    without_body = method == "HEAD" or answered.status in (204, 304)
    return HttpResponse(status=answered.status, headers=tuple(headers), body=b"" if without_body else body)
