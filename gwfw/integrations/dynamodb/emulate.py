"""DynamoDB integrations at the local gateway: the emitted template rendered, the action called. No I/O, no clock."""

from __future__ import annotations

from gwfw.exchange import CallAws, Inputs, Outcome, Result, WebSocketInputs, Work
from gwfw.integrations.answers import passed_on
from gwfw.integrations.dynamodb.spec import DynamoDb
from gwfw.ports import Names, Renderer

__all__ = ["request", "response"]


def request(spec: DynamoDb, inputs: Inputs, names: Names, render: Renderer) -> Work | Result:
    """Call the action with the rendered template."""
    assert isinstance(inputs, WebSocketInputs), "the kind serves WebSocket APIs"
    body = render(names.text(spec.template), inputs)
    return CallAws(service="dynamodb", action=spec.action, body=body.encode("utf-8", "replace"))


def response(spec: DynamoDb, inputs: Inputs, outcome: Outcome, render: Renderer) -> Result:
    """What DynamoDB answered, passed through."""
    assert isinstance(inputs, WebSocketInputs), "the kind serves WebSocket APIs"
    return passed_on(f"dynamodb:{spec.action}", inputs, outcome)
