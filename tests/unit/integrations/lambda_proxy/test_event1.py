"""Payload format 1.0, field by field: absent values are null."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gwfw.exchange import Authorization, HttpInputs
from gwfw.graph.facts import Event1Rules, HttpFacts
from gwfw.integrations.lambda_proxy.event1 import event1
from tests.unit.integrations.lambda_proxy.conftest import CLF, HOST, REQUEST_ID, TRACE_ID

if TYPE_CHECKING:
    from tests.unit.integrations.lambda_proxy.conftest import MakeHttp

GATEWAYS = {
    "Content-Length": "0",
    "Host": HOST,
    "X-Amzn-Trace-Id": f"Root={TRACE_ID}",
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Port": "443",
    "X-Forwarded-Proto": "https",
}
NOBODY = dict.fromkeys(
    (
        "accessKey",
        "accountId",
        "caller",
        "cognitoAmr",
        "cognitoAuthenticationProvider",
        "cognitoAuthenticationType",
        "cognitoIdentityId",
        "cognitoIdentityPoolId",
        "principalOrgId",
        "user",
        "userArn",
    )
)


def event(inputs: HttpInputs) -> dict[str, Any]:
    value = json.loads(event1(inputs))
    assert isinstance(value, dict)
    return value


def test_a_bare_request_is_exactly_this(http: MakeHttp) -> None:
    assert event(http()) == {
        "version": "1.0",
        "resource": "$default",
        "path": "/",
        "httpMethod": "GET",
        "headers": GATEWAYS,
        "multiValueHeaders": {name: [value] for name, value in GATEWAYS.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "a1b2c3d4e5",
            "domainName": HOST,
            "domainPrefix": "a1b2c3d4e5",
            "extendedRequestId": REQUEST_ID,
            "httpMethod": "GET",
            "identity": NOBODY | {"sourceIp": "203.0.113.9", "userAgent": ""},
            "path": "/",
            "protocol": "HTTP/1.1",
            "requestId": REQUEST_ID,
            "requestTime": CLF,
            "requestTimeEpoch": 1701245041250,
            "resourceId": "$default",
            "resourcePath": "$default",
            "stage": "$default",
        },
        "pathParameters": None,
        "stageVariables": None,
        "body": None,
        "isBase64Encoded": False,
    }


def test_a_full_request_adds_the_rest(http: MakeHttp) -> None:
    found = event(
        http(
            headers=(("User-Agent", "curl/8"), ("cookie", "a=1; b=2"), ("X-Two", "1"), ("x-two", "2")),
            query="s=p&tag=a&tag=b%20c",
            body=b"\x01\x02",
            method="POST",
            stage="dev",
            stage_variables=(("env", "e1"),),
            route_key="POST /u/{name}",
            raw_path="/dev/u/Jane%20Doe",
            path="/dev/u/Jane Doe",
            path_parameters={"name": "Jane Doe"},
        )
    )
    assert found["headers"]["X-Two"] == "2"
    assert found["multiValueHeaders"]["X-Two"] == ["1", "2"]
    assert (found["headers"]["User-Agent"], found["headers"]["cookie"]) == ("curl/8", "a=1; b=2")
    assert found["queryStringParameters"] == {"s": "p", "tag": "b c"}
    assert found["multiValueQueryStringParameters"] == {"s": ["p"], "tag": ["a", "b c"]}
    assert (found["path"], found["requestContext"]["path"]) == ("/dev/u/Jane%20Doe", "/dev/u/Jane Doe")
    assert (found["resource"], found["requestContext"]["resourcePath"]) == ("/u/{name}", "/u/{name}")
    assert found["requestContext"]["resourceId"] == "POST /u/{name}"
    assert found["requestContext"]["identity"]["userAgent"] == "curl/8"
    assert (found["pathParameters"], found["stageVariables"]) == ({"name": "Jane Doe"}, {"env": "e1"})
    assert (found["body"], found["isBase64Encoded"]) == ("AQI=", True)


def test_headers_of_one_hop_and_the_gateways_own(http: MakeHttp) -> None:
    sent = (("Connection", "close"), ("host", "x"), ("x-forwarded-for", "x"), ("content-length", "9"))
    assert event(http(headers=sent))["headers"] == GATEWAYS
    traced = event(http(headers=(("x-amzn-trace-id", "Root=1-a-b"),)))
    assert traced["headers"]["X-Amzn-Trace-Id"] == f"Self={TRACE_ID};Root=1-a-b"


@pytest.mark.parametrize(
    ("rules", "changed"),
    [
        (Event1Rules(header_case="lower"), {"headers": {"x-two": "1", "user-agent": "c", "host": HOST}}),
        (Event1Rules(resource_id="null"), {"requestContext": {"resourceId": None}}),
        (Event1Rules(path="decoded"), {"path": "/a b"}),
        (Event1Rules(), {"path": "/a%20b", "headers": {"X-Two": "1", "User-Agent": "c", "Host": HOST}}),
    ],
)
def test_contested_facts_are_settings(http: MakeHttp, rules: Event1Rules, changed: dict[str, Any]) -> None:
    sent = (("X-Two", "1"), ("user-agent", "c"))
    found = event(http(headers=sent, raw_path="/a%20b", path="/a b", facts=HttpFacts(event1=rules)))
    for key, value in changed.items():
        assert found[key] == value or found[key] | value == found[key]


def test_a_mapped_path_and_a_custom_domain(http: MakeHttp) -> None:
    assert event(http(mapped_path="/v2"))["path"] == "/v2"
    assert event(http(raw_path="/v1/x", path="/v1/x", base_path="/v1"))["path"] == "/v1/x"


def test_a_token_is_flat(http: MakeHttp) -> None:
    context = {"claims": {"sub": "u1"}, "scopes": ["a"]}
    found = event(http(authorization=Authorization(kind="jwt", context=context)))
    assert found["requestContext"]["authorizer"] == context


def test_what_a_function_said_is_flat_text(http: MakeHttp) -> None:
    context = {"s": "x", "n": 1.5, "b": False, "l": [1, "a"], "m": {"k": "v"}, "z": None}
    found = event(http(authorization=Authorization(kind="lambda", context=context, principal_id="p")))
    assert found["requestContext"]["authorizer"] == {
        "principalId": "p",
        "s": "x",
        "n": "1.5",
        "b": "false",
        "l": '[1,"a"]',
        "m": '{"k":"v"}',
        "z": None,
    }
    empty = event(http(authorization=Authorization(kind="lambda", context=None)))
    assert empty["requestContext"]["authorizer"] == {}


CALLER = {
    "accessKey": "AKIA",
    "accountId": "123456789012",
    "callerId": "AIDA:me",
    "principalOrgId": "o-1",
    "userArn": "arn:aws:iam::123456789012:user/me",
    "userId": "AIDA",
}


@pytest.mark.parametrize(
    ("cognito", "filled"),
    [
        (None, {}),
        (
            {"amr": ["a"], "identityId": "i", "identityPoolId": "p"},
            {"cognitoAmr": ["a"], "cognitoIdentityId": "i", "cognitoIdentityPoolId": "p"},
        ),
    ],
)
def test_a_caller_by_iam_is_the_identity(http: MakeHttp, cognito: object, filled: dict[str, object]) -> None:
    authorization = Authorization(kind="iam", context=CALLER | {"cognitoIdentity": cognito})
    context = event(http(authorization=authorization))["requestContext"]
    assert "authorizer" not in context
    assert context["identity"] == NOBODY | filled | {
        "accessKey": "AKIA",
        "accountId": "123456789012",
        "caller": "AIDA:me",
        "principalOrgId": "o-1",
        "user": "AIDA",
        "userArn": "arn:aws:iam::123456789012:user/me",
        "sourceIp": "203.0.113.9",
        "userAgent": "",
    }


names = st.text(min_size=1, max_size=5).map(lambda name: f"x-{name}")
values = st.text(max_size=6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    headers=st.lists(st.tuples(names, values), max_size=5),
    query=st.lists(st.tuples(st.text(min_size=1, max_size=4), values), max_size=5),
)
def test_any_lists_of_headers_and_parameters_are_told_in_full(
    http: MakeHttp, headers: list[tuple[str, str]], query: list[tuple[str, str]]
) -> None:
    sent = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in query)
    found = event(http(headers=tuple(headers), query=sent))
    told = {name.lower(): values for name, values in found["multiValueHeaders"].items()}
    assert {name: told[name] for name in _grouped(headers, fold=True)} == _grouped(headers, fold=True)
    assert (found["multiValueQueryStringParameters"] or {}) == _grouped(query, fold=False)
    last = {name: values[-1] for name, values in _grouped(query, fold=False).items()}
    assert (found["queryStringParameters"] or {}) == last


def _grouped(pairs: list[tuple[str, str]], *, fold: bool) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, value in pairs:
        grouped.setdefault(_plain(name.lower() if fold else name), []).append(_plain(value))
    return grouped


def _plain(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
