"""The trace header that the gateway hands on."""

from __future__ import annotations

import pytest

from gwfw.integrations.lambda_proxy.trace import trace_header


@pytest.mark.parametrize(
    ("sent", "header"),
    [
        (None, "Root=1-a-b"),
        ("", "Root=1-a-b"),
        ("garbage", "Root=1-a-b"),
        ("Root=1-c-d", "Self=1-a-b;Root=1-c-d"),
        ("Root=1-c-d;Parent=e;Sampled=1", "Self=1-a-b;Root=1-c-d;Parent=e;Sampled=1"),
    ],
)
def test_trace_header(sent: str | None, header: str) -> None:
    assert trace_header("1-a-b", sent) == header
