"""The gateway's own errors, and what it adds to every reply."""

from __future__ import annotations

from typing import get_args, get_type_hints

import pytest

from gwfw.exchange import Answered, Failed, Headers
from gwfw.gateway.http.replies import MESSAGES, failure_status, finished, gateway_error
from gwfw.graph.facts import HttpFacts

FACTS = HttpFacts()


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, b'{"message":"Bad Request"}'),
        (401, b'{"message":"Unauthorized"}'),
        (403, b'{"message":"Forbidden"}'),
        (404, b'{"message":"Not Found"}'),
        (413, b'{"message":"Request Entity Too Large"}'),
        (429, b'{"message":"Too Many Requests"}'),
        (431, b'{"message":"Request Header Fields Too Large"}'),
        (500, b'{"message":"Internal Server Error"}'),
        (503, b'{"message":"Service Unavailable"}'),
        (504, b'{"message":"Gateway Timeout"}'),
    ],
)
def test_errors(status: int, body: bytes) -> None:
    answered = gateway_error(status, FACTS, (("www-authenticate", "Bearer"),))
    assert (answered.status, answered.body) == (status, body)
    assert answered.headers == (("content-type", "application/json"), ("www-authenticate", "Bearer"))
    assert gateway_error(status, HttpFacts(error_content_type=None)).headers == ()


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        ("throttled", 503),
        ("timeout", 503),
        ("unreachable", 503),
        ("refused", 500),
        ("bad_response", 500),
        ("configuration", 500),
        ("bad_request", 400),
        ("too_large", 413),
    ],
)
def test_every_failure_has_a_status(reason: str, status: int) -> None:
    failed = Failed(reason=reason)  # type: ignore[arg-type]  # every literal is in the table, which the test below shows
    assert failure_status(failed, FACTS) == status
    assert status in MESSAGES


def test_no_failure_is_left_out() -> None:
    reasons = get_args(get_type_hints(Failed)["reason"])
    assert {failure_status(Failed(reason=reason), FACTS) for reason in reasons} <= set(MESSAGES)


def test_time_outs_may_be_504() -> None:
    assert failure_status(Failed(reason="timeout"), HttpFacts(timeout_status=504)) == 504
    assert failure_status(Failed(reason="unreachable"), HttpFacts(timeout_status=504)) == 503


@pytest.mark.parametrize(
    ("status", "method", "headers", "body", "sent_headers", "sent_body"),
    [
        pytest.param(200, "GET", (("x", "1"),), b"body", (("x", "1"), ("content-length", "4")), b"body", id="ordinary"),
        pytest.param(200, "GET", (), None, (("content-length", "0"),), b"", id="no body"),
        pytest.param(200, "GET", (("content-length", "99"),), b"a", (("content-length", "1"),), b"a", id="counted again"),
        pytest.param(204, "GET", (("x", "1"),), b"body", (("x", "1"),), b"", id="204 has no body and no length"),
        pytest.param(200, "HEAD", (), b"body", (("content-length", "4"),), b"", id="HEAD tells the length"),
        pytest.param(
            200, "HEAD", (("content-length", "99"),), b"", (("content-length", "99"),), b"", id="HEAD of a backend"
        ),
        pytest.param(304, "GET", (("content-length", "99"),), b"x", (("content-length", "99"),), b"", id="304"),
        pytest.param(
            200,
            "GET",
            (
                ("date", "x"),
                ("apigw-requestid", "own"),
                ("connection", "close"),
                ("transfer-encoding", "chunked"),
                ("set-cookie", "a=1"),
                ("set-cookie", "b=2"),
            ),
            b"",
            (("set-cookie", "a=1"), ("set-cookie", "b=2"), ("content-length", "0")),
            b"",
            id="of the gateway and of one hop",
        ),
    ],
)
def test_finished(
    status: int, method: str, headers: Headers, body: bytes | None, sent_headers: Headers, sent_body: bytes
) -> None:
    response = finished(Answered(status=status, headers=headers, body=body), method, "id=", 1701245041.9)
    assert response.status == status
    date = ("date", "Wed, 29 Nov 2023 08:04:01 GMT")
    assert response.headers == (date, *sent_headers, ("connection", "keep-alive"), ("apigw-requestid", "id="))
    assert response.body == sent_body
