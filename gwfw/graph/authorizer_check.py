"""What the authorizers of an API must fulfil: how many there are, what tokens they take, where a caller's identity stands.

It follows `CreateAuthorizer` and the quotas of HTTP APIs. What a declaration must fulfil besides is with its declare side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

from gwfw.authorizers.jwt.spec import Jwt
from gwfw.authorizers.request.spec import LambdaAuthorizer
from gwfw.errors import Place, Problem
from gwfw.graph import identity_sources as sources
from gwfw.graph.model import ApiName, Authorizer, Route
from gwfw.graph.problems import problem
from gwfw.graph.target_check import check_payload

__all__ = ["check_authorizers", "check_jwt", "check_request"]

AUTHORIZERS: Final = 10
"""Authorizers of one API; IAM authorization is none of them."""
AUDIENCES: Final = 50
TTL_S: Final = 3600

_TOKEN_SOURCE: Final = re.compile(r"\$request\.(header|querystring)\.[A-Za-z0-9._~-]+")


def check_authorizers(
    api: ApiName, routes: Iterable[Route], authorizers: Iterable[Authorizer], places: Mapping[str, Place]
) -> Iterator[Problem]:
    """Everything that is wrong with the authorizers of an API's routes. `places` holds the routes' places by subject."""
    first: dict[str | None, Place | None] = {}
    for route in routes:
        first.setdefault(route.authorizer, places.get(f"{api} {route.key}"))
    specs = [spec for spec in authorizers if spec.name in first and spec.kind != "iam"]
    if len(specs) > AUTHORIZERS:
        what, allowed = f"the {api} API has too many authorizers", f"at most {AUTHORIZERS}"
        remedy = "let one authorizer know several audiences, or one function several callers"
        yield problem("authorizer-quota", what, None, received=str(len(specs)), allowed=allowed, remedy=remedy)
    for spec in specs:
        if isinstance(spec, Jwt):
            yield from check_jwt(spec, first[spec.name])
        elif isinstance(spec, LambdaAuthorizer):
            yield from check_request(spec, api, first[spec.name])


def check_jwt(spec: Jwt, place: Place | None) -> Iterator[Problem]:
    """The issuer, the audience, and the one place where the token is."""
    remedy = 'jwt(issuer="https://issuer.example.com", audience=["my-client"])'
    parts = urlsplit(spec.issuer)
    if parts.scheme != "https" or not parts.hostname:
        what = "an issuer is an https URL, exactly as in its tokens"
        yield problem("jwt-issuer", what, place, received=repr(spec.issuer), remedy=remedy)
    if not spec.audience:
        what = "without an audience, tokens for anybody else would be let pass"
        yield problem("jwt-audience", what, place, received="audience=[]", remedy=remedy)
    if len(spec.audience) > AUDIENCES:
        what, received = "this authorizer has too many audiences", str(len(spec.audience))
        yield problem(
            "jwt-audience", what, place, received=received, allowed=f"1 to {AUDIENCES}", remedy="use two authorizers"
        )
    if not _TOKEN_SOURCE.fullmatch(spec.identity_source):
        what = "a token is in one header or one parameter of the query string"
        allowed = "$request.header.n, $request.querystring.n"
        remedy = "leave source= out for the header Authorization"
        yield problem("identity-source", what, place, received=spec.identity_source, allowed=allowed, remedy=remedy)


def check_request(spec: LambdaAuthorizer, api: ApiName, place: Place | None) -> Iterator[Problem]:
    """The identity sources, how long an answer is kept, and the form of the event."""
    for source in spec.identity_sources:
        wrong = sources.check(source, api)
        if wrong is not None:
            remedy = 'sources=[request.header["Authorization"]]'
            yield problem("identity-source", wrong, place, received=source, remedy=remedy)
    if not 0 <= spec.ttl_s <= TTL_S:
        what, received, allowed = "answers cannot be kept that long", f"ttl_s={spec.ttl_s}", f"0 to {TTL_S} seconds"
        yield problem("authorizer-ttl", what, place, received=received, allowed=allowed, remedy="choose one between")
    yield from check_payload(spec.payload_format, place)
