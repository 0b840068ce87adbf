"""The `synth` side of a kind: the modules `gwfw/integrations/<kind>/synth.py` and `gwfw/resources/<kind>/synth.py`.

A side has `http(spec, parts, routes)`, `websocket(spec, parts, routes)` or both, for the APIs that the kind serves. `routes`
are the API's routes with that integration. Each gives the CDK's integration object, one for all of these routes.
A resource's side has `construct(resource, parts)`, which adds it to the parts.
"""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, TypeVar

from aws_cdk.aws_apigatewayv2 import HttpRouteIntegration, WebSocketRouteIntegration

from gwfw.errors import Problem, Refusal
from gwfw.graph.model import ApiName, Integration, Resource, Route
from gwfw.synth.parts import Parts

__all__ = ["construct", "http", "websocket"]

Made = TypeVar("Made", covariant=True)


class Side(Protocol[Made]):
    """One function of a kind's `synth` module."""

    def __call__(self, spec: Integration, parts: Parts, routes: tuple[Route, ...]) -> Made: ...


def construct(resource: Resource, parts: Parts) -> None:
    """Add the constructs of a resource."""
    import_module(f"gwfw.resources.{resource.kind}.synth").construct(resource, parts)


def http(spec: Integration, parts: Parts, routes: tuple[Route, ...]) -> HttpRouteIntegration:
    """The integration for routes of the HTTP API. Raises Refusal where the kind does not serve HTTP APIs."""
    side: Side[HttpRouteIntegration] = _side(spec, "http")
    return side(spec, parts, routes)


def websocket(spec: Integration, parts: Parts, routes: tuple[Route, ...]) -> WebSocketRouteIntegration:
    """The integration for routes of the WebSocket API. Raises Refusal where the kind does not serve WebSocket APIs."""
    side: Side[WebSocketRouteIntegration] = _side(spec, "websocket")
    return side(spec, parts, routes)


def _side(spec: Integration, api: ApiName) -> Side[Made]:
    side: Side[Made] | None = getattr(import_module(f"gwfw.integrations.{spec.kind}.synth"), api, None)
    if side is None:
        problem = Problem(
            code="integration-api", what=f"integration {spec.name!r} of kind {spec.kind} cannot serve the {api} API"
        )
        raise Refusal([problem])
    return side
