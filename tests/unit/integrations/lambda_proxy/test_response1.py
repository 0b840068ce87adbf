"""Payload format 1.0: an object with `statusCode`, or nothing."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwfw.exchange import Answered
from gwfw.integrations.lambda_proxy.response1 import response1
from gwfw.integrations.lambda_proxy.structured import Malformed

TEXT = ("content-type", "text/plain; charset=utf-8")


@pytest.mark.parametrize(
    ("value", "headers", "body"),
    [
        ({"statusCode": 200, "body": "x"}, (TEXT,), b"x"),
        ({"statusCode": 200, "headers": {"A": "1"}}, (TEXT, ("a", "1")), b""),
        ({"statusCode": 200, "multiValueHeaders": {"A": ["1", "2"]}}, (TEXT, ("a", "1"), ("a", "2")), b""),
        (
            {
                "statusCode": 200,
                "headers": {"Combined": "single", "Content-Type": "text/html"},
                "multiValueHeaders": {"combined": ["m1", "m2"], "Other": ["o"]},
            },
            (
                ("combined", "single"),
                ("combined", "m1"),
                ("combined", "m2"),
                ("content-type", "text/html"),
                ("other", "o"),
            ),
            b"",
        ),
        ({"statusCode": 200, "cookies": ["a=1"]}, (TEXT,), b""),
        ({"statusCode": 200, "isBase64Encoded": True, "body": "AQI="}, (TEXT,), b"\x01\x02"),
        ({"statusCode": 200, "multiValueHeaders": {"x": [None, 1]}}, (TEXT, ("x", "1")), b""),
    ],
)
def test_responses(value: dict[str, object], headers: tuple[tuple[str, str], ...], body: bytes) -> None:
    assert response1(json.dumps(value).encode()) == Answered(status=200, headers=headers, body=body)


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        (b'"plain"', 'no statusCode: "plain"; payload format 1.0 needs an object with statusCode'),
        (b"[1]", "no statusCode"),
        (b"null", "no statusCode"),
        (b'{"body":"x"}', "no statusCode"),
        (b'{"statusCode":0}', "statusCode 0"),
        (b'{"statusCode":', "something that is no JSON"),
        (b"[" * 100_000, "something that is no JSON"),
        (b'{"statusCode":200,"multiValueHeaders":{"x":"1"}}', "allowed is a list of strings"),
        (b'{"statusCode":200,"multiValueHeaders":[]}', "multiValueHeaders"),
        (b'{"statusCode":200,"headers":{"x":{}}}', "a value is a string"),
    ],
)
def test_malformed_responses(payload: bytes, said: str) -> None:
    with pytest.raises(Malformed, match=said):
        response1(payload)


@given(st.binary(max_size=60))
def test_no_bytes_are_anything_but_a_response_or_malformed(payload: bytes) -> None:
    try:
        answered = response1(payload)
    except Malformed:
        return
    assert 200 <= answered.status <= 599
