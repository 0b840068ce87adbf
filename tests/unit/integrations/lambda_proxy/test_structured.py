"""The members of a structured response."""

from __future__ import annotations

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwfw.integrations.lambda_proxy.structured import (
    Malformed,
    header_lines,
    mapping,
    response_body,
    shown,
    status_code,
    with_content_type,
)


@pytest.mark.parametrize(("value", "status"), [(200, 200), (201, 201), (418, 418), (599, 599), ("200", 200), ("404", 404)])
def test_statuses(value: object, status: int) -> None:
    assert status_code(value) == status


@pytest.mark.parametrize(
    "value", [0, 199, 600, -200, 123.456, 200.0, True, None, "", "20", "2000", "²00", "٢٠٠", "abc", [200], {}]
)
def test_what_is_no_status(value: object) -> None:
    with pytest.raises(Malformed, match=r"statusCode .*; allowed are integers from 200 to 599"):
        status_code(value)


def test_the_lowest_status_depends() -> None:
    assert status_code(101, lowest=100) == 101


@pytest.mark.parametrize(
    ("name", "value", "lines"),
    [
        ("X-A", "a,b", (("x-a", "a,b"),)),
        ("x", 5, (("x", "5"),)),
        ("x", 1.5, (("x", "1.5"),)),
        ("x", True, (("x", "true"),)),
        ("x", None, ()),
        ("x", "", (("x", ""),)),
        ("x", "é", (("x", "Ã©"),)),
        ("x", "tab\tstays", (("x", "tab\tstays"),)),
    ],
)
def test_headers(name: str, value: object, lines: tuple[tuple[str, str], ...]) -> None:
    assert header_lines(name, value) == lines


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("x", ["a"], "a value is a string"),
        ("x", {"a": 1}, "a value is a string"),
        ("x", "a\r\nset-cookie: b", "which HTTP cannot carry"),
        ("x", "a\x00", "which HTTP cannot carry"),
        ("x y", "a", "which HTTP cannot carry"),
        ("", "a", "which HTTP cannot carry"),
        ("x:", "a", "which HTTP cannot carry"),
        ("é", "a", "which HTTP cannot carry"),
    ],
)
def test_what_is_no_header(name: str, value: object, said: str) -> None:
    with pytest.raises(Malformed, match=said):
        header_lines(name, value)


def test_mappings() -> None:
    assert mapping(None, "headers") == {}
    assert mapping({"a": "b"}, "headers") == {"a": "b"}
    with pytest.raises(Malformed, match=r'headers \["a"\], which is no object'):
        mapping(["a"], "headers")


def test_the_default_content_type() -> None:
    assert with_content_type((("x", "1"),)) == (("content-type", "text/plain; charset=utf-8"), ("x", "1"))
    own = (("x", "1"), ("content-type", "text/html"))
    assert with_content_type(own) == own


@pytest.mark.parametrize(
    ("body", "is_base64", "sent"),
    [
        (None, None, b""),
        (None, True, b""),
        ("", False, b""),
        ("λ", None, "λ".encode()),
        ("AQIDBAU=", True, b"\x01\x02\x03\x04\x05"),
        ("AQID\r\nBAU=\n", True, b"\x01\x02\x03\x04\x05"),
        ("AQIDBAU=", False, b"AQIDBAU="),
        ("\ud800", False, b"?"),
    ],
)
def test_bodies(body: object, is_base64: object, sent: bytes) -> None:
    assert response_body(body, is_base64) == sent


@pytest.mark.parametrize(
    ("body", "is_base64", "said"),
    [
        ({"a": 1}, False, r"a body that is no string: \{\"a\": 1\}; wrap it in json.dumps"),
        (5, None, "a body that is no string"),
        ("not base64!", True, "isBase64Encoded with a body that is no base64"),
        ("AQI", True, "isBase64Encoded with a body that is no base64"),
        ("é", True, "isBase64Encoded with a body that is no base64"),
        ("AQI=", "true", 'isBase64Encoded "true"; allowed are true and false'),
        (None, 1, "isBase64Encoded 1"),
    ],
)
def test_what_is_no_body(body: object, is_base64: object, said: str) -> None:
    with pytest.raises(Malformed, match=said):
        response_body(body, is_base64)


@given(st.binary())
def test_any_bytes_round_trip(body: bytes) -> None:
    assert response_body(b64encode(body).decode(), True) == body


def test_what_is_shown_is_cut() -> None:
    assert shown("x" * 500) == '"' + "x" * 199 + "…"
    assert shown({"ä": 1}) == '{"ä": 1}'
