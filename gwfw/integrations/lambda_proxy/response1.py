"""What a function's return value becomes in payload format 1.0: an object with `statusCode`, or a 500.

`headers` and `multiValueHeaders` are merged: of a name in both, the single value comes first, each its own line.
It follows "Lambda function response for format 1.0" and recordings of live APIs.
"""

from __future__ import annotations

from gwfw.exchange import Answered, Headers
from gwfw.integrations.lambda_proxy.encoding import decode
from gwfw.integrations.lambda_proxy.structured import (
    Malformed,
    header_lines,
    mapping,
    response_body,
    shown,
    status_code,
    with_content_type,
)

__all__ = ["response1"]


def response1(payload: bytes) -> Answered:
    """The answer for the JSON text that a function returned. Raises Malformed where the client gets a 500."""
    try:
        value = decode(payload)
    except (ValueError, RecursionError):
        raise Malformed("something that is no JSON") from None
    if not isinstance(value, dict) or "statusCode" not in value:
        raise Malformed(f"no statusCode: {shown(value)}; payload format 1.0 needs an object with statusCode")
    return Answered(
        status=status_code(value["statusCode"]),
        headers=with_content_type(_headers(value)),
        body=response_body(value.get("body"), value.get("isBase64Encoded")),
    )


def _headers(value: dict[str, object]) -> Headers:
    lines: dict[str, Headers] = {}
    for name, text in mapping(value.get("headers"), "headers").items():
        lines[name.lower()] = lines.get(name.lower(), ()) + header_lines(name, text)
    for name, texts in mapping(value.get("multiValueHeaders"), "multiValueHeaders").items():
        if not isinstance(texts, list):
            raise Malformed(f"multiValueHeaders with {name!r}: {shown(texts)}; allowed is a list of strings")
        for text in texts:
            lines[name.lower()] = lines.get(name.lower(), ()) + header_lines(name, text)
    return tuple(line for group in lines.values() for line in group)
