"""Lambda proxy integrations at the local gateway: event out, answer back. No I/O, no clock.

The event's form is chosen by the API (WebSocket) or by the spec's payload format (HTTP); the files beside this one hold
one form each.
"""

from __future__ import annotations

from gwfw.exchange import Answered, Failed, HttpInputs, Inputs, InvokeFunction, Outcome, Raised, Result, Returned, Work
from gwfw.integrations.lambda_proxy.event1 import event1
from gwfw.integrations.lambda_proxy.event2 import event2
from gwfw.integrations.lambda_proxy.response1 import response1
from gwfw.integrations.lambda_proxy.response2 import response2
from gwfw.integrations.lambda_proxy.spec import LambdaProxy
from gwfw.integrations.lambda_proxy.structured import Malformed
from gwfw.integrations.lambda_proxy.websocket_event import websocket_event
from gwfw.integrations.lambda_proxy.websocket_response import websocket_response
from gwfw.ports import Names, Renderer

__all__ = ["request", "response"]


def request(spec: LambdaProxy, inputs: Inputs, names: Names, render: Renderer) -> Work | Result:
    """Invoke the function with the event."""
    return InvokeFunction(function=spec.function, payload=_event(spec, inputs))


def response(spec: LambdaProxy, inputs: Inputs, outcome: Outcome, render: Renderer) -> Result:
    """The function's answer; FunctionError and malformed answers are `bad_response`."""
    if isinstance(outcome, Raised):
        return Failed(reason="bad_response", detail=f"{spec.function} raised {outcome.message}")
    if not isinstance(outcome, Returned):
        return outcome if isinstance(outcome, Failed) else _wrong(spec, outcome.status)
    try:
        return _answered(spec, inputs, outcome.payload)
    except Malformed as malformed:
        return Failed(reason="bad_response", detail=f"{spec.function} answered {malformed}")


def _event(spec: LambdaProxy, inputs: Inputs) -> bytes:
    if not isinstance(inputs, HttpInputs):
        return websocket_event(inputs)
    return event2(inputs) if spec.payload_format == "2.0" else event1(inputs)


def _answered(spec: LambdaProxy, inputs: Inputs, payload: bytes) -> Answered:
    if not isinstance(inputs, HttpInputs):
        return websocket_response(payload, inputs.event_type)
    return response2(payload) if spec.payload_format == "2.0" else response1(payload)


def _wrong(spec: LambdaProxy, status: int) -> Failed:
    return Failed(reason="bad_response", detail=f"{spec.function} was answered by an HTTP response of status {status}")
