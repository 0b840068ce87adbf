from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from gwfw.authorizers.jwt import emulate
from gwfw.authorizers.jwt.spec import Jwt
from gwfw.exchange import Allowed, Ask, CallHttp, Denied, Failed, HttpInputs, HttpResponse, Outcome, Returned, Verdict
from gwfw.graph.model import Route

NOW = 1_700_000_000.0
SPEC = Jwt(name="j", issuer="https://issuer.example", audience=("aud1",))
ROUTE = Route(key="GET /x", integration="lambda api", authorizer="j")
SCOPED = Route(key="GET /x", integration="lambda api", authorizer="j", scopes=("read", "write"))
DISCOVERY = "https://issuer.example/.well-known/openid-configuration"
NAMES: Any = None


def found(body: object, status: int = 200) -> HttpResponse:
    return HttpResponse(status=status, body=body if isinstance(body, bytes) else json.dumps(body).encode())


class Gateway:
    """Carries out what the authorizer asks for, with an issuer's documents."""

    def __init__(self, issuer: Any, **documents: Outcome) -> None:
        self.state, self.asked = emulate.state(), list[str]()
        self._documents: dict[str, Outcome] = {
            "discovery": found({"jwks_uri": f"{issuer.url}/keys"}),
            "keys": found(issuer.keys),
            **documents,
        }

    def ask(self, inputs: HttpInputs, route: Route = ROUTE, now: float = NOW) -> Verdict:
        step = emulate.request(SPEC, route, inputs, self.state, NAMES, now)
        while isinstance(step, Ask):
            assert isinstance(step.work, CallHttp)
            assert step.timeout_ms == 1500
            self.asked.append(step.work.url)
            outcome = self._documents["discovery" if step.work.url == DISCOVERY else "keys"]
            step = emulate.response(SPEC, route, inputs, self.state, step.work, outcome, now)
        return step


def bearer(token: str, scheme: str = "Bearer ") -> tuple[tuple[str, str], ...]:
    return (("Authorization", scheme + token),)


@pytest.mark.parametrize("scheme", ["Bearer ", "bearer  ", ""])
def test_a_good_token(issuer: Any, sign: Callable[..., str], http: Callable[..., HttpInputs], scheme: str) -> None:
    gateway = Gateway(issuer)
    verdict = gateway.ask(http(bearer(sign(n=5), scheme)))
    assert isinstance(verdict, Allowed)
    assert verdict.authorization.kind == "jwt"
    context: Any = verdict.authorization.context
    assert context["scopes"] is None
    assert (context["claims"]["sub"], context["claims"]["n"]) == ("u1", "5")
    assert gateway.asked == [DISCOVERY, "https://issuer.example/keys"]


def test_keys_are_kept_for_two_hours(issuer: Any, sign: Callable[..., str], http: Callable[..., HttpInputs]) -> None:
    gateway, inputs = Gateway(issuer), http(bearer(sign(exp=NOW + 100_000)))
    for later in (0.0, 7200.0):
        assert isinstance(gateway.ask(inputs, now=NOW + later), Allowed)
    assert len(gateway.asked) == 2
    assert isinstance(gateway.ask(inputs, now=NOW + 7201), Allowed)
    assert len(gateway.asked) == 4


def test_an_unknown_key_is_looked_for_once_a_minute(issuer: Any, http: Callable[..., HttpInputs]) -> None:
    gateway, inputs = Gateway(issuer), http(bearer(issuer.sign({"sub": "u1"}, kid="key2")))
    verdicts = [gateway.ask(inputs, now=NOW + later) for later in (0.0, 60.0, 61.0)]
    assert {getattr(verdict, "detail", None) for verdict in verdicts} == {"the token's key is unknown"}
    assert len(gateway.asked) == 4


def test_no_token(issuer: Any, http: Callable[..., HttpInputs]) -> None:
    gateway = Gateway(issuer)
    verdict = gateway.ask(http())
    assert verdict == Denied(status=401, headers=(("www-authenticate", "Bearer"),), detail="no token was sent")
    assert gateway.asked == []


@pytest.mark.parametrize(
    ("token", "why"),
    [
        (lambda issuer: "not-a-token", "token contains an invalid number of segments"),
        (lambda issuer: issuer.sign({"sub": "u1"}, algorithm="HS256"), "the token's algorithm is not supported"),
        (lambda issuer: issuer.sign({"sub": "u1"}, algorithm="none"), "the token's algorithm is not supported"),
        (lambda issuer: issuer.sign({"sub": "u1"}, kid=None), "the token names no key"),
        (lambda issuer: issuer.sign({"sub": "u1"}), "the token does not have a valid issuer"),
    ],
    ids=["no-jwt", "shared-secret", "unsigned", "no-kid", "no-issuer"],
)
def test_a_bad_token(issuer: Any, http: Callable[..., HttpInputs], token: Callable[[Any], str], why: str) -> None:
    verdict = Gateway(issuer).ask(http(bearer(token(issuer))))
    challenge = f'Bearer scope="" error="invalid_token" error_description="{why}"'
    assert verdict == Denied(status=401, headers=(("www-authenticate", challenge),), detail=why)


@pytest.mark.parametrize("payload", [b"[]", b"nonsense"], ids=["no-object", "no-json"])
def test_a_signed_text_without_claims(
    issuer: Any, http: Callable[..., HttpInputs], payload: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gwfw.authorizers.jwt.jose.payload", lambda token, key: payload)
    verdict = Gateway(issuer).ask(http(bearer(issuer.sign({"sub": "u1"}))))
    assert isinstance(verdict, Denied)
    assert verdict.status == 401


@pytest.mark.parametrize(
    ("scope", "allowed"),
    [("read", True), ("other write", True), ("reading", False), (None, False)],
)
def test_scopes(
    issuer: Any, sign: Callable[..., str], http: Callable[..., HttpInputs], scope: str | None, allowed: bool
) -> None:
    verdict = Gateway(issuer).ask(http(bearer(sign(scope=scope))), SCOPED)
    if allowed:
        assert isinstance(verdict, Allowed)
        assert (verdict.authorization.context or {})["scopes"] == str(scope).split()
    else:
        assert isinstance(verdict, Denied)
        assert verdict.status == 403
        assert verdict.headers[0][1].startswith('Bearer scope="read write" error="insufficient_scope"')


@pytest.mark.parametrize(
    ("documents", "detail"),
    [
        ({"discovery": Failed(reason="unreachable", detail="no route to host")}, "no route to host"),
        ({"discovery": Failed(reason="timeout")}, "timeout"),
        ({"discovery": found({}, 404)}, "answered 404"),
        ({"discovery": found({})}, "names no jwks_uri"),
        ({"keys": found(b"x")}, "Expecting value"),
        ({"keys": found([])}, "no JSON object"),
        ({"keys": found(b"[" * 100_000)}, "nested too deep"),
        ({"keys": found(b" " * 150_001)}, "more than 150000 bytes"),
        ({"keys": Returned(payload=b"{}")}, "answered nothing"),
    ],
)
def test_an_issuer_that_cannot_be_asked(
    issuer: Any, sign: Callable[..., str], http: Callable[..., HttpInputs], documents: dict[str, Outcome], detail: str
) -> None:
    verdict = Gateway(issuer, **documents).ask(http(bearer(sign())))
    assert isinstance(verdict, Denied)
    assert verdict.status == 500
    assert detail in verdict.detail
