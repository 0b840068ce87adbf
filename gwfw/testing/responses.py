"""The responses of a test's client: httpx's own, built in process. Imported with the first request, because httpx is slow
to import; the request that belongs to a response is built only if somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

import httpx

from gwfw.exchange import HttpRequest, HttpResponse

__all__ = ["FailedResponse", "Response", "response"]


class Response(httpx.Response):
    """An `httpx.Response` that makes its `request` on demand."""

    asked: HttpRequest
    sets_cookies: bool

    def has(self, content: bytes) -> None:
        """Take the body as it is. httpx would read and decode its stream, which takes longer than everything else."""
        self._content = content
        self.is_closed = self.is_stream_consumed = True

    @property
    def request(self) -> httpx.Request:
        """The request as it was sent."""
        if self._request is None:
            asked = self.asked
            query = f"?{asked.query}" if asked.query else ""
            url = f"https://{asked.header('host')}{asked.path}{query}"
            self._request = httpx.Request(asked.method, url, headers=list(asked.headers), content=asked.body)
        return self._request

    @request.setter
    def request(self, value: httpx.Request) -> None:
        self._request = value

    def raise_for_status(self) -> Self:
        """Raise `httpx.HTTPStatusError` for a status of 400 and above."""
        self._request = self.request  # httpx looks at the attribute behind
        super().raise_for_status()
        return self


class FailedResponse(Response):
    """The response of a request whose handler failed: it tells when somebody looks at its status or its body."""

    looked: Callable[[], None] | None = None

    @property
    def status_code(self) -> int:
        """The status."""
        self._look()
        return self._status

    @status_code.setter
    def status_code(self, value: int) -> None:
        self._status = value

    @property
    def content(self) -> bytes:
        """The body."""
        self._look()
        return super().content

    def _look(self) -> None:
        if self.looked is not None:
            self.looked()


def response(asked: HttpRequest, answered: HttpResponse, looked: Callable[[], None] | None = None) -> Response:
    """The answer to that request, as httpx would give it. `looked` is called when somebody looks at it."""
    kind, names = Response if looked is None else FailedResponse, {name for name, _ in answered.headers}
    compressed = "content-encoding" in names
    try:
        built = _built(kind, answered, answered.headers, compressed=compressed)
    except UnicodeEncodeError:  # httpx encodes texts as ASCII
        headers = [(name.encode("ascii"), _encoded(value)) for name, value in answered.headers]
        built = _built(kind, answered, headers, compressed=compressed)
    built.asked, built.sets_cookies = asked, "set-cookie" in names
    if isinstance(built, FailedResponse):
        built.looked = looked
    return built


def _built(kind: type[Response], answered: HttpResponse, headers: Any, *, compressed: bool) -> Response:
    if compressed:
        return kind(answered.status, headers=headers, content=answered.body)
    built = kind(answered.status, headers=headers, stream=httpx.ByteStream(answered.body))
    built.has(answered.body)
    return built


def _encoded(value: str) -> bytes:
    """A header's value as the server writes it."""
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode("utf-8", "replace")
