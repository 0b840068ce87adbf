"""What a gateway calls itself, and how it decides where AWS's documents and observations disagree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from gwfw.exchange import HttpRequest
from gwfw.gateway.websocket.facts import WebSocketFacts
from gwfw.graph.facts import HttpFacts
from gwfw.graph.model import Throttle

__all__ = ["GatewaySettings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewaySettings:
    """The deployment that a gateway stands for. `stage` names it: the stage of a graph that has no name of its own.

    `limits` False lets pass what API Gateway refuses for its size or age. `facts` holds the contested facts of HTTP APIs.
    `account_throttle` is the account's limit for all APIs together; None (the default) has none, because AWS's own
    (10 000 a second) never refills on a clock that stands still. `api_keys` are those that WebSocket routes accept which
    require one; `websocket` holds the contested facts of WebSocket APIs. `unsigned` says why a management call is not
    signed as it must be, None if it is; without it signatures are not asked for.
    """

    account_id: str
    region: str
    stage: str
    http_api_id: str
    websocket_api_id: str
    limits: bool = True
    facts: HttpFacts = field(default_factory=HttpFacts)
    account_throttle: Throttle | None = None
    api_keys: tuple[str, ...] = ()
    websocket: WebSocketFacts = field(default_factory=WebSocketFacts)
    unsigned: Callable[[HttpRequest], str | None] | None = None

    def host(self, api_id: str) -> str:
        """The default endpoint's host name of an API."""
        return f"{api_id}.execute-api.{self.region}.amazonaws.com"
