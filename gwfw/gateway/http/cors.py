"""CORS of an HTTP API, compiled once: which requests are preflights, and which headers an origin gets.

It follows "Configuring CORS for an HTTP API": once configured, the gateway answers preflights by itself and replaces the
integration's own `access-control-` headers. It knows neither routes nor integrations.
"""

from __future__ import annotations

from gwfw.exchange import Answered, Headers, HttpRequest
from gwfw.gateway.http.replies import gateway_error
from gwfw.graph.facts import HttpFacts
from gwfw.graph.model import Cors

__all__ = ["CorsPolicy", "is_preflight"]


def is_preflight(request: HttpRequest) -> bool:
    """Whether a browser asks for permission: OPTIONS with an origin and the method it wants to use."""
    if request.method != "OPTIONS" or request.header("origin") is None:
        return False
    return request.header("access-control-request-method") is not None


class CorsPolicy:
    """A CORS configuration, ready for requests."""

    def __init__(self, cors: Cors, facts: HttpFacts) -> None:
        self._facts = facts
        self._any = "*" in cors.allow_origins
        self._origins = frozenset(cors.allow_origins)
        self._schemes = tuple(entry[:-1] for entry in cors.allow_origins if entry in ("http://*", "https://*"))
        credentials: Headers = (("access-control-allow-credentials", "true"),) if cors.allow_credentials else ()
        expose = _listed("access-control-expose-headers", cors.expose_headers)
        self._actual: Headers = credentials + expose
        self._preflight: Headers = (
            *_listed("access-control-allow-methods", cors.allow_methods),
            *_listed("access-control-allow-headers", cors.allow_headers),
            *(() if cors.max_age_s is None else (("access-control-max-age", str(cors.max_age_s)),)),
            *self._actual,
        )

    def preflight(self, request: HttpRequest) -> Answered:
        """The answer to a preflight."""
        origin = self._allowed(request)
        if origin == ():
            foreign = self._facts.foreign_preflight
            return Answered(status=204) if foreign == 204 else gateway_error(foreign, self._facts)
        return Answered(status=204, headers=origin + self._preflight)

    def applied(self, request: HttpRequest, headers: Headers) -> Headers:
        """The headers of a response to that request: the integration's own CORS headers give way to the configured ones."""
        kept = tuple([header for header in headers if not header[0].startswith("access-control-")])
        origin = self._allowed(request)
        return kept + origin + self._actual if origin else kept

    def _allowed(self, request: HttpRequest) -> Headers:
        """`access-control-allow-origin` for the request's origin; nothing if there is none or it is not allowed."""
        origin = request.header("origin")
        if origin is None:
            return ()
        if self._any:
            return (("access-control-allow-origin", "*"),)
        if origin in self._origins or (self._schemes and origin.startswith(self._schemes)):
            return (("access-control-allow-origin", origin), ("vary", "origin"))
        return ()


def _listed(name: str, values: tuple[str, ...]) -> Headers:
    return ((name, ",".join(values)),) if values else ()
