"""What a function's return value becomes in payload format 2.0.

An object with `statusCode` is a structured response; any other value is inferred to be the JSON body of a 200. It follows
"Lambda function response for format 2.0" and recordings of live APIs.
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

__all__ = ["response2"]

_JSON: Headers = (("content-type", "application/json"),)


def response2(payload: bytes) -> Answered:
    """The answer for the JSON text that a function returned. Raises Malformed where the client gets a 500."""
    try:
        value = decode(payload)
    except (ValueError, RecursionError):
        return Answered(status=200, headers=_JSON, body=payload)
    if isinstance(value, dict) and "statusCode" in value:
        return _structured(value)
    if isinstance(value, str):
        return Answered(status=200, headers=_JSON, body=value.encode("utf-8", "replace"))
    return Answered(status=200, headers=_JSON, body=payload)


def _structured(value: dict[str, object]) -> Answered:
    headers = _cookies(value.get("cookies"))
    for name, text in mapping(value.get("headers"), "headers").items():
        headers += header_lines(name, text)
    return Answered(
        status=status_code(value["statusCode"]),
        headers=with_content_type(headers),
        body=response_body(value.get("body"), value.get("isBase64Encoded")),
    )


def _cookies(value: object) -> Headers:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(cookie, str) for cookie in value):
        raise Malformed(f"cookies {shown(value)}; allowed is a list of strings")
    headers: Headers = ()
    for cookie in value:
        headers += header_lines("set-cookie", cookie)
    return headers
