"""Events as JSON bytes."""

from __future__ import annotations

from gwfw.integrations.lambda_proxy.encoding import encode


def test_compact_utf_8() -> None:
    assert encode({"a": [1, None], "λ": "é"}) == '{"a":[1,null],"λ":"é"}'.encode()


def test_what_is_not_unicode_is_replaced() -> None:
    assert encode({"a": "x\ud800y"}) == b'{"a":"x?y"}'
