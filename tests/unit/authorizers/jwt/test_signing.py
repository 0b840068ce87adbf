from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat

from gwfw.authorizers.jwt import jose
from gwfw.authorizers.jwt.signing import SigningKey


@pytest.fixture(scope="module")
def key() -> SigningKey:
    return SigningKey.generate()


def test_what_is_signed_is_verified_by_the_public_half(key: SigningKey) -> None:
    token, public = key.sign({"sub": "u1"}), key.public
    assert jose.header(token)["kid"] == public["kid"]
    assert jose.payload(token, jose.keys({"keys": [public]})[public["kid"]]) == b'{"sub":"u1"}'


def test_the_public_half_is_no_more_than_that(key: SigningKey) -> None:
    assert set(key.public) == {"kty", "n", "e", "kid", "use", "alg"}


def test_a_key_from_its_file_is_the_same(key: SigningKey) -> None:
    assert SigningKey.load(key.pem).public == key.public


def test_two_keys_have_two_names(key: SigningKey) -> None:
    assert SigningKey.generate().public["kid"] != key.public["kid"]


def other() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def locked() -> bytes:
    form = (Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret"))
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(*form)


@pytest.mark.parametrize("pem", [b"", b"no key", other(), locked()], ids=["empty", "text", "no-rsa", "password"])
def test_no_key(pem: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        SigningKey.load(pem)
