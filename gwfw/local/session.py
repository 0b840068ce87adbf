"""One run of `gwfw local`: puts emulator, engines, the app's process, the server and the console together.

Client connections, tables and executions live here and in the emulator; the app's process comes and goes with every save.
All on the loop's thread.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
import time
from functools import cache, partial
from typing import TYPE_CHECKING, Final, TextIO

from gwfw import manifest as manifests
from gwfw.authorizers.jwt.minting import LocalIssuer
from gwfw.exchange import AwsRequest, CallAws, CallHttp, Ended, InvokeFunction, Perform, Report
from gwfw.gateway.http.limits import BODY_BYTES
from gwfw.graph.access_log import with_access_logs, without_access_logs
from gwfw.graph.model import AppGraph
from gwfw.local import address, dispatch
from gwfw.local.access_log import AccessLogFile
from gwfw.local.backends import Backends
from gwfw.local.child import described
from gwfw.local.console import Console
from gwfw.local.emulator import Emulator
from gwfw.local.engines import Engines
from gwfw.local.environment import Bound, Environment
from gwfw.local.issuer_key import stored
from gwfw.local.names import LocalNames, bindings
from gwfw.local.outbound import Outbound
from gwfw.local.process import Command, Spawned
from gwfw.local.reload import Watcher
from gwfw.local.server.core import Unloaded
from gwfw.local.server.driver import Done, Driver
from gwfw.local.server.limits import UNLIMITED, Limits
from gwfw.local.server.listener import Listener
from gwfw.local.settings import REGION, LocalSettings

if TYPE_CHECKING:
    from gwfw.local.serve import ServeOptions

__all__ = ["Session"]

_PATIENCE_S: Final = 0.3
"""How long clients may take to close their connections when the run ends."""

_SHOW_S: Final = 0.02
"""How long the line of a request may wait for others: a line is printed as quickly as twenty."""


class Session:
    """The Observer of the app's process, and what `serve` needs. `began` is when the run began, on `time.perf_counter`."""

    def __init__(
        self, options: ServeOptions, listening: socket.socket, *, began: float, stream: TextIO | None = None
    ) -> None:
        self._options, self._listening = options, listening
        self._began: float | None = began
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        self._console = Console(stream or sys.stdout)
        self._access_log = None if options.access_log is None else AccessLogFile(options.access_log)
        self._url = address.url(listening)
        self._outbound = Outbound(options.targets, limit_bytes=BODY_BYTES if options.limits else None)
        self._key = cache(partial(stored, options.folder))
        self._environment = Environment(
            Command(app=options.app, folder=options.folder, region=REGION, endpoint=self._url),
            self,
            concurrency=options.concurrency,
        )
        self._driver = Driver(
            Unloaded(),
            {InvokeFunction: self._invoke, AwsRequest: self._ask_engines, CallHttp: self._outbound.perform},
            loop=self._loop,
            clock=time.time,
            report=self._served,
            ended=self._served,
        )
        self._listener = Listener(self._driver, Limits() if options.limits else UNLIMITED)
        self._listens: asyncio.Task[None] | None = None
        self._graph: AppGraph | None = None
        self._saved: tuple[str, ...] = ()
        self._told: list[Report | Ended] = []
        self._status = 0

    # The run ---------------------------------------------------------------------------------------------------------

    async def serve(self, spawned: Spawned) -> int:
        """Serve with the process that was started until `stop`, and give the exit code."""
        self._environment.start(spawned)
        watcher = Watcher(self._options.folder, self._changed, self._loop) if self._options.reload else None
        if watcher is not None:
            watcher.start()
        try:
            await self._stopping.wait()
        finally:
            if watcher is not None:
                watcher.stop()
            await asyncio.gather(self._listener.stop(_PATIENCE_S), self._environment.stop())
            await self._outbound.stop()
            self._driver.stop()
            self._show()
            if self._access_log is not None:
                self._access_log.close()
        return self._status

    def stop(self) -> None:
        """Stop serving. Asked a second time: end at once, whatever is still being done."""
        if self._stopping.is_set():
            self._environment.kill()
            os._exit(1)
        self._show()
        self._stopping.set()

    # What becomes of the app -----------------------------------------------------------------------------------------

    def loaded(self, manifest: str, milliseconds: float) -> Bound:
        """Take the graph into use: at first for everything, afterwards in place of the one before."""
        graph = manifests.load(manifest)
        if self._graph is None:
            self._begin(graph)
        else:
            self._emulator.replace(self._logging(graph))
            self._backends.replace(graph)
        self._tell(graph, milliseconds)
        self._graph = graph
        self._outbound.issuer = None if self._options.real_issuers else LocalIssuer(graph, self._key)
        self._listen()
        websocket = f"{self._url}/{self._settings.stage}"
        told = bindings(graph, self._settings, websocket=websocket, endpoint=self._url)
        return Bound(LocalNames(graph, self._settings).function_arn("{}"), json.dumps(told))

    def refused(self, reason: str) -> None:
        """The app cannot be loaded: what was served before is served on."""
        if self._stopping.is_set():
            return
        self._began = None
        if not self._options.reload:
            self._console.refused(reason, "correct it and start gwfw local again")
            if self._graph is None:
                self._status = 1
                self._stopping.set()
        elif self._graph is None:
            self._console.refused(reason, "correct it and save: the app is loaded again by itself")
            self._console.waiting([f"{self._url}/"])
            self._listen()
        else:
            self._console.refused(reason, "correct it and save; until then the code from before goes on")

    def died(self, status: int, running: int) -> None:
        """The app's process ended by itself."""
        what = f"{running} running invocations failed; " if running else ""
        self._console.note(f"the app's process ended ({described(status)}); {what}the next request starts it again")

    def _begin(self, graph: AppGraph) -> None:
        self._settings = LocalSettings(app=graph.name, stage=self._options.stage, limits=self._options.limits)
        self._emulator = Emulator(self._logging(graph), settings=self._settings)
        for action in self._options.allow:
            self._emulator.permissions.allow(action)
        self._backends = Backends(graph, self._settings)
        self._engines = Engines(self._backends, self._loop)
        self._driver.core = self._emulator

    def _logging(self, graph: AppGraph) -> AppGraph:
        """The graph that makes lines of access logs only if they are written."""
        return without_access_logs(graph) if self._access_log is None else with_access_logs(graph)

    def _tell(self, graph: AppGraph, milliseconds: float) -> None:
        """Show what is served now."""
        if self._graph is None:
            ready = milliseconds if self._began is None else (time.perf_counter() - self._began) * 1000
            self._console.started(graph, self._urls(graph), ready, reload=self._options.reload)
            self._warm(graph)
        else:
            self._console.reloaded(graph, milliseconds, self._saved, changed=graph != self._graph)
        self._saved = ()

    def _warm(self, graph: AppGraph) -> None:
        """Let the engines be imported and the tables be made before the first request needs them."""
        if graph.tables:
            listing = dispatch.called(CallAws(service="dynamodb", action="ListTables", body=b"{}"), self._settings)
            self._engines.perform(Perform(token=0, work=listing, timeout_ms=0), lambda outcome: None)

    def _urls(self, graph: AppGraph) -> list[str]:
        urls = [f"{self._url}/"] if graph.http is not None else []
        return urls + ([f"{address.url(self._listening, 'ws')}/{self._settings.stage}"] if graph.websocket else [])

    def _listen(self) -> None:
        """Take clients: those that came early have waited in the backlog."""
        if self._listens is None:
            self._listens = self._loop.create_task(self._listener.start(self._listening))

    def _changed(self, names: tuple[str, ...]) -> None:
        if not self._stopping.is_set():
            self._saved = names
            self._environment.start()

    # What the driver asks for ----------------------------------------------------------------------------------------

    def _invoke(self, action: Perform, done: Done) -> None:
        assert isinstance(action.work, InvokeFunction)
        self._environment.invoke(action.work.function, action.work.payload, action.timeout_ms, done)

    def _ask_engines(self, action: Perform, done: Done) -> None:
        self._engines.perform(action, done)

    def _served(self, told: Report | Ended) -> None:
        """Show it in a moment, with what is served until then in one piece."""
        if not self._told:
            self._loop.call_later(_SHOW_S, self._show)
        self._told.append(told)

    def _show(self) -> None:
        told, self._told = self._told, []
        if self._access_log is not None:
            self._access_log.write(one.access_log for one in told if isinstance(one, Report) and one.access_log is not None)
        if told and not self._stopping.is_set():
            self._console.served(*told)
