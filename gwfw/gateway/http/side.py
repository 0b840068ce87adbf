"""`HttpSide`: the HTTP API of a gateway."""

from __future__ import annotations

from dataclasses import replace

from gwfw.exchange import Action, HttpRequest, Token
from gwfw.gateway.authorizers import Authorizers
from gwfw.gateway.http.house import House
from gwfw.gateway.http.plan import ApiPlan
from gwfw.gateway.http.serving import Serving
from gwfw.gateway.settings import GatewaySettings
from gwfw.gateway.throttle import Bucket
from gwfw.gateway.work import Pending
from gwfw.graph.model import AppGraph
from gwfw.ports import AuthorizerTable, Ids, KindTable, Names, Renderer

__all__ = ["HttpSide"]


class HttpSide:
    """Serves the HTTP API of a graph. `account` is the bucket that all APIs share.

    Throttles and what authorizers remember begin anew with a replaced graph.
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
        pending: Pending,
        authorizers: AuthorizerTable,
        account: Bucket | None,
    ) -> None:
        self._kinds, self._authorizers = kinds, authorizers
        self._house = House(
            settings=settings,
            plan=ApiPlan(graph, settings=settings, kinds=kinds),
            authorizers=Authorizers(graph, authorizers, names, pending),
            names=names,
            render=render,
            ids=ids,
            pending=pending,
            account=account,
        )

    def http(self, token: Token, request: HttpRequest, now: float) -> list[Action]:
        """A request. One Reply with this token follows, at once or after the work that is asked for."""
        return Serving(self._house, token, request, now).begin()

    def replace(self, graph: AppGraph, names: Names) -> None:
        """Serve another graph from now on; requests under way end on the old one."""
        house = self._house
        self._house = replace(
            house,
            plan=ApiPlan(graph, settings=house.settings, kinds=self._kinds),
            authorizers=Authorizers(graph, self._authorizers, names, house.pending),
            names=names,
        )
