"""The stand-ins of a case: handlers that return, raise, sleep and post, and backends that answer and remember."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from gwfw.exchange import AwsRequest, CallHttp, Headers, HttpResponse, Outcome, Raised, Returned
from tests.conformance.websocket_schema.patterns import ABSENT, at

__all__ = ["BackendCall", "Stubs"]

Post = Callable[[str, str], None]
"""Posts (connection id, data) through the management API; raises what boto3 raises."""


@dataclass(frozen=True, kw_only=True)
class BackendCall:
    """One request to a backend; header names lower-case."""

    method: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Record:
    """What one stand-in saw; `consumed` of it was asked for."""

    seen: list[Any] = field(default_factory=list)
    consumed: int = 0


class Stubs:
    """All stand-ins of one run. May be called from any thread."""

    def __init__(self, case: Mapping[str, Any]) -> None:
        self._handlers: Mapping[str, Any] = case.get("handlers", {})
        self._backends: Mapping[str, Any] = case.get("backends", {})
        self.services: Mapping[tuple[str, str], str] = {}
        self.changed = threading.Condition()
        self.invocations = {name: Record() for name in self._handlers}
        self.calls = {name: Record() for name in self._backends}
        self.results: dict[str, list[str]] = {}

    def invoke(self, handler: str, payload: bytes, post: Post, sleep: Callable[[float], None]) -> Outcome:
        """Run a handler."""
        event = json.loads(payload)
        behaviour = self._handlers[handler]
        with self.changed:
            self.invocations[handler].seen.append(event)
            self.changed.notify_all()
        sleep(behaviour.get("sleepMs", 0) / 1000)
        results: list[str] = []
        raised = _raised("Exception", behaviour["raises"]) if "raises" in behaviour else None
        for action in behaviour.get("actions", ()):
            error = self._act(_filled(action, event), post)
            results.append("ok" if error is None else type(error).__name__)
            if error is not None and not action.get("catch"):
                raised = _raised(type(error).__name__, str(error))
                break
        with self.changed:
            self.results[handler] = results
            self.changed.notify_all()
        if raised is not None:
            return raised
        return Returned(payload=json.dumps(_filled(behaviour.get("returns"), event)).encode())

    def _act(self, action: Mapping[str, Any], post: Post) -> Exception | None:
        """Post; what was raised by it."""
        try:
            post(action["post"]["connection"], action["post"]["data"])
        except Exception as error:
            return error
        return None

    def service(self, request: AwsRequest) -> HttpResponse:
        """Answer for an AWS service."""
        headers = {name.lower(): value for name, value in request.headers}
        query = dict(parse_qsl(request.query, keep_blank_values=True))
        action = headers.get("x-amz-target", "").rpartition(".")[2] or query.get("Action", "")
        service = request.service
        backend = self.services.get((service, action)) or self.services[service, request.path]
        return self.answer(backend, request.method, query, request.headers, request.body)

    def http(self, backend: str, work: CallHttp) -> HttpResponse:
        """Answer an HTTP request without a socket."""
        query = dict(parse_qsl(urlsplit(work.url).query, keep_blank_values=True))
        return self.answer(backend, work.method, query, work.headers, work.body)

    def answer(self, backend: str, method: str, query: Mapping[str, str], headers: Headers, body: bytes) -> HttpResponse:
        """Remember a request to a backend, and answer it."""
        lowered = {name.lower(): value for name, value in headers}
        with self.changed:
            self.calls[backend].seen.append(BackendCall(method=method, query=query, headers=lowered, body=body))
            self.changed.notify_all()
        written = self._backends[backend]
        given = written.get("headers", {})
        pairs = given.items() if isinstance(given, dict) else given
        text = written.get("body", "")
        answer = text if isinstance(text, str) else json.dumps(text)
        return HttpResponse(
            status=written["status"], headers=tuple((name.lower(), value) for name, value in pairs), body=answer.encode()
        )


def _raised(kind: str, message: str) -> Raised:
    error = {"errorMessage": message, "errorType": kind, "stackTrace": []}
    return Raised(payload=json.dumps(error).encode())


def _filled(template: Any, event: Any) -> Any:
    """A value of the case with every `$event` in it replaced by that member of the event."""
    if isinstance(template, dict):
        if set(template) == {"$event"}:
            found = at(event, template["$event"])
            return None if found is ABSENT else found
        return {name: _filled(held, event) for name, held in template.items()}
    return [_filled(held, event) for held in template] if isinstance(template, list) else template
