"""What answers requests to other hosts in tests: callables of the test, bound by host or URL prefix, and those to private
targets by the target's name. Never the network."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import urlsplit

from gwfw.exchange import CallHttp, Failed, HttpResponse, Outcome
from gwfw.graph.headers import of_one_hop

if TYPE_CHECKING:
    import httpx

__all__ = ["Target", "Targets"]

Target: TypeAlias = "Callable[[httpx.Request], httpx.Response]"

_LOG: Final = logging.getLogger("gwfw")


class Targets:
    """The bound targets. The longest matching name answers."""

    def __init__(self) -> None:
        self._bound: dict[str, Target] = {}

    def bind(self, name: str, target: Target) -> None:
        """Let `target` answer for a host (`legacy.example.com`), for what a URL begins (`https://legacy.example.com/v1`), or
        for the private target of that name (`internal`)."""
        self._bound[name.rstrip("/")] = target

    def call(self, work: CallHttp) -> Outcome:
        """The target's response. What the target raises is raised: it is the test's own."""
        target = self._target(work)
        if target is None:
            host = work.target or urlsplit(work.url).netloc
            detail = (
                f"{work.method} {work.url} was not sent: tests send nothing to other hosts\n"
                f'  remedy: gw.target("{host}", answer), where answer(request) returns an httpx.Response'
            )
            _LOG.warning(detail)
            return Failed(reason="unreachable", detail=detail)
        return _response(target(_request(work)))

    def knows(self, work: CallHttp) -> bool:
        """Whether a target is bound that answers this request."""
        return self._target(work) is not None

    def _target(self, work: CallHttp) -> Target | None:
        return self._find(work.url) if work.target is None else self._bound.get(work.target)

    def _find(self, url: str) -> Target | None:
        matching = [name for name in self._bound if _matches(name, url)]
        return self._bound[max(matching, key=len)] if matching else None


def _matches(name: str, url: str) -> bool:
    if "://" not in name:
        parts = urlsplit(url)
        return name in (parts.netloc, parts.hostname)
    return url == name or (url.startswith(name) and url[len(name)] in "/?")


def _request(work: CallHttp) -> httpx.Request:
    import httpx

    headers = [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in work.headers]
    extensions = {} if work.server_name is None else {"sni_hostname": work.server_name}
    return httpx.Request(work.method, work.url, headers=headers, content=work.body, extensions=extensions)


def _response(response: httpx.Response) -> HttpResponse:
    """As it would have come over the wire, without what concerns one connection only: a compressed body stays compressed.

    Of a response that a client has read from elsewhere there is only the text that was compressed.
    """
    import httpx

    pairs = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in response.headers.raw]
    single = of_one_hop(pairs)
    if isinstance(response.stream, httpx.ByteStream):
        body = b"".join(response.stream)
    elif not response.is_stream_consumed:
        body = b"".join(response.iter_raw())
    else:
        body, single = response.content, single | {"content-encoding"}
    return HttpResponse(
        status=response.status_code,
        headers=tuple((name, value) for name, value in pairs if name not in single),
        body=body,
    )
