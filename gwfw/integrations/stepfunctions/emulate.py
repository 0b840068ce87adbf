"""Step Functions integrations at the local gateway: the request to the service out, the service's answer passed through.

Parameters are evaluated for each request; one that cannot be resolved is the gateway's 400. The role that API Gateway
assumes may stop executions of its own machine only, which the service refuses as AWS does.
"""

from __future__ import annotations

import json
from typing import Final

from gwfw.exchange import Answered, CallAws, Failed, HttpInputs, HttpResponse, Inputs, Outcome, Result, Work
from gwfw.graph.mapping import compile_expression
from gwfw.graph.model import Ref
from gwfw.integrations.answers import passed_on
from gwfw.integrations.stepfunctions.spec import StepFunctions
from gwfw.ports import Names, Renderer

__all__ = ["request", "response"]

MEMBERS: Final = {
    "Cause": "cause",
    "Error": "error",
    "ExecutionArn": "executionArn",
    "Input": "input",
    "Name": "name",
    "TraceHeader": "traceHeader",
}
"""The member of the service's request for each parameter of a subtype. `Region` is said by the ARN already."""

JSON_TYPE: Final = "application/x-amz-json-1.0"


def request(spec: StepFunctions, inputs: Inputs, names: Names, render: Renderer) -> Work | Result:
    """Call the action with the evaluated parameters."""
    if not isinstance(inputs, HttpInputs):
        rendered = render(names.text(spec.template), inputs)
        return CallAws(service="states", action=spec.action, body=rendered.encode("utf-8", "replace"))
    body: dict[str, str] = {}
    for name, expression in spec.parameters:
        value = compile_expression(expression)(inputs)
        if value is None:
            detail = f"Unable to resolve property {name} from source {expression}"
            return Failed(reason="bad_request", detail=f"{detail}. Please make sure that source is present and not null.")
        if name in MEMBERS:
            body[MEMBERS[name]] = value
    if spec.action == "StopExecution":
        return _denied(spec, body["executionArn"], names) or _call(spec, body)
    return _call(spec, {"stateMachineArn": names.text((Ref("machine", spec.machine, "arn"),)), **body})


def _call(spec: StepFunctions, body: dict[str, str]) -> CallAws:
    return CallAws(service="states", action=spec.action, body=json.dumps(body).encode("utf-8", "surrogatepass"))


def _denied(spec: StepFunctions, execution: str, names: Names) -> Answered | None:
    """The service's answer where the role may not touch the execution."""
    allowed = names.text((Ref("machine", spec.machine, "executions"),))
    if execution.startswith(allowed.removesuffix("*")):
        return None
    what = f"The integration's role is not authorized to perform: states:StopExecution on resource: {execution}"
    body = json.dumps({"__type": "AccessDeniedException", "message": what}).encode("utf-8", "surrogatepass")
    return Answered(status=400, headers=(("content-type", JSON_TYPE),), body=body, detail=f"{what}; it may stop {allowed}")


def response(spec: StepFunctions, inputs: Inputs, outcome: Outcome, render: Renderer) -> Result:
    """The service's own status and body; of its headers the content type."""
    if not isinstance(inputs, HttpInputs):
        return passed_on(f"states:{spec.action}", inputs, outcome)
    if isinstance(outcome, Failed):
        return outcome
    assert isinstance(outcome, HttpResponse)
    kept = tuple((name, value) for name, value in outcome.headers if name == "content-type")
    detail = ""
    if outcome.status >= 400:
        detail = f"states:{spec.action} answered {outcome.status}: {outcome.body.decode('utf-8', 'replace')}"
    return Answered(status=outcome.status, headers=kept, body=outcome.body, detail=detail)
