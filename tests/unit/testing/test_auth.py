"""Callers in tests: tokens of the local issuer, and signed requests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from gwfw import App, HttpSettings, Request
from gwfw.auth import iam, jwt
from gwfw.errors import Misuse
from gwfw.testing import Client, HandshakeRefused

ISSUER = "https://issuer.example.com/pool"

app = App("guarded", http=HttpSettings(auth=jwt(issuer=ISSUER, audience=["shop"])))
http, ws = app.http, app.ws


@http.get("/mine")
def mine(request: Request) -> dict[str, Any]:
    found: dict[str, Any] = request.event["requestContext"]["authorizer"]["jwt"]["claims"]
    return found


@http.get("/orders", auth=jwt(issuer=ISSUER, audience=["shop"], scopes=["orders.read"]))
def orders() -> str:
    return "orders"


@http.any("/admin/{name}", auth=iam())
def admin(request: Request, name: str) -> str:
    return str(request.event["requestContext"]["authorizer"]["iam"]["userArn"])


@ws.connect(auth=iam())
def connect() -> None: ...


@ws.route("echo")
def echo() -> str:
    return "echo"


@pytest.fixture
def client() -> Iterator[Client]:
    with Client(app) as opened:
        yield opened


def test_a_token_is_let_pass(client: Client) -> None:
    answer = client.get("/mine", auth=client.token(subject="ann", groups=["a", "b"]))
    assert answer.status_code == 200
    assert (answer.json()["iss"], answer.json()["sub"], answer.json()["groups"]) == (ISSUER, "ann", "[a b]")


@pytest.mark.parametrize(
    ("path", "wanted", "status"),
    [
        ("/orders", {}, 200),
        ("/orders", {"scopes": ["orders.read", "x"]}, 200),
        ("/orders", {"scopes": ["x"]}, 403),
        ("/mine", {"scopes": []}, 200),
        ("/mine", {"audience": "other"}, 401),
        ("/mine", {"issuer": "https://other.example.com", "audience": "shop"}, 401),
        ("/mine", {"exp": 1}, 401),
    ],
    ids=["scopes", "given-scopes", "other-scope", "no-scope", "audience", "issuer", "expired"],
)
def test_the_checks_are_those_of_the_gateway(client: Client, path: str, wanted: dict[str, Any], status: int) -> None:
    assert client.get(path, auth=client.token(**wanted)).status_code == status


def test_a_token_lives_for_an_hour_of_the_clients_clock(client: Client) -> None:
    token = client.token()
    client.clock.advance(3599)
    assert client.get("/mine", auth=token).status_code == 200
    client.clock.advance(2)
    assert client.get("/mine", auth=token).status_code == 401


def test_without_a_token(client: Client) -> None:
    assert client.get("/mine").status_code == 401


def test_an_issuer_that_the_test_binds_answers_itself(client: Client) -> None:
    client.target(ISSUER, lambda asked: httpx.Response(404))
    assert client.get("/mine", auth=client.token()).status_code == 500


def test_a_token_of_an_app_without_an_issuer() -> None:
    with Client(App("open")) as unguarded, pytest.raises(Misuse, match="no JWT authorizer"):
        unguarded.token()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_signed_request(client: Client, method: str) -> None:
    body: dict[str, Any] = {"json": {"a": "ä"}} if method == "POST" else {"params": {"b": "1 2", "a": ["y", "x"]}}
    answer = client.request(method, "/admin/a%20b c", auth=client.iam, headers={"x-own": "1"}, **body)
    assert (answer.status_code, answer.json()) == (200, "arn:aws:iam::123456789012:user/local")


def test_without_a_signature(client: Client) -> None:
    assert client.get("/admin/x").status_code == 403


def test_an_auth_of_the_tests_own(client: Client) -> None:
    token = client.token()
    answer = client.get("/mine", auth=client.iam, headers={"Authorization": token})
    assert answer.status_code == 401
    assert client.get("/mine", auth=lambda request: request, headers={"Authorization": token}).status_code == 200


def test_a_signed_handshake(client: Client) -> None:
    with client.ws("?u=ann", auth=client.iam) as socket:
        socket.send("echo")
        assert socket.receive_text() == '"echo"'
    with pytest.raises(HandshakeRefused):
        client.ws("?u=ann")
