"""An HTTP API compiled for serving: per stage and route everything that does not depend on the request.

A plan is made once for a graph; serving looks up, evaluates and never parses. Raises ValueError where the graph holds what
`gwfw.graph.check` refuses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gwfw.gateway.http.access_log import AccessLog
from gwfw.gateway.http.cors import CorsPolicy
from gwfw.gateway.http.mapping import RequestMapping, ResponseMapping
from gwfw.gateway.http.stages import Stages
from gwfw.gateway.settings import GatewaySettings
from gwfw.gateway.throttle import Bucket
from gwfw.graph.model import AppGraph, HttpApi, Integration, Route, Stage
from gwfw.graph.routes import RouteTable
from gwfw.ports import Emulate, KindTable

__all__ = ["ApiPlan", "IntegrationPlan", "RoutePlan", "StagePlan"]


@dataclass(frozen=True, slots=True)
class IntegrationPlan:
    """An integration, its emulate side and its mappings; `on_status` by the integration's status."""

    spec: Integration
    side: Emulate[Integration]
    on_request: RequestMapping | None
    on_status: Mapping[int, ResponseMapping]


@dataclass(frozen=True, slots=True)
class RoutePlan:
    """A route in a stage; `bucket` None is without a limit."""

    route: Route
    integration: IntegrationPlan
    bucket: Bucket | None


@dataclass(frozen=True, slots=True)
class StagePlan:
    """A stage and its routes by key."""

    name: str
    variables: tuple[tuple[str, str], ...]
    routes: Mapping[str, RoutePlan]
    access_log: AccessLog | None


class ApiPlan:
    """An API, ready for requests. The API of a graph without one answers everything with 404."""

    def __init__(self, graph: AppGraph, *, settings: GatewaySettings, kinds: KindTable) -> None:
        api = graph.http or HttpApi(routes=())
        self.host = settings.host(settings.http_api_id)
        self.entrances = Stages(api, host=self.host, deployment=settings.stage)
        self.table = RouteTable((route.key for route in api.routes), settings.facts.routing)
        self.cors = None if api.cors is None else CorsPolicy(api.cors, settings.facts)
        used = {route.integration for route in api.routes}
        integrations = {spec.name: _integration(spec, kinds) for spec in graph.integrations if spec.name in used}
        stages = [_stage(api, stage, integrations, settings.stage) for stage in api.stages]
        self.stages = {stage.name: stage for stage in stages}


def _integration(spec: Integration, kinds: KindTable) -> IntegrationPlan:
    mapped = spec.request_parameters and not spec.service_parameters
    return IntegrationPlan(
        spec=spec,
        side=kinds[spec.kind],
        on_request=RequestMapping(spec.request_parameters) if mapped else None,
        on_status={status: ResponseMapping(parameters) for status, parameters in spec.response_parameters},
    )


def _stage(api: HttpApi, stage: Stage, integrations: Mapping[str, IntegrationPlan], deployment: str) -> StagePlan:
    throttles = dict(stage.route_throttles)
    routes = {}
    for route in api.routes:
        throttle = throttles.get(route.key, stage.throttle)
        bucket = None if throttle is None else Bucket(throttle)
        routes[route.key] = RoutePlan(route, integrations[route.integration], bucket)
    log = None if stage.access_log is None else AccessLog(stage.access_log)
    return StagePlan(stage.name or deployment, stage.variables, routes, log)
