"""What HTTP backends are sent and what becomes of their answers: shared by public URLs and private targets.

It follows "Creating HTTP proxy integrations" and captures of what live backends were sent: the client's headers, with
`forwarded` and `via` added, and nothing that concerns one connection only. Bodies pass as they are.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from gwfw.exchange import Answered, Failed, Headers, HttpInputs, HttpResponse, Outcome, Result
from gwfw.graph.headers import of_one_hop
from gwfw.graph.mapping_keys import MappingKey
from gwfw.graph.model import Integration

__all__ = ["backend_headers", "full_path", "joined_query", "passed"]

GATEWAY_ADDRESS: Final = "127.0.0.1"
"""The gateway's own address, as `forwarded` tells it."""

VIA: Final = "HTTP/1.1 AmazonAPIGateway"
_NOT_PASSED: Final = frozenset(("content-length", "expect", "forwarded", "host", "via"))


def backend_headers(spec: Integration, inputs: HttpInputs, host: str | None) -> Headers:
    """The headers for the backend. `host` is its own name; a mapped `Host` comes first, None leaves it to the driver."""
    request = inputs.request
    mapped = request.header("host") if _maps_host(spec.request_parameters) else None
    host = mapped or host
    own: Headers = () if host is None else (("Host", host),)
    single = _NOT_PASSED | of_one_hop(request.headers)
    kept = tuple([header for header in request.headers if header[0].lower() not in single])
    length = str(len(request.body))
    sized: Headers = (("Content-Length", length),) if request.body or request.header("content-length") is not None else ()
    return (*own, *kept, *sized, ("Forwarded", _forwarded(inputs)), ("Via", _appended(inputs, "via", VIA)))


def full_path(inputs: HttpInputs, *, with_stage: bool = True) -> str:
    """The request's path as sent, with the name of a named stage and without the key of an API mapping."""
    stage = f"/{inputs.stage}" if with_stage and inputs.stage != "$default" else ""
    return stage + inputs.raw_route_path


def joined_query(own: str, sent: str) -> str:
    """The URL's own query and the request's, with the `?`; empty if there is neither."""
    query = "&".join(part for part in (own, sent) if part)
    return f"?{query}" if query else ""


def passed(outcome: Outcome) -> Result:
    """The backend's response as it is, without what concerns one connection only."""
    if isinstance(outcome, Failed):
        return outcome
    if not isinstance(outcome, HttpResponse) or outcome.status < 200:
        return Failed(reason="bad_response", detail="the backend did not answer with a response")
    single = of_one_hop(outcome.headers)
    headers = tuple([(name.lower(), value) for name, value in outcome.headers if name.lower() not in single])
    return Answered(status=outcome.status, headers=headers, body=outcome.body)


@lru_cache(maxsize=1024)
def _maps_host(parameters: tuple[tuple[str, str], ...]) -> bool:
    keys = [MappingKey.request(key) for key, _ in parameters]
    return any((key.part, key.name) == ("header", "host") for key in keys)


def _forwarded(inputs: HttpInputs) -> str:
    address = inputs.request.source_ip
    client = f'"[{address}]"' if ":" in address else address
    own = f"by={GATEWAY_ADDRESS};for={client};host={inputs.domain_name};proto=https"
    return _appended(inputs, "forwarded", own)


def _appended(inputs: HttpInputs, name: str, own: str) -> str:
    """The gateway's value behind those of the proxies before it."""
    sent = [value for key, value in inputs.request.headers if key.lower() == name]
    return ", ".join([*sent, own])
