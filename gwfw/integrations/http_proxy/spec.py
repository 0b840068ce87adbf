"""The value of an HTTP proxy integration with a public URL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from gwfw.graph.model import Integration


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpProxy(Integration):
    """Forward to `url`, whose `{name}` placeholders are path parameters of the route (`{proxy}` for `{proxy+}`) and whose
    `${stageVariables.name}` are variables of the stage.

    `method` is `ANY` (the client's own) or one HTTP method.
    """

    kind: ClassVar[str] = "http_proxy"
    url: str
    method: str = "ANY"
