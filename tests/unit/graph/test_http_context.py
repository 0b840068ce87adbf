"""`$context` variables of HTTP APIs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gwfw.exchange import Authorization
from gwfw.graph.http_context import LATER, VARIABLE, variable

if TYPE_CHECKING:
    from tests.unit.graph.conftest import Make

TOKEN = Authorization(kind="jwt", context={"claims": {"sub": "u1", "a.b": "dotted"}, "scopes": None})
FUNCTION = Authorization(
    kind="lambda",
    principal_id="p1",
    context={"tier": "gold", "count": 2, "ok": True, "list": [1, "b"], "map": {"k": "v"}, "none": None, "x.y": "z"},
)
CALLER = Authorization(
    kind="iam",
    context={
        "accessKey": "AKIA",
        "accountId": "123456789012",
        "callerId": "AIDA:me",
        "principalOrgId": "o-1",
        "userArn": "arn:aws:iam::123456789012:user/me",
        "userId": "AIDA",
        "cognitoIdentity": {"identityId": "i1", "identityPoolId": "p1"},
    },
)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("accountId", "123456789012"),
        ("apiId", "a1b2c3d4e5"),
        ("customDomain.basePathMatched", None),
        ("domainName", "api.example.com:3000"),
        ("domainPrefix", "api"),
        ("extendedRequestId", "JKJJxhz4PHcEJgQ="),
        ("httpMethod", "GET"),
        ("identity.sourceIp", "203.0.113.9"),
        ("identity.userAgent", "curl/8"),
        ("path", "/dev/p/a b"),
        ("protocol", "HTTP/1.1"),
        ("requestId", "JKJJxhz4PHcEJgQ="),
        ("requestTime", "29/Nov/2023:08:04:01 +0000"),
        ("requestTimeEpoch", "1701245041250"),
        ("routeKey", "GET /p/{name}"),
        ("stage", "dev"),
        ("identity.clientCert.validity.notAfter", None),
        ("identity.userArn", None),
        ("authorizer.claims.sub", None),
        *((name, None) for name in sorted(LATER)),
    ],
)
def test_without_an_authorizer(inputs: Make, name: str, value: str | None) -> None:
    assert variable(name)(inputs()) == value


def test_a_custom_domain_names_its_mapping(inputs: Make) -> None:
    assert variable("customDomain.basePathMatched")(inputs(base_path="/v1/books")) == "v1/books"


def test_no_user_agent_and_no_route(inputs: Make) -> None:
    assert variable("identity.userAgent")(inputs(headers=())) is None
    assert variable("routeKey")(inputs(route_key="")) is None


@pytest.mark.parametrize(
    ("authorization", "name", "value"),
    [
        (TOKEN, "claims.sub", "u1"),
        (TOKEN, "jwt.claims.sub", "u1"),
        (TOKEN, "claims.a.b", "dotted"),
        (TOKEN, "claims.other", None),
        (TOKEN, "claims", None),
        (TOKEN, "sub", None),
        (TOKEN, "x.claims.sub", None),
        (TOKEN, "principalId", None),
        (FUNCTION, "principalId", "p1"),
        (FUNCTION, "tier", "gold"),
        (FUNCTION, "count", "2"),
        (FUNCTION, "ok", "true"),
        (FUNCTION, "list", '[1,"b"]'),
        (FUNCTION, "map", '{"k":"v"}'),
        (FUNCTION, "map.k", "v"),
        (FUNCTION, "x.y", "z"),
        (FUNCTION, "tier.more", None),
        (FUNCTION, "none", None),
        (CALLER, "accountId", None),
        (Authorization(kind="lambda", context=None), "tier", None),
    ],
)
def test_of_an_authorizer(inputs: Make, authorization: Authorization, name: str, value: str | None) -> None:
    assert variable(f"authorizer.{name}")(inputs(authorization=authorization)) == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("accountId", "123456789012"),
        ("caller", "AIDA:me"),
        ("cognitoIdentityId", "i1"),
        ("cognitoIdentityPoolId", "p1"),
        ("cognitoAuthenticationType", None),
        ("principalOrgId", "o-1"),
        ("user", "AIDA"),
        ("userArn", "arn:aws:iam::123456789012:user/me"),
    ],
)
def test_of_a_caller_by_iam(inputs: Make, name: str, value: str | None) -> None:
    assert variable(f"identity.{name}")(inputs(authorization=CALLER)) == value
    assert variable(f"identity.{name}")(inputs(authorization=TOKEN)) is None


@pytest.mark.parametrize("name", ["", "requestID", "authorizer", "authorizer.", "identity.name", "identity", "other.thing"])
def test_unknown_names_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match=rf"\$context\.{name} is no variable"):
        variable(name)


def test_variables_are_found_in_text() -> None:
    text = '$context.requestId "$context.identity.sourceIp". $context.status. $context. $contextual'
    assert VARIABLE.findall(text) == ["requestId", "identity.sourceIp", "status"]
