"""What handlers answer with when a model is not enough: `Response`, and `HttpError` to end a request early.

Values only; `gwfw.runtime.answers` turns them into what API Gateway takes. Imported in Lambda with the app's modules.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["HttpError", "Response"]

LINE_BREAKS = frozenset("\r\n\0")


class Response:
    """An answer with its own status, headers and cookies: `Response(html, headers={"content-type": "text/html"})`.

    `body` is a text (sent as it is, `text/plain; charset=utf-8` unless the headers say otherwise), bytes
    (`application/octet-stream`), None (empty), or a model or JSON value (`application/json`). `status` None is the
    route's. `cookies` are values of `Set-Cookie`, such as `"session=1; HttpOnly; Path=/"`. In answer to a handshake only
    the status and the header `Sec-WebSocket-Protocol` count. Raises ValueError for a status that is none, and for line
    breaks in headers and cookies.
    """

    __gwfw_role__ = "response"
    __slots__ = ("body", "cookies", "headers", "status")

    def __init__(
        self,
        body: object = None,
        status: int | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        cookies: Sequence[str] = (),
    ) -> None:
        self.body = body
        self.status = None if status is None else _status(status, 200)
        self.headers = _headers(headers or {})
        self.cookies = tuple(cookies)
        if isinstance(cookies, str) or not all(_is_line(cookie) for cookie in self.cookies):
            raise ValueError(f"cookies are a list of texts of one line each, not {cookies!r}")

    def __repr__(self) -> str:
        return f"<response {self.status or ''}>".replace(" >", ">")


class HttpError(Exception):
    """Ends a request with an error: `raise HttpError(404, "no such book")` answers `{"message": "no such book"}`.

    `message` None is the status's own phrase; `detail`, if given, is a JSON value that is sent with it. On `$connect` the
    connection is refused; a message's sender gets the same JSON as a frame. Raises ValueError for a status that is none.
    """

    def __init__(
        self,
        status: int,
        message: str | None = None,
        *,
        detail: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.status = self.__gwfw_status__ = _status(status, 400)
        self.message, self.detail = message, detail
        self.headers = _headers(headers or {})
        super().__init__(status, message)

    def __str__(self) -> str:
        return f"{self.status} {self.message or ''}".rstrip()


def _status(given: object, lowest: int) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not lowest <= given <= 599:
        raise ValueError(f"a status here is an integer from {lowest} to 599, not {given!r}")
    return given


def _headers(given: Mapping[str, str]) -> dict[str, str]:
    """The headers with lower-case names."""
    for name, value in given.items():
        if not _is_line(value) or not _is_line(name) or not name:
            raise ValueError(f"a header is a text of one line, not {name!r}: {value!r}")
    return {name.lower(): value for name, value in given.items()}


def _is_line(given: object) -> bool:
    return isinstance(given, str) and not LINE_BREAKS.intersection(given)
