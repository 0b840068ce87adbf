"""An app's routes as people read them: API, route key, target, guards. Used by `gwfw routes`, `gwfw local` and errors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gwfw.graph.model import ApiName, AppGraph, Route
from gwfw.integrations import catalogue

__all__ = ["RouteRow", "rows"]


@dataclass(frozen=True, slots=True)
class RouteRow:
    """One route: `target` is `λ name` for code that runs in Lambda, `→ what` for what API Gateway does by itself.

    `guards` say what a request must fulfil before that: `jwt` with the scopes of which it needs one, `iam`, the name of an
    authorizer, `api key`, `validated`. Without any, everybody may call it with anything.
    """

    api: ApiName
    key: str
    target: str
    guards: tuple[str, ...] = ()


def rows(graph: AppGraph) -> tuple[RouteRow, ...]:
    """Every route of the graph, HTTP first, ordered by path, then method; `$` keys first."""
    found = []
    if graph.http is not None:
        ordered = sorted(graph.http.routes, key=lambda route: route.key.split(" ")[::-1])
        found += [_row(graph, "http", route) for route in ordered]
    if graph.websocket is not None:
        found += [_row(graph, "websocket", route) for route in graph.websocket.routes]
    return tuple(found)


def _row(graph: AppGraph, api: ApiName, route: Route) -> RouteRow:
    return RouteRow(api, route.key, _target(graph, api, route), tuple(_guards(graph, route)))


def _guards(graph: AppGraph, route: Route) -> Iterator[str]:
    kinds = {authorizer.name: authorizer.kind for authorizer in graph.authorizers}
    if route.authorizer is not None:
        kind = kinds.get(route.authorizer)
        yield " ".join((kind, *route.scopes)) if kind in ("jwt", "iam") else route.authorizer
    if route.api_key_required:
        yield "api key"
    if route.models:
        yield "validated"


def _target(graph: AppGraph, api: ApiName, route: Route) -> str:
    spec = graph.integration(route.integration)
    for function in graph.functions:
        if spec.kind == "lambda_proxy" and function.name == getattr(spec, "function", None):
            for handler in function.handlers:
                if (handler.source, handler.key) == (api, route.key) or handler.source in ("asgi", "wsgi"):
                    return f"λ {handler.name}"
    return f"→ {catalogue.describe(spec)}"
