"""Payload format 2.0: what a function's return value becomes."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwfw.exchange import Answered
from gwfw.graph.headers import read_text
from gwfw.integrations.lambda_proxy.response2 import response2
from gwfw.integrations.lambda_proxy.structured import Malformed

JSON = (("content-type", "application/json"),)
TEXT = ("content-type", "text/plain; charset=utf-8")


@pytest.mark.parametrize(
    ("payload", "body"),
    [
        (b'"Hello from Lambda!"', b"Hello from Lambda!"),
        (b'"line\\n\\"quoted\\""', b'line\n"quoted"'),
        (b'""', b""),
        (b'{"message":  "spaced"}', b'{"message":  "spaced"}'),
        (b'{"body":"hi","headers":{"x":"1"}}', b'{"body":"hi","headers":{"x":"1"}}'),
        (b"[1, 2, 3]", b"[1, 2, 3]"),
        (b"42", b"42"),
        (b"true", b"true"),
        (b"null", b"null"),
        (b'{"partial":', b'{"partial":'),
        (b"plain text", b"plain text"),
        (b"", b""),
        (b"[" * 100_000, b"[" * 100_000),
        (b'"\\ud800"', b"?"),
    ],
)
def test_inferred_responses(payload: bytes, body: bytes) -> None:
    assert response2(payload) == Answered(status=200, headers=JSON, body=body)


@pytest.mark.parametrize(
    ("value", "status", "headers", "body"),
    [
        ({"statusCode": 201, "body": '{"a":1}'}, 201, (TEXT,), b'{"a":1}'),
        ({"statusCode": 204}, 204, (TEXT,), b""),
        ({"statusCode": 200, "body": None, "headers": None, "cookies": None}, 200, (TEXT,), b""),
        ({"statusCode": 200, "headers": {"Content-Type": "text/html"}}, 200, (("content-type", "text/html"),), b""),
        (
            {"statusCode": 200, "headers": {"myheader": "test,second"}},
            200,
            (TEXT, ("myheader", "test,second")),
            b"",
        ),
        (
            {"statusCode": 200, "cookies": ["c1=1", "c2=2"], "headers": {"Set-Cookie": "h=1"}},
            200,
            (TEXT, ("set-cookie", "c1=1"), ("set-cookie", "c2=2"), ("set-cookie", "h=1")),
            b"",
        ),
        ({"statusCode": 200, "multiValueHeaders": {"x": ["1"]}}, 200, (TEXT,), b""),
        ({"statusCode": 200, "isBase64Encoded": True, "body": "AQI="}, 200, (TEXT,), b"\x01\x02"),
        ({"statusCode": "200"}, 200, (TEXT,), b""),
        ({"statusCode": 200, "headers": {"x": None, "y": 1}}, 200, (TEXT, ("y", "1")), b""),
    ],
)
def test_structured_responses(
    value: dict[str, object], status: int, headers: tuple[tuple[str, str], ...], body: bytes
) -> None:
    assert response2(json.dumps(value).encode()) == Answered(status=status, headers=headers, body=body)


@pytest.mark.parametrize(
    "value",
    [
        {"statusCode": 123.456},
        {"statusCode": 0},
        {"statusCode": None},
        {"statusCode": 200, "body": {"a": 1}},
        {"statusCode": 200, "headers": ["x"]},
        {"statusCode": 200, "headers": {"x": ["1"]}},
        {"statusCode": 200, "cookies": "a=1"},
        {"statusCode": 200, "cookies": [1]},
        {"statusCode": 200, "cookies": ["a=1\n"]},
        {"statusCode": 200, "isBase64Encoded": True, "body": "%"},
    ],
)
def test_malformed_responses(value: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        response2(json.dumps(value).encode())


words = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8)
header_names = st.text("abcXYZ-_1", min_size=1, max_size=8)


@given(
    status=st.integers(200, 599),
    headers=st.dictionaries(header_names, words, max_size=4),
    cookies=st.lists(words, max_size=3),
    body=st.binary(max_size=20),
)
def test_any_structured_response_arrives_as_it_was_meant(
    status: int, headers: dict[str, str], cookies: list[str], body: bytes
) -> None:
    value: dict[str, Any] = {
        "statusCode": status,
        "headers": headers,
        "cookies": cookies,
        "body": b64encode(body).decode(),
        "isBase64Encoded": True,
    }
    answered = response2(json.dumps(value).encode())
    assert (answered.status, answered.body) == (status, body)
    sent = [(name, read_text(text)) for name, text in answered.headers if name != "content-type"]
    assert sent == [("set-cookie", cookie) for cookie in cookies] + [(name.lower(), text) for name, text in headers.items()]


@given(st.binary(max_size=60))
def test_no_bytes_are_anything_but_a_response_or_malformed(payload: bytes) -> None:
    try:
        answered = response2(payload)
    except Malformed:
        return
    assert 200 <= answered.status <= 599
