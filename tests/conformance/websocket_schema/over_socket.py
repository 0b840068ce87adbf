"""The way over a real socket: the server's driver on a thread, `websockets` clients, boto3, and HTTP backends of their own.

Its clock is the system's and what `advance` adds. What takes long takes long.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from gwfw.exchange import AwsRequest, CallHttp, Headers, HttpResponse, InvokeFunction, Perform, Report
from gwfw.local import address
from gwfw.local.outbound import Outbound
from gwfw.local.server.driver import Done, Driver
from gwfw.local.server.limits import Limits
from gwfw.local.server.listener import Listener
from tests.conformance.websocket_schema.core import Core
from tests.conformance.websocket_schema.given import given
from tests.conformance.websocket_schema.stubs import Stubs
from tests.conformance.websocket_schema.ways import Opened, Way, management_client

__all__ = ["over_socket"]

START_S = 10.0


class Client:
    """A `websockets` connection whose messages are collected by a thread."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.frames: SimpleQueue[str] = SimpleQueue()
        self.ended = threading.Event()
        threading.Thread(target=self._collect, daemon=True).start()

    def _collect(self) -> None:
        with suppress(ConnectionClosed):
            while True:
                message = self.connection.recv()
                self.frames.put(message if isinstance(message, str) else message.decode())
        self.ended.set()

    def arrived(self) -> None:
        """Return when the server has read all that was sent: it answers a ping in its turn."""
        with suppress(ConnectionClosed):
            pong = self.connection.ping()
            while not pong.wait(0.05) and not self.ended.is_set():
                continue


