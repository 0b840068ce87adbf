"""`jwt(...)` as it becomes an authorizer."""

from __future__ import annotations

from typing import Any

import pytest

from gwfw.auth import jwt
from gwfw.authorizers.jwt.declare import authorizer
from gwfw.authorizers.jwt.spec import Jwt
from gwfw.errors import Place, Refusal
from gwfw.mapping import request

HERE = Place("app.py", 1)
ISSUER = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc"


def test_an_issuer_is_the_name() -> None:
    token = jwt(issuer=ISSUER, audience=["shop"], scopes=["read"])
    assert (token.kind, token.apis, token.scopes) == ("jwt", ("http",), ("read",))
    assert token.written == f"jwt(issuer='{ISSUER}', audience=['shop'])"
    assert authorizer(token, HERE) == Jwt(
        name="jwt cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc", issuer=ISSUER, audience=("shop",)
    )


def test_everything_can_be_said() -> None:
    token = jwt(issuer=ISSUER, audience="shop", scopes="read", source=request.query["token"], name="users")
    assert token.scopes == ("read",)
    assert authorizer(token, HERE) == Jwt(
        name="users", issuer=ISSUER, audience=("shop",), identity_source="$request.querystring.token"
    )


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ({"issuer": "issuer.example.com"}, ["jwt-issuer"]),
        ({"issuer": "http://issuer.example.com"}, ["jwt-issuer"]),
        ({"issuer": "https://"}, ["jwt-issuer"]),
        ({"audience": []}, ["jwt-audience"]),
        ({"source": "$request.body.token"}, ["identity-source"]),
        ({"issuer": "", "audience": (), "source": "x"}, ["identity-source", "jwt-audience", "jwt-issuer"]),
    ],
    ids=repr,
)
def test_what_is_refused(given: dict[str, Any], codes: list[str]) -> None:
    with pytest.raises(Refusal) as raised:
        authorizer(jwt(**{"issuer": ISSUER, "audience": ["shop"], **given}), HERE)
    assert sorted(problem.code for problem in raised.value.problems) == codes
