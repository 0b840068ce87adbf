"""Sizes, to the byte."""

from __future__ import annotations

import pytest

from gwfw.exchange import CallAws, HttpRequest, HttpResponse, InvokeFunction, Outcome, Raised, Returned, Work
from gwfw.gateway.http.limits import (
    BODY_BYTES,
    EVENT_BYTES,
    HEAD_BYTES,
    RESULT_BYTES,
    check_request,
    check_result,
    check_work,
)


def head(size: int, query: str = "") -> HttpRequest:
    """A request whose line and headers have that many bytes on the wire."""
    target = f"/?{query}" if query else "/"
    rest = size - len(f"GET {target} HTTP/1.1\r\nx: \r\n\r\n")
    return HttpRequest(method="GET", path="/", query=query, headers=(("x", "y" * rest),))


@pytest.mark.parametrize("query", ["", "a=1"])
def test_request_line_and_headers(query: str) -> None:
    assert check_request(head(HEAD_BYTES, query)) is None
    refused = check_request(head(HEAD_BYTES + 1, query))
    assert refused == (431, "request line and headers have 10241 bytes, 10240 are allowed")


def test_bodies() -> None:
    assert check_request(HttpRequest(method="POST", path="/", body=bytes(BODY_BYTES))) is None
    refused = check_request(HttpRequest(method="POST", path="/", body=bytes(BODY_BYTES + 1)))
    assert refused == (413, "the body has 10485761 bytes, 10485760 are allowed")


@pytest.mark.parametrize(
    ("work", "reason"),
    [
        (InvokeFunction(function="api", payload=bytes(EVENT_BYTES)), None),
        (InvokeFunction(function="api", payload=bytes(EVENT_BYTES + 1)), "too_large"),
        (CallAws(service="states", action="StartExecution", body=bytes(EVENT_BYTES + 1)), None),
    ],
)
def test_events(work: Work, reason: str | None) -> None:
    refused = check_work(work)
    assert (refused and refused.reason) == reason


@pytest.mark.parametrize(
    ("outcome", "passes"),
    [
        (Returned(payload=bytes(RESULT_BYTES)), True),
        (Returned(payload=bytes(RESULT_BYTES + 1)), False),
        (Raised(payload=bytes(RESULT_BYTES + 1)), True),
        (HttpResponse(status=200, body=bytes(BODY_BYTES)), True),
        (HttpResponse(status=200, body=bytes(BODY_BYTES + 1)), False),
    ],
)
def test_results(outcome: Outcome, passes: bool) -> None:
    checked = check_result(outcome)
    assert (checked is outcome) is passes
