"""The HTTP side of a test's client: what a request may be asked with, said once, and a method for each verb."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from gwfw.exchange import HttpRequest
from gwfw.testing.requests import Body, authorized, build

if TYPE_CHECKING:
    import httpx

    from gwfw.testing.requests import Auth, HeaderPairs, Params
    from gwfw.testing.responses import Response

__all__ = ["Asked", "HttpMethods"]


class Asked(TypedDict, total=False):
    """What a request is asked with, all by name.

    At most one of `json` (None is JSON's null), `data` (a form) and `content` (as it is). `params` are added to the path's
    own query, `headers` replace the client's own of the same name, `cookies` are sent besides the kept ones. `auth` is a
    bearer token, or gets the whole request and gives the one that is sent, as `gw.iam` does.
    """

    json: Any
    data: Mapping[str, Any]
    content: bytes | str
    params: Params
    headers: HeaderPairs
    cookies: Mapping[str, str]
    auth: Auth


class HttpMethods:
    """Requests to the HTTP API at `host`; `answer` gives the answer to one. Redirects are not followed.

    Cookies that the app sets are sent again, by the rules of `http.cookiejar`.
    """

    def __init__(self, host: str, answer: Callable[[HttpRequest], Response]) -> None:
        self._host, self._answered = host, answer
        self._cookies: httpx.Cookies | None = None

    def get(self, url: str, **asked: Unpack[Asked]) -> httpx.Response:
        """`GET` a path, with its query or without."""
        return self.request("GET", url, **asked)

    def post(self, url: str, **asked: Unpack[Asked]) -> httpx.Response:
        """`POST` to a path."""
        return self.request("POST", url, **asked)

    def put(self, url: str, **asked: Unpack[Asked]) -> httpx.Response:
        """`PUT` to a path."""
        return self.request("PUT", url, **asked)

    def patch(self, url: str, **asked: Unpack[Asked]) -> httpx.Response:
        """`PATCH` a path."""
        return self.request("PATCH", url, **asked)

    def delete(self, url: str, **asked: Unpack[Asked]) -> httpx.Response:
        """`DELETE` a path."""
        return self.request("DELETE", url, **asked)

    def head(self, url: str, **asked: Unpack[Asked]) -> httpx.Response:
        """`HEAD` of a path."""
        return self.request("HEAD", url, **asked)

    def options(self, url: str, **asked: Unpack[Asked]) -> httpx.Response:
        """`OPTIONS` of a path."""
        return self.request("OPTIONS", url, **asked)

    def request(self, method: str, url: str, **asked: Unpack[Asked]) -> httpx.Response:
        """A request with any method."""
        plain = not asked and not self._cookies
        request = build(method, url, self._host) if plain else self._built(method, url, asked)
        answered = self._answered(request)
        if answered.sets_cookies:
            self.cookies.extract_cookies(answered)
        return answered

    def _built(self, method: str, url: str, asked: Asked) -> HttpRequest:
        request = build(
            method,
            url,
            self._host,
            params=asked.get("params"),
            headers=asked.get("headers", ()),
            cookie=self._cookie(method, url, asked.get("cookies")),
            body=_body(asked),
        )
        return authorized(request, asked.get("auth"))

    @property
    def cookies(self) -> httpx.Cookies:
        """The cookies that are kept. They may be set and cleared."""
        import httpx

        if self._cookies is None:
            self._cookies = httpx.Cookies()
        return self._cookies

    def _cookie(self, method: str, url: str, given: Mapping[str, str] | None) -> str:
        """The header `Cookie`: the kept cookies that this path gets, then the given ones."""
        pairs = [f"{name}={value}" for name, value in given.items()] if given else []
        if not self._cookies:
            return "; ".join(pairs)
        import httpx

        asked = httpx.Request(method, f"https://{self._host}{url}")
        self._cookies.set_cookie_header(asked)
        return "; ".join([*filter(None, [asked.headers.get("cookie")]), *pairs])


_NOTHING = Body()


def _body(asked: Asked) -> Body:
    if not asked.keys() & {"json", "data", "content"}:
        return _NOTHING
    return Body(json=asked.get("json"), has_json="json" in asked, data=asked.get("data"), content=asked.get("content"))
