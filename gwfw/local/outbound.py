"""Requests to other hosts (`CallHttp`), by httpx. Redirects are not followed; environment proxies are not used.

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
from urllib.parse import urlsplit

from gwfw.errors import GwfwError
from gwfw.exchange import CallHttp, Failed, HttpResponse, Outcome, Perform
from gwfw.local.server.driver import Done

if TYPE_CHECKING:
    import httpx

    from gwfw.authorizers.jwt.minting import LocalIssuer

__all__ = ["Outbound"]

_HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "upgrade", "te", "trailer", "proxy-connection"})


class Outbound:
    """Sends requests on the loop; one client, whose connections are kept. `targets` has the URLs of private targets.

    `issuer` may be set: it answers what it serves, instead of the issuer that it stands for.
    """

    def __init__(self, targets: Mapping[str, str] = MappingProxyType({})) -> None:
        self._targets = targets
        self.issuer: LocalIssuer | None = None
        self._client: httpx.AsyncClient | None = None
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
        if self._client is not None:
            await self._client.aclose()

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
        if self._client is None:
            self._client = httpx.AsyncClient(follow_redirects=False, trust_env=False, timeout=None)
            self._client.headers.clear()
        try:
            async with asyncio.timeout(action.timeout_ms / 1000):
                outcome = await self._exchange(self._client, work)
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

    async def _exchange(self, client: httpx.AsyncClient, work: CallHttp) -> Outcome:
        """The response as the backend sent it: a compressed body stays compressed, repeated headers repeated."""
        import httpx

        # Not the client's own way to build requests: it would add the cookies that other requests were answered with.
        headers = [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in work.headers]
        named = {} if work.server_name is None else {"sni_hostname": work.server_name}
        request = httpx.Request(work.method, work.url, headers=headers, content=work.body, extensions=named)
        response = await client.send(request, stream=True)
        try:
            body = b"".join([chunk async for chunk in response.aiter_raw()])
        finally:
            await response.aclose()
        received = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in response.headers.raw]
        return HttpResponse(
            status=response.status_code,
            headers=tuple((name, value) for name, value in received if name not in _HOP_BY_HOP),
            body=body,
        )


def _issued(issuer: LocalIssuer, work: CallHttp) -> Outcome:
    try:
        answer = issuer.answer(work)
    except (GwfwError, OSError) as error:
        return Failed(reason="unreachable", detail=f"the local issuer has no key: {error}")
    assert answer is not None
    return answer
