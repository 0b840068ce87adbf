from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from gwfw.authorizers.request import emulate
from gwfw.authorizers.request.spec import LambdaAuthorizer
from gwfw.exchange import (
    Allowed,
    Ask,
    Denied,
    Failed,
    HttpInputs,
    Inputs,
    InvokeFunction,
    Outcome,
    Raised,
    Returned,
    Verdict,
    WebSocketInputs,
)
from gwfw.graph.model import Route

NOW = 1_700_000_000.0
ROUTE = Route(key="GET /x", integration="lambda api", authorizer="a")
SOURCE = ("$request.header.Authorization",)
SIMPLE = LambdaAuthorizer(name="a", function="check", identity_sources=SOURCE, simple=True, ttl_s=300)
POLICY = LambdaAuthorizer(name="a", function="check", identity_sources=SOURCE, ttl_s=300)
SOCKET = LambdaAuthorizer(name="a", function="check", identity_sources=("route.request.header.X-Auth",), ttl_s=300)
CALLER = (("authorization", "t1"),)
NAMES: Any = None


def returned(answer: object) -> Returned:
    return Returned(payload=json.dumps(answer).encode())


def raised(message: str) -> Raised:
    return Raised(payload=json.dumps({"errorMessage": message, "errorType": "Exception"}).encode())


def document(effect: str = "Allow", resource: str = "*") -> dict[str, Any]:
    return {"Statement": [{"Effect": effect, "Action": "execute-api:Invoke", "Resource": resource}]}


class Gateway:
    """Invokes the function, which answers with `outcome`."""

    def __init__(self, spec: LambdaAuthorizer, outcome: Outcome) -> None:
        self.spec, self.outcome = spec, outcome
        self.state, self.events = emulate.state(), list[Any]()

    def ask(self, inputs: Inputs, now: float = NOW) -> Verdict:
        step = emulate.request(self.spec, ROUTE, inputs, self.state, NAMES, now)
        if not isinstance(step, Ask):
            return step
        assert isinstance(step.work, InvokeFunction)
        assert (step.work.function, step.timeout_ms) == ("check", 10_000)
        self.events.append(json.loads(step.work.payload))
        return emulate.response(self.spec, ROUTE, inputs, self.state, step.work, self.outcome, now)


def test_a_missing_source_is_refused_without_asking(http: Callable[..., HttpInputs]) -> None:
    gateway = Gateway(SIMPLE, returned({"isAuthorized": True}))
    verdict = gateway.ask(http())
    assert isinstance(verdict, Denied)
    assert (verdict.status, gateway.events) == (401, [])


@pytest.mark.parametrize(
    ("spec", "answer", "status"),
    [
        (SIMPLE, {"isAuthorized": True, "context": {"n": 1}}, None),
        (SIMPLE, {"isAuthorized": True}, None),
        (SIMPLE, {"isAuthorized": False}, 403),
        (SIMPLE, {"isAuthorized": "true"}, 500),
        (SIMPLE, {"isAuthorized": True, "context": []}, 500),
        (SIMPLE, {"errorMessage": "Unauthorized"}, 401),
        (SIMPLE, "yes", 500),
        (SIMPLE, None, 500),
        (POLICY, {"principalId": "u", "policyDocument": document()}, None),
        (POLICY, {"principalId": "u", "policyDocument": document("Deny")}, 403),
        (POLICY, {"principalId": "u", "policyDocument": document(resource="arn:x")}, 403),
        (POLICY, {"principalId": "u"}, 500),
        (POLICY, {"policyDocument": document()}, 500),
        (POLICY, {"isAuthorized": True}, 500),
    ],
)
def test_answers(http: Callable[..., HttpInputs], spec: LambdaAuthorizer, answer: object, status: int | None) -> None:
    verdict = Gateway(spec, returned(answer)).ask(http(CALLER))
    assert getattr(verdict, "status", None) == status


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (raised("Unauthorized"), 401),
        (raised("unauthorized"), 500),
        (Raised(payload=b"nonsense"), 500),
        (Returned(payload=b"nonsense"), 500),
        (Returned(payload=b"[" * 100_000), 500),
        (Raised(payload=b"[" * 100_000), 500),
        (returned({"isAuthorized": "true"}), 500),
        (returned({"errorMessage": "Unauthorized"}), 401),
        (Failed(reason="timeout"), 500),
        (Failed(reason="throttled", detail="busy"), 500),
    ],
)
def test_failures(http: Callable[..., HttpInputs], outcome: Outcome, status: int) -> None:
    gateway = Gateway(SIMPLE, outcome)
    for _ in range(2):
        verdict = gateway.ask(http(CALLER))
        assert isinstance(verdict, Denied)
        assert verdict.status == status
    assert len(gateway.events) == 2  # a failure is not kept


def test_what_a_policy_carries(http: Callable[..., HttpInputs]) -> None:
    answer = {"principalId": "u", "policyDocument": document(), "context": {"a": 1}, "usageIdentifierKey": "k"}
    verdict = Gateway(POLICY, returned(answer)).ask(http(CALLER))
    assert isinstance(verdict, Allowed)
    held = verdict.authorization
    assert (held.kind, held.principal_id, held.context, held.usage_identifier_key) == ("lambda", "u", {"a": 1}, "k")


