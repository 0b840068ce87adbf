"""What an app graph must fulfil, whoever made it: route keys, one route for one request, references that lead somewhere.

It knows the graph only; places come from outside, by subject (`http GET /books`), and are missing for a graph that was
read back. What belongs to one subject is in the modules that end in `_check`. It follows "Routes" of the HTTP API and
WebSocket API developer guides and the quotas of API Gateway.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from gwfw.errors import Place, Problem
from gwfw.graph.authorizer_check import check_authorizers
from gwfw.graph.domain_check import check_made_domains
from gwfw.graph.http_check import check_http
from gwfw.graph.key_check import check_keys
from gwfw.graph.model import ApiName, AppGraph, Authorizer, Integration, Ref, Route, Text
from gwfw.graph.private_check import check_private
from gwfw.graph.problems import problem
from gwfw.graph.routes import METHODS, RouteKey
from gwfw.graph.stage_check import check_domains, check_shared_domains, check_stages

__all__ = ["ROUTES", "TIMEOUTS_MS", "check", "conflicts", "http_key", "route_key", "websocket_key"]

ROUTES: Final = 300
"""Routes of one API (a quota that AWS can raise)."""

TIMEOUTS_MS: Final[Mapping[ApiName, tuple[int, int]]] = {"http": (50, 30_000), "websocket": (50, 29_000)}
"""The bounds of an integration's time-out."""

RESOURCES: Final = ("table", "machine", "queue", "bus", "stream", "config")
"""Kinds of resources."""

WEBSOCKET_KEYS: Final = ("$connect", "$default", "$disconnect")


def route_key(api: ApiName, key: str, place: Place | None = None) -> Problem | None:
    """What is wrong with this route key, if anything."""
    return http_key(key, place) if api == "http" else websocket_key(key, place)


def http_key(key: str, place: Place | None = None) -> Problem | None:
    """What is wrong with this route key of an HTTP API, if anything."""
    method, _, path = key.partition(" ")
    try:
        parsed = RouteKey.parse(key)
    except ValueError as error:
        if key != "$default" and method not in METHODS:
            what, remedy = "there is no such HTTP method", "choose one of them"
            return problem("route-method", what, place, received=repr(method), allowed=", ".join(METHODS), remedy=remedy)
        allowed = "/ and segments: literal text, {name}, and {name+} at the end"
        remedy = _correct(method, path)
        return problem("path-syntax", str(error), place, received=repr(path), allowed=allowed, remedy=remedy)
    literals = "".join(segment.text for segment in parsed.segments if segment.kind == "literal")
    wrong = sorted({character for character in literals if character in " ?#%\\" or not character.isprintable()})
    if wrong:
        what, remedy = "this path has characters that a route cannot match", "write the path without them"
        return problem("path-syntax", what, place, received=" ".join(map(repr, wrong)), remedy=remedy)
    return None


def _correct(method: str, path: str) -> str:
    corrected = "/" + path.strip("/")
    try:
        RouteKey.parse(f"{method} {corrected}")
    except ValueError:
        return "a parameter is a whole segment with a name of its own: /files/{folder}/{name}"
    return f"write {corrected!r}"


def websocket_key(key: str, place: Place | None = None) -> Problem | None:
    """What is wrong with this route key of a WebSocket API, if anything."""
    if key in WEBSOCKET_KEYS or (1 <= len(key) <= 128 and not key.startswith("$")):
        return None
    allowed = f"{', '.join(WEBSOCKET_KEYS)}, or 1 to 128 characters that do not begin with $"
    remedy = "use a value that the selection expression can have"
    return problem("websocket-key", "this cannot be a route key", place, received=repr(key), allowed=allowed, remedy=remedy)


def conflicts(routes: Iterable[tuple[ApiName, str, Place | None]]) -> tuple[Problem, ...]:
    """The routes that match the same requests; names of path parameters do not make routes distinct."""
    first: dict[object, tuple[str, Place | None]] = {}
    problems = []
    for api, key, place in routes:
        meaning = (api, _meaning(api, key))
        if meaning in first:
            problems.append(_conflict(key, place, *first[meaning]))
        else:
            first[meaning] = (key, place)
    return tuple(problems)


def _meaning(api: ApiName, key: str) -> object:
    if api == "websocket" or http_key(key) is not None:
        return key
    parsed = RouteKey.parse(key)
    segments = tuple((part.kind, part.text if part.kind == "literal" else "") for part in parsed.segments)
    return parsed.method, segments


def _conflict(key: str, place: Place | None, earlier: str, earlier_place: Place | None) -> Problem:
    places = tuple(known for known in (earlier_place, place) if known is not None)
    if key == "$connect":
        what = "$connect has exactly one integration, and this is the second"
        return Problem(code="connect-taken", what=what, places=places, remedy="keep one: the handler, or the mapping")
    same = key == earlier
    what = f"{key} is declared twice" if same else f"{key} and {earlier} match the same requests"
    remedy = "remove one of them" if same else "names of path parameters do not make routes distinct: remove one of them"
    return Problem(code="duplicate-route", what=what, places=places, remedy=remedy)


def check(graph: AppGraph, places: Mapping[str, Place] | None = None) -> tuple[Problem, ...]:
    """Everything that is wrong with a graph. `places` holds places by subject."""
    where = places or {}
    routes = [(api, route, where.get(f"{api} {route.key}")) for api, route in _routes(graph)]
    problems = [route_key(api, route.key, place) for api, route, place in routes]
    problems += conflicts((api, route.key, place) for api, route, place in routes)
    problems += _quotas(graph)
    problems += _twice(graph)
    problems += [_timeout(graph, api, route, place) for api, route, place in routes]
    problems += [problem("dangling", what, None, remedy="declare it") for what in _dangling(graph)]
    problems += check_http(graph, where)
    problems += check_private(graph, where)
    if graph.websocket is not None:
        problems += check_stages("websocket", graph.websocket)
        problems += check_domains(graph.websocket)
        problems += check_authorizers("websocket", graph.websocket.routes, graph.authorizers, where)
        problems += check_keys(graph.websocket, where)
    if graph.http is not None and graph.websocket is not None:
        problems += check_shared_domains(graph.http, graph.websocket)
    problems += check_made_domains(graph)
    return tuple(found for found in problems if found is not None)


