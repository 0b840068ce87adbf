"""Facts of HTTP APIs on which AWS's documents and observations disagree, or which nobody has measured.

The defaults are what most observations of live APIs show. They are plain values: whoever serves a graph decides them, and
neither the graph nor what is deployed depends on them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from gwfw.graph.routes import RoutingRules

__all__ = ["Event1Rules", "HttpFacts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event1Rules:
    """Facts of payload format 1.0."""

    header_case: Literal["title", "lower"] = "title"
    """`title`: the gateway's own headers are `X-Forwarded-For`, others as sent (recorded); `lower`: all (documented)."""
    resource_id: Literal["route_key", "null"] = "route_key"
    """`requestContext.resourceId`: the route key (recorded) or null (documented sample)."""
    path: Literal["encoded", "decoded"] = "encoded"
    """The event's `path`: as it was sent (recorded), or percent-decoded (one report)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpFacts:
    """The contested facts of an HTTP API."""

    routing: RoutingRules = field(default_factory=RoutingRules)
    event1: Event1Rules = field(default_factory=Event1Rules)
    timeout_status: Literal[503, 504] = 503
    """What a client gets whose integration did not answer in time: 503 (three live reports) or 504 (knowledge centre)."""
    error_content_type: str | None = "application/json"
    """The content type of the gateway's own errors; some captures of 401 and 503 show none (None)."""
    error_cors: bool = True
    """The gateway's own errors carry the CORS headers of an allowed origin, so that a browser's code can read them."""
    foreign_preflight: Literal[204, 403] = 204
    """The answer to a preflight of an origin that is not allowed: 204 without CORS headers, or 403."""
    domain_path: bool = False
    """`rawPath` begins with the API mapping's key on a custom domain (documented: it does not; one emulator: it does)."""
    default_stage_path: bool = True
    """An HTTP proxy on the `$default` route appends the path with the name of a named stage, as private ones do."""
