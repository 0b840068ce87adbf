"""`Gateway`: both APIs of an app as one sans-I/O core.

It is told everything (request, upgrade, message, close, management call, result, tick of the clock) and returns actions.
No method does I/O, blocks or calls out, and none is ever entered from inside another: actions are for the driver's queue.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from types import MappingProxyType

from gwfw.exchange import Action, HttpRequest, Outcome, Token
from gwfw.gateway.http.side import HttpSide
from gwfw.gateway.settings import GatewaySettings
from gwfw.gateway.throttle import Bucket
from gwfw.gateway.websocket.side import WebSocketSide
from gwfw.gateway.work import Pending, earliest
from gwfw.graph.model import AppGraph
from gwfw.ports import AuthorizerTable, Ids, KindTable, Names, Renderer

__all__ = ["Gateway"]


class _Entrance:
    """Lets one in at a time: whoever enters from inside has mistaken an action for a call."""

    __slots__ = ("_taken",)

    def __init__(self) -> None:
        self._taken = False

    def __enter__(self) -> None:
        assert not self._taken, "the gateway was entered from inside itself"
        self._taken = True

    def __exit__(self, *failure: object) -> None:
        self._taken = False


class Gateway:
    """The gateway of an app's graph. Tokens that come in are the driver's; those of Perform come from `tokens`.

    `kinds` and `authorizers` are the emulate sides by kind; `names` resolves the graph's references, `render` its mapping
    templates.
    """

    def __init__(
        self,
        graph: AppGraph,
        *,
        settings: GatewaySettings,
        kinds: KindTable,
        names: Names,
        render: Renderer,
        ids: Ids,
        authorizers: AuthorizerTable = MappingProxyType({}),
        tokens: Iterator[Token] | None = None,
    ) -> None:
        self._pending = Pending(count(1) if tokens is None else tokens)
        account = None if settings.account_throttle is None else Bucket(settings.account_throttle)
        self._http = HttpSide(
            graph,
            settings=settings,
            kinds=kinds,
            names=names,
            render=render,
            ids=ids,
            pending=self._pending,
            authorizers=authorizers,
            account=account,
        )
        self._websocket = WebSocketSide(
            graph,
            settings=settings,
            kinds=kinds,
            names=names,
            render=render,
            ids=ids,
            pending=self._pending,
            authorizers=authorizers,
            account=account,
        )
        self._entrance = _Entrance()

    def http(self, token: Token, request: HttpRequest, now: float) -> list[Action]:
        """A request to the HTTP API. One Reply with this token follows."""
        with self._entrance:
            return self._http.http(token, request, now)

    def upgrade(self, token: Token, request: HttpRequest, now: float) -> list[Action]:
        """A WebSocket handshake. Accept or Reply with this token follows."""
        with self._entrance:
            return self._websocket.upgrade(token, request, now)

    def message(self, connection_id: str, data: str | bytes, now: float) -> list[Action]:
        """A client's message: text, or bytes for a binary one."""
        with self._entrance:
            return self._websocket.message(connection_id, data, now)

    def lost(self, connection_id: str, code: int, reason: str, now: float) -> list[Action]:
        """A connection that its client or the network closed, with the close code and reason that `$disconnect` is told."""
        with self._entrance:
            return self._websocket.lost(connection_id, code, reason, now)

    def manage(self, token: Token, request: HttpRequest, now: float) -> list[Action]:
        """A request to the management API (`@connections`). One Reply with this token follows."""
        with self._entrance:
            return self._websocket.manage(token, request, now)

    def result(self, token: Token, outcome: Outcome, now: float) -> list[Action]:
        """What became of a Perform."""
        with self._entrance:
            return self._pending.result(token, outcome, now)

    def advance(self, now: float) -> list[Action]:
        """Time has passed: time-outs, idle and old connections."""
        with self._entrance:
            return [*self._pending.advance(now), *self._websocket.advance(now)]

    @property
    def next_deadline(self) -> float | None:
        """When `advance` has something to do, if nothing happens before."""
        return earliest(self._pending.next_deadline, self._websocket.next_deadline)

    def replace(self, graph: AppGraph, names: Names) -> None:
        """After a reload: other routes and integrations; connections and work under way stay."""
        self._http.replace(graph, names)
        self._websocket.replace(graph, names)
