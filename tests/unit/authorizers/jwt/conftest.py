"""An issuer with one RSA key."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm


class Issuer:
    """Signs with `key1`; `keys` is its key set."""

    url = "https://issuer.example"

    def __init__(self) -> None:
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        public = json.loads(RSAAlgorithm.to_jwk(self._key.public_key()))
        self.keys: dict[str, Any] = {"keys": [{**public, "kid": "key1"}]}

    def sign(self, claims: dict[str, Any], kid: str | None = "key1", algorithm: str = "RS256") -> str:
        key: Any = self._key if algorithm.startswith("RS") else "" if algorithm == "none" else "k" * 64
        return jwt.encode(claims, key, algorithm, {} if kid is None else {"kid": kid})


@pytest.fixture(scope="session")
def issuer() -> Issuer:
    """The issuer."""
    return Issuer()


@pytest.fixture
def sign(issuer: Issuer) -> Callable[..., str]:
    """A token of good claims, changed by name."""

    def make(**changed: Any) -> str:
        claims = {"iss": issuer.url, "aud": "aud1", "exp": 1_700_000_600, "iat": 1_699_999_990, "sub": "u1", **changed}
        return issuer.sign({name: value for name, value in claims.items() if value is not None})

    return make
