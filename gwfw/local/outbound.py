"""Requests to other hosts (`CallHttp`), by httpx's transport. Redirects are not followed; environment proxies are not used.

A backend is believed nothing: reading stops at the limit of a payload, and the connection is closed; what does not end in
time is given up; what is no HTTP/1.1 response is no answer. Each request has a connection of its own, so that what a
backend sends behind its response cannot become another client's answer.

Private targets are where the developer says: `gwfw local --target NAME=URL`, or `[tool.gwfw.targets]` in pyproject.toml.
What the local issuer serves is answered here.

httpx is imported with the first request: it takes a third of a second.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from gwfw.errors import GwfwError
from gwfw.exchange import CallHttp, Failed, HttpResponse, Outcome, Perform
from gwfw.gateway.http.limits import BODY_BYTES
from gwfw.graph.headers import of_one_hop
from gwfw.local.server.driver import Done

if TYPE_CHECKING:
    import httpx

    from gwfw.authorizers.jwt.minting import LocalIssuer

__all__ = ["Outbound"]

_ASCII = bytes(range(0x21, 0x7F)).decode("ascii")


class Outbound:
    """Sends requests on the loop. `targets` has the URLs of private targets.

    A response's body is read up to `limit_bytes` (None: to its end). `issuer` may be set: it answers what it serves,
    instead of the issuer that it stands for.
    """

    def __init__(self, targets: Mapping[str, str] = MappingProxyType({}), *, limit_bytes: int | None = BODY_BYTES) -> None:
        self._targets, self._limit = targets, limit_bytes
        self.issuer: LocalIssuer | None = None
        self._transport: httpx.AsyncHTTPTransport | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def perform(self, action: Perform, done: Done) -> None:
        """Send the request of the action; `done` gets the response, or Failed."""
        task = asyncio.get_running_loop().create_task(self._send(action, done))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Give up what is on its way and close the connections."""
        for task in tuple(self._tasks):
            task.cancel()
        if self._transport is not None:
            await self._transport.aclose()

    async def _send(self, action: Perform, done: Done) -> None:
        assert isinstance(action.work, CallHttp)
        if self.issuer is not None and self.issuer.serves(action.work):
            done(await asyncio.to_thread(_issued, self.issuer, action.work))  # the first time, a key is made
            return
        work = self._addressed(action.work)
        if isinstance(work, Failed):
            done(work)
            return
        httpx = await asyncio.to_thread(importlib.import_module, "httpx")
        if self._transport is None:  # no client: it would keep cookies and change paths
            self._transport = httpx.AsyncHTTPTransport(trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))
        try:
            async with asyncio.timeout(action.timeout_ms / 1000):
                outcome = await self._exchange(self._transport, work)
        except TimeoutError:
            outcome = Failed(reason="timeout", detail=f"{work.url} did not answer within {action.timeout_ms} ms")
        except Exception as error:  # whatever it is, somebody waits for an answer
            outcome = Failed(reason="unreachable", detail=f"{work.url}: {str(error) or type(error).__name__}")
        done(outcome)

    def _addressed(self, work: CallHttp) -> CallHttp | Failed:
        """The request with the address of its private target, if it is for one."""
        if work.target is None:
            return work
        url = self._targets.get(work.target)
        if url is None:
            remedy = f"gwfw local --target {work.target}=http://localhost:8080, or [tool.gwfw.targets] in pyproject.toml"
            return Failed(reason="unreachable", detail=f"nobody said where {work.target!r} is\n  remedy: {remedy}")
        asked = urlsplit(work.url)
        path = urlsplit(url).path.rstrip("/") + asked.path
        return replace(work, url=urlsplit(url)._replace(path=path, query=asked.query, fragment="").geturl())

    async def _exchange(self, transport: httpx.AsyncHTTPTransport, work: CallHttp) -> Outcome:
        """The response as the backend sent it: a compressed body stays compressed, repeated headers repeated."""
        response = await transport.handle_async_request(_request(work))
        try:
            body = await self._body(response)
        finally:
            await response.aclose()  # closes the connection of a body that was not read to its end
        if body is None:
            return Failed(reason="bad_response", detail=f"{work.url} answered more than {self._limit} bytes")
        received = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in response.headers.raw]
        single = of_one_hop(received)
        headers = tuple((name, value) for name, value in received if name not in single)
        return HttpResponse(status=response.status_code, headers=headers, body=body)

    async def _body(self, response: httpx.Response) -> bytes | None:
        """The body; None for one that is too long, of which at most one chunk above the limit was read."""
        chunks, size = [], 0
        async for chunk in response.aiter_raw():
            size += len(chunk)
            if self._limit is not None and size > self._limit:
                return None
            chunks.append(chunk)
        return b"".join(chunks)


def _request(work: CallHttp) -> httpx.Request:
    """The request with its target as it is: httpx would take dots out of the path."""
    import httpx

    parts = urlsplit(work.url)
    target = quote(f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/", safe=_ASCII)
    headers = [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in work.headers]
    extensions: dict[str, object] = {"target": target.encode("ascii")}
    if work.server_name is not None:
        extensions["sni_hostname"] = work.server_name
    return httpx.Request(work.method, work.url, headers=headers, content=work.body, extensions=extensions)


def _issued(issuer: LocalIssuer, work: CallHttp) -> Outcome:
    try:
        answer = issuer.answer(work)
    except (GwfwError, OSError) as error:
        return Failed(reason="unreachable", detail=f"the local issuer has no key: {error}")
    assert answer is not None
    return answer
