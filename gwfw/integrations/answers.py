"""What an integration without proxying answered on a WebSocket route, as a result. Shared by the kinds' emulate sides.

An integration response is chosen by the status, of a function by its error message: the first regular expression that
matches all of it, then `$default`. On a two-way route its template gives the frame; elsewhere nothing is rendered.

    $connect     an AWS service's refusal (4xx)   that status; the documentation says only that no connection is made
                 a service's 5xx                  a failed integration
    messages     no integration response fits     an error, on one-way routes as well

It follows "Setting up integration responses for WebSocket APIs" of the developer guide.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import replace

from gwfw.exchange import Answered, Failed, HttpResponse, Outcome, Result, WebSocketInputs
from gwfw.graph.nonproxy import IntegrationResponse, NonProxy
from gwfw.integrations.requests import chosen
from gwfw.ports import Renderer
from gwfw.readings import reader

__all__ = ["answered", "answered_service", "matching", "passed_on"]

_SHOWN = 300


def passed_on(called: str, inputs: WebSocketInputs, outcome: Outcome) -> Result:
    """The result of a call of an AWS service whose answer is passed on; `called` names it for the developer."""
    if not isinstance(outcome, HttpResponse):
        return _failed(called, outcome)
    detail = "" if outcome.status < 400 else f"{called} answered {outcome.status}: {_shown(outcome.body)}"
    if inputs.event_type == "CONNECT" and outcome.status >= 500:
        return Failed(reason="bad_response", detail=detail)
    return Answered(status=outcome.status, body=outcome.body, detail=detail)


def answered_service(called: str, spec: NonProxy, inputs: WebSocketInputs, outcome: Outcome, render: Renderer) -> Result:
    """The same for a spec with integration responses."""
    result = passed_on(called, inputs, outcome)
    if isinstance(result, Failed):
        return result
    assert isinstance(outcome, HttpResponse)
    return answered(spec, inputs, outcome, str(outcome.status), render, detail=result.detail)


def answered(
    spec: NonProxy, inputs: WebSocketInputs, answer: HttpResponse, selected: str, render: Renderer, *, detail: str = ""
) -> Result:
    """What the integration response that fits `selected` makes of the answer. Raises what `render` raises."""
    response = matching(spec.responses, selected)
    if response is None:
        keys = ", ".join(response.key for response in spec.responses) or "there are none"
        what = f"no integration response fits {selected!r}: {keys}"
        return Failed(reason="configuration", detail=f"{what}; {detail}" if detail else what)
    if inputs.event_type != "MESSAGE" or not inputs.two_way:
        return Answered(status=answer.status, headers=answer.headers, detail=detail)
    return Answered(status=answer.status, body=_frame(response, inputs, answer, render), detail=detail)


def matching(responses: Iterable[IntegrationResponse], selected: str) -> IntegrationResponse | None:
    """The integration response for a status or an error message."""
    default: IntegrationResponse | None = None
    for response in responses:
        if response.key == "$default":
            default = response
        elif response.key == selected or _fits(response.key, selected):
            return response
    return default


def _fits(key: str, selected: str) -> bool:
    if len(key) < 2 or not (key.startswith("/") and key.endswith("/")):
        return False
    return re.fullmatch(key[1:-1], selected) is not None


def _frame(response: IntegrationResponse, inputs: WebSocketInputs, answer: HttpResponse, render: Renderer) -> bytes:
    body = b64encode(answer.body) if response.content_handling == "CONVERT_TO_TEXT" else answer.body
    template = chosen(response.templates, response.template_selection, reader(inputs, answer))
    if template is None:
        return body
    text = render(template, replace(inputs, body=body.decode("utf-8", "replace")))
    return text.encode("utf-8", "replace")


def _failed(called: str, outcome: Outcome) -> Failed:
    if isinstance(outcome, Failed):
        return outcome
    return Failed(reason="bad_response", detail=f"{called} was answered by {type(outcome).__name__}")


def _shown(body: bytes) -> str:
    text = body.decode("utf-8", "replace")
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
