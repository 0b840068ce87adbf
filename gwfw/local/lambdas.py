"""Lambda's Invoke operation, for SDK clients and anybody else: `POST /2015-03-31/functions/{name}/invocations`.

Only that operation: functions are made by the app. It follows the API reference of Invoke (statuses, `X-Amz-` headers).
"""

from __future__ import annotations

import json
import re
from typing import Final, Literal, TypeAlias
from urllib.parse import unquote

from gwfw.exchange import AwsRequest, Failed, Headers, HttpResponse, InvokeFunction, Outcome, Raised, Returned
from gwfw.graph.model import AppGraph
from gwfw.local.names import LocalNames
from gwfw.local.settings import LocalSettings

__all__ = ["Functions", "Mode", "accepted", "answer", "mode"]

Mode: TypeAlias = Literal["RequestResponse", "Event", "DryRun"]

_PATH: Final = re.compile(r"/2015-03-31/functions/([^/]+)/invocations")
_NAME: Final = re.compile(
    r"(?:(?P<arn>arn:[a-z0-9-]+:lambda:[a-z0-9-]+:\d{12}:function:)|\d{12}:function:|function:)?"
    r"(?P<name>[A-Za-z0-9_-]+)(?::(?P<qualifier>[A-Za-z0-9$_-]+))?"
)
_JSON: Final[Headers] = (("content-type", "application/json"),)


class Functions:
    """The app's functions, as Lambda knows them."""

    def __init__(self, graph: AppGraph, settings: LocalSettings) -> None:
        self._names, self._settings = LocalNames(graph, settings), settings
        self._timeouts_ms = {function.name: function.timeout_s * 1000 for function in graph.functions}

    def timeout_ms(self, name: str) -> int:
        """How long the function of the graph may run."""
        return self._timeouts_ms[name]

    def invocation(self, request: AwsRequest) -> InvokeFunction | HttpResponse | None:
        """What the request asks for, or the refusal; None for any other operation."""
        match = _PATH.fullmatch(request.path)
        if match is None or request.method != "POST":
            return None
        name = _NAME.fullmatch(unquote(match[1]))
        if name is None:
            return _error(400, "ValidationException", f"1 validation error detected: Value '{unquote(match[1])}'")
        region, account = self._settings.region, self._settings.account_id
        called = f"{name['arn'] or f'arn:aws:lambda:{region}:{account}:function:'}{name['name']}"
        function = self._names.function(called)
        if function is None:
            return _error(404, "ResourceNotFoundException", f"Function not found: {called}:{name['qualifier'] or '$LATEST'}")
        payload = request.body or b"{}"
        try:
            json.loads(payload)
        except (ValueError, RecursionError) as error:
            return _error(400, "InvalidRequestContentException", f"Could not parse request body into json: {error}")
        return InvokeFunction(function=function, payload=payload)


def mode(request: AwsRequest) -> Mode:
    """How the function is to be invoked."""
    given = {name.lower(): value for name, value in request.headers}.get("x-amz-invocation-type")
    return "Event" if given == "Event" else "DryRun" if given == "DryRun" else "RequestResponse"


def accepted(how: Mode) -> HttpResponse:
    """What the caller is answered who does not wait for the function."""
    return HttpResponse(status=202 if how == "Event" else 204)


def answer(outcome: Outcome) -> HttpResponse:
    """What the caller is answered when the function has ended. Twice: the same."""
    if isinstance(outcome, HttpResponse):
        return outcome
    version = ("x-amz-executed-version", "$LATEST")
    if isinstance(outcome, Returned):
        return HttpResponse(status=200, headers=(*_JSON, version), body=outcome.payload)
    if isinstance(outcome, Raised):
        headers = (*_JSON, version, ("x-amz-function-error", "Unhandled"))
        return HttpResponse(status=200, headers=headers, body=outcome.payload)
    assert isinstance(outcome, Failed), f"a function answered {type(outcome).__name__}"
    if outcome.reason == "throttled":
        return _error(429, "TooManyRequestsException", "Rate Exceeded.")
    return _error(502, "EC2UnexpectedException", outcome.detail or outcome.reason)


def _error(status: int, code: str, message: str) -> HttpResponse:
    body = json.dumps({"Type": "User" if status < 500 else "Service", "message": message}).encode()
    return HttpResponse(status=status, headers=(*_JSON, ("x-amzn-errortype", code)), body=body)
