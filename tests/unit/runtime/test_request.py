"""The views of events, by the forms that AWS documents."""

from __future__ import annotations

from typing import Any

import pytest

from gwfw.runtime.request import Request, Request10, WebSocketRequest

V2: dict[str, Any] = {
    "version": "2.0",
    "routeKey": "POST /a/{b}",
    "rawPath": "/dev/a/x y",
    "rawQueryString": "q=1%2C2&q=3&r=%C3%BC&s=4&s=5&empty=",
    "cookies": ["session=abc", 'theme="dark"', "bare"],
    "headers": {"content-type": "text/plain", "x-many": "1,2"},
    "queryStringParameters": {"q": "1,2,3", "r": "ü", "s": "4,5", "empty": ""},
    "requestContext": {
        "http": {"method": "POST", "sourceIp": "192.0.2.1"},
        "requestId": "r1",
        "stage": "dev",
    },
    "pathParameters": {"b": "x y"},
    "body": "aMO8",
    "isBase64Encoded": True,
}
V1: dict[str, Any] = {
    "version": "1.0",
    "httpMethod": "GET",
    "path": "/dev/a",
    "multiValueHeaders": {"Cookie": ["a=1", "b=2"], "X-Many": ["1", "2"]},
    "multiValueQueryStringParameters": {"q": ["1", "2"]},
    "pathParameters": None,
    "requestContext": {"path": "/dev/a", "identity": {"sourceIp": "192.0.2.2"}, "requestId": "r2", "stage": "dev"},
    "body": None,
    "isBase64Encoded": False,
}
MESSAGE: dict[str, Any] = {
    "requestContext": {
        "eventType": "MESSAGE",
        "routeKey": "say",
        "connectionId": "c1",
        "requestId": "r3",
        "stage": "dev",
        "identity": {"sourceIp": "192.0.2.3"},
    },
    "body": '{"text": "hi"}',
    "isBase64Encoded": False,
}
READ = (
    "method",
    "path",
    "path_parameters",
    "headers",
    "query",
    "cookies",
    "body",
    "text",
    "source_ip",
    "request_id",
    "stage",
)


def read(request: Request) -> dict[str, object]:
    return {name: getattr(request, name) for name in READ}


def test_payload_2() -> None:
    assert read(Request(V2)) == {
        "method": "POST",
        "path": "/dev/a/x y",
        "path_parameters": {"b": "x y"},
        "headers": {"content-type": "text/plain", "x-many": "1,2"},
        "query": {"q": "3", "r": "ü", "s": "5", "empty": ""},
        "cookies": {"session": "abc", "theme": "dark", "bare": ""},
        "body": b"h\xc3\xbc",
        "text": "hü",
        "source_ip": "192.0.2.1",
        "request_id": "r1",
        "stage": "dev",
    }


def test_payload_1() -> None:
    assert read(Request10(V1)) == {
        "method": "GET",
        "path": "/dev/a",
        "path_parameters": {},
        "headers": {"cookie": "a=1; b=2", "x-many": "1,2"},
        "query": {"q": "2"},
        "cookies": {"a": "1", "b": "2"},
        "body": b"",
        "text": "",
        "source_ip": "192.0.2.2",
        "request_id": "r2",
        "stage": "dev",
    }


def test_a_message() -> None:
    assert read(WebSocketRequest(MESSAGE)) == {
        "method": "MESSAGE",
        "path": "say",
        "path_parameters": {},
        "headers": {},
        "query": {},
        "cookies": {},
        "body": b'{"text": "hi"}',
        "text": '{"text": "hi"}',
        "source_ip": "192.0.2.3",
        "request_id": "r3",
        "stage": "dev",
    }
    assert WebSocketRequest(MESSAGE).json() == {"text": "hi"}


@pytest.mark.parametrize(
    ("name", "values"),
    [("q", ["1,2", "3"]), ("r", ["ü"]), ("s", ["4", "5"]), ("empty", [""]), ("gone", [])],
)
def test_a_comma_that_was_sent_joins_nothing(name: str, values: list[str]) -> None:
    assert Request(V2).queries(name) == values


def test_a_name_that_the_raw_text_spells_otherwise() -> None:
    event = {"rawQueryString": "a+b=1%2C2", "queryStringParameters": {"a+b": "1,2"}}
    assert Request(event).queries("a+b") == ["1,2"]


def test_the_raw_text_is_parsed_once() -> None:
    request = Request(V2)
    assert request.queries("q") == ["1,2", "3"]
    assert request.queries("s") == ["4", "5"]
    assert request.cookies is request.cookies


def test_values_of_payload_1_stand_apart() -> None:
    assert Request10(V1).queries("q") == ["1", "2"]
    assert Request10(V1).queries("gone") == []


@pytest.mark.parametrize(
    ("event", "raw"),
    [
        pytest.param({}, None, id="absent"),
        pytest.param({"body": None}, None, id="null"),
        pytest.param({"body": ""}, None, id="empty"),
        pytest.param({"body": "", "isBase64Encoded": True}, None, id="empty base64"),
        pytest.param({"body": "x"}, "x", id="text"),
        pytest.param({"body": "/w==", "isBase64Encoded": True}, b"\xff", id="bytes"),
    ],
)
def test_the_body_as_it_came(event: dict[str, Any], raw: object) -> None:
    assert Request(event).raw == raw


def test_an_event_without_the_optional_members() -> None:
    request = Request({"requestContext": {}})
    assert (request.headers, request.query, request.cookies, request.path_parameters) == ({}, {}, {}, {})


@pytest.mark.parametrize(
    ("view", "authorizer", "known"),
    [
        (Request, None, {}),
        (Request, {"jwt": {"claims": {"sub": "ann"}, "scopes": None}}, {"claims": {"sub": "ann"}, "scopes": None}),
        (Request, {"lambda": {"who": "ann"}}, {"who": "ann"}),
        (Request, {"lambda": None}, {}),
        (Request10, {"claims": {"sub": "ann"}}, {"claims": {"sub": "ann"}}),
        (WebSocketRequest, {"principalId": "ann", "who": "ann"}, {"principalId": "ann", "who": "ann"}),
        (WebSocketRequest, None, {}),
    ],
    ids=str,
)
def test_what_is_known_of_the_caller(view: type[Request], authorizer: object, known: object) -> None:
    assert view({"requestContext": {} if authorizer is None else {"authorizer": authorizer}}).authorizer == known


def test_what_is_no_text_or_json_raises() -> None:
    request = Request({"body": "/w==", "isBase64Encoded": True})
    with pytest.raises(UnicodeDecodeError):
        _ = request.text
    with pytest.raises(ValueError, match="utf-8"):
        request.json()