def test_answers_are_kept_for_the_same_sources(http: Callable[..., HttpInputs]) -> None:
    gateway = Gateway(SIMPLE, returned({"isAuthorized": True}))
    for inputs, now in (
        (http(CALLER), NOW),
        (http(CALLER, raw_route_path="/y", route_key="GET /y"), NOW + 299),
        (http((("authorization", "t2"),)), NOW),
        (http(CALLER, stage="test"), NOW),
        (http(CALLER), NOW + 300),
    ):
        assert isinstance(gateway.ask(inputs, now), Allowed)
    assert len(gateway.events) == 4
    assert set(gateway.state) == {("$default", ("t1",))}  # what is over is forgotten


@pytest.mark.parametrize(
    "spec",
    [
        LambdaAuthorizer(name="a", function="check", identity_sources=SOURCE, simple=True, ttl_s=0),
        LambdaAuthorizer(name="a", function="check", simple=True, ttl_s=300),
    ],
    ids=["no-time", "no-sources"],
)
def test_nothing_is_kept(http: Callable[..., HttpInputs], spec: LambdaAuthorizer) -> None:
    gateway = Gateway(spec, returned({"isAuthorized": True}))
    gateway.ask(http(CALLER))
    gateway.ask(http(CALLER))
    assert len(gateway.events) == 2


def test_a_kept_policy_is_evaluated_for_each_request(http: Callable[..., HttpInputs]) -> None:
    only_x = document(resource="arn:aws:execute-api:*/GET/x")
    gateway = Gateway(POLICY, returned({"principalId": "u", "policyDocument": only_x}))
    assert isinstance(gateway.ask(http(CALLER)), Allowed)
    assert isinstance(gateway.ask(http(CALLER, raw_route_path="/y")), Denied)
    assert len(gateway.events) == 1


def test_event_2(http: Callable[..., HttpInputs]) -> None:
    gateway = Gateway(SIMPLE, returned({"isAuthorized": True}))
    gateway.ask(http((*CALLER, ("content-type", "text/plain")), "q=1", b"body"))
    [event] = gateway.events
    assert (event["version"], event["type"]) == ("2.0", "REQUEST")
    assert event["routeArn"] == "arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/$default/GET/x"
    assert event["identitySource"] == ["t1"]
    assert event["rawQueryString"] == "q=1"
    assert {"body", "isBase64Encoded"}.isdisjoint(event)
    assert "authorizer" not in event["requestContext"]


def test_event_1(http: Callable[..., HttpInputs]) -> None:
    sources = (*SOURCE, "$request.querystring.q")
    spec = LambdaAuthorizer(name="a", function="check", identity_sources=sources, payload_format="1.0")
    gateway = Gateway(spec, returned({"principalId": "u", "policyDocument": document()}))
    gateway.ask(http(CALLER, "q=1"))
    [event] = gateway.events
    assert (event["version"], event["type"], event["resource"]) == ("1.0", "REQUEST", "/x")
    assert (event["identitySource"], event["authorizationToken"]) == ("t1,1", "t1,1")
    assert event["methodArn"] == "arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/$default/GET/x"
    assert {"body", "isBase64Encoded"}.isdisjoint(event)


def test_websocket(websocket: Callable[..., WebSocketInputs]) -> None:
    gateway = Gateway(SOCKET, returned({"principalId": "u", "policyDocument": document()}))
    for _ in range(2):
        assert isinstance(gateway.ask(websocket((("X-Auth", "t1"),))), Allowed)
    assert len(gateway.events) == 2  # WebSocket APIs keep nothing
    event = gateway.events[0]
    assert event["methodArn"] == "arn:aws:execute-api:us-east-1:123456789012:f6g7h8i9j0/dev/$connect"
    assert (event["type"], event["headers"]["X-Auth"]) == ("REQUEST", "t1")
    assert event["requestContext"]["eventType"] == "CONNECT"
    assert {"body", "isBase64Encoded"}.isdisjoint(event)


def test_an_authorizer_of_a_websocket_api_sees_the_upgrade(websocket: Callable[..., WebSocketInputs]) -> None:
    gateway = Gateway(SOCKET, returned({"principalId": "u", "policyDocument": document()}))
    gateway.ask(websocket((("X-Auth", "t1"), ("Connection", "Upgrade"), ("Upgrade", "websocket"))))
    (event,) = gateway.events
    assert {name: event["headers"][name] for name in ("Connection", "Upgrade", "content-length", "X-Auth")} == {
        "Connection": "upgrade",
        "Upgrade": "websocket",
        "content-length": "0",
        "X-Auth": "t1",
    }
    assert event["multiValueHeaders"]["Upgrade"] == ["websocket"]


@pytest.mark.parametrize("value", [{"b": 1}, [1], []])
def test_the_context_of_a_websocket_api_is_flat(websocket: Callable[..., WebSocketInputs], value: object) -> None:
    verdict = Gateway(
        SOCKET, returned({"principalId": "u", "policyDocument": document(), "context": {"a": value, "c": 1}})
    ).ask(websocket((("X-Auth", "t1"),)))
    assert isinstance(verdict, Denied)
    assert (verdict.status, verdict.detail.rpartition(": ")[2]) == (500, "a")


def test_a_websocket_api_takes_answers_up_to_8_kb(websocket: Callable[..., WebSocketInputs]) -> None:
    answer = {"principalId": "u" * 8192, "policyDocument": document()}
    verdict = Gateway(SOCKET, returned(answer)).ask(websocket((("X-Auth", "t1"),)))
    assert isinstance(verdict, Denied)
    assert verdict.status == 500
