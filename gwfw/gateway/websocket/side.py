"""The WebSocket half of the gateway: told of handshakes, messages, ends and management calls, it returns actions."""

from __future__ import annotations

from types import MappingProxyType

from gwfw.exchange import Action, HttpRequest, Token
from gwfw.gateway.authorizers import Authorizers
from gwfw.gateway.settings import GatewaySettings
from gwfw.gateway.throttle import Bucket
from gwfw.gateway.websocket import disconnect
from gwfw.gateway.websocket.api import Api
from gwfw.gateway.websocket.calls import Calls
from gwfw.gateway.websocket.connections import Connections
from gwfw.gateway.websocket.events import Events
from gwfw.gateway.websocket.handshake import Handshake
from gwfw.gateway.websocket.house import House
from gwfw.gateway.websocket.management import manage
from gwfw.gateway.websocket.messages import received
from gwfw.gateway.work import Pending
from gwfw.graph.model import AppGraph
from gwfw.ports import AuthorizerTable, Ids, KindTable, Names, Renderer

__all__ = ["WebSocketSide"]


class WebSocketSide:
    """The WebSocket API of a graph. Times are epoch seconds. Results of its work go to `pending`.
    `account` is the bucket that all APIs share."""

    def __init__(
        self,
        graph: AppGraph,
        *,
        settings: GatewaySettings,
        kinds: KindTable,
        names: Names,
        render: Renderer,
        ids: Ids,
        pending: Pending,
        account: Bucket | None,
        authorizers: AuthorizerTable = MappingProxyType({}),
    ) -> None:
        self._kinds, self._authorizers, self._pending = kinds, authorizers, pending
        self._house = House(
            settings=settings,
            api=Api(graph, settings, kinds),
            authorizers=Authorizers(graph, self._authorizers, names, pending),
            calls=Calls(names=names, render=render, pending=pending),
            events=Events(settings, ids),
            connections=Connections(limits=settings.limits),
            account=account,
        )

    def upgrade(self, token: Token, request: HttpRequest, now: float) -> list[Action]:
        """A handshake. Accept or Reply with this token follows."""
        return Handshake(self._house, token, request, now).begin(now)

    def message(self, connection_id: str, data: str | bytes, now: float) -> list[Action]:
        """A client's message: text, or bytes for a binary one."""
        held = self._house.connections.get(connection_id)
        return [] if held is None else received(self._house, held, data, now)

    def lost(self, connection_id: str, code: int, reason: str, now: float) -> list[Action]:
        """A connection that its client or the network closed. Without a status in its close frame the code is 1005."""
        held = self._house.connections.remove(connection_id)
        if held is None:
            return []
        if code == disconnect.NO_STATUS:
            reason = disconnect.NO_STATUS_REASON
        return disconnect.ended(self._house, held, code, reason, now)

    def manage(self, token: Token, request: HttpRequest, now: float) -> list[Action]:
        """A request to the management API. One Reply with this token follows."""
        return manage(self._house, token, request, now)

    def advance(self, now: float) -> list[Action]:
        """Time has passed: connections that are idle or old are closed."""
        said: list[Action] = []
        for held in self._house.connections.ended(now):
            said += disconnect.overdue(self._house, held, now)
        return said

    @property
    def next_deadline(self) -> float | None:
        """When `advance` may have something to do; early rather than late."""
        return self._house.connections.next_deadline

    def replace(self, graph: AppGraph, names: Names) -> None:
        """After a reload: other routes, stages and integrations. Connections stay."""
        self._house.api = Api(graph, self._house.settings, self._kinds)
        self._house.authorizers = Authorizers(graph, self._authorizers, names, self._pending)
        self._house.calls.names = names
