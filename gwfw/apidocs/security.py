"""Security schemes of an HTTP API's authorizers, and what a route requires.

    jwt        openIdConnect at the issuer's own document; a token elsewhere than in Authorization is an apiKey
    iam        an apiKey with AWS's own extension, as API Gateway exports it
    request    an apiKey for each identity source that a client sends, all of them together

Knows specs only; it follows "Security Scheme Object" and "Security Requirement Object" of OpenAPI 3.1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from gwfw.apidocs.schemas import free_name
from gwfw.authorizers.iam.spec import Iam
from gwfw.authorizers.jwt.spec import Jwt
from gwfw.authorizers.request.spec import LambdaAuthorizer
from gwfw.graph.model import AppGraph, Authorizer, Route

__all__ = ["Security"]

Scheme: TypeAlias = dict[str, Any]

HEADER, QUERY = "$request.header.", "$request.querystring."
SIGNED: Final[Scheme] = {
    "type": "apiKey",
    "name": "Authorization",
    "in": "header",
    "description": "Signature Version 4 of a principal that may execute-api:Invoke.",
    "x-amazon-apigateway-authtype": "awsSigv4",
}


class Security:
    """The schemes of the authorizers that HTTP routes have: `schemes` by name."""

    def __init__(self, graph: AppGraph) -> None:
        self.schemes: dict[str, Scheme] = {}
        self._required: dict[str, Sequence[str]] = {}
        used = {route.authorizer for route in graph.http.routes} if graph.http is not None else set()
        for authorizer in graph.authorizers:
            if authorizer.name in used:
                self._required[authorizer.name] = [self._add(authorizer.name, scheme) for scheme in _schemes(authorizer)]

    def _add(self, wanted: str, scheme: Scheme) -> str:
        name = free_name(wanted, self.schemes)
        self.schemes[name] = scheme
        return name

    def required(self, route: Route) -> list[Mapping[str, Sequence[str]]]:
        """The route's alternatives: one of them lets a request pass. Of a JWT's scopes one is enough."""
        if route.authorizer is None:
            return []
        names = self._required[route.authorizer]
        return [{name: [scope] if scope else [] for name in names} for scope in route.scopes or ("",)]


def _schemes(authorizer: Authorizer) -> list[Scheme]:
    if isinstance(authorizer, Iam):
        return [SIGNED]
    if isinstance(authorizer, Jwt):
        return [_token(authorizer)]
    told = "A Lambda authorizer decides."
    sources = authorizer.identity_sources if isinstance(authorizer, LambdaAuthorizer) else ()
    found = [_key(source, told) for source in sources if source.startswith((HEADER, QUERY))]
    unknown = f"{told} It has no identity source that a client sends: what it reads is its own matter."
    return found or [_key(f"{HEADER}Authorization", unknown)]


def _token(authorizer: Jwt) -> Scheme:
    told = f"A token of {authorizer.issuer} for {', '.join(authorizer.audience)}."
    if authorizer.identity_source.lower() != f"{HEADER}authorization":
        return _key(authorizer.identity_source, told)
    url = f"{authorizer.issuer.rstrip('/')}/.well-known/openid-configuration"
    return {"type": "openIdConnect", "openIdConnectUrl": url, "description": told}


def _key(source: str, told: str) -> Scheme:
    place, start = ("header", HEADER) if source.startswith(HEADER) else ("query", QUERY)
    return {"type": "apiKey", "in": place, "name": source.removeprefix(start), "description": told}