class Backend:
    """One HTTP backend at a port of its own."""

    def __init__(self, name: str, stubs: Stubs) -> None:
        class Handler(BaseHTTPRequestHandler):
            def handle(self) -> None:
                with suppress(ConnectionResetError):
                    super().handle()

            def _answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                query = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
                answer = stubs.answer(name, self.command, query, tuple(self.headers.items()), body)
                self.send_response(answer.status)
                for header, value in (*answer.headers, ("content-length", str(len(answer.body)))):
                    self.send_header(header, value)
                self.end_headers()
                self.wfile.write(answer.body)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = _answer

            def log_message(self, format: str, *args: object) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Listen no more."""
        self.server.shutdown()
        self.server.server_close()


class OverSocket:
    """A case's deployment at a free port of the loopback address."""

    def __init__(self, case: Mapping[str, Any], stubs: Stubs) -> None:
        self._stubs, self._backends = stubs, dict[str, Backend]()
        deployed = given(case, self._backend)
        stubs.services = deployed.services
        self._settings, self._core = deployed.settings, Core(deployed)
        self._reports: SimpleQueue[Report] = SimpleQueue()
        self._clients: dict[str, Client] = {}
        self._opened_clients = ExitStack()
        self._workers, self._offset = ThreadPoolExecutor(8), 0.0
        self._listening = address.listen("127.0.0.1", 0)
        self._port: int = self._listening.getsockname()[1]
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._thread.start()
        assert self._ready.wait(START_S), "the server did not start"

    def _backend(self, name: str) -> str:
        if name not in self._backends:
            self._backends[name] = Backend(name, self._stubs)
        return self._backends[name].url

    # The server's thread ---------------------------------------------------------------------------------------------

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        outbound = Outbound()
        performers = {InvokeFunction: self._invoke, CallHttp: outbound.perform, AwsRequest: self._call}
        self._driver = Driver(self._core, performers, loop=self._loop, clock=self._now, report=self._reports.put)
        listener = Listener(self._driver, Limits())
        await listener.start(self._listening)
        self._ready.set()
        await self._stop.wait()
        self._driver.stop()
        await listener.stop(0.3)
        await outbound.stop()

    def _now(self) -> float:
        return time.time() + self._offset

    def _invoke(self, action: Perform, done: Done) -> None:
        work = action.work
        assert isinstance(work, InvokeFunction)

        def run() -> None:
            outcome = self._stubs.invoke(work.function, work.payload, self._post, time.sleep)
            with suppress(RuntimeError):  # the case is over, and its loop
                self._loop.call_soon_threadsafe(done, outcome)

        with suppress(RuntimeError):  # the case is over, and its workers
            self._workers.submit(run)

    def _call(self, action: Perform, done: Done) -> None:
        assert isinstance(action.work, AwsRequest)
        done(self._stubs.service(action.work))

    def _post(self, connection_id: str, data: str) -> None:
        with closing(self.boto3(self._settings.stage)) as client:
            client.post_to_connection(ConnectionId=connection_id, Data=data.encode())

    # The way ---------------------------------------------------------------------------------------------------------

    def connect(self, client: str, target: str, headers: Headers, subprotocols: Sequence[str]) -> Opened:
        """A handshake by `websockets`."""
        try:
            opened = self._opened_clients.enter_context(
                connect(
                    f"ws://127.0.0.1:{self._port}{target}",
                    additional_headers=list(headers),
                    subprotocols=[Subprotocol(name) for name in subprotocols] or None,
                    user_agent_header=None,
                    proxy=None,
                    max_size=None,
                )
            )
        except InvalidStatus as refused:
            lowered = {name.lower(): value for name, value in refused.response.headers.raw_items()}
            self._opened()
            return Opened(status=refused.response.status_code, headers=lowered)
        self._clients[client] = Client(opened)
        assert opened.response is not None
        lowered = {name.lower(): value for name, value in opened.response.headers.raw_items()}
        return Opened(status=101, headers=lowered, connection_id=self._opened())

    def _opened(self) -> str | None:
        """What the gateway reports of a handshake."""
        while True:
            report = self._reports.get(timeout=START_S)
            if report.subject == "$connect":
                return report.connection_id

    def send(self, client: str, data: str | bytes, frame_bytes: int | None) -> None:
        """One message, in fragments if asked for."""
        connection = self._clients[client].connection
        with suppress(ConnectionClosed):  # the server may close before all of it is sent
            if frame_bytes is None or isinstance(data, bytes):
                connection.send(data)
            else:
                connection.send(data[start : start + frame_bytes] for start in range(0, len(data), frame_bytes))

    def close(self, client: str, code: int | None, reason: str) -> None:
        """A close frame, perhaps without a status, which `websockets` writes only by its protocol."""
        connection = self._clients[client].connection
        if code is not None:
            connection.close(code, reason)
            return
        with suppress(ConnectionClosed), connection.send_context():
            connection.protocol.send_close()
        self._clients[client].ended.wait(START_S)

    def frame(self, client: str, patience: float) -> str | None:
        """The next message."""
        try:
            return self._clients[client].frames.get(timeout=patience)
        except Empty:
            return None

    def closed(self, client: str, patience: float) -> tuple[int, str] | None:
        """The server's close frame."""
        known = self._clients[client]
        if not known.ended.wait(patience):
            return None
        code = known.connection.close_code
        assert code is not None
        return code, known.connection.close_reason or ""

    def manage(self, method: str, target: str, body: bytes) -> HttpResponse:
        """A plain HTTP request."""
        self._arrived()
        connection = HTTPConnection("127.0.0.1", self._port, timeout=START_S)
        try:
            connection.request(method, target, body=body or None)
            response = connection.getresponse()
            headers = tuple((name.lower(), value) for name, value in response.getheaders())
            return HttpResponse(status=response.status, headers=headers, body=response.read())
        finally:
            connection.close()

    def boto3(self, stage: str) -> Any:
        """boto3's client, over the socket."""
        return management_client(f"http://127.0.0.1:{self._port}/{stage}", self._settings.region)

    def advance(self, seconds: float) -> None:
        """Move the clock, and let happen what is due."""
        self._arrived()
        moved = threading.Event()

        def move() -> None:
            self._offset += seconds
            self._driver.advance()
            moved.set()

        self._loop.call_soon_threadsafe(move)
        assert moved.wait(START_S), "the clock did not move"

    def _arrived(self) -> None:
        """A case's steps are one after the other, whichever of them goes over a socket."""
        for client in self._clients.values():
            client.arrived()

    def wait(self, holds: Callable[[], bool], patience: float) -> None:
        """Wait for the stand-ins."""
        with self._stubs.changed:
            self._stubs.changed.wait_for(holds, patience)

    def rest(self, seconds: float) -> None:
        """Let time pass."""
        time.sleep(seconds)

    def stop(self) -> None:
        """End everything."""
        self._opened_clients.close()
        self._workers.shutdown(cancel_futures=True)  # what still runs may call the server
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(START_S)
        assert not self._thread.is_alive(), "the server did not stop"
        for backend in self._backends.values():
            backend.stop()


@contextmanager
def over_socket(case: Mapping[str, Any], stubs: Stubs) -> Iterator[Way]:
    """Deploy the case at a port."""
    way = OverSocket(case, stubs)
    try:
        yield way
    finally:
        way.stop()
