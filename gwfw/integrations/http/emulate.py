"""HTTP integrations of WebSocket routes at the local gateway. No I/O, no clock.

A proxy passes the message on, and on `$connect` the client's own headers and query string, the `Sec-WebSocket-` headers
among them (a backend that takes offence at those needs them mapped away). The backend's status decides `$connect`. It
follows "Set up a WebSocket API integration request" of the developer guide and reports about HTTP proxies.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, urlencode

from gwfw.exchange import Answered, CallHttp, Failed, Headers, HttpResponse, Inputs, Outcome, Result, WebSocketInputs, Work
from gwfw.graph.headers import HOP_BY_HOP
from gwfw.integrations.answers import answered
from gwfw.integrations.http.spec import Http
from gwfw.integrations.requests import Parameters, body, parameters
from gwfw.ports import Names, Renderer

__all__ = ["request", "response"]

_PLACEHOLDER: Final = re.compile(r"\$\{stageVariables\.(?P<variable>[^{}]+)\}|\{(?P<parameter>[^{}]+)\}")
_NOT_PASSED: Final = HOP_BY_HOP | {"content-length", "host"}


def request(spec: Http, inputs: Inputs, names: Names, render: Renderer) -> Work | Result:
    """Send the request to the URL."""
    assert isinstance(inputs, WebSocketInputs), "the kind serves WebSocket APIs"
    payload = (inputs.body or "").encode("utf-8", "replace") if spec.proxy else body(spec, inputs, names, render)
    if isinstance(payload, Failed):
        return payload
    mapped = parameters(spec, inputs)
    return CallHttp(
        method=spec.method,
        url=_url(spec, inputs, mapped),
        headers=_headers(spec, inputs, mapped),
        body=b"" if spec.method in ("GET", "HEAD") else payload,
    )


def response(spec: Http, inputs: Inputs, outcome: Outcome, render: Renderer) -> Result:
    """What the backend answered: passed on by a proxy, otherwise through the integration response for its status."""
    assert isinstance(inputs, WebSocketInputs), "the kind serves WebSocket APIs"
    if not isinstance(outcome, HttpResponse):
        what = f"{spec.url} was answered by {type(outcome).__name__}"
        return outcome if isinstance(outcome, Failed) else Failed(reason="bad_response", detail=what)
    detail = "" if outcome.status < 400 else f"{spec.method} {spec.url} answered {outcome.status}"
    if not spec.proxy:
        return answered(spec, inputs, outcome, str(outcome.status), render, detail=detail)
    return Answered(status=outcome.status, headers=outcome.headers, body=outcome.body, detail=detail)


def _url(spec: Http, inputs: WebSocketInputs, mapped: Parameters) -> str:
    variables, path = dict(inputs.stage_variables), dict(mapped.path)
    address = _PLACEHOLDER.sub(lambda match: _filled(match, variables, path), spec.url)
    client = inputs.connection.query if spec.proxy and inputs.event_type == "CONNECT" else ""
    query = "&".join(part for part in (client, urlencode(mapped.query, quote_via=quote)) if part)
    if not query:
        return address
    return f"{address}{'&' if '?' in address else '?'}{query}"


def _filled(match: re.Match[str], variables: Mapping[str, str], path: Mapping[str, str]) -> str:
    """A stage variable as it is, a parameter encoded, so that it stays one segment; what is not there is empty."""
    if match["variable"] is not None:
        return variables.get(match["variable"], "")
    return quote(path.get(match["parameter"], ""), safe="")


def _headers(spec: Http, inputs: WebSocketInputs, mapped: Parameters) -> Headers:
    """The mapped headers, before those of the client (proxies on `$connect`) and the gateway's own."""
    taken = {name.lower() for name, _ in mapped.headers} | _NOT_PASSED
    client = inputs.connection.headers if spec.proxy and inputs.event_type == "CONNECT" else ()
    passed = tuple((name, value) for name, value in client if name.lower() not in taken)
    taken |= {name.lower() for name, _ in passed}
    own = (
        ("Content-Type", "application/json"),
        ("User-Agent", f"AmazonAPIGateway_{inputs.api_id}"),
        ("X-Amzn-Trace-Id", f"Root={inputs.trace_id}"),
    )
    return (*mapped.headers, *passed, *((name, value) for name, value in own if name.lower() not in taken))
