"""AWS services as tasks: the request in the service's own wire form, and what its answer gives the run.

The services with an integration of their own that speak JSON are written here; any other, and every `aws-sdk:` one, goes
through botocore's models (`sdk.py`), which are imported on use.
"""

from __future__ import annotations

import json
from typing import Final

from gwfw.asl import actions as asl
from gwfw.asl import jsontext
from gwfw.exchange import CallAws, Failed, HttpResponse, Outcome
from gwfw.local import dispatch
from gwfw.local.settings import LocalSettings
from gwfw.local.states.running import Job

__all__ = ["NOT_EMULATED", "job", "not_answered"]

NOT_EMULATED: Final = "gwfw.NotEmulated"
"""The error of a task whose service no local engine has: AWS has no such error, and nobody should miss it."""

TIMEOUT_MS: Final = 60_000


SERVICES: Final = frozenset({"dynamodb", "events", "sqs"})
"""The services with an integration of their own whose members are the API's, in its spelling."""


def job(action: asl.CallService, settings: LocalSettings) -> Job | asl.Outcome:
    """The request, or why there can be none."""
    if action.sdk or action.service not in SERVICES:
        from gwfw.local.states import sdk

        return sdk.job(action, settings, TIMEOUT_MS)
    body = jsontext.text(dict(action.parameters)).encode("utf-8", "surrogatepass")
    request = dispatch.called(CallAws(service=action.service, action=action.action, body=body), settings)
    return Job(work=request, timeout_ms=TIMEOUT_MS, outcome=_outcome)


def _outcome(outcome: Outcome) -> asl.Outcome:
    if not isinstance(outcome, HttpResponse):
        return not_answered(outcome)
    headers = dict(outcome.headers)
    request_id = headers.get("x-amzn-requestid", "")
    if outcome.status < 400:
        return asl.Answered(
            value=json.loads(outcome.body or b"{}"), status=outcome.status, headers=headers, request_id=request_id
        )
    code, message = dispatch.told(outcome)
    if code == "Unclaimed":
        return asl.Failed(error=NOT_EMULATED, cause=message)
    return asl.Refused(code=code, message=message, status=outcome.status, request_id=request_id)


def not_answered(outcome: Outcome) -> asl.Failed:
    """What a service gives that did not answer at all."""
    assert isinstance(outcome, Failed), f"a service answered {type(outcome).__name__}"
    if outcome.reason == "refused":
        return asl.Failed(error=NOT_EMULATED, cause=outcome.detail)
    return asl.Failed(error="States.TaskFailed", cause=outcome.detail or outcome.reason)
