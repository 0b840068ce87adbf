"""Lambda functions as tasks: which of the app's functions an ARN means, and what invoking it gives the run.

Wordings are those of the service; a function that ran out of time is `Lambda.Unknown`, as its guide says.
"""

from __future__ import annotations

import json
import re
from functools import partial
from typing import Final

from gwfw.asl import actions as asl
from gwfw.asl import jsontext
from gwfw.exchange import Failed, InvokeFunction, Outcome, Raised, Returned
from gwfw.graph.model import AppGraph, Function
from gwfw.local.names import LocalNames
from gwfw.local.settings import LocalSettings
from gwfw.local.states.running import Job
from gwfw.ports import Ids

__all__ = ["Functions"]

_REFERENCE: Final = re.compile(
    r"(?:arn:[a-z0-9-]+:lambda:(?P<region>[a-z0-9-]+):)?(?:(?P<account>\d{12}):)?(?:function:)?"
    r"(?P<name>[A-Za-z0-9_-]+)(?::(?P<qualifier>[A-Za-z0-9$_-]+))?"
)


class Functions:
    """The functions of the app."""

    def __init__(self, graph: AppGraph, settings: LocalSettings, ids: Ids) -> None:
        self._settings, self._ids = settings, ids
        self._functions: dict[str, Function] = {}
        self.replace(graph)

    def replace(self, graph: AppGraph) -> None:
        """After a reload: other functions. Runs that go on find them by their ARNs, as in AWS."""
        self._names = LocalNames(graph, self._settings)
        self._functions = {self._names.function_arn(function.name): function for function in graph.functions}

    def job(self, action: asl.InvokeFunction) -> Job | asl.Outcome:
        """The invocation, or why there is none."""
        arn = self._arn(action.function)
        function = None if arn is None else self._functions.get(arn)
        if function is None:
            called = f"{arn or action.function}:{action.qualifier or '$LATEST'}"
            return asl.Refused(code="ResourceNotFoundException", message=f"Function not found: {called}", status=404)
        payload = jsontext.text(action.payload).encode("utf-8", "surrogatepass")
        return Job(
            work=InvokeFunction(function=function.name, payload=payload),
            timeout_ms=function.timeout_s * 1000,
            outcome=partial(self._outcome, function),
        )

    def _arn(self, reference: str) -> str | None:
        """The unqualified ARN of what a definition calls a function: by ARN, partial ARN or name."""
        match = _REFERENCE.fullmatch(reference)
        if match is None:
            return None
        region, account = match["region"] or self._settings.region, match["account"] or self._settings.account_id
        return f"arn:aws:lambda:{region}:{account}:function:{match['name']}"

    def _outcome(self, function: Function, outcome: Outcome) -> asl.Outcome:
        request_id = self._ids.uuid()
        if isinstance(outcome, Returned):
            return asl.Returned(payload=outcome.payload.decode("utf-8", "surrogatepass"), request_id=request_id)
        if isinstance(outcome, Raised):
            return asl.Raised(payload=outcome.payload.decode("utf-8", "surrogatepass"))
        if isinstance(outcome, Failed):
            return self._failed(function, outcome, request_id)
        raise AssertionError(f"the function {function.name} answered {type(outcome).__name__}")

    def _failed(self, function: Function, failed: Failed, request_id: str) -> asl.Outcome:
        if failed.reason == "throttled":
            return asl.Refused(code="TooManyRequestsException", message="Rate Exceeded.", status=429, request_id=request_id)
        if failed.reason == "timeout":
            message = f"{request_id} Task timed out after {function.timeout_s:.2f} seconds"
            return asl.Raised(payload=json.dumps({"errorMessage": message}))
        return asl.Failed(error="Lambda.SdkClientException", cause=failed.detail)