def _routes(graph: AppGraph) -> Iterator[tuple[ApiName, Route]]:
    if graph.http is not None:
        yield from (("http", route) for route in graph.http.routes)
    if graph.websocket is not None:
        yield from (("websocket", route) for route in graph.websocket.routes)


def _quotas(graph: AppGraph) -> Iterator[Problem]:
    for api in ("http", "websocket"):
        count = sum(1 for found, _ in _routes(graph) if found == api)
        if count > ROUTES:
            what, allowed = f"the {api} API has too many routes", f"at most {ROUTES}"
            yield problem("route-quota", what, None, received=str(count), allowed=allowed, remedy="split the app")


def _twice(graph: AppGraph) -> Iterator[Problem]:
    for kind, names in (
        ("integration", [integration.name for integration in graph.integrations]),
        ("authorizer", [authorizer.name for authorizer in graph.authorizers]),
        ("function", [function.name for function in graph.functions]),
        ("construct", [construct.name for construct in graph.constructs]),
        ("domain", [domain.name for domain in graph.domains]),
        *((kind, [r.name for r in graph.resources if r.kind == kind]) for kind in RESOURCES),
    ):
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield problem("duplicate-name", f"two things are the {kind} {name!r}", None, remedy="rename one of them")


def _timeout(graph: AppGraph, api: ApiName, route: Route, place: Place | None) -> Problem | None:
    integration = next((found for found in graph.integrations if found.name == route.integration), None)
    low, high = TIMEOUTS_MS[api]
    if integration is None or low <= integration.timeout_ms <= high:
        return None
    what = f"the integration of {route.key} has a time-out that the {api} API does not allow"
    received, allowed = f"{integration.timeout_ms} ms", f"{low} to {high} ms"
    return problem("time-out", what, place, received=received, allowed=allowed, remedy="choose one between")


def _dangling(graph: AppGraph) -> Iterator[str]:
    """References that lead nowhere, as sentences."""
    known = _known(graph)
    for api, route in _routes(graph):
        if ("integration", route.integration) not in known:
            yield f"the {api} route {route.key} has an integration that is not there: {route.integration!r}"
        if route.authorizer is not None and ("authorizer", route.authorizer) not in known:
            yield f"the {api} route {route.key} has an authorizer that is not there: {route.authorizer!r}"
    specs: list[tuple[str, Integration | Authorizer]] = [("integration", spec) for spec in graph.integrations]
    specs += [("authorizer", spec) for spec in graph.authorizers]
    for what, spec in specs:
        for ref in _references(spec):
            if (ref.kind, ref.name) not in known:
                yield f"the {what} {spec.name!r} needs a {ref.kind} that is not there: {ref.name!r}"
    for machine in graph.machines:
        for ref in (*_refs(machine.definition), *_refs((machine.arn or "",))):
            if (ref.kind, ref.name) not in known:
                yield f"the machine {machine.name!r} needs a {ref.kind} that is not there: {ref.name!r}"
    for domain in graph.domains:
        for ref in _refs(tuple(filter(None, (domain.certificate, domain.made, domain.zone)))):
            if (ref.kind, ref.name) not in known:
                yield f"the domain {domain.name} needs a {ref.kind} that is not there: {ref.name!r}"
    if graph.websocket is not None and graph.websocket.store is not None and ("table", graph.websocket.store) not in known:
        yield f"the store of connections is a table that is not there: {graph.websocket.store!r}"
    for consumer in graph.consumers:
        for needed in (("queue", consumer.queue), ("function", consumer.function)):
            if needed not in known:
                yield f"a consumer needs a {needed[0]} that is not there: {needed[1]!r}"
    for grant in graph.grants:
        kind, _, name = grant.principal.partition(":")
        if (kind, name) not in known:
            yield f"a grant is for a {kind} that is not there: {name!r}"
        if (grant.resource.kind, grant.resource.name) not in known:
            yield f"a grant is on a {grant.resource.kind} that is not there: {grant.resource.name!r}"


def _known(graph: AppGraph) -> set[tuple[str, str]]:
    known = {("connections", "websocket")} if graph.websocket is not None else set()
    known |= {("integration", integration.name) for integration in graph.integrations}
    known |= {("authorizer", authorizer.name) for authorizer in graph.authorizers}
    known |= {("function", function.name) for function in graph.functions}
    known |= {("construct", construct.name) for construct in graph.constructs}
    return known | {(resource.kind, resource.name) for resource in graph.resources}


def _references(spec: Integration | Authorizer) -> Iterator[Ref]:
    """What a spec refers to: its fields `function`, `machine` and `table` hold names, texts hold references."""
    for kind in ("function", "machine", "table"):
        name = getattr(spec, kind, None)
        if isinstance(name, str):
            yield Ref(kind, name, "arn")
    texts = (*getattr(spec, "request_templates", ()), *getattr(spec, "bound", ()))
    for text in (getattr(spec, "template", ()), *(held for _, held in texts)):
        yield from _refs(text)
    for field in ("resource", "target", "vpc_link"):
        if isinstance(named := getattr(spec, field, None), Ref):
            yield named


def _refs(text: Text) -> Iterator[Ref]:
    return (part for part in text if isinstance(part, Ref))
