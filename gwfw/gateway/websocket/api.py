"""A graph's WebSocket API compiled for serving: stages by name, routes by key, and which route a message selects.

It holds no connection and no clock. It follows "Route selection expressions" of the API Gateway developer guide: what is
no JSON object, has nothing under the expression or names no route goes to `$default`. A message that says `$connect` or
`$disconnect` names no route.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from gwfw import selection
from gwfw.gateway.settings import GatewaySettings
from gwfw.gateway.throttle import Bucket
from gwfw.gateway.websocket.access_log import AccessLog
from gwfw.gateway.websocket.addresses import Addresses
from gwfw.gateway.websocket.keys import ApiKeys
from gwfw.gateway.websocket.models import Models
from gwfw.graph.model import AppGraph, Integration, Route, Stage, WebSocketApi
from gwfw.jsonpath import MISSING
from gwfw.ports import Emulate, KindTable
from gwfw.selection import Variable

__all__ = ["CONNECT", "DEFAULT", "DISCONNECT", "Api", "Served", "ServedStage"]

CONNECT: Final = "$connect"
DISCONNECT: Final = "$disconnect"
DEFAULT: Final = "$default"

_BODY: Final = "request.body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A route with its integration, the emulate side of the integration's kind, and its models."""

    route: Route
    integration: Integration
    kind: Emulate[Integration]
    models: Models


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedStage:
    """A stage: its variables, its access log, and a bucket for each route that is throttled."""

    variables: tuple[tuple[str, str], ...] = ()
    access_log: AccessLog | None = None
    buckets: Mapping[str, Bucket] = field(default_factory=dict)

    def admits(self, route_key: str, now: float) -> bool:
        """Whether the route's bucket has a token left; it is taken."""
        bucket = self.buckets.get(route_key)
        return bucket is None or bucket.take(now)


class Api:
    """What is served for a graph; without a WebSocket API there are no stages and no routes.

    Raises ValueError for what `gwfw.websockets.check` refuses.
    """

    def __init__(self, graph: AppGraph, settings: GatewaySettings, kinds: KindTable) -> None:
        api = graph.websocket or WebSocketApi(routes=(), stages=())
        self.stages: Mapping[str, ServedStage] = {
            stage.name or settings.stage: _stage(stage, api.routes) for stage in api.stages
        }
        self.addresses = Addresses(self.stages, api.mappings, settings.stage)
        self.keys = ApiKeys(api.api_key_selection, api.api_keys, settings.api_keys)
        self.routes: Mapping[str, Served] = {route.key: _served(graph, route, kinds) for route in api.routes}
        self.selection = api.selection
        self._selection = selection.compile(api.selection)
        self._reads_body = any(variable.root == _BODY for variable in self._selection.variables)

    def select(self, message: str) -> Served | None:
        """The route of a message, None where the gateway answers Forbidden."""
        key = self._key(message)
        found = self.routes.get(key) if key not in (CONNECT, DISCONNECT) else None
        return found or self.routes.get(DEFAULT)

    def _key(self, message: str) -> str:
        if not self._reads_body:
            return self._selection.evaluate(lambda variable: MISSING)
        body = selection.parsed(message)
        return self._selection.evaluate(lambda variable: _found(variable, body)) if isinstance(body, dict) else DEFAULT


def _found(variable: Variable, body: object) -> object:
    return MISSING if variable.path is None else variable.path.get(body)


def _served(graph: AppGraph, route: Route, kinds: KindTable) -> Served:
    integration = graph.integration(route.integration)
    return Served(route=route, integration=integration, kind=kinds[integration.kind], models=Models(route))


def _stage(stage: Stage, routes: tuple[Route, ...]) -> ServedStage:
    limits = {route.key: stage.throttle for route in routes} | dict(stage.route_throttles)
    return ServedStage(
        variables=stage.variables,
        access_log=None if stage.access_log is None else AccessLog(stage.access_log),
        buckets={key: Bucket(throttle) for key, throttle in limits.items() if throttle is not None},
    )
