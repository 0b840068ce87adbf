"""Tokens for development: which claims one gets that the app's JWT authorizer lets pass, and the issuer that answers for it.

    {issuer}/.well-known/openid-configuration    names the key set
    {issuer}/.well-known/jwks.json               the public key that signs

A token's `iss` is the issuer's own URL, so what is checked locally is what is checked in AWS; only the key is another.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gwfw.authorizers.jwt.signing import SigningKey
from gwfw.authorizers.jwt.spec import Jwt
from gwfw.errors import Misuse, Problem
from gwfw.exchange import CallHttp, HttpResponse
from gwfw.graph.model import AppGraph

__all__ = ["LIFETIME_S", "SUBJECT", "LocalIssuer", "Wanted"]

LIFETIME_S: Final = 3600
SUBJECT: Final = "developer"
DISCOVERY: Final = "/.well-known/openid-configuration"
KEY_SET: Final = "/.well-known/jwks.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a token shall say. None: as the app's authorizer has it; `scopes` None is every scope that its routes ask for.

    `claims` are added, or take the place of the others; one that is None is left out.
    """

    issuer: str | None = None
    audience: str | Sequence[str] | None = None
    scopes: Sequence[str] | None = None
    subject: str = SUBJECT
    claims: Mapping[str, Any] | None = None


class LocalIssuer:
    """Stands for every issuer of the app's JWT authorizers. `key` gives the key that signs, when it is needed."""

    def __init__(self, graph: AppGraph, key: Callable[[], SigningKey]) -> None:
        self._authorizers = tuple(found for found in graph.authorizers if isinstance(found, Jwt))
        self._routes = () if graph.http is None else graph.http.routes
        self._issuers = frozenset(found.issuer.rstrip("/") for found in self._authorizers)
        self._key = key

    def serves(self, work: CallHttp) -> bool:
        """Whether this is a request for one of its documents."""
        return work.method == "GET" and work.target is None and self._document(work.url) is not None

    def answer(self, work: CallHttp) -> HttpResponse | None:
        """The document; None for any other request."""
        found = self._document(work.url) if self.serves(work) else None
        if found is None:
            return None
        issuer, name = found
        document: Mapping[str, object]
        if name == DISCOVERY:
            document = {"issuer": issuer, "jwks_uri": f"{issuer}{KEY_SET}"}
        else:
            document = {"keys": [self._key().public]}
        body = json.dumps(document).encode()
        return HttpResponse(status=200, headers=(("content-type", "application/json"),), body=body)

    def _document(self, url: str) -> tuple[str, str] | None:
        for name in (DISCOVERY, KEY_SET):
            if url.endswith(name) and url[: -len(name)] in self._issuers:
                return url[: -len(name)], name
        return None

    def token(self, wanted: Wanted, now: float) -> str:
        """A token for an hour from `now` (epoch seconds). Raises Misuse where it is not clear for which authorizer."""
        issuer, audience, asked = self._resolved(wanted)
        scopes = asked if wanted.scopes is None else wanted.scopes
        given = list(audience)
        claims: dict[str, Any] = {
            "iss": issuer,
            "sub": wanted.subject,
            "aud": given[0] if len(given) == 1 else given,
            "iat": int(now),
            "exp": int(now) + LIFETIME_S,
            "scope": " ".join(scopes) or None,
            **(wanted.claims or {}),
        }
        return self._key().sign({name: value for name, value in claims.items() if value is not None})

    def _resolved(self, wanted: Wanted) -> tuple[str, Sequence[str], Sequence[str]]:
        """Issuer, audience, and the scopes that the authorizer's routes ask for."""
        given = (wanted.audience,) if isinstance(wanted.audience, str) else wanted.audience
        found = self._matching(wanted.issuer, given)
        if len(found) == 1:
            (one,) = found
            return one.issuer, given or one.audience[:1], self._scopes(one)
        if wanted.issuer is not None and given:
            return wanted.issuer, given, ()
        raise self._unclear(wanted, found)

    def _matching(self, issuer: str | None, audience: Sequence[str] | None) -> Sequence[Jwt]:
        """The authorizers that are meant; of several for one issuer, those for that audience."""
        found = [one for one in self._authorizers if issuer in (None, one.issuer)]
        if len(found) > 1 and audience:
            found = [one for one in found if set(audience) & set(one.audience)]
        return found

    def _scopes(self, authorizer: Jwt) -> Sequence[str]:
        asked = (scope for route in self._routes if route.authorizer == authorizer.name for scope in route.scopes)
        return sorted(set(asked))

    def _unclear(self, wanted: Wanted, found: Iterable[Jwt]) -> Misuse:
        received = " ".join(
            f"{name}={value!r}" for name, value in (("issuer", wanted.issuer), ("audience", wanted.audience)) if value
        )
        known = [f"issuer={one.issuer!r} audience={list(one.audience)!r}" for one in self._authorizers]
        if not known:
            what, remedy = "the app has no JWT authorizer", "give issuer and audience, or declare auth=jwt(...)"
        elif list(found):
            what, remedy = "the app has several JWT authorizers", "say which: give issuer, or issuer and audience"
        else:
            what, remedy = "the app has no such JWT authorizer", "give both issuer and audience for a token of somebody else"
        allowed = "; ".join(known) or None
        return Misuse(Problem(code="token", what=what, received=received or None, allowed=allowed, remedy=remedy))
