"""What an HTTP API as a whole must fulfil: CORS, authorizers and scopes of its routes, and their integrations' mappings.

It follows "Configuring CORS for an HTTP API", "Controlling access with JWT authorizers" and the quotas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from gwfw.errors import Place, Problem
from gwfw.graph.authorizer_check import check_authorizers
from gwfw.graph.machine_check import check_machine
from gwfw.graph.mapping_check import check_mappings
from gwfw.graph.model import AppGraph, Cors, HttpApi, Route
from gwfw.graph.problems import problem
from gwfw.graph.routes import METHODS
from gwfw.graph.service_check import check_service
from gwfw.graph.stage_check import check_domains, check_stages
from gwfw.graph.target_check import check_target
from gwfw.graph.urls import STAGE_VARIABLE

__all__ = ["check_http"]

SCOPES: Final = 10
"""Scopes of one route."""

_ORIGIN: Final = re.compile(r"\*|https?://\*|[a-z][a-z0-9+.-]*://[^\s/*?#]+")


def check_http(graph: AppGraph, places: Mapping[str, Place]) -> Iterator[Problem]:
    """Everything that is wrong with the HTTP API of a graph, besides its route keys."""
    if graph.http is None:
        return
    yield from check_stages("http", graph.http)
    yield from check_domains(graph.http)
    if graph.http.cors is not None:
        yield from _cors(graph.http.cors)
    yield from check_authorizers("http", graph.http.routes, graph.authorizers, places)
    integrations = {integration.name: integration for integration in graph.integrations}
    checked: set[str] = set()
    for route in graph.http.routes:
        place = places.get(f"http {route.key}")
        yield from _scopes(graph, route, place)
        integration = integrations.get(route.integration)
        if integration is not None and integration.name not in checked:
            checked.add(integration.name)
            yield from check_mappings(integration, place)
            yield from check_service(integration, place)
            yield from check_target(integration, place)
            yield from check_machine(graph, integration, place)
            yield from _stage_variables(graph.http, getattr(integration, "url", ""), place)


def _cors(cors: Cors) -> Iterator[Problem]:
    if "*" in cors.allow_origins and cors.allow_credentials:
        what = "allow-credentials is not supported if 'allow-origin' is *"
        remedy = "name the origins, or https://* for all that are encrypted"
        yield problem("cors-credentials", what, None, received="allow_origins=['*']", remedy=remedy)
    for origin in cors.allow_origins:
        if not _ORIGIN.fullmatch(origin):
            what, allowed = "this is no origin", "*, http://*, https://* or scheme://host[:port] without a path"
            yield problem("cors-origin", what, None, received=repr(origin), allowed=allowed, remedy="https://example.com")
    for method in cors.allow_methods:
        if method != "*" and (method not in METHODS or method == "ANY"):
            allowed = ", ".join(["*", *METHODS[1:]])
            what, remedy = "CORS can allow no such method", "choose one of them"
            yield problem("cors-method", what, None, received=repr(method), allowed=allowed, remedy=remedy)
    if cors.max_age_s is not None and not -1 <= cors.max_age_s <= 86400:
        what, received = "a preflight cannot be remembered that long", f"max_age_s={cors.max_age_s}"
        yield problem("cors-max-age", what, None, received=received, allowed="-1 to 86400", remedy="choose one between")


def _scopes(graph: AppGraph, route: Route, place: Place | None) -> Iterator[Problem]:
    kind = next((spec.kind for spec in graph.authorizers if spec.name == route.authorizer), None)
    received = f"{route.key}: {', '.join(route.scopes)}"
    if route.scopes and (route.authorizer is None or kind not in ("jwt", None)):
        what = "Authorization Scopes are only valid for COGNITO_USER_POOLS and JWT authorization types"
        remedy = "give the route a JWT authorizer, or no scopes"
        yield problem("scopes", what, place, received=received, remedy=remedy)
    if len(route.scopes) > SCOPES:
        what, allowed = "this route has too many scopes", f"at most {SCOPES}"
        yield problem("scopes", what, place, received=received, allowed=allowed, remedy="let one scope stand for several")


def _stage_variables(api: HttpApi, url: str, place: Place | None) -> Iterator[Problem]:
    """A URL whose host or path comes from a stage's variable leads nowhere in a stage without it."""
    used = sorted(set(STAGE_VARIABLE.findall(url)))
    for stage in api.stages:
        for name in used:
            if name not in dict(stage.variables):
                what = f"the stage {stage.name or 'of the deployment'} has no variable {name!r}"
                remedy = "give every stage the variable"
                yield problem("stage-variable", what, place, received=url, remedy=remedy)
