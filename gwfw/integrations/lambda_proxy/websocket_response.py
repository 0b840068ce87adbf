"""What a function's return value becomes on a WebSocket route.

`$connect`: `statusCode` decides, and of the headers only `Sec-WebSocket-Protocol` matters. Messages: `body` is the frame
of a two-way route, the status changes nothing. `$disconnect`: nobody reads it. It follows "Set up a route response for a
WebSocket API" and experiments with live APIs.
"""

from __future__ import annotations

from typing import Literal

from gwfw.exchange import Answered, Headers
from gwfw.integrations.lambda_proxy.encoding import decode
from gwfw.integrations.lambda_proxy.structured import Malformed, header_lines, mapping, shown, status_code

__all__ = ["websocket_response"]

_PROTOCOL = "sec-websocket-protocol"


def websocket_response(payload: bytes, event_type: Literal["CONNECT", "MESSAGE", "DISCONNECT"]) -> Answered:
    """The answer for the JSON text that a function returned. Raises Malformed where the gateway reports an error."""
    if event_type == "DISCONNECT":
        return Answered(status=200)
    value = _object(payload)
    status = status_code(value["statusCode"], lowest=100)
    if event_type == "CONNECT":
        return Answered(status=status, headers=_protocol(value))
    body = value.get("body")
    if body is None:
        return Answered(status=status)
    if not isinstance(body, str):
        raise Malformed(f"a body that is no string: {shown(body)}; wrap it in json.dumps(...)")
    return Answered(status=status, body=body.encode("utf-8", "replace"))


def _object(payload: bytes) -> dict[str, object]:
    try:
        value = decode(payload)
    except (ValueError, RecursionError):
        raise Malformed("something that is no JSON") from None
    if not isinstance(value, dict) or "statusCode" not in value:
        raise Malformed(f'no statusCode: {shown(value)}; a WebSocket route returns at least {{"statusCode": 200}}')
    return value


def _protocol(value: dict[str, object]) -> Headers:
    for name, text in mapping(value.get("headers"), "headers").items():
        if name.lower() == _PROTOCOL:
            if not isinstance(text, str) or "," in text or not text.strip():
                raise Malformed(f"Sec-WebSocket-Protocol {shown(text)}; allowed is exactly one of the protocols offered")
            return header_lines(name, text.strip())
    return ()
