"""The value of a Lambda proxy integration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from gwfw.graph.model import Integration


@dataclass(frozen=True, slots=True, kw_only=True)
class LambdaProxy(Integration):
    """Invoke `function` with the request. `payload_format` is used by HTTP APIs; WebSocket events have their own form."""

    kind: ClassVar[str] = "lambda_proxy"
    function: str
    payload_format: Literal["1.0", "2.0"] = "2.0"
