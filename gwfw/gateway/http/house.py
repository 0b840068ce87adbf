"""What all requests of an HTTP API share. Requests under way keep what they began with when the graph is replaced."""

from __future__ import annotations

from dataclasses import dataclass

from gwfw.gateway.authorizers import Authorizers
from gwfw.gateway.http.plan import ApiPlan, RoutePlan
from gwfw.gateway.settings import GatewaySettings
from gwfw.gateway.throttle import Bucket
from gwfw.gateway.work import Pending
from gwfw.ports import Ids, Names, Renderer

__all__ = ["House"]


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The API's plan and everything that serving it needs. `account` None is without an account's limit."""

    settings: GatewaySettings
    plan: ApiPlan
    authorizers: Authorizers
    names: Names
    render: Renderer
    ids: Ids
    pending: Pending
    account: Bucket | None

    def admits(self, route: RoutePlan, now: float) -> bool:
        """Whether the account's and the route's limits let one more request pass."""
        if self.account is not None and not self.account.take(now):
            return False
        return route.bucket is None or route.bucket.take(now)
