from __future__ import annotations

from typing import Any

import pytest

from gwfw.authorizers.jwt import jose


@pytest.mark.parametrize(
    ("token", "why"),
    [
        ("not-a-token", "token contains an invalid number of segments"),
        ("a.b", "token contains an invalid number of segments"),
        ("a.b.c.d", "token contains an invalid number of segments"),
        ("!.!.!", "the token cannot be decoded"),
    ],
)
def test_no_token(token: str, why: str) -> None:
    with pytest.raises(jose.Invalid, match=why):
        jose.header(token)


@pytest.mark.parametrize("algorithm", jose.ALGORITHMS)
def test_rsa_signatures(issuer: Any, algorithm: str) -> None:
    token = issuer.sign({"sub": "u1"}, algorithm=algorithm)
    assert jose.header(token)["alg"] == algorithm
    assert jose.payload(token, jose.keys(issuer.keys)["key1"]) == b'{"sub":"u1"}'


def test_a_changed_token(issuer: Any) -> None:
    head, body, signature = issuer.sign({"sub": "u1"}).split(".")
    with pytest.raises(jose.Invalid, match="signature"):
        jose.payload(f"{head}.{body[:-2]}AA.{signature}", jose.keys(issuer.keys)["key1"])


@pytest.mark.parametrize("algorithm", ["HS256", "none"])
def test_other_algorithms_are_no_signatures(issuer: Any, algorithm: str) -> None:
    with pytest.raises(jose.Invalid):
        jose.payload(issuer.sign({"sub": "u1"}, algorithm=algorithm), jose.keys(issuer.keys)["key1"])


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"keys": "none"},
        {"keys": ["x", {"kty": "EC", "kid": "a"}, {"kty": "RSA"}, {"kty": "RSA", "kid": "a", "n": "!"}]},
    ],
    ids=["nothing", "no-list", "no-rsa-keys"],
)
def test_no_keys(document: dict[str, Any]) -> None:
    assert jose.keys(document) == {}
