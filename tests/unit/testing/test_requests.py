"""The bytes of a test's requests."""

from __future__ import annotations

from typing import Any

import pytest

from gwfw.errors import Misuse
from gwfw.testing.requests import Body, build, handshake

HOST = "api.example.com"


def headers(**asked: Any) -> dict[str, str]:
    return dict(build("POST", "/x", HOST, **asked).headers)


@pytest.mark.parametrize(
    ("url", "path", "query"),
    [
        ("/books", "/books", ""),
        ("/books?a=1&b=2", "/books", "a=1&b=2"),
        ("/a b/ü?q=ä b", "/a%20b/%C3%BC", "q=%C3%A4%20b"),
        ("/a%2Fb?q=%20", "/a%2Fb", "q=%20"),
        ("/books?next=/a?b#part", "/books", "next=/a?b"),
        ("/books#part", "/books", ""),
    ],
)
def test_url(url: str, path: str, query: str) -> None:
    request = build("GET", url, HOST)
    assert (request.path, request.query) == (path, query)


def test_path_begins_with_a_slash() -> None:
    with pytest.raises(Misuse) as caught:
        build("GET", "books", HOST)
    assert caught.value.problem.remedy == '"/books"'


@pytest.mark.parametrize(
    ("params", "query"),
    [
        pytest.param({"limit": 2, "all": True, "none": None}, "a=1&limit=2&all=true&none=", id="mapping"),
        pytest.param([("tag", "x"), ("tag", "y")], "a=1&tag=x&tag=y", id="pairs"),
        pytest.param({"q": "ä b"}, "a=1&q=%C3%A4%20b", id="encoded"),
        pytest.param({}, "a=1", id="empty"),
    ],
)
def test_params_are_added(params: Any, query: str) -> None:
    assert build("GET", "/x?a=1", HOST, params=params).query.replace("+", "%20") == query


@pytest.mark.parametrize(
    ("body", "content", "type_"),
    [
        pytest.param(
            Body(json={"a": "ä", "b": [1]}, has_json=True), '{"a":"ä","b":[1]}'.encode(), "application/json", id="json"
        ),
        pytest.param(Body(has_json=True), b"null", "application/json", id="null"),
        pytest.param(Body(data={"a": "1 2"}), b"a=1+2", "application/x-www-form-urlencoded", id="form"),
        pytest.param(Body(content="ä"), "ä".encode(), None, id="text"),
        pytest.param(Body(content=b"\xff"), b"\xff", None, id="bytes"),
        pytest.param(Body(), b"", None, id="nothing"),
    ],
)
def test_body(body: Body, content: bytes, type_: str | None) -> None:
    request = build("POST", "/x", HOST, body=body)
    assert request.body == content
    assert request.header("content-type") == type_
    assert request.header("content-length") == str(len(content))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_json_does_not_know_is_not_sent(value: float) -> None:
    with pytest.raises(ValueError, match="Out of range"):
        build("POST", "/x", HOST, body=Body(json=value, has_json=True))


def test_one_body_only() -> None:
    with pytest.raises(TypeError, match="one of json=, data= and content="):
        build("POST", "/x", HOST, body=Body(json=1, has_json=True, content="x"))


def test_own_headers() -> None:
    assert build("GET", "/x", HOST).headers == (
        ("Host", HOST),
        ("Accept", "*/*"),
        ("Accept-Encoding", "gzip, deflate"),
        ("User-Agent", "gwfw-test-client"),
    )
    assert headers(cookie="a=1; b=2")["Cookie"] == "a=1; b=2"


@pytest.mark.parametrize(
    "given", [{"accept": "text/html", "X-One": "1"}, [("accept", "text/html"), ("X-One", "1")]], ids=["mapping", "pairs"]
)
def test_given_headers_replace_and_follow(given: Any) -> None:
    sent = headers(headers=given)
    assert "Accept" not in sent
    assert list(sent)[-2:] == ["accept", "X-One"]


def test_handshake() -> None:
    request = handshake("?u=ann", HOST, stage="dev", subprotocols=["chat", "v2"], headers={"Origin": "https://x"})
    assert (request.method, request.path, request.query) == ("GET", "/dev", "u=ann")
    assert request.header("sec-websocket-protocol") == "chat, v2"
    assert request.header("origin") == "https://x"
    assert request.header("upgrade") == "websocket"


@pytest.mark.parametrize(("url", "path"), [("", "/dev"), ("/", "/dev"), ("room", "/dev/room"), ("/room", "/dev/room")])
def test_handshake_path(url: str, path: str) -> None:
    request = handshake(url, HOST, stage="dev")
    assert request.path == path
    assert request.header("sec-websocket-protocol") is None
