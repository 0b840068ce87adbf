"""The value of an HTTP integration of a WebSocket route."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from gwfw.graph.nonproxy import NonProxy


@dataclass(frozen=True, slots=True, kw_only=True)
class Http(NonProxy):
    """Send `method` requests to `url`, which may have `{name}` placeholders for `integration.request.path.name` and
    `${stageVariables.name}`.

    `proxy`: message and answer are passed on as they are (HTTP_PROXY), so there are neither templates nor responses.
    """

    kind: ClassVar[str] = "http"
    url: str
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] = "POST"
    proxy: bool = True
