"""JSON Web Signatures, by PyJWT: the only module that knows it. Signatures are checked here, claims elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from jwt import PyJWK
    from jwt.api_jws import PyJWS

__all__ = ["ALGORITHMS", "Invalid", "header", "keys", "payload"]

ALGORITHMS: Final = ("RS256", "RS384", "RS512")
"""What API Gateway takes: RSA. Neither `none` nor a shared secret."""


class Invalid(ValueError):
    """No token, or not signed by that key; the text is the description that the client is told."""


def header(token: str) -> Mapping[str, Any]:
    """The token's header, unverified. Raises Invalid."""
    if token.count(".") != 2:
        raise Invalid("token contains an invalid number of segments")
    from jwt.exceptions import PyJWTError

    try:
        return _jws().get_unverified_header(token)
    except PyJWTError as error:
        raise Invalid("the token cannot be decoded") from error


def payload(token: str, key: PyJWK) -> bytes:
    """The signed bytes. Raises Invalid where the key did not sign them by an RSA algorithm."""
    from jwt.exceptions import PyJWTError

    try:
        return _jws().decode(token, key.key, algorithms=list(ALGORITHMS))  # type: ignore[no-any-return]  # bytes, untyped there
    except PyJWTError as error:
        raise Invalid("the token's signature is invalid") from error


def keys(document: Mapping[str, Any]) -> dict[str, PyJWK]:
    """The RSA keys of a JWK set by `kid`; keys of other types, and broken ones, are no keys."""
    from jwt import PyJWK
    from jwt.exceptions import PyJWTError

    found: dict[str, PyJWK] = {}
    listed = document.get("keys")
    for entry in listed if isinstance(listed, list) else []:
        if not isinstance(entry, dict) or entry.get("kty") != "RSA" or not isinstance(entry.get("kid"), str):
            continue
        try:
            found[entry["kid"]] = PyJWK.from_dict(entry, algorithm=entry.get("alg") or "RS256")
        except PyJWTError:
            continue
    return found


@cache
def _jws() -> PyJWS:
    from jwt.api_jws import PyJWS

    return PyJWS()
