"""A token's claims: whether they let a caller pass, and how events show them.

The checks are those of "Controlling access to HTTP APIs with JWT authorizers", in its order. Events have every claim as
text, as recorded from live APIs: numbers and booleans as written, lists as `[a b]`, objects as JSON, nulls not at all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from gwfw.authorizers.jwt.jose import Invalid
from gwfw.authorizers.jwt.spec import Jwt

__all__ = ["check", "granted", "shown"]


def check(claims: Mapping[str, Any], spec: Jwt, now: float) -> None:
    """Raises Invalid for claims of another issuer, for another audience, or of another time (epoch seconds)."""
    if claims.get("iss") != spec.issuer:
        raise Invalid("the token does not have a valid issuer")
    if not set(_audience(claims)) & set(spec.audience):
        raise Invalid("the token does not have a valid audience")
    expires = _time(claims, "exp")
    if expires is None or expires <= now:
        raise Invalid("the token has expired")
    if (not_before := _time(claims, "nbf")) is not None and not_before > now:
        raise Invalid("the token is not valid yet")
    if (issued := _time(claims, "iat")) is not None and issued > now:
        raise Invalid("the token was issued in the future")


def _audience(claims: Mapping[str, Any]) -> list[str]:
    """The audiences; `client_id` counts only where there is no `aud`."""
    given = claims.get("aud", claims.get("client_id"))
    return [one for one in (given if isinstance(given, list) else [given]) if isinstance(one, str)]


def _time(claims: Mapping[str, Any], name: str) -> float | None:
    given = claims.get(name)
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise Invalid(f"the token's {name} is no number")
    return given


def granted(claims: Mapping[str, Any]) -> list[str]:
    """The scopes of a token: `scope` or `scp`, a list or a text with blanks."""
    given = claims.get("scope", claims.get("scp"))
    found = given if isinstance(given, list) else given.split() if isinstance(given, str) else []
    return [scope for scope in found if isinstance(scope, str)]


def shown(claims: Mapping[str, Any]) -> dict[str, str]:
    """The claims as events have them."""
    return {name: _text(value) for name, value in claims.items() if value is not None}


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return f"[{' '.join(_text(one) for one in value)}]"
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
