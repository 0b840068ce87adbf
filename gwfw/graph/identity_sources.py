"""Identity sources: where an authorizer finds what identifies a caller.

    HTTP       $request.header.n  $request.querystring.n  $context.v  $stageVariables.v
    WebSocket  route.request.header.n  route.request.querystring.n  context.v  stageVariables.v

It follows "AWS Lambda authorizers for HTTP APIs" and `IdentitySource` of CreateAuthorizer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final, TypeAlias

from gwfw.exchange import HttpInputs, Inputs, WebSocketInputs
from gwfw.graph.mapping import compile_expression
from gwfw.graph.query import pairs

__all__ = ["check", "values"]

Evaluate: TypeAlias = Callable[[WebSocketInputs], str | None]

_HTTP: Final = re.compile(r"\$(request\.(header|querystring)|context|stageVariables)\.[A-Za-z0-9._~-]+")
_WEBSOCKET: Final = re.compile(
    r"(?P<root>route\.request\.header|route\.request\.querystring|context|stageVariables)\.(?P<name>[A-Za-z0-9._~-]+)"
)


def check(source: str, api: str) -> str | None:
    """Why this is no identity source of that API, if it is none."""
    pattern, forms = (
        (_HTTP, "$request.header.n, $request.querystring.n, $context.v, $stageVariables.v")
        if api == "http"
        else (_WEBSOCKET, "route.request.header.n, route.request.querystring.n, context.v, stageVariables.v")
    )
    if not pattern.fullmatch(source):
        return f"an identity source of the {api} API is one of {forms}"
    if api == "http":
        try:
            compile_expression(source)
        except ValueError as error:
            return str(error)
    return None


def values(sources: tuple[str, ...], inputs: Inputs) -> tuple[str, ...] | None:
    """The sources' values in their order; None if one is missing or empty."""
    if isinstance(inputs, HttpInputs):
        found = [compile_expression(source)(inputs) for source in sources]
    else:
        found = [_websocket(source)(inputs) for source in sources]
    given = tuple(value for value in found if value)
    return given if len(given) == len(sources) else None


@lru_cache(maxsize=1024)
def _websocket(source: str) -> Evaluate:
    match = _WEBSOCKET.fullmatch(source)
    if match is None:
        raise ValueError(check(source, "websocket"))
    root, name = match["root"], match["name"]
    if root == "stageVariables":
        return lambda inputs: dict(inputs.stage_variables).get(name)
    if root == "context":
        return lambda inputs: _context(inputs, name)
    if root.endswith("header"):
        return lambda inputs: _last(inputs.connection.headers, name.lower(), fold=True)
    return lambda inputs: _last(tuple(pairs(inputs.connection.query)), name, fold=False)


def _last(found: tuple[tuple[str, str], ...], wanted: str, *, fold: bool) -> str | None:
    given = [value for name, value in found if (name.lower() if fold else name) == wanted]
    return given[-1] if given else None


def _context(inputs: WebSocketInputs, name: str) -> str | None:
    known = {
        "apiId": inputs.api_id,
        "connectionId": inputs.connection.id,
        "domainName": inputs.domain_name,
        "eventType": inputs.event_type,
        "identity.sourceIp": inputs.connection.source_ip,
        "identity.userAgent": inputs.connection.user_agent,
        "requestId": inputs.request_id,
        "routeKey": inputs.route_key,
        "stage": inputs.stage,
    }
    return known.get(name)
