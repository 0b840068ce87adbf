"""Lambda custom integrations at the local gateway: the rendered template is the event. No I/O, no clock.

The integration response is chosen by the error message of a function that failed. On `$connect` a failed function is a
failed integration, whatever response fits: there is no status that could refuse the handshake otherwise.
"""

from __future__ import annotations

import json

from gwfw import selection
from gwfw.exchange import (
    Failed,
    HttpResponse,
    Inputs,
    InvokeFunction,
    Outcome,
    Raised,
    Result,
    Returned,
    WebSocketInputs,
    Work,
)
from gwfw.integrations.answers import answered
from gwfw.integrations.lambda_custom.spec import LambdaCustom
from gwfw.integrations.requests import body
from gwfw.jsonpath import MISSING
from gwfw.ports import Names, Renderer

__all__ = ["request", "response"]


def request(spec: LambdaCustom, inputs: Inputs, names: Names, render: Renderer) -> Work | Result:
    """Invoke the function with the rendered template; without a message to pass on, with an empty object."""
    assert isinstance(inputs, WebSocketInputs), "the kind serves WebSocket APIs"
    event = body(spec, inputs, names, render)
    if isinstance(event, Failed):
        return event
    if selection.parsed(event or b"{}") is MISSING:
        return Failed(
            reason="bad_response", detail=f"{spec.function} cannot be invoked with what is no JSON: {_shown(event)}"
        )
    return InvokeFunction(function=spec.function, payload=event or b"{}")


def response(spec: LambdaCustom, inputs: Inputs, outcome: Outcome, render: Renderer) -> Result:
    """What the integration response makes of the function's answer."""
    assert isinstance(inputs, WebSocketInputs), "the kind serves WebSocket APIs"
    if not isinstance(outcome, Returned | Raised):
        what = f"{spec.function} was answered by an HTTP response"
        return outcome if isinstance(outcome, Failed) else Failed(reason="bad_response", detail=what)
    message = _error_message(outcome.payload)
    detail = f"{spec.function} raised {message}" if isinstance(outcome, Raised) else ""
    if detail and inputs.event_type == "CONNECT":
        return Failed(reason="bad_response", detail=detail)
    answer = HttpResponse(status=200, headers=(("content-type", "application/json"),), body=outcome.payload)
    return answered(spec, inputs, answer, message, render, detail=detail)


def _error_message(payload: bytes) -> str:
    """`errorMessage` of what the function answered, empty if there is none."""
    try:
        value = json.loads(payload)
    except (ValueError, RecursionError):
        return ""
    return selection.text(value.get("errorMessage")) if isinstance(value, dict) else ""


def _shown(event: bytes) -> str:
    text = event.decode("utf-8", "replace")
    return text if len(text) <= 100 else text[:100] + "…"
