"""Text or base64, by content type alone."""

from __future__ import annotations

from base64 import b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwfw.integrations.lambda_proxy.body import event_body


@pytest.mark.parametrize(
    ("content_type", "encoded"),
    [
        ("application/json", False),
        ("application/json; charset=utf-8", False),
        ("Application/JSON ;charset=latin-1", False),
        ("application/xml", False),
        ("application/javascript", False),
        ("text/plain", False),
        ("TEXT/html; charset=utf-8", False),
        ("application/x-www-form-urlencoded", True),
        ("multipart/form-data; boundary=x", True),
        ("application/octet-stream", True),
        ("application/problem+json", True),
        ("image/svg+xml", True),
        ("texts/plain", True),
        ("", True),
    ],
)
def test_by_content_type(content_type: str, encoded: bool) -> None:
    body = "λ".encode()
    assert event_body(body, content_type) == (("zrs=", True) if encoded else ("λ", False))


def test_text_that_is_not_utf_8_loses_no_byte() -> None:
    assert event_body(b"caf\xe9", "text/plain") == ("Y2Fm6Q==", True)


@given(st.binary(), st.sampled_from(["text/plain", "application/json", "image/png", ""]) | st.text())
def test_any_body_round_trips(body: bytes, content_type: str) -> None:
    text, encoded = event_body(body, content_type)
    assert (b64decode(text) if encoded else text.encode()) == body
