"""The sizes that HTTP APIs take and Lambda passes on, in bytes. It follows their quotas.

A server checks a request's size while it reads; here the same is checked for whoever hands over whole requests.
"""

from __future__ import annotations

from typing import Final

from gwfw.exchange import Failed, HttpRequest, HttpResponse, InvokeFunction, Outcome, Returned, Work

__all__ = ["BODY_BYTES", "EVENT_BYTES", "HEAD_BYTES", "RESULT_BYTES", "check_request", "check_result", "check_work"]

HEAD_BYTES: Final = 10_240
"""Request line and headers."""

BODY_BYTES: Final = 10 * 1024 * 1024
"""A payload, in either direction."""

EVENT_BYTES: Final = 6 * 1024 * 1024
"""The event of a synchronous invocation."""

RESULT_BYTES: Final = 6 * 1024 * 1024 + 100
"""What a function may return."""


def check_request(request: HttpRequest) -> tuple[int, str] | None:
    """The status for a request that is too large, and why."""
    size = (
        len(request.method)
        + len(request.path)
        + len("  HTTP/1.1\r\n\r\n")
        + (len(request.query) + 1 if request.query else 0)
    )
    for name, value in request.headers:
        size += len(name) + len(value) + 4
    if size > HEAD_BYTES:
        return 431, f"request line and headers have {size} bytes, {HEAD_BYTES} are allowed"
    if len(request.body) > BODY_BYTES:
        return 413, f"the body has {len(request.body)} bytes, {BODY_BYTES} are allowed"
    return None


def check_work(work: Work) -> Failed | None:
    """Lambda's refusal of an event that is too large."""
    if isinstance(work, InvokeFunction) and len(work.payload) > EVENT_BYTES:
        detail = f"the event for {work.function} has {len(work.payload)} bytes, Lambda takes {EVENT_BYTES}"
        return Failed(reason="too_large", detail=detail)
    return None


def check_result(outcome: Outcome) -> Outcome:
    """The outcome, or its failure for its size."""
    if isinstance(outcome, Returned) and len(outcome.payload) > RESULT_BYTES:
        detail = f"the function returned {len(outcome.payload)} bytes, Lambda takes {RESULT_BYTES}"
        return Failed(reason="bad_response", detail=detail)
    if isinstance(outcome, HttpResponse) and len(outcome.body) > BODY_BYTES:
        detail = f"the integration answered {len(outcome.body)} bytes, {BODY_BYTES} are allowed"
        return Failed(reason="bad_response", detail=detail)
    return outcome
