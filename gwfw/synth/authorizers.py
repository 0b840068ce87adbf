"""Authorizers of routes, each made once: by the `synth` module of its kind, `gwfw/authorizers/<kind>/synth.py`.

A side has `http(spec, parts)`, `websocket(spec, parts)` or both, for the APIs that the kind serves. Each gives the CDK's
authorizer object, one for all routes that name it.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from aws_cdk import aws_apigatewayv2 as apigatewayv2

from gwfw.errors import Problem, Refusal
from gwfw.graph.model import ApiName, Authorizer, Route
from gwfw.synth.parts import Parts

__all__ = ["http", "websocket"]


def http(route: Route, parts: Parts) -> apigatewayv2.IHttpRouteAuthorizer | None:
    """The authorizer of an HTTP route, None for a route that is for everybody. Raises Refusal where it cannot be made."""
    made: apigatewayv2.IHttpRouteAuthorizer | None = _made("http", route, parts)
    return made


def websocket(route: Route, parts: Parts) -> apigatewayv2.IWebSocketRouteAuthorizer | None:
    """The authorizer of a WebSocket API's `$connect`, None for everybody. Raises Refusal where it cannot be made."""
    made: apigatewayv2.IWebSocketRouteAuthorizer | None = _made("websocket", route, parts)
    return made


def _made(api: ApiName, route: Route, parts: Parts) -> Any:
    if route.authorizer is None:
        return None
    key = (api, route.authorizer)
    if key not in parts.authorizers:
        spec = next((spec for spec in parts.graph.authorizers if spec.name == route.authorizer), None)
        if spec is None:
            raise _refuse(f"{api} {route.key} has an authorizer that is not there: {route.authorizer!r}")
        parts.authorizers[key] = _side(api, spec)(spec, parts)
    return parts.authorizers[key]


def _side(api: ApiName, spec: Authorizer) -> Callable[[Authorizer, Parts], object]:
    module = f"gwfw.authorizers.{spec.kind}.synth"
    known = find_spec("gwfw.authorizers") is not None and find_spec(f"gwfw.authorizers.{spec.kind}") is not None
    side: Callable[[Authorizer, Parts], object] | None = None
    if known and find_spec(module) is not None:
        side = getattr(import_module(module), api, None)
    if side is None:
        raise _refuse(f"the authorizer {spec.name!r} of the kind {spec.kind} cannot serve the {api} API")
    return side


def _refuse(what: str) -> Refusal:
    return Refusal([Problem(code="authorizer-api", what=what, remedy="choose another authorizer for this route")])
