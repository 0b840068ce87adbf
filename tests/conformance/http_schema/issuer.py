"""The issuer of a case's tokens: one RSA key named `key1`, and the two documents by which a gateway finds it."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import RSAAlgorithm

from gwfw.exchange import CallHttp, HttpResponse

__all__ = ["Issuer", "sign"]

_CURVES: Mapping[str, ec.EllipticCurve] = {"ES256": ec.SECP256R1(), "ES384": ec.SECP384R1(), "ES512": ec.SECP521R1()}
_NOW = re.compile(r"now(?P<seconds>[+-]\d+)?")


class Issuer:
    """Answers for every issuer of the case."""

    def __init__(self, issuers: Iterable[str]) -> None:
        self._issuers = [issuer.rstrip("/") for issuer in issuers]

    def answer(self, work: CallHttp) -> HttpResponse | None:
        """The discovery document or the key set; None for any other URL."""
        for issuer in self._issuers:
            if work.url == f"{issuer}/.well-known/openid-configuration":
                return _json({"issuer": issuer, "jwks_uri": f"{issuer}/jwks.json"})
            if work.url == f"{issuer}/jwks.json":
                public = json.loads(RSAAlgorithm.to_jwk(_key().public_key()))
                return _json({"keys": [{**public, "kid": "key1", "use": "sig", "alg": "RS256"}]})
        return None


def sign(given: Mapping[str, Any]) -> str:
    """The token that a `$jwt` value describes."""
    algorithm = given.get("alg", "RS256")
    claims = {name: _value(value) for name, value in given["claims"].items()}
    headers = {"kid": given["kid"]} if given.get("kid") is not None else {}
    if algorithm.startswith("HS"):
        return jwt.encode(
            claims, "a symmetric key that is long enough for every algorithm of this family..", algorithm, headers
        )
    if algorithm.lower() == "none":
        return jwt.encode(claims, "", "none", headers)
    if algorithm.startswith("ES"):
        return jwt.encode(claims, ec.generate_private_key(_CURVES[algorithm]), algorithm, headers)
    return jwt.encode(claims, _key(), algorithm, headers)


def _value(value: Any) -> Any:
    match = _NOW.fullmatch(value) if isinstance(value, str) else None
    return value if match is None else int(time.time()) + int(match["seconds"] or 0)


@cache
def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _json(document: object) -> HttpResponse:
    return HttpResponse(status=200, headers=(("content-type", "application/json"),), body=json.dumps(document).encode())
