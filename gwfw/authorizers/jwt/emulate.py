"""JWT authorizers at the local gateway: the issuer's keys are asked for once and kept for two hours.

    discovery   {issuer}/.well-known/openid-configuration   names the key set          at most 1500 ms
    keys        its jwks_uri                                at most 150 000 bytes      at most 1500 ms

A token that names an unknown key has them fetched again, at most once a minute. Sans-I/O, no clock.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from gwfw.authorizers.jwt import claims, jose
from gwfw.authorizers.jwt.spec import Jwt
from gwfw.exchange import (
    Allowed,
    Ask,
    Authorization,
    CallHttp,
    Denied,
    Failed,
    Headers,
    HttpResponse,
    Inputs,
    Outcome,
    Verdict,
    Work,
)
from gwfw.graph import identity_sources as sources
from gwfw.graph.model import Route
from gwfw.ports import Names

if TYPE_CHECKING:
    from jwt import PyJWK

__all__ = ["Keys", "request", "response", "state"]

TIMEOUT_MS: Final = 1500
KEPT_S: Final = 7200.0
AGAIN_S: Final = 60.0
KEY_SET_BYTES: Final = 150_000


@dataclass(slots=True)
class Keys:
    """An issuer's keys by `kid`, and when they were fetched (epoch seconds; None: never)."""

    known: dict[str, PyJWK] = field(default_factory=dict)
    fetched: float | None = None


def state() -> Keys:
    """No keys yet."""
    return Keys()


def request(spec: Jwt, route: Route, inputs: Inputs, state: Keys, names: Names, now: float) -> Ask | Verdict:
    """The verdict, or the wish for the issuer's document."""
    token = _token(spec, inputs)
    if token is None:
        return Denied(status=401, headers=(("www-authenticate", "Bearer"),), detail="no token was sent")
    try:
        kid = _kid(token)
    except jose.Invalid as invalid:
        return _unauthorized(route, invalid)
    age = None if state.fetched is None else now - state.fetched
    if age is None or age > KEPT_S or (kid not in state.known and age > AGAIN_S):
        return _fetch(f"{spec.issuer.rstrip('/')}/.well-known/openid-configuration")
    return _verdict(spec, route, token, state, now)


def response(
    spec: Jwt, route: Route, inputs: Inputs, state: Keys, work: Work, outcome: Outcome, now: float
) -> Ask | Verdict:
    """After the issuer's document its keys are asked for; after the keys there is a verdict."""
    assert isinstance(work, CallHttp)
    try:
        document = _document(outcome)
        if work.url.endswith("/.well-known/openid-configuration"):
            uri = document.get("jwks_uri")
            return _fetch(uri) if isinstance(uri, str) else Denied(status=500, detail=f"{work.url} names no jwks_uri")
        state.known, state.fetched = jose.keys(document), now
    except ValueError as error:
        return Denied(status=500, detail=f"{work.url}: {error}")
    token = _token(spec, inputs)
    assert token is not None
    return _verdict(spec, route, token, state, now)


def _token(spec: Jwt, inputs: Inputs) -> str | None:
    found = sources.values((spec.identity_source,), inputs)
    if found is None:
        return None
    scheme, _, rest = found[0].partition(" ")
    return rest.strip() if scheme.lower() == "bearer" and rest.strip() else found[0]


def _kid(token: str) -> str:
    header = jose.header(token)
    if header.get("alg") not in jose.ALGORITHMS:
        raise jose.Invalid("the token's algorithm is not supported")
    kid = header.get("kid")
    if not isinstance(kid, str):
        raise jose.Invalid("the token names no key")
    return kid


def _fetch(url: str) -> Ask:
    return Ask(work=CallHttp(method="GET", url=url, headers=(("accept", "application/json"),)), timeout_ms=TIMEOUT_MS)


def _document(outcome: Outcome) -> Mapping[str, Any]:
    """The JSON object that was fetched. Raises ValueError."""
    if isinstance(outcome, Failed):
        raise ValueError(outcome.detail or outcome.reason)
    if not isinstance(outcome, HttpResponse) or outcome.status != 200:
        raise ValueError(f"answered {getattr(outcome, 'status', 'nothing')}")
    if len(outcome.body) > KEY_SET_BYTES:
        raise ValueError(f"answered more than {KEY_SET_BYTES} bytes")
    try:
        document = json.loads(outcome.body)
    except RecursionError as error:
        raise ValueError("answered JSON that is nested too deep") from error
    if not isinstance(document, dict):
        raise ValueError("answered no JSON object")
    return document


def _verdict(spec: Jwt, route: Route, token: str, state: Keys, now: float) -> Verdict:
    try:
        key = state.known.get(_kid(token))
        if key is None:
            raise jose.Invalid("the token's key is unknown")
        found = json.loads(jose.payload(token, key))
        if not isinstance(found, dict):
            raise jose.Invalid("the token holds no claims")
        claims.check(found, spec, now)
    except jose.Invalid as invalid:
        return _unauthorized(route, invalid)
    except (ValueError, RecursionError):
        return _unauthorized(route, jose.Invalid("the token cannot be decoded"))
    held = claims.granted(found)
    if route.scopes and not set(held) & set(route.scopes):
        detail = f"the token has none of the scopes {', '.join(route.scopes)}"
        return Denied(status=403, headers=_challenge(route, "insufficient_scope", detail), detail=detail)
    context = {"claims": claims.shown(found), "scopes": held if route.scopes else None}
    return Allowed(authorization=Authorization(kind="jwt", context=context))


def _unauthorized(route: Route, invalid: jose.Invalid) -> Denied:
    return Denied(status=401, headers=_challenge(route, "invalid_token", str(invalid)), detail=str(invalid))


def _challenge(route: Route, error: str, description: str) -> Headers:
    scope = " ".join(route.scopes)
    return (("www-authenticate", f'Bearer scope="{scope}" error="{error}" error_description="{description}"'),)
