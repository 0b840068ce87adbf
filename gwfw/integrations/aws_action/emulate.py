"""AWS service integrations at the local gateway: the rendered template sent to the service. No I/O, no clock."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from gwfw.exchange import CallAws, Failed, Inputs, Outcome, Result, WebSocketInputs, Work
from gwfw.integrations.answers import answered_service
from gwfw.integrations.aws_action.spec import AwsAction
from gwfw.integrations.requests import body, parameters
from gwfw.ports import Names, Renderer

__all__ = ["request", "response"]


def request(spec: AwsAction, inputs: Inputs, names: Names, render: Renderer) -> Work | Result:
    """Call the action, or send the request to the service's path."""
    assert isinstance(inputs, WebSocketInputs), "the kind serves WebSocket APIs"
    payload = body(spec, inputs, names, render)
    if isinstance(payload, Failed):
        return payload
    mapped = parameters(spec, inputs)
    path = "" if spec.path is None else names.text(spec.path)
    for name, value in mapped.path:
        path = path.replace(f"{{{name}}}", quote(value, safe=""))
    return CallAws(
        service=spec.service,
        action=spec.action,
        body=payload,
        method=spec.method,
        path=f"/{path}",
        query=urlencode(mapped.query, quote_via=quote),
        headers=mapped.headers,
    )


def response(spec: AwsAction, inputs: Inputs, outcome: Outcome, render: Renderer) -> Result:
    """What the integration response makes of the service's answer."""
    assert isinstance(inputs, WebSocketInputs), "the kind serves WebSocket APIs"
    called = f"{spec.service}:{spec.action or 'path'}"
    return answered_service(called, spec, inputs, outcome, render)
