"""HTTP/1.1 responses as bytes: sans-I/O. Adds `date`, `content-length` and `connection`, decides nothing else.

A header that would break the message (a line break, a NUL, no valid name) makes the whole response a 500: nothing that
a handler returns can write further headers or a second response. Follows RFC 9110 and 9112.
"""

from __future__ import annotations

import re
import time
from http import HTTPStatus

from gwfw.exchange import HttpResponse
from gwfw.graph.headers import is_name

__all__ = ["CONTINUE", "Writer", "error"]

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"

_REASONS = {status.value: status.phrase for status in HTTPStatus}
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_BAD_VALUE = re.compile(r"[\r\n\0]")
_FRAMING = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "date"})
_WITHOUT_BODY = frozenset({204, 304})
_MESSAGES = {
    400: "Bad Request",
    408: "Request Timeout",
    413: "Request Entity Too Large",
    417: "Expectation Failed",
    431: "Request Header Fields Too Large",
    500: "Internal Server Error",
    503: "Service Unavailable",
}


def error(status: int) -> HttpResponse:
    """The gateway's form of an error: `{"message":"Bad Request"}`."""
    body = f'{{"message":"{_MESSAGES[status]}"}}'.encode()
    return HttpResponse(status=status, headers=(("content-type", "application/json"),), body=body)


class Writer:
    """Makes the bytes of responses; remembers the `date` of the current second."""

    def __init__(self) -> None:
        self._second, self._date = -1, ""

    def write(self, response: HttpResponse, *, now: float, method: str, keep_alive: bool) -> bytes:
        """The whole message. `method` is the request's; `keep_alive` is told by `connection: keep-alive`, else `close`."""
        if not _writable(response):
            response = error(500)
        lines = [f"HTTP/1.1 {response.status} {_REASONS.get(response.status, '')}", f"date: {self._at(now)}"]
        lines += [f"{name}: {value}" for name, value in response.headers if name.lower() not in _FRAMING]
        if response.status != 204:
            lines.append(f"content-length: {_length(response, method)}")
        lines.append("connection: keep-alive" if keep_alive else "connection: close")
        lines.append("\r\n")
        without_body = method == "HEAD" or response.status in _WITHOUT_BODY
        return _encoded("\r\n".join(lines)) + (b"" if without_body else response.body)

    def _at(self, now: float) -> str:
        if int(now) != self._second:
            self._second = int(now)
            moment = time.gmtime(self._second)
            day, month = _DAYS[moment.tm_wday], _MONTHS[moment.tm_mon - 1]
            self._date = f"{day}, {moment.tm_mday:02} {month} {moment.tm_year} {time.strftime('%H:%M:%S', moment)} GMT"
        return self._date


def _writable(response: HttpResponse) -> bool:
    """Whether the status ends a request and no header can break out of its line."""
    if not 200 <= response.status <= 999:
        return False
    for name, value in response.headers:  # a generator would cost more than the rest
        if not is_name(name) or (not value.isprintable() and _BAD_VALUE.search(value)):
            return False
    return True


def _length(response: HttpResponse, method: str) -> int | str:
    if method == "HEAD" or response.status == 304:  # the length that a GET would have, where the backend told it
        for name, value in response.headers:
            if name.lower() == "content-length" and value.isdecimal():
                return value
    return len(response.body)


def _encoded(head: str) -> bytes:
    try:
        return head.encode("latin-1")
    except UnicodeEncodeError:
        return head.encode("utf-8", "replace")
