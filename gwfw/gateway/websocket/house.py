"""What the flows of one gateway's WebSocket API share."""

from __future__ import annotations

from dataclasses import dataclass

from gwfw.gateway.authorizers import Authorizers
from gwfw.gateway.settings import GatewaySettings
from gwfw.gateway.throttle import Bucket
from gwfw.gateway.websocket.api import Api, ServedStage
from gwfw.gateway.websocket.calls import Calls
from gwfw.gateway.websocket.connections import Connections, Held
from gwfw.gateway.websocket.events import Events

__all__ = ["House"]


@dataclass(slots=True, kw_only=True)
class House:
    """`api` and `authorizers` are replaced after a reload; connections stay. `account` is the account's bucket."""

    settings: GatewaySettings
    api: Api
    authorizers: Authorizers
    calls: Calls
    events: Events
    connections: Connections
    account: Bucket | None

    def stage(self, held: Held) -> ServedStage:
        """The stage of a connection as it is declared now; one that is gone has nothing of its own."""
        return self.api.stages.get(held.stage) or ServedStage()

    def admits(self, stage: ServedStage, route_key: str, now: float) -> bool:
        """Whether neither the account's limit nor the route's is reached."""
        return self.within_account(now) and stage.admits(route_key, now)

    def within_account(self, now: float) -> bool:
        """Whether the account's limit, which counts requests, handshakes, messages and management calls, is not reached."""
        return self.account is None or self.account.take(now)
