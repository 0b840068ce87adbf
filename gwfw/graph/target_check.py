"""What the targets of HTTP routes must fulfil: the URL of a proxy, the ARN of a private target, a function's payload format.

It follows `CreateIntegration`. The declare sides ask for more, so that no client can choose whom API Gateway calls.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from gwfw.errors import Place, Problem
from gwfw.graph.model import Integration
from gwfw.graph.problems import problem
from gwfw.graph.routes import METHODS
from gwfw.graph.urls import PARAMETER, STAGE_VARIABLE
from gwfw.integrations.http_proxy.spec import HttpProxy
from gwfw.integrations.lambda_proxy.spec import LambdaProxy
from gwfw.integrations.private.spec import Private

__all__ = ["SERVER_NAME", "URL", "check_payload", "check_target", "is_absolute"]

PAYLOADS: Final = ("1.0", "2.0")
SERVER_NAME: Final = 512
"""Characters of a certificate's name."""
URL: Final = 2048
"""Characters of a URL."""


def check_target(integration: Integration, place: Place | None) -> Iterator[Problem]:
    """Everything that is wrong with where an integration leads; nothing is with that of other kinds."""
    if isinstance(integration, HttpProxy):
        if not is_absolute(integration.url):
            what = f"a target's URL is absolute, http or https, and has at most {URL} characters"
            yield problem("url", what, place, received=repr(integration.url), remedy='url("https://example.com/{name}")')
        yield from _method(integration.method, place)
    elif isinstance(integration, Private):
        yield from _private(integration, place)
        yield from _method(integration.method, place)
    elif isinstance(integration, LambdaProxy):
        yield from check_payload(integration.payload_format, place)


def check_payload(version: str, place: Place | None) -> Iterator[Problem]:
    """The version of the event that a function of an HTTP API gets."""
    if version not in PAYLOADS:
        what, allowed = "there is no such payload format", ", ".join(PAYLOADS)
        yield problem("payload-format", what, place, received=repr(version), allowed=allowed, remedy="choose one of them")


def is_absolute(url: str) -> bool:
    """Whether a URL with `{parameters}` and `${stageVariables.x}` has a scheme and a host, and is short enough."""
    try:
        parts = urlsplit(PARAMETER.sub("", STAGE_VARIABLE.sub("stage", url)))
        return parts.scheme in ("http", "https") and bool(parts.hostname) and len(url) <= URL
    except ValueError:
        return False


def _private(spec: Private, place: Place | None) -> Iterator[Problem]:
    if isinstance(spec.target, str) and not spec.target.startswith("arn:"):
        what, remedy = "a private target is named by an ARN", "write the ARN of a listener, or of a Cloud Map service"
        yield problem("private-target", what, place, received=repr(spec.target), remedy=remedy)
    if spec.server_name is not None and not 1 <= len(spec.server_name) <= SERVER_NAME:
        what, received, allowed = "this cannot be a server name", repr(spec.server_name), f"1 to {SERVER_NAME} characters"
        remedy = "write the name that the target's certificate has"
        yield problem("private-target", what, place, received=received, allowed=allowed, remedy=remedy)


def _method(method: str, place: Place | None) -> Iterator[Problem]:
    if method not in METHODS:
        what, allowed = "there is no such HTTP method", ", ".join(METHODS)
        yield problem("route-method", what, place, received=repr(method), allowed=allowed, remedy="choose one of them")
