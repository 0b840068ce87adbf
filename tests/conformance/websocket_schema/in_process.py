"""The way without a socket: the driver and the clients of the test client. What takes long moves its clock."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, cast

from gwfw.exchange import Accept, AwsRequest, CallHttp, Headers, HttpRequest, HttpResponse, Outcome
from gwfw.gateway.websocket.disconnect import NO_STATUS
from gwfw.local.clock import StandingClock
from gwfw.testing import botocore
from gwfw.testing.driver import Driver
from gwfw.testing.requests import handshake
from gwfw.testing.websocket import WebSocket
from tests.conformance.websocket_schema.core import Core
from tests.conformance.websocket_schema.given import given
from tests.conformance.websocket_schema.stubs import Stubs
from tests.conformance.websocket_schema.ways import Opened, Way, management_client

__all__ = ["in_process"]


class InProcess:
    """A case's deployment behind the in-process driver."""

    def __init__(self, case: Mapping[str, Any], stubs: Stubs) -> None:
        deployed = given(case, lambda name: f"http://{name}.backend")
        stubs.services = deployed.services
        self._stubs, self._settings = stubs, deployed.settings
        self._host = deployed.settings.host(deployed.settings.websocket_api_id)
        self.driver = Driver(
            cast("Any", Core(deployed)),
            functions=self,
            aws=self,
            outbound=self._outbound,
            clock=StandingClock(),
            report=lambda report: None,
        )
        self._selection = case["api"]["routeSelectionExpression"]
        self._clients: dict[str, WebSocket] = {}
        self._frames: dict[str, deque[str]] = {}

    # Stand-ins -------------------------------------------------------------------------------------------------------

    def invoke(self, function: str, payload: bytes, timeout_ms: int, done: Callable[[Outcome], None]) -> None:
        """The LambdaPort."""
        done(self._stubs.invoke(function, payload, self._post, self._sleep))

    def call(self, request: AwsRequest) -> HttpResponse:
        """The AwsPort."""
        return self._stubs.service(request)

    def _outbound(self, work: CallHttp) -> HttpResponse:
        return self._stubs.http(work.url.removeprefix("http://").partition(".backend")[0], work)

    def _post(self, connection_id: str, data: str) -> None:
        self.boto3(self._settings.stage).post_to_connection(ConnectionId=connection_id, Data=data.encode())

    def _sleep(self, seconds: float) -> None:
        self.driver.clock.move(self.driver.clock.now() + seconds)

    # The way ---------------------------------------------------------------------------------------------------------

    def connect(self, client: str, target: str, headers: Headers, subprotocols: Sequence[str]) -> Opened:
        """Hand the handshake to the driver."""
        path, _, query = target.partition("?")
        asked = handshake("", self._host, stage=self._settings.stage, headers=headers, subprotocols=subprotocols)
        request = HttpRequest(method="GET", path=path, query=query, headers=asked.headers, source_ip=asked.source_ip)
        opened = WebSocket(self.driver, self._selection, lambda text: None)
        answer = self.driver.upgrade(request, opened)
        if not isinstance(answer, Accept):
            return Opened(status=answer.status, headers=dict(answer.headers))
        opened.id, opened.subprotocol = answer.connection_id, answer.subprotocol
        self._clients[client] = opened
        chosen = {} if answer.subprotocol is None else {"sec-websocket-protocol": answer.subprotocol}
        return Opened(status=101, headers=chosen, connection_id=answer.connection_id)

    def send(self, client: str, data: str | bytes, frame_bytes: int | None) -> None:
        """Send by the test client's WebSocket; on one that is closed, nothing, as over a socket."""
        if self._clients[client].closed is not None:
            return
        if isinstance(data, bytes):
            self._clients[client].send_bytes(data)
        else:
            self._clients[client].send_text(data, frame_bytes=frame_bytes)

    def close(self, client: str, code: int | None, reason: str) -> None:
        """Close from the client's side."""
        self._clients[client].close(NO_STATUS if code is None else code, reason)

    def frame(self, client: str, patience: float) -> str | None:
        """The next message, once everything has settled."""
        self.driver.settle()
        try:
            return self._clients[client].receive_text()
        except AssertionError:
            return None

    def closed(self, client: str, patience: float) -> tuple[int, str] | None:
        """How it was closed, once everything has settled."""
        self.driver.settle()
        return self._clients[client].closed

    def manage(self, method: str, target: str, body: bytes) -> HttpResponse:
        """Hand the request to the emulator as any SDK's."""
        path, _, query = target.partition("?")
        headers = (("host", self._host),)
        return self.driver.aws(
            AwsRequest(service="execute-api", method=method, path=path, query=query, headers=headers, body=body)
        )

    def boto3(self, stage: str) -> Any:
        """boto3's client, whose requests never leave the process."""
        return management_client(f"https://{self._host}/{stage}", self._settings.region)

    def advance(self, seconds: float) -> None:
        """Move the clock."""
        self.driver.advance(seconds)

    def wait(self, holds: Callable[[], bool], patience: float) -> None:
        """Nothing is ever under way here but what `settle` runs."""
        self.driver.settle()

    def rest(self, seconds: float) -> None:
        """The same."""
        self.driver.settle()


@contextmanager
def in_process(case: Mapping[str, Any], stubs: Stubs) -> Iterator[Way]:
    """Deploy the case without a socket."""
    way = InProcess(case, stubs)
    botocore.enter(way.driver)
    try:
        yield way
    finally:
        botocore.leave(way.driver)
