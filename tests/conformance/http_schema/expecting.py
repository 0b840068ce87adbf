"""A step's `expect` against what was seen."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from gwfw.exchange import AwsRequest, CallHttp, Headers, HttpResponse, InvokeFunction
from tests.conformance.http_schema.matching import ABSENT, at, differences
from tests.conformance.http_schema.stubs import Stubs, action, parameters

__all__ = ["Seen", "unmet"]


@dataclass(frozen=True, slots=True)
class Seen:
    """One step: the answer, the route, and the calls of which the first `before` are of earlier steps."""

    response: HttpResponse
    route: str | None
    stubs: Stubs
    before: int


def unmet(expect: Mapping[str, Any], seen: Seen) -> Iterator[str]:
    """Sentences that say what differs."""
    for key, expected in expect.items():
        check = _CHECKS.get(key)
        if check is None:
            yield f"{key}: the runner does not know this expectation"
        else:
            yield from check(expected, seen)


def _documents(seen: Seen, first: object = ABSENT) -> tuple[object, ...]:
    """Where `$same_as` looks: in the document itself, in the step's documents by name, in the events."""
    event, authorizer_event = _event(seen, of="event"), _event(seen, of="authorizer_event")
    response = {"status": seen.response.status, "headers": dict(seen.response.headers)}
    named = {"event": event, "authorizer_event": authorizer_event, "response": response, "route": seen.route}
    return (first, named, event, authorizer_event)


# Calls ---------------------------------------------------------------------------------------------------------------


def _route(expected: Any, seen: Seen) -> Iterator[str]:
    return differences(expected, seen.route, "route")


def _invoked(expected: Any, seen: Seen) -> Iterator[str]:
    for name, count in expected.items():
        yield from differences(count, seen.stubs.count(name, seen.before), f"invoked.{name}")


def _invoked_total(expected: Any, seen: Seen) -> Iterator[str]:
    for name, count in expected.items():
        yield from differences(count, seen.stubs.count(name), f"invoked_total.{name}")


def _event(seen: Seen, *, of: str) -> Any:
    names = seen.stubs.integrations if of == "event" else seen.stubs.authorizers
    work = seen.stubs.last(names, InvokeFunction, seen.before)
    return ABSENT if work is None else json.loads(work.payload)


def _event_subset(expected: Any, seen: Seen, *, of: str = "event") -> Iterator[str]:
    event = _event(seen, of=of)
    return differences(expected, event, of, root=_documents(seen, event))


def _event_absent(expected: Any, seen: Seen, *, of: str = "event") -> Iterator[str]:
    event = _event(seen, of=of)
    if event is ABSENT:
        yield f"{of}: there was none"
    for path in expected:
        yield from differences({"$absent": True}, at(event, path), f"{of}.{path}")


def _event_null(expected: Any, seen: Seen, *, of: str = "event") -> Iterator[str]:
    event = _event(seen, of=of)
    for path in expected:
        yield from differences(None, at(event, path), f"{of}.{path}")


def _of_authorizer(check: Callable[..., Iterator[str]]) -> Callable[[Any, Seen], Iterator[str]]:
    return lambda expected, seen: check(expected, seen, of="authorizer_event")


def _backend_request(expected: Any, seen: Seen) -> Iterator[str]:
    work = seen.stubs.last(seen.stubs.integrations, CallHttp, seen.before)
    if work is None:
        yield "backend_request: the backend was not called"
        return
    parts = urlsplit(work.url)
    query = {name: values if len(values) > 1 else values[0] for name, values in _query(parts.query).items()}
    found: dict[str, object] = {
        "method": work.method,
        "url": work.url if "?" in str(expected.get("url")) else work.url.partition("?")[0],
        "scheme": parts.scheme,
        "path": parts.path,
        "query": query,
        "body": work.body.decode("utf-8", "replace"),
        "body_base64": b64encode(work.body).decode(),
        "sni": ABSENT if parts.scheme != "https" else work.server_name or parts.hostname,
    }
    for key, wanted in expected.items():
        if key == "headers":
            yield from _headers(wanted, work.headers, "backend_request.headers", _documents(seen))
        elif key == "query_absent":
            yield from (f"backend_request.query: {name} is there" for name in wanted if name in query)
        else:
            root = _documents(seen, found)
            yield from differences(wanted, found.get(key, ABSENT), f"backend_request.{key}", root=root)


def _query(query: str) -> dict[str, list[str]]:
    return parse_qs(query, keep_blank_values=True)


def _service_call(expected: Any, seen: Seen) -> Iterator[str]:
    work = seen.stubs.last({**seen.stubs.integrations, "": None}, AwsRequest, seen.before)
    if work is None:
        yield "service_call: the service was not called"
        return
    found = {"action": action(work), "params": parameters(work)}
    yield from differences(expected, found, "service_call", lenient=True, root=_documents(seen, found))


# The response --------------------------------------------------------------------------------------------------------


def _response(expected: Any, seen: Seen) -> Iterator[str]:
    response = seen.response
    for key, wanted in expected.items():
        where = f"response.{key}"
        if key == "status":
            yield from differences(wanted, response.status, where)
        elif key == "headers":
            yield from _headers(wanted, response.headers, where, _documents(seen))
        elif key == "set_cookie":
            yield from differences(wanted, [value for name, value in response.headers if name == "set-cookie"], where)
        elif key == "body":
            yield from differences(wanted, response.body.decode("utf-8", "replace"), where)
        elif key == "body_base64":
            yield from differences(b64encode(b64decode(wanted)).decode(), b64encode(response.body).decode(), where)
        elif key in ("body_json", "body_json_subset"):
            yield from _json(wanted, seen, where, subset=key == "body_json_subset")
        else:
            yield f"{where}: the runner does not know this expectation"


def _json(expected: Any, seen: Seen, where: str, *, subset: bool) -> Iterator[str]:
    try:
        found = json.loads(seen.response.body)
    except ValueError:
        yield f"{where}: the body is no JSON: {seen.response.body[:200]!r}"
        return
    yield from differences(expected, found, where, subset=subset, root=_documents(seen, found))


def _headers(expected: Mapping[str, Any], headers: Headers, where: str, documents: tuple[object, ...]) -> Iterator[str]:
    for name, wanted in expected.items():
        lines = [value for header, value in headers if header.lower() == name.lower()]
        found: object = lines if isinstance(wanted, list) or len(lines) > 1 else lines[0] if lines else ABSENT
        yield from differences(wanted, found, f"{where}.{name}", root=documents)


_CHECKS: Mapping[str, Callable[[Any, Seen], Iterator[str]]] = {
    "route": _route,
    "invoked": _invoked,
    "invoked_total": _invoked_total,
    "event_subset": _event_subset,
    "event_absent": _event_absent,
    "event_null": _event_null,
    "authorizer_event_subset": _of_authorizer(_event_subset),
    "authorizer_event_absent": _of_authorizer(_event_absent),
    "authorizer_event_null": _of_authorizer(_event_null),
    "backend_request": _backend_request,
    "service_call": _service_call,
    "response": _response,
}
