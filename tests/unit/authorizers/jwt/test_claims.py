from __future__ import annotations

from typing import Any

import pytest

from gwfw.authorizers.jwt import claims
from gwfw.authorizers.jwt.jose import Invalid
from gwfw.authorizers.jwt.spec import Jwt

NOW = 1_700_000_000.0
SPEC = Jwt(name="j", issuer="https://issuer.example", audience=("aud1", "aud2"))
GOOD: dict[str, Any] = {"iss": SPEC.issuer, "aud": "aud1", "exp": NOW + 1}


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({}, id="as-they-are"),
        pytest.param({"aud": ["other", "aud2"]}, id="one-audience-is-enough"),
        pytest.param({"aud": None, "client_id": "aud1"}, id="client-id-without-aud"),
        pytest.param({"nbf": NOW, "iat": NOW}, id="from-now-on"),
        pytest.param({"exp": NOW + 0.5}, id="a-fraction"),
    ],
)
def test_good(changed: dict[str, Any]) -> None:
    found = {name: value for name, value in {**GOOD, **changed}.items() if value is not None}
    claims.check(found, SPEC, NOW)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"iss": "https://issuer.example/"}, "the token does not have a valid issuer"),
        ({"aud": "other", "client_id": "aud1"}, "the token does not have a valid audience"),
        ({"aud": [1]}, "the token does not have a valid audience"),
        ({"exp": NOW}, "the token has expired"),
        ({"exp": None}, "the token has expired"),
        ({"exp": "soon"}, "the token's exp is no number"),
        ({"exp": True}, "the token's exp is no number"),
        ({"nbf": NOW + 1}, "the token is not valid yet"),
        ({"iat": NOW + 1}, "the token was issued in the future"),
    ],
)
def test_bad(changed: dict[str, Any], why: str) -> None:
    found = {name: value for name, value in {**GOOD, **changed}.items() if value is not None}
    with pytest.raises(Invalid, match=f"^{why}$"):
        claims.check(found, SPEC, NOW)


@pytest.mark.parametrize(
    ("given", "scopes"),
    [
        ({"scope": "a b"}, ["a", "b"]),
        ({"scp": ["a", 1, "b"]}, ["a", "b"]),
        ({"scope": 7}, []),
        ({}, []),
    ],
)
def test_granted(given: dict[str, Any], scopes: list[str]) -> None:
    assert claims.granted(given) == scopes


def test_events_show_texts_only() -> None:
    given = {"n": 5, "f": 1.5, "b": True, "l": ["a", 1, ["x"]], "o": {"k": [1]}, "no": None, "t": "ü"}
    assert claims.shown(given) == {"n": "5", "f": "1.5", "b": "true", "l": "[a 1 [x]]", "o": '{"k":[1]}', "t": "ü"}
