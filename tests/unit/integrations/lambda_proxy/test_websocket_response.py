"""What a function's return value becomes on a WebSocket route."""

from __future__ import annotations

from typing import Literal

import pytest

from gwfw.exchange import Answered
from gwfw.integrations.lambda_proxy.structured import Malformed
from gwfw.integrations.lambda_proxy.websocket_response import websocket_response


@pytest.mark.parametrize(
    ("event_type", "payload", "answered"),
    [
        ("CONNECT", b'{"statusCode":200}', Answered(status=200)),
        ("CONNECT", b'{"statusCode":101}', Answered(status=101)),
        ("CONNECT", b'{"statusCode":403,"body":"no"}', Answered(status=403)),
        (
            "CONNECT",
            b'{"statusCode":200,"headers":{"x":"1","SEC-WebSocket-Protocol":" chat "}}',
            Answered(status=200, headers=(("sec-websocket-protocol", "chat"),)),
        ),
        ("MESSAGE", b'{"statusCode":200}', Answered(status=200)),
        ("MESSAGE", b'{"statusCode":501,"body":"{\\"b\\": 1}"}', Answered(status=501, body=b'{"b": 1}')),
        ("MESSAGE", b'{"statusCode":200,"body":""}', Answered(status=200, body=b"")),
        ("DISCONNECT", b"anything", Answered(status=200)),
    ],
)
def test_answers(event_type: Literal["CONNECT", "MESSAGE", "DISCONNECT"], payload: bytes, answered: Answered) -> None:
    assert websocket_response(payload, event_type) == answered


@pytest.mark.parametrize(
    ("event_type", "payload", "said"),
    [
        ("MESSAGE", b"null", r"no statusCode: null; a WebSocket route returns at least"),
        ("MESSAGE", b'"text"', "no statusCode"),
        ("MESSAGE", b"{", "something that is no JSON"),
        ("MESSAGE", b"[" * 100_000, "something that is no JSON"),
        ("MESSAGE", b'{"statusCode":99}', "statusCode 99"),
        ("MESSAGE", b'{"statusCode":200,"body":{}}', "a body that is no string"),
        ("CONNECT", b'{"statusCode":200,"headers":{"Sec-WebSocket-Protocol":"a, b"}}', "exactly one of the protocols"),
        ("CONNECT", b'{"statusCode":200,"headers":{"Sec-WebSocket-Protocol":" "}}', "exactly one of the protocols"),
        ("CONNECT", b'{"statusCode":200,"headers":{"Sec-WebSocket-Protocol":1}}', "exactly one of the protocols"),
        ("CONNECT", b'{"statusCode":200,"headers":[]}', "headers"),
    ],
)
def test_malformed_answers(event_type: Literal["CONNECT", "MESSAGE"], payload: bytes, said: str) -> None:
    with pytest.raises(Malformed, match=said):
        websocket_response(payload, event_type)
