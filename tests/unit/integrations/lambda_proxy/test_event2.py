"""Payload format 2.0, field by field: absent values are left out."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gwfw.exchange import Authorization, HttpInputs
from gwfw.graph.facts import HttpFacts
from gwfw.integrations.lambda_proxy.event2 import domain_prefix, event2
from tests.unit.integrations.lambda_proxy.conftest import CLF, HOST, REQUEST_ID, TRACE_ID

if TYPE_CHECKING:
    from tests.unit.integrations.lambda_proxy.conftest import MakeHttp

GATEWAYS = {
    "content-length": "0",
    "host": HOST,
    "x-amzn-trace-id": f"Root={TRACE_ID}",
    "x-forwarded-for": "203.0.113.9",
    "x-forwarded-port": "443",
    "x-forwarded-proto": "https",
}


def event(inputs: HttpInputs) -> dict[str, Any]:
    value = json.loads(event2(inputs))
    assert isinstance(value, dict)
    return value


def test_a_bare_request_is_exactly_this(http: MakeHttp) -> None:
    assert event(http()) == {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": "/",
        "rawQueryString": "",
        "headers": GATEWAYS,
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "a1b2c3d4e5",
            "domainName": HOST,
            "domainPrefix": "a1b2c3d4e5",
            "http": {
                "method": "GET",
                "path": "/",
                "protocol": "HTTP/1.1",
                "sourceIp": "203.0.113.9",
                "userAgent": "",
            },
            "requestId": REQUEST_ID,
            "routeKey": "$default",
            "stage": "$default",
            "time": CLF,
            "timeEpoch": 1701245041250,
        },
        "isBase64Encoded": False,
    }


def test_a_full_request_adds_the_rest(http: MakeHttp) -> None:
    found = event(
        http(
            headers=(("User-Agent", "curl/8"), ("Cookie", "a=1; b=2"), ("Content-Type", "application/json")),
            query="q=1",
            body=b'{"a":1}',
            method="POST",
            stage="dev",
            stage_variables=(("env", "e1"),),
            route_key="POST /u/{name}",
            raw_path="/dev/u/Jane%20Doe",
            path="/dev/u/Jane Doe",
            path_parameters={"name": "Jane Doe"},
        )
    )
    assert found["cookies"] == ["a=1", "b=2"]
    assert "cookie" not in found["headers"]
    assert found["queryStringParameters"] == {"q": "1"}
    assert found["pathParameters"] == {"name": "Jane Doe"}
    assert found["stageVariables"] == {"env": "e1"}
    assert (found["body"], found["isBase64Encoded"], found["headers"]["content-length"]) == ('{"a":1}', False, "7")
    assert (found["rawPath"], found["requestContext"]["http"]["path"]) == ("/dev/u/Jane Doe", "/dev/u/Jane Doe")
    assert found["requestContext"]["http"]["userAgent"] == "curl/8"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ((("X-Voker-Probe", "first"), ("x-voker-probe", "second")), {"x-voker-probe": "first,second"}),
        ((("X-List", "a, b"),), {"x-list": "a, b"}),
        ((("Host", "other"), ("X-Forwarded-For", "1.2.3.4"), ("X-Forwarded-Proto", "http")), {}),
        ((("Content-Length", "999"), ("Connection", "close"), ("TE", "trailers"), ("Transfer-Encoding", "chunked")), {}),
        ((("X-Amzn-Trace-Id", "Root=1-a-b"),), {"x-amzn-trace-id": f"Self={TRACE_ID};Root=1-a-b"}),
        ((("X-Amzn-Trace-Id", "garbage"),), {}),
        ((("Empty", ""),), {"empty": ""}),
    ],
)
def test_headers(http: MakeHttp, headers: tuple[tuple[str, str], ...], expected: dict[str, str]) -> None:
    assert event(http(headers=headers))["headers"] == GATEWAYS | expected


@pytest.mark.parametrize(
    ("headers", "cookies"),
    [
        ((("cookie", "a=1"),), ["a=1"]),
        ((("cookie", "a=1;b=2 ;  c=3;"),), ["a=1", "b=2", "c=3"]),
        ((("cookie", "a=1"), ("Cookie", "b=2")), ["a=1", "b=2"]),
        ((("cookie", ""),), None),
        ((), None),
    ],
)
def test_cookies(http: MakeHttp, headers: tuple[tuple[str, str], ...], cookies: list[str] | None) -> None:
    found = event(http(headers=headers))
    assert found.get("cookies") == cookies
    assert "cookie" not in found["headers"]


@pytest.mark.parametrize(
    ("query", "parameters"),
    [
        ("", None),
        ("&", None),
        ("a=1&a=2&b=3", {"a": "1,2", "b": "3"}),
        ("a+b=c%2Bd&e=", {"a b": "c+d", "e": ""}),
        ("flag", {"flag": ""}),
    ],
)
def test_query_strings(http: MakeHttp, query: str, parameters: dict[str, str] | None) -> None:
    found = event(http(query=query))
    assert found["rawQueryString"] == query
    assert found.get("queryStringParameters") == parameters


def test_a_mapped_path_is_the_events_path(http: MakeHttp) -> None:
    found = event(http(mapped_path="/v2"))
    assert (found["rawPath"], found["requestContext"]["http"]["path"]) == ("/v2", "/v2")


@pytest.mark.parametrize(
    ("path", "base_path", "facts", "raw_path"),
    [
        ("/v1/x", "/v1", HttpFacts(), "/x"),
        ("/v1", "/v1", HttpFacts(), "/"),
        ("/v1/x", "/v1", HttpFacts(domain_path=True), "/v1/x"),
        ("/x", "", HttpFacts(), "/x"),
    ],
)
def test_the_key_of_an_api_mapping_is_no_part_of_the_path(
    http: MakeHttp, path: str, base_path: str, facts: HttpFacts, raw_path: str
) -> None:
    assert event(http(path=path, base_path=base_path, facts=facts))["rawPath"] == raw_path


@pytest.mark.parametrize(
    "authorization",
    [
        Authorization(kind="jwt", context={"claims": {"sub": "u1", "exp": "1"}, "scopes": None}),
        Authorization(kind="lambda", context={"n": 1, "b": True, "l": ["x"], "m": {"k": None}}, principal_id="p"),
        Authorization(kind="lambda", context=None),
        Authorization(kind="iam", context={"accessKey": "AKIA", "cognitoIdentity": None}),
    ],
)
def test_who_was_let_pass(http: MakeHttp, authorization: Authorization) -> None:
    found = event(http(authorization=authorization))
    assert found["requestContext"]["authorizer"] == {authorization.kind: authorization.context}


@pytest.mark.parametrize(
    ("domain", "prefix"), [("api.example.com", "api"), ("127.0.0.1:3000", "127"), ("localhost:3000", "localhost")]
)
def test_domain_prefix(domain: str, prefix: str) -> None:
    assert domain_prefix(domain) == prefix


names = st.text(min_size=1, max_size=6).filter(lambda name: name.lower() not in ("cookie", "x-amzn-trace-id"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    headers=st.lists(st.tuples(names, st.text(max_size=6)), max_size=4),
    query=st.text(max_size=12),
    body=st.binary(max_size=20),
    path=st.text(max_size=12),
    parameters=st.dictionaries(st.text(max_size=4), st.text(max_size=4), max_size=2),
)
def test_any_request_makes_an_event_that_says_what_was_sent(
    http: MakeHttp, headers: list[tuple[str, str]], query: str, body: bytes, path: str, parameters: dict[str, str]
) -> None:
    found = event(http(tuple(headers), query, body, path=f"/{path}", path_parameters=parameters, route_key="GET /{p+}"))
    plain = [text.encode("utf-8", "replace").decode() for text in (f"/{path}", query)]
    assert [found["rawPath"], found["rawQueryString"]] == plain
    assert None not in found.values()
    sent = found.get("body", "")
    assert (b64decode(sent) if found["isBase64Encoded"] else sent.encode()) == body
    assert all(name == name.lower() or not name.isascii() for name in found["headers"])
