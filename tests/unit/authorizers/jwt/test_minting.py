"""The local issuer: its documents, and the tokens that it gives."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from gwfw.authorizers.iam.spec import Iam
from gwfw.authorizers.jwt import claims, jose
from gwfw.authorizers.jwt.minting import LocalIssuer, Wanted
from gwfw.authorizers.jwt.signing import SigningKey
from gwfw.authorizers.jwt.spec import Jwt
from gwfw.errors import Misuse
from gwfw.exchange import CallHttp, HttpResponse
from gwfw.graph.model import AppGraph, HttpApi, Route

NOW = 1_700_000_000.5
A = Jwt(name="a", issuer="https://a.example/pool/", audience=("web", "app"))
B = Jwt(name="b", issuer="https://b.example", audience=("one",))
C = Jwt(name="c", issuer="https://b.example", audience=("two",))
ROUTES = (
    Route(key="GET /x", integration="l", authorizer="a", scopes=("read", "write")),
    Route(key="GET /y", integration="l", authorizer="a", scopes=("read",)),
    Route(key="GET /z", integration="l", authorizer="b", scopes=("other",)),
)

key = cache(SigningKey.generate)


def issuer(*authorizers: Jwt) -> LocalIssuer:
    listed: Any = (*authorizers, Iam(name="iam"))
    return LocalIssuer(AppGraph(name="shop", http=HttpApi(routes=ROUTES), authorizers=listed), key)


def told(token: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(jose.payload(token, jose.keys({"keys": [key().public]})[key().public["kid"]]))
    return found


def get(url: str, **named: Any) -> CallHttp:
    return CallHttp(**{"method": "GET", "url": url, **named})


def document(answer: HttpResponse | None) -> Any:
    assert answer is not None
    assert answer.status == 200
    return json.loads(answer.body)


# Documents -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("base", ["https://a.example/pool", "https://b.example"])
def test_documents(base: str) -> None:
    local = issuer(A, B)
    found = document(local.answer(get(f"{base}/.well-known/openid-configuration")))
    assert found == {"issuer": base, "jwks_uri": f"{base}/.well-known/jwks.json"}
    assert document(local.answer(get(found["jwks_uri"]))) == {"keys": [key().public]}


@pytest.mark.parametrize(
    "work",
    [
        get("https://other.example/.well-known/openid-configuration"),
        get("https://b.example/login"),
        get("https://b.example/.well-known/jwks.json", method="POST"),
        get("https://b.example/.well-known/jwks.json", target="internal"),
    ],
    ids=["host", "path", "method", "private"],
)
def test_any_other_request_is_somebody_elses(work: CallHttp) -> None:
    assert not issuer(A, B).serves(work)
    assert issuer(A, B).answer(work) is None


def test_no_key_is_made_for_the_discovery_document() -> None:
    def fail() -> SigningKey:
        raise AssertionError

    graph = AppGraph(name="shop", authorizers=(B,))
    assert LocalIssuer(graph, fail).answer(get("https://b.example/.well-known/openid-configuration"))


# Tokens --------------------------------------------------------------------------------------------------------------


def test_a_token_as_the_authorizer_wants_it() -> None:
    found = told(issuer(A).token(Wanted(), NOW))
    assert found == {
        "iss": A.issuer,
        "sub": "developer",
        "aud": "web",
        "iat": 1_700_000_000,
        "exp": 1_700_003_600,
        "scope": "read write",
    }
    claims.check(found, A, NOW)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Wanted(subject="ann"), {"sub": "ann"}),
        (Wanted(scopes=["read"]), {"scope": "read"}),
        (Wanted(scopes=[]), {"scope": None}),
        (Wanted(audience="app"), {"aud": "app"}),
        (Wanted(audience=["app", "x"]), {"aud": ["app", "x"]}),
        (Wanted(audience="of-nobody"), {"aud": "of-nobody", "iss": A.issuer}),
        (Wanted(issuer="https://x.example", audience="x"), {"iss": "https://x.example", "aud": "x", "scope": None}),
        (Wanted(claims={"groups": ["a"], "exp": 5}), {"groups": ["a"], "exp": 5}),
        (Wanted(claims={"aud": None, "client_id": "web"}), {"aud": None, "client_id": "web"}),
    ],
    ids=["subject", "scopes", "none", "audience", "audiences", "foreign-audience", "foreign", "claims", "client"],
)
def test_what_a_token_says(wanted: Wanted, said: dict[str, Any]) -> None:
    found = told(issuer(A).token(wanted, NOW))
    assert {name: found.get(name) for name in said} == said


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Wanted(issuer=A.issuer), (A.issuer, "web", "read write")),
        (Wanted(audience="one"), (B.issuer, "one", "other")),
        (Wanted(issuer=B.issuer, audience="two"), (B.issuer, "two", None)),
    ],
    ids=["issuer", "audience", "both"],
)
def test_one_of_several_authorizers(wanted: Wanted, said: tuple[object, ...]) -> None:
    found = told(issuer(A, B, C).token(wanted, NOW))
    assert (found["iss"], found["aud"], found.get("scope")) == said


@pytest.mark.parametrize(
    ("authorizers", "wanted", "what"),
    [
        ((), Wanted(), "the app has no JWT authorizer"),
        ((A, B), Wanted(), "several JWT authorizers"),
        ((B, C), Wanted(issuer=B.issuer), "several JWT authorizers"),
        ((A,), Wanted(issuer="https://x.example"), "no such JWT authorizer"),
        ((A, B), Wanted(audience="x"), "no such JWT authorizer"),
    ],
    ids=["none", "several", "several-of-an-issuer", "unknown", "unknown-audience"],
)
def test_it_must_be_clear_for_which_authorizer(authorizers: tuple[Jwt, ...], wanted: Wanted, what: str) -> None:
    with pytest.raises(Misuse, match=what) as raised:
        issuer(*authorizers).token(wanted, NOW)
    assert raised.value.problem.code == "token"
    assert all(one.issuer in str(raised.value) for one in authorizers)
