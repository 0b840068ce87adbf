"""Mock integrations at the local gateway: no work, only templates. No I/O, no clock."""

from __future__ import annotations

from gwfw import selection
from gwfw.exchange import Failed, HttpResponse, Inputs, Outcome, Result, WebSocketInputs, Work
from gwfw.integrations.answers import answered
from gwfw.integrations.mock.spec import Mock
from gwfw.integrations.requests import body
from gwfw.ports import Names, Renderer

__all__ = ["request", "response"]


def request(spec: Mock, inputs: Inputs, names: Names, render: Renderer) -> Work | Result:
    """Answer by the status that the request template renders."""
    assert isinstance(inputs, WebSocketInputs), "the kind serves WebSocket APIs"
    rendered = body(spec, inputs, names, render)
    if isinstance(rendered, Failed):
        return rendered
    status = _status(rendered)
    if status is None:
        text = rendered.decode("utf-8", "replace")
        detail = f'a mock integration\'s request template renders {{"statusCode": 200}} or another status, not {text!r}'
        return Failed(reason="configuration", detail=detail)
    return answered(spec, inputs, HttpResponse(status=status), str(status), render)


def response(spec: Mock, inputs: Inputs, outcome: Outcome, render: Renderer) -> Result:
    """Never asked: there is no work."""
    raise AssertionError("a mock integration asks for no work")


def _status(rendered: bytes) -> int | None:
    value = selection.parsed(rendered)
    status = value.get("statusCode") if isinstance(value, dict) else None
    if isinstance(status, str) and status.isdecimal():
        status = int(status) if len(status) == 3 else None
    known = isinstance(status, int) and not isinstance(status, bool) and 100 <= status <= 599
    return status if known else None
