"""An RSA key that signs tokens: that of the local issuer. By PyJWT and the library below it; no cryptography of our own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

__all__ = ["SigningKey"]

BITS: Final = 2048
EXPONENT: Final = 65537
ALGORITHM: Final = "RS256"


class SigningKey:
    """A private key. It is never shown: only `pem` gives it, to be kept in a file."""

    def __init__(self, key: RSAPrivateKey) -> None:
        self._key = key

    @classmethod
    def generate(cls) -> SigningKey:
        """A new key."""
        from cryptography.hazmat.primitives.asymmetric import rsa

        return cls(rsa.generate_private_key(public_exponent=EXPONENT, key_size=BITS))

    @classmethod
    def load(cls, pem: bytes) -> SigningKey:
        """The key of a PEM file without a password. Raises ValueError for anything else."""
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        try:
            key = load_pem_private_key(pem, None)
        except TypeError as error:  # it has a password
            raise ValueError(str(error)) from error
        if not isinstance(key, RSAPrivateKey):
            raise ValueError("it is no RSA key")
        return cls(key)

    @property
    def pem(self) -> bytes:
        """The key as PEM (PKCS 8), without a password."""
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

        return self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    @property
    def public(self) -> Mapping[str, Any]:
        """The public half as a JWK, with its `kid`."""
        from jwt.algorithms import RSAAlgorithm

        numbers = json.loads(RSAAlgorithm.to_jwk(self._key.public_key()))
        named = {name: numbers[name] for name in ("kty", "n", "e")}
        return {**named, "kid": f"local-{named['n'][:16]}", "use": "sig", "alg": ALGORITHM}

    def sign(self, claims: Mapping[str, Any]) -> str:
        """A token with these claims."""
        import jwt

        return jwt.encode(dict(claims), self._key, ALGORITHM, {"kid": self.public["kid"]})
