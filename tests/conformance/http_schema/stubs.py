"""What answers instead of Lambda, backends and AWS services: as `given` says, and nothing else. Remembers every call."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import parse_qs, unquote

from gwfw.exchange import (
    AwsRequest,
    CallAws,
    CallHttp,
    Failed,
    HttpResponse,
    InvokeFunction,
    Outcome,
    Raised,
    Returned,
    Work,
)

__all__ = ["Answer", "Call", "Stubs"]

Answer: TypeAlias = Callable[[CallHttp], HttpResponse | None]
"""Answers a request to another host, or leaves it to the next one."""

_INVOKE_ERRORS: Mapping[str, Failed] = {
    "RequestEntityTooLargeException": Failed(reason="too_large", detail="RequestEntityTooLargeException"),
    "TooManyRequestsException": Failed(reason="throttled", detail="TooManyRequestsException"),
}


@dataclass(frozen=True, slots=True)
class Call:
    """One call: the integration's or authorizer's name, and the work that was asked for."""

    name: str
    work: Work | AwsRequest


@dataclass(slots=True)
class Stubs:
    """The stand-ins of one case. `integrations` and `authorizers` are those of `given`.

    `answers` are asked first about requests to other hosts (an issuer's documents).
    """

    integrations: Mapping[str, Mapping[str, Any]]
    authorizers: Mapping[str, Mapping[str, Any]]
    answers: list[Answer] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)

    def outcome(self, work: Work | AwsRequest) -> tuple[Outcome, float]:
        """What becomes of the work, and after how many seconds."""
        if isinstance(work, InvokeFunction):
            return self._invoked(work)
        if isinstance(work, CallHttp):
            return self._backend(work)
        return self._service(work)

    def count(self, name: str, since: int = 0) -> int:
        """The calls of an integration or authorizer, after the first `since` calls of all."""
        return sum(call.name == name for call in self.calls[since:])

    def last(self, names: Mapping[str, object], kind: type, since: int) -> Any:
        """The work of the last such call, None if there was none."""
        found = [call.work for call in self.calls[since:] if call.name in names and isinstance(call.work, kind)]
        return found[-1] if found else None

    # Lambda ----------------------------------------------------------------------------------------------------------

    def _invoked(self, work: InvokeFunction) -> tuple[Outcome, float]:
        self.calls.append(Call(work.function, work))
        given = self.integrations.get(work.function) or self.authorizers[work.function]
        return _function(given), given.get("sleep_ms", 0) / 1000

    # HTTP ------------------------------------------------------------------------------------------------------------

    def _backend(self, work: CallHttp) -> tuple[Outcome, float]:
        for answer in self.answers:
            if (response := answer(work)) is not None:
                return response, 0.0
        name = self._proxied(work)
        if name is None:
            return Failed(reason="unreachable", detail=f"nothing stands in for {work.url}"), 0.0
        self.calls.append(Call(name, work))
        given = self.integrations[name]
        backend = given.get("backend")
        if backend is None:
            return Failed(reason="unreachable", detail="the case has no backend"), 0.0
        headers = tuple(
            (header.lower(), value)
            for header, values in _pairs(backend.get("headers", {}))
            for value in (values if isinstance(values, list) else [values])
        )
        body = str(backend.get("body", "")).encode()
        delay = (given.get("sleep_ms") or backend.get("sleep_ms") or 0) / 1000
        return HttpResponse(status=backend.get("status", 200), headers=headers, body=body), delay

    def _proxied(self, work: CallHttp) -> str | None:
        """The integration that sent the request: by the target's name, else by the URL that fits best."""
        if work.target is not None:
            return work.target
        proxies = {name: given["uri"] for name, given in self.integrations.items() if given["type"] == "http_proxy"}
        fitting = [name for name, uri in proxies.items() if _fits(uri, work.url)]
        return fitting[0] if fitting else next(iter(proxies), None)

    # AWS services ----------------------------------------------------------------------------------------------------

    def _service(self, work: CallAws | AwsRequest) -> tuple[Outcome, float]:
        services = [name for name, given in self.integrations.items() if given["type"] == "aws_service"]
        name = next((name for name in services if _calls(self.integrations[name]["subtype"], work)), "")
        self.calls.append(Call(name, work))
        given = self.integrations.get(name, {})
        answer = given.get("service", _own_answer(given))
        body = answer.get("body", {})
        text = body if isinstance(body, str) else json.dumps(body)
        headers = tuple((header.lower(), str(value)) for header, value in answer.get("headers", {}).items())
        status = answer.get("status", 200)
        return HttpResponse(status=status, headers=headers, body=text.encode()), given.get("sleep_ms", 0) / 1000


def _own_answer(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a service says of itself to a call that the case gives no answer to."""
    if given.get("machine_type") == "STANDARD" and given["subtype"] == "StepFunctions-StartSyncExecution":
        message = "This operation is not supported by this type of state machine"
        return {"status": 400, "body": {"__type": "StateMachineTypeNotSupported", "message": message}}
    return {}


def _function(given: Mapping[str, Any]) -> Outcome:
    if "invoke_error" in given:
        code = given["invoke_error"]
        return _INVOKE_ERRORS.get(code, Failed(reason="refused", detail=code))
    if given.get("raises") is not None:
        raised = given["raises"] if isinstance(given["raises"], Mapping) else {"errorMessage": given["raises"]}
        error = {"errorType": "Exception", "requestId": "", "stackTrace": [], **raised}
        return Raised(payload=json.dumps(error).encode())
    if "returns_raw" in given:
        return Returned(payload=str(given["returns_raw"]).encode())
    return Returned(payload=json.dumps(given.get("returns"), ensure_ascii=False).encode())


def _pairs(headers: Any) -> list[tuple[str, Any]]:
    return [(name, value) for name, value in (headers.items() if isinstance(headers, Mapping) else headers)]


def _fits(uri: str, url: str) -> bool:
    pattern = re.sub(r"\\\$?\\\{[^{}]*\\\}", ".*", re.escape(uri))
    return re.match(pattern, url) is not None


def _calls(subtype: str, work: CallAws | AwsRequest) -> bool:
    return subtype.rpartition("-")[2] == action(work).rpartition(":")[2]


def action(work: CallAws | AwsRequest) -> str:
    """`states:StartExecution`."""
    if isinstance(work, CallAws):
        return f"{work.service}:{work.action}"
    if work.service == "appconfig":
        return "appconfig:GetConfiguration"
    target = next((value for name, value in work.headers if name.lower() == "x-amz-target"), "")
    named = target.rpartition(".")[2] or next(iter(parse_qs(work.body.decode()).get("Action", [])), "")
    return f"{work.service}:{named}"


def parameters(work: CallAws | AwsRequest) -> Mapping[str, object]:
    """The action's parameters: of a JSON body, of a form, or of path and query."""
    text = work.body.decode()
    if text.startswith("{"):
        found: Mapping[str, object] = json.loads(text)
        return found
    if work.service == "appconfig":
        _, application, _, environment, _, configuration = map(unquote, work.path.strip("/").split("/"))
        query = {name: values[-1] for name, values in parse_qs(work.query).items()}
        names = {"client_id": "ClientId", "client_configuration_version": "ClientConfigurationVersion"}
        asked = {names[name]: value for name, value in query.items()}
        return {"Application": application, "Environment": environment, "Configuration": configuration, **asked}
    return _gathered({name: values[-1] for name, values in parse_qs(text, keep_blank_values=True).items()})


def _gathered(form: Mapping[str, str]) -> Mapping[str, object]:
    """A form's numbered members as lists, and as maps where they have names: `AttributeName.1` is of `AttributeNames`."""
    found: dict[str, Any] = {}
    for key, value in form.items():
        name, _, rest = key.partition(".")
        number, _, member = rest.partition(".")
        if not rest:
            found[name] = value
        elif not member:
            found.setdefault(f"{name}s", []).append(value)
        elif member.startswith("Value."):
            held = form[f"{name}.{number}.Name"]
            found.setdefault(f"{name}s", {}).setdefault(held, {})[member.removeprefix("Value.")] = value
    return found
