"""First-class integrations at the local gateway: the service's request out, its answer passed through. No I/O, no clock.

Parameters are evaluated for each request; one that cannot be resolved is the gateway's 400. The answer is the service's
own, status and body; of its headers those that belong to the body. It follows "Integration subtype reference".
"""

from __future__ import annotations

from typing import Final

from gwfw.exchange import Answered, Failed, HttpInputs, HttpResponse, Inputs, Outcome, Result, Work
from gwfw.graph.mapping import compile_expression
from gwfw.graph.model import Ref, Text
from gwfw.integrations.aws_service.spec import AwsService
from gwfw.integrations.aws_service.subtypes import SUBTYPES
from gwfw.integrations.aws_service.wire import call
from gwfw.ports import Names, Renderer

__all__ = ["request", "response"]

KEPT: Final = ("content-type", "configuration-version")
"""The headers of a service's answer that belong to its body."""

TYPES: Final = {
    "events": "application/x-amz-json-1.1",
    "kinesis": "application/x-amz-json-1.1",
    "sqs": "text/xml",
    "states": "application/x-amz-json-1.0",
}
"""What a service's answer is where it does not say so itself."""


def request(spec: AwsService, inputs: Inputs, names: Names, render: Renderer) -> Work | Result:
    """Call the action with the evaluated parameters."""
    assert isinstance(inputs, HttpInputs), "API Gateway has these integrations for HTTP APIs only"
    values: dict[str, str] = {}
    for name, text in spec.parameters:
        value = _value(text, inputs, names)
        if value is None:
            return _unresolved(name, text)
        values[name] = value
    try:
        return call(SUBTYPES[spec.subtype], values)
    except ValueError as error:
        (name,) = error.args
        return _unresolved(name, dict(spec.parameters)[name])


def _value(text: Text, inputs: HttpInputs, names: Names) -> str | None:
    if any(isinstance(part, Ref) for part in text):
        return names.text(text)
    return compile_expression(names.text(text))(inputs)


def _unresolved(name: str, text: Text) -> Failed:
    source = "".join(part if isinstance(part, str) else part.name for part in text)
    what = f"Unable to resolve property {name} from source {source}"
    return Failed(reason="bad_request", detail=f"{what}. Please make sure that source is present and not null.")


def response(spec: AwsService, inputs: Inputs, outcome: Outcome, render: Renderer) -> Result:
    """The service's own answer."""
    if isinstance(outcome, Failed):
        return outcome
    assert isinstance(outcome, HttpResponse)
    kept = tuple((name, value) for name, value in outcome.headers if name in KEPT)
    if "content-type" not in dict(kept) and (known := TYPES.get(SUBTYPES[spec.subtype].service)) is not None:
        kept = (("content-type", known), *kept)
    detail = ""
    if outcome.status >= 400:
        called = SUBTYPES[spec.subtype].permission
        detail = f"{called} answered {outcome.status}: {outcome.body.decode('utf-8', 'replace')}"
    return Answered(status=outcome.status, headers=kept, body=outcome.body, detail=detail)
