"""An app's routes as people read them: API, route key, target. Used by `gwfw routes`, `gwfw local` and errors."""

from __future__ import annotations

from dataclasses import dataclass

from gwfw.graph.model import ApiName, AppGraph, Route
from gwfw.integrations import catalogue

__all__ = ["RouteRow", "rows"]


@dataclass(frozen=True, slots=True)
class RouteRow:
    """One route: `target` is `λ name` for code that runs in Lambda, `→ what` for what API Gateway does by itself."""

    api: ApiName
    key: str
    target: str


def rows(graph: AppGraph) -> tuple[RouteRow, ...]:
    """Every route of the graph, HTTP first, ordered by path, then method; `$` keys first."""
    found = []
    if graph.http is not None:
        ordered = sorted(graph.http.routes, key=lambda route: route.key.split(" ")[::-1])
        found += [RouteRow("http", route.key, _target(graph, "http", route)) for route in ordered]
    if graph.websocket is not None:
        found += [RouteRow("websocket", route.key, _target(graph, "websocket", route)) for route in graph.websocket.routes]
    return tuple(found)


def _target(graph: AppGraph, api: ApiName, route: Route) -> str:
    spec = graph.integration(route.integration)
    for function in graph.functions:
        if spec.kind == "lambda_proxy" and function.name == getattr(spec, "function", None):
            for handler in function.handlers:
                if (handler.source, handler.key) == (api, route.key) or handler.source in ("asgi", "wsgi"):
                    return f"λ {handler.name}"
    return f"→ {catalogue.describe(spec)}"
