"""The `X-Amzn-Trace-Id` header that the gateway hands on."""

from __future__ import annotations

__all__ = ["trace_header"]


def trace_header(trace_id: str, sent: str | None) -> str:
    """`Root=<trace id>`; if the client sent a root of its own, `Self=<trace id>;Root=<the client's>`."""
    if sent is None or not sent.startswith("Root="):
        return f"Root={trace_id}"
    return f"Self={trace_id};{sent}"
